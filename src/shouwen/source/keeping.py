"""Keeps what took long to work out, so that a start need not work it out again.

A large handbook takes seconds to read and to compile; what came out is read back in milliseconds. The
files lie in the user's folder for caches (`folder`), hold plain data and nothing that is not in a
handbook, and may be deleted at any time. They are trusted as much as the program itself, and therefore
used only where they are plain files of the user's own that nobody else may write to: the folder may be one
that others write to as well. What a file may weigh is known before it is read, and only files that are
named as ours are ever deleted.

Whoever keeps something gives it a name (`name_of`) that is the hash of all that it depends on, the code
that worked it out included (`code_of`): so nothing kept is ever out of date, it is only not found.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

_DIGEST = 32
_NAMED = "[0-9a-f]{64}"  # as `name_of` names things
_BEING_WRITTEN = ("shouwen-", ".new")  # and eight characters between, as `tempfile` chooses them
_MOST_BEING_WRITTEN = 20  # what a killed process left behind; the oldest go


class Kind(NamedTuple):
    """What is kept: the ending of its files, and how many files and bytes of it stay."""

    suffix: str
    most: int
    room: int


def folder(environment: Mapping[str, str]) -> Path | None:
    """`SHOUWEN_CACHE`, or `shouwen` in the user's folder for caches; `None` where it is set to
    nothing or the user has no home."""
    named = environment.get("SHOUWEN_CACHE")
    if named is not None:
        return Path(named) if named else None
    caches = environment.get("XDG_CACHE_HOME") or ""
    if not Path(caches).is_absolute():
        home = environment.get("HOME") or environment.get("LOCALAPPDATA") or ""
        if not Path(home).is_absolute():
            return None
        caches = str(Path(home) / ".cache")
    return Path(caches) / "shouwen"


def name_of(*parts: bytes | str) -> str:
    """A name for what depends on these parts: no other row of parts has it."""
    found = hashlib.sha256()
    for part in parts:
        told = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(told).to_bytes(8, "big") + told)
    return found.hexdigest()


@cache
def code_of(folders: tuple[Path, ...], distributions: tuple[str, ...] = ()) -> str | None:
    """Names the code of these folders (without those below), of Python and of the distributions.

    `None` where the code lies in no files that can be read: nothing can be kept then.
    """
    parts: list[bytes | str] = [sys.version]
    try:
        parts += [f"{name} {metadata.version(name)}" for name in distributions]
        for each in folders:
            files = sorted(each.glob("*.py"))
            if not files:
                return None
            for file in files:
                parts += [file.name, file.read_bytes()]
    except (OSError, metadata.PackageNotFoundError):
        return None
    return name_of(*parts)


def kept(kind: Kind, name: str) -> bytes | None:
    """What was kept under that name; `None` where there is nothing or it was damaged."""
    place = folder(os.environ)
    if place is not None:
        with contextlib.suppress(OSError):
            read = _read_own(place / (name + kind.suffix), _DIGEST + kind.room)
            if read[:_DIGEST] == _digest(kind, name, read[_DIGEST:]):
                return read[_DIGEST:]
    return None


def private(folder: Path) -> bool:
    """Whether a folder is the user's own and nobody else may put a file into it."""
    with contextlib.suppress(OSError):
        status = folder.lstat()
        return stat.S_ISDIR(status.st_mode) and _own(status)
    return False


def _read_own(path: Path, room: int) -> bytes:
    """What is in a plain file of ours; nothing where it is none, or larger. Raises `OSError`."""
    # Neither a link is followed nor a pipe waited for.
    handle = os.open(
        path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not (stat.S_ISREG(status.st_mode) and _own(status) and status.st_size <= room):
            return b""
        return file.read(room)


def _own(status: os.stat_result) -> bool:
    """Whether it belongs to the user and only he may write to it (where a system knows owners)."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def keep(kind: Kind, name: str, data: bytes) -> None:
    """Keep something. A folder that cannot be written to costs time, nothing else."""
    place = folder(os.environ)
    if place is None or len(data) > kind.room:
        return
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        before, behind = _BEING_WRITTEN
        handle, written = tempfile.mkstemp(prefix=before, suffix=behind, dir=place)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(kind, name, data))
                file.write(data)
            Path(written).replace(place / (name + kind.suffix))
        finally:
            Path(written).unlink(missing_ok=True)
        _drop_oldest(place, _NAMED + re.escape(kind.suffix), kind.most, kind.room)
        half = "[a-z0-9_]{8}".join(map(re.escape, _BEING_WRITTEN))
        _drop_oldest(place, half, _MOST_BEING_WRITTEN, sys.maxsize)


def _digest(kind: Kind, name: str, data: bytes) -> bytes:
    """What a file begins with. Its own name is in it, so that a file under another's is no use."""
    found = hashlib.sha256(f"{name}{kind.suffix}\n".encode())
    found.update(data)
    return found.digest()


def _drop_oldest(place: Path, named: str, most: int, room: int) -> None:
    """Delete the oldest files of ours with such a name until the others are few and small enough."""
    with os.scandir(place) as entries:
        files = [
            (status.st_mtime_ns, status.st_size, entry.path)
            for entry in entries
            if re.fullmatch(named, entry.name) and (status := _status(entry)) is not None
        ]
    taken = 0
    for number, (_, size, path) in enumerate(sorted(files, reverse=True), 1):
        taken += size
        if number > most or taken > room:
            Path(path).unlink(missing_ok=True)


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    """Of a plain file that belongs to us; `None` for anything else."""
    with contextlib.suppress(FileNotFoundError):  # another process was quicker
        status = entry.stat(follow_symlinks=False)
        return status if stat.S_ISREG(status.st_mode) and _own(status) else None
    return None
