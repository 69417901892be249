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


class Silence:
    """What says nothing: marks, emoji and the handbook's filler words (亲, 哦, 呢 …), folded."""

    def __init__(self, fillers: Sequence[str]) -> None:
        words = sorted(dict.fromkeys(filter(None, fillers)), key=lambda word: (-len(word), word))
        choices = [*map(re.escape, words), f"[^{HAN}a-z0-9]"]
        self._whole = re.compile(f"(?:{'|'.join(choices)})*+").fullmatch
        self._begins = frozenset(word[0] for word in words)

    def covers(self, text: str, start: int, end: int) -> bool:
        """Whether `text[start:end]` says nothing."""
        # Most messages begin with something said, which need not be put to every filler word.
        if start < end and text[start] not in self._begins and _SAYS(text, start) is not None:
            return False
        return self._whole(text, start, end) is not None


_SAYS = re.compile(f"[{HAN}a-z0-9]").match


def covered(text: str, spans: Sequence[tuple[int, int]], silent: Silence) -> bool:
    """Whether a folded text says nothing outside `spans`."""
    at = 0
    for start, end in sorted(spans):
        if start > at and not silent.covers(text, at, start):
            return False
        at = max(at, end)
    return silent.covers(text, at, len(text))
