"""What a sent message does: merely greet, put off, report progress, or answer.

A clock that waits for an answer must not be stopped by 在的亲 or 好的 (DESIGN §4). The handbook's
`wording/acts.yaml` lists the phrases; this module only knows how to decide with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from shouwen.wording.fold import HAN

ANSWER = "answer"
BLANK = "blank"

_SPOKEN = re.compile(f"[{HAN}a-z0-9]")


def covered(text: str, spans: Sequence[tuple[int, int]], fillers: re.Pattern[str] | None) -> bool:
    """Whether nothing that says something is left of a normalised text outside `spans`.

    Marks, emoji and the handbook's filler words (亲, 哦, 呢 …) say nothing.
    """
    rest: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start > at:
            rest.append(text[at:start])
        at = max(at, end)
    rest.append(text[at:])
    return not any(
        _SPOKEN.search(fillers.sub("", piece) if fillers is not None else piece) for piece in rest
    )


def speaks(text: str) -> bool:
    """Whether a normalised text holds a character, letter or digit at all."""
    return _SPOKEN.search(text) is not None
