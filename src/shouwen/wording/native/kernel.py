"""Loops that numba compiles, once a machine: what it made of them is kept in our folder for caches."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shouwen.source import keeping
from shouwen.wording.native.arrays import name_of

_LOOPS = "loops"  # numba's own folder in ours; it names the files by version and processor
_MOST_KEPT = 3  # versions of the code

numba: Any = importlib.import_module("numba")


def _folder() -> Path | None:
    """Where compiled loops are kept; `None` where nothing is, nothing can be written, or somebody else
    could put a file there: what numba reads back is code.

    Each version of the code has a folder of its own: numba sees that the file of a loop has changed, and
    not that another file has which it compiled into it.
    """
    place, name = keeping.folder(os.environ), name_of("kernels")
    if place is None or name is None:
        return None
    loops = place / _LOOPS
    mine = loops / name[:16]
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        loops.mkdir(mode=0o700, exist_ok=True)
        if not mine.exists():
            mine.mkdir(mode=0o700, exist_ok=True)
            _forget_older(loops)
    except OSError:
        return None
    ours = all(keeping.private(each) for each in (place, loops, mine))
    return mine if ours and os.access(mine, os.W_OK) else None


def _forget_older(loops: Path) -> None:
    """Whoever still runs on one of them has read it, or compiles anew."""
    folders = [(each.stat().st_mtime, each) for each in loops.iterdir() if each.is_dir()]
    for _, each in sorted(folders, reverse=True)[_MOST_KEPT:]:
        shutil.rmtree(each, ignore_errors=True)


_place = _folder()
if _place is not None:
    numba.config.CACHE_DIR = str(_place)


def kernel(signature: str) -> Callable[[Callable[..., Any]], Any]:
    """Compiles a function for one signature. With a second one, two processes that compile at once
    could each write the other's file in numba's folder."""
    compiled: Callable[[Callable[..., Any]], Any] = numba.njit(signature, cache=_place is not None)
    return compiled
