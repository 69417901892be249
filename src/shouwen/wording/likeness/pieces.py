"""The pieces of a text that a learnt label is weighed by: the one definition for learning and use.

All pieces of one, two and three characters of the squeezed text, digits as `0`, with `^` before its
first character and `$` behind its last. Each piece counts once, however often it occurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from operator import add

MOST = 3  # characters of a piece
BLANKS = " \n"  # at either end of a text they say nothing
_DIGITS = re.compile("[1-9]")


def framed(squeezed: str) -> str:
    """The text that pieces are cut from: what is at `n` of `squeezed` is at `n + 1`."""
    return f"^{_DIGITS.sub('0', squeezed)}$"


def pieces_of(squeezed: str) -> set[str]:
    """The pieces of a squeezed text (`shouwen.wording.normalise`); of one without words, none."""
    squeezed = squeezed.strip(BLANKS)
    return set(cut(framed(squeezed))) if squeezed else set()


def cut(text: str) -> Iterator[str]:
    """The pieces of a framed text, some of them twice."""
    rest = text[1:]
    pairs = [*map(add, text, rest)]
    return chain(text, pairs, map(add, pairs, rest[1:]))
