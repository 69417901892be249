"""Keeps what took long to work out, so that a start need not work it out again.

A large handbook takes seconds to read and to compile; what came out is read back in milliseconds. The
files lie in the user's folder for caches (`folder`), hold plain data and nothing that is not in a
handbook, may be deleted at any time, and are trusted as much as the program itself: the folder belongs
to its user alone.

Whoever keeps something gives it a name (`name_of`) that is the hash of all that it depends on, the code
that worked it out included (`code_of`): so nothing kept is ever out of date, it is only not found.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

_DIGEST = 32
_BEING_WRITTEN = ".new"
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
        with contextlib.suppress(OSError), (place / (name + kind.suffix)).open("rb") as file:
            digest, data = file.read(_DIGEST), file.read()
            if digest == _digest(kind, name, data):
                return data
    return None


def keep(kind: Kind, name: str, data: bytes) -> None:
    """Keep something. A folder that cannot be written to costs time, nothing else."""
    place = folder(os.environ)
    if place is None or len(data) > kind.room:
        return
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(suffix=_BEING_WRITTEN, dir=place)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(kind, name, data))
                file.write(data)
            Path(written).replace(place / (name + kind.suffix))
        finally:
            Path(written).unlink(missing_ok=True)
        _drop_oldest(place, kind.suffix, kind.most, kind.room)
        _drop_oldest(place, _BEING_WRITTEN, _MOST_BEING_WRITTEN, sys.maxsize)


def _digest(kind: Kind, name: str, data: bytes) -> bytes:
    """What a file begins with. Its own name is in it, so that a file under another's is no use."""
    found = hashlib.sha256(f"{name}{kind.suffix}\n".encode())
    found.update(data)
    return found.digest()


def _drop_oldest(place: Path, suffix: str, most: int, room: int) -> None:
    """Delete the oldest files of a kind until the others are few and small enough."""
    with os.scandir(place) as entries:
        files = [
            (status.st_mtime_ns, status.st_size, entry.path)
            for entry in entries
            if entry.name.endswith(suffix) and (status := _status(entry)) is not None
        ]
    taken = 0
    for number, (_, size, path) in enumerate(sorted(files, reverse=True), 1):
        taken += size
        if number > most or taken > room:
            Path(path).unlink(missing_ok=True)


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    with contextlib.suppress(FileNotFoundError):  # another process was quicker
        return entry.stat()
    return None
