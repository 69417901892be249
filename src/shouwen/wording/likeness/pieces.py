"""The pieces of a text that a learnt label is weighed by: the one definition for learning and use.

All pieces of one, two and three characters of the squeezed text, digits as `0`, with `^` before its
first character and `$` behind its last. Each piece counts once, however often it occurs.
"""

from __future__ import annotations

import re
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
    if not squeezed:
        return set()
    text = framed(squeezed)
    rest = text[1:]
    pairs = [*map(add, text, rest)]
    found = {*pairs, *map(add, pairs, rest[1:])}
    found.update(text)
    return found
