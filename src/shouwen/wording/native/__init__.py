"""Batches of messages looked at by compiled loops (numba), where that is installed (decision 0032).

`alphabet` numbers characters; `program` writes patterns out as steps; `machine` holds the loops that find
phrases and patterns, `search` what they run on; `scales` weighs; `batching` is all of it for a language.
Every answer is that of the plain path. Nothing here is loaded for a few messages.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec


@cache
def available() -> bool:
    """Whether numba is installed; it is not loaded to find out."""
    return find_spec("numba") is not None
