"""Loops that numba compiles."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

numba: Any = importlib.import_module("numba")


def kernel[F: Callable[..., Any]](function: F) -> F:
    """The function, compiled when it is first called and kept."""
    compiled: F = numba.njit(cache=True)(function)
    return compiled
