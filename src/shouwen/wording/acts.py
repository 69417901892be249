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


def silence(fillers: Sequence[str]) -> re.Pattern[str]:
    """What says nothing: marks, emoji and the handbook's filler words (亲, 哦, 呢 …), folded."""
    words = sorted(dict.fromkeys(fillers), key=lambda word: (-len(word), word))
    choices = [*map(re.escape, words), f"[^{HAN}a-z0-9]"]
    return re.compile(f"(?:{'|'.join(choices)})*+")


def covered(text: str, spans: Sequence[tuple[int, int]], silent: re.Pattern[str]) -> bool:
    """Whether a folded text says nothing outside `spans`."""
    at = 0
    for start, end in sorted(spans):
        if start > at and silent.fullmatch(text, at, start) is None:
            return False
        at = max(at, end)
    return silent.fullmatch(text, at) is not None
