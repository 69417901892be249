"""Loops that numba compiles, once a machine: what it made of them is kept in our folder for caches."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shouwen.source import keeping

_LOOPS = "loops"  # numba's own folder in ours; it names the files by source, version and processor

numba: Any = importlib.import_module("numba")


def _folder() -> Path | None:
    """Where compiled loops are kept; `None` where nothing is, nothing can be written, or somebody else
    could put a file there: what numba reads back is code."""
    place = keeping.folder(os.environ)
    if place is None:
        return None
    loops = place / _LOOPS
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        loops.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return None
    ours = keeping.private(place) and keeping.private(loops)
    return loops if ours and os.access(loops, os.W_OK) else None


_place = _folder()
if _place is not None:
    numba.config.CACHE_DIR = str(_place)


def kernel(signature: str) -> Callable[[Callable[..., Any]], Any]:
    """Compiles a function for one signature. With a second one, two processes that compile at once
    could each write the other's file in numba's folder."""
    compiled: Callable[[Callable[..., Any]], Any] = numba.njit(signature, cache=_place is not None)
    return compiled
