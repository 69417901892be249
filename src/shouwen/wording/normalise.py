"""The text that rules are matched on, with the way back to the text as it was written.

Three steps: `fold` (one for one), removal of what cannot be seen, removal of marks put between 汉字 to
dodge a word list (不*知*道, 不 知 道, 不，知，道). All offsets are Unicode code points.

Source: DESIGN §5; R-rows of forbidden wording; evasions as collected in public word-list tests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shouwen.wording.fold import HAN, fold, invisible_class

# Marks that are no punctuation of a Chinese sentence. Real punctuation (，。！？；：、 and line breaks)
# parts sentences and stays: 我不，知道了 is not 不知道.
_MARK = r" *\-_/|+#@^~·=\\&%$`\u2190-\u21ff\u2500-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
_MOST = 3  # more in a row is a drawn line or a pause, not a way round a rule
_PUNCTUATION = r",.;:!?、。'\""


@lru_cache(maxsize=1)
def _unseen() -> re.Pattern[str]:
    return re.compile(f"[{invisible_class()}]+")


# Begins with the mark, not with the look-behind: the engine then skips along the text by the class.
_INSERTED = re.compile(f"[{_MARK}](?<=[{HAN}][{_MARK}])[{_MARK}]{{0,{_MOST - 1}}}(?=[{HAN}])")
# 不.知.道: the same sentence mark between three single 汉字 or more.
_SPACED = re.compile(
    f"([{_PUNCTUATION}])(?<=[{HAN}].)(?:(?=[{HAN}]\\1[{HAN}])|(?<=\\1[{HAN}].)(?=[{HAN}]))"
)


@dataclass(frozen=True, slots=True)
class Normal:
    """A normalised text and its map back.

    `back[i]` is the index in the original of code point `i` of `text`; `None` when nothing was removed.
    `gaps` are the positions in `text` in front of which a visible mark was removed.
    """

    text: str
    back: Sequence[int] | None
    gaps: frozenset[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text, in code points, of `text[start:end]` (not empty)."""
        if self.back is None:
            return start, end
        return self.back[start], self.back[end - 1] + 1

    def whole(self, start: int, end: int) -> bool:
        """Whether no visible mark was removed inside `text[start:end]`."""
        return not self.gaps or not any(start < gap < end for gap in self.gaps)


def squeeze(folded: str) -> str:
    """`folded` without what cannot be seen and without marks between 汉字."""
    if _unseen().search(folded) is not None:
        folded = _unseen().sub("", folded)
    folded = _INSERTED.sub("", folded)
    if _SPACED.search(folded) is not None:
        folded = _SPACED.sub("", folded)
    return folded


def _drop(
    pattern: re.Pattern[str], text: str, back: list[int], gaps: set[int] | None
) -> tuple[str, list[int]]:
    pieces: list[str] = []
    kept: list[int] = []
    position = 0
    for found in pattern.finditer(text):
        pieces.append(text[position : found.start()])
        kept.extend(back[position : found.start()])
        position = found.end()
        if gaps is not None and position < len(back):
            gaps.add(back[position])
    if not pieces:
        return text, back
    pieces.append(text[position:])
    kept.extend(back[position:])
    return "".join(pieces), kept


def normalise(text: str) -> Normal:
    """`text` folded and squeezed, with the map back to the code points of `text`.

    Takes any Python string: lone surrogates become U+FFFD, NUL and direction marks are removed.
    """
    return mapped(fold(text))


def mapped(folded: str) -> Normal:
    """As `normalise`, for a text already folded; `mapped(t).text == squeeze(t)`."""
    if squeeze(folded) == folded:
        return Normal(folded, None, frozenset())
    gaps: set[int] = set()
    text, back = _drop(_unseen(), folded, list(range(len(folded))), None)
    text, back = _drop(_INSERTED, text, back, gaps)
    text, back = _drop(_SPACED, text, back, gaps)
    return Normal(text, back, frozenset(at for at, original in enumerate(back) if original in gaps))
