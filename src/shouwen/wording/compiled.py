"""Keeps what the phrase engine compiled, so that an edition is compiled once a machine.

A large handbook takes the engine some seconds; what comes out is read back in a few milliseconds.
The files lie in the user's folder for caches (`folder`), hold nothing that is not in the handbook,
may be deleted at any time, and are trusted as much as the program itself: the folder belongs to its
user alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

MOST = 40  # files; the oldest go first
_SUFFIX = ".compiled"


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


def name_of(version: str, expressions: Iterable[bytes], numbers: Iterable[int]) -> str:
    """The name of a compiled form: the hash of all that it depends on."""
    found = hashlib.sha256(f"{version} {platform.machine()} {list(numbers)}".encode())
    for expression in expressions:
        found.update(len(expression).to_bytes(8, "big") + expression)
    return found.hexdigest()


def kept(name: str) -> bytes | None:
    """The compiled form of that name; `None` where there is none or it was damaged."""
    place = folder(os.environ)
    if place is not None:
        with contextlib.suppress(OSError):
            data = (place / (name + _SUFFIX)).read_bytes()
            if data[:32] == hashlib.sha256(data[32:]).digest():
                return data[32:]
    return None


def keep(name: str, data: bytes) -> None:
    """Keep a compiled form. A folder that cannot be written to costs time, nothing else."""
    place = folder(os.environ)
    if place is None:
        return
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=place)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(data).digest() + data)
        Path(written).replace(place / (name + _SUFFIX))
        files = sorted(place.glob(f"*{_SUFFIX}"), key=lambda file: file.stat().st_mtime)
        for old in files[:-MOST]:
            old.unlink(missing_ok=True)
