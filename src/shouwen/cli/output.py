"""Where a command's answer goes: the screen, or a file that stands there only once it is whole.

A file is written beside its place and moved there at the end, so that a run that fails leaves what
stood there as it was. What the run itself reads is never written over.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from shouwen.cli.own import written_by_check
from shouwen.cli.printable import printable
from shouwen.cli.tables.columns import MEMORY
from shouwen.handbook.folder import FOLDERS, HEAD


class NoOutput(Exception):
    """The answer may not go there; the message says why, in Chinese."""


@contextlib.contextmanager
def written(name: str | None) -> Iterator[BinaryIO]:
    """A stream to file `name` (`None`: standard output). What is written stands in the file when the
    block ends; where it ends by an exception the file is as it was. Raises `OSError`.

    A link keeps leading where it leads; pipes and devices are written as they are.
    """
    if name is None:
        yield sys.stdout.buffer
        return
    path = Path(name)
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    target = _real(path)
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), name)
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
    kept, moved = _beside(target)
    try:
        with os.fdopen(kept[0], "wb") as stream:
            yield stream
        _put_in_place(Path(kept[1]), target, moved=moved)
    except OSError as error:
        if error.filename == kept[1]:
            error.filename = name  # people know their own file, not ours
        raise
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(kept[1]).unlink()


def _beside(target: Path) -> tuple[tuple[int, str], bool]:
    """A new file (its number and name), and whether it lies in the folder of `target`: a folder that
    takes no new file may hold one that can be written."""
    try:
        return tempfile.mkstemp(prefix=f".{target.name[:20]}.", dir=target.parent), True
    except OSError:
        if not target.exists():
            raise
    return tempfile.mkstemp(prefix="shouwen-"), False


def _put_in_place(whole: Path, target: Path, *, moved: bool) -> None:
    if target.exists():
        shutil.copymode(target, whole)
    else:
        mask = os.umask(0)
        os.umask(mask)
        whole.chmod(0o666 & ~mask)
    if moved:
        try:
            whole.replace(target)
        except OSError as error:
            if error.errno != errno.EBUSY:  # a single file that is mounted cannot be replaced
                raise
        else:
            return
    with whole.open("rb") as stream, target.open("wb") as out:
        shutil.copyfileobj(stream, out)


def refuse_to_write(
    out: str, reads: Sequence[str], columns: str | None, handbook: str, *, readable: Sequence[str]
) -> None:
    """Raise `NoOutput` where writing `out` would destroy what the run reads: an input, the file of
    columns, a file of a handbook; `OSError` where it cannot be looked at. `readable`: the endings of
    files that a folder is looked through for."""
    path = Path(out)
    for read in reads:
        if _is_read(path, read, readable):
            raise NoOutput("是要检查的文件，写进去会冲掉它")
    if columns is not None and _same(path, columns):
        raise NoOutput("是 --columns 的文件，写进去会冲掉它")
    if path.name == MEMORY:
        raise NoOutput("记着表里哪一列是什么，写进去会冲掉它")
    if _of_a_handbook(path, handbook):
        raise NoOutput("在手册的文件夹里，写进去会改掉手册")


def refuse_to_be_read(
    out: str, reads: Sequence[str], kinds: Sequence[str], own: Sequence[str]
) -> None:
    """Raise `NoOutput` where the next run would take the answer for conversations: in a folder that
    is checked, under one of the endings `kinds` that are read, but not one of `own`, under which an
    earlier answer is recognised."""
    path = Path(out)
    ending = path.suffix.lower()
    if ending in kinds and ending not in own and any(_lies_in(path, read) for read in reads):
        raise NoOutput(f"在要检查的文件夹里，下次会当成会话（{ending}）来读")


def _real(path: Path) -> Path:
    """Where a path leads; other than `Path.resolve` it takes a loop of links."""
    return Path(os.path.realpath(path))


def _is_read(out: Path, read: str, readable: Sequence[str]) -> bool:
    if read == "-":
        with contextlib.suppress(OSError, ValueError):
            return out.is_file() and os.path.samestat(out.stat(), os.fstat(sys.stdin.fileno()))
        return False
    if _lies_in(out, read):
        return out.suffix.lower() in readable and out.is_file() and not written_by_check(out)
    return _same(out, read)


def _lies_in(out: Path, folder: str) -> bool:
    try:
        return Path(folder).is_dir() and _real(out).is_relative_to(_real(Path(folder)))
    except OSError:
        return False  # what cannot be read is named when it is read


def _same(out: Path, other: str) -> bool:
    try:
        return out.is_file() and out.samefile(other)
    except OSError:
        return False  # there is none, or it is named when it is read


def _of_a_handbook(out: Path, handbook: str) -> bool:
    """Whether a file lies in the folder of the handbook, or is where any handbook has its files
    (those that it extends, the shipped ones)."""
    target = _real(out)
    above = target.parent
    if (above / HEAD).is_file() or (above.name in FOLDERS and (above.parent / HEAD).is_file()):
        return True
    return bool(handbook) and (Path(handbook) / HEAD).is_file() and _lies_in(out, handbook)


def refusal(out: str, why: str) -> str:
    """A sentence that names the file, says why it cannot be, and what to do."""
    return f"{printable(out)} {why}。请换一个 --out"
