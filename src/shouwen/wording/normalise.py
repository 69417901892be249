"""The text that rules are matched on, with the way back to the text as it was written.

Three steps: `fold` (one for one), removal of what cannot be seen, removal of marks put between 汉字 to
dodge a word list (不*知*道, 不 知 道, 不，知，道). All offsets are Unicode code points.

Source: DESIGN §5; R-rows of forbidden wording; evasions as collected in public word-list tests.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from shouwen.wording.fold import HAN, INVISIBLE, fold

# Marks that are no punctuation of a Chinese sentence. Real punctuation (，。！？；：、 and line breaks)
# parts sentences and stays: 我不，知道了 is not 不知道.
_MARK = r" *\-_/|+#@^~·=\\&%$`\u2190-\u21ff\u2500-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
_MOST = 3  # more in a row is a drawn line or a pause, not a way round a rule
_PUNCTUATION = r",.;:!?、。'\""


# Nobody writes one of these between two 汉字 of a sentence but to break up a word.
_APART = re.compile(r"[^@*^#$%&|\\_=`]")

_UNSEEN = re.compile(f"[{INVISIBLE}]+")
# Begins with the mark, not with the look-behind: the engine then skips along the text by the class.
_INSERTED = re.compile(f"[{_MARK}](?<=[{HAN}][{_MARK}])[{_MARK}]{{0,{_MOST - 1}}}(?=[{HAN}])")
# 不.知.道: the same sentence mark between three single 汉字 or more.
_SPACED = re.compile(
    f"([{_PUNCTUATION}])(?<=[{HAN}].)(?:(?=[{HAN}]\\1[{HAN}])|(?<=\\1[{HAN}].)(?=[{HAN}]))"
)


class Removal(NamedTuple):
    """One step of removing: in front of position `at[i]` of what is left, `gone[i]` code points
    are gone in all. `apart`: those of the positions at which what is gone may part two words."""

    at: Sequence[int]
    gone: Sequence[int]
    apart: Sequence[int]

    def back(self, position: int) -> int:
        """The position before this step."""
        passed = bisect_right(self.at, position)
        return position + self.gone[passed - 1] if passed else position


class Normal(NamedTuple):
    """A normalised text and the steps back to the text as it was written, the last step first."""

    text: str
    removals: tuple[Removal, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text, in code points, of `text[start:end]` (not empty)."""
        last = end - 1
        for removal in self.removals:
            start, last = removal.back(start), removal.back(last)
        return start, last + 1

    def whole(self, start: int, end: int) -> bool:
        """Whether nothing that may part two words was removed inside `text[start:end]` (not empty)."""
        last = end - 1
        for removal in self.removals:
            if removal.apart:
                after = bisect_right(removal.apart, start)
                if after < len(removal.apart) and removal.apart[after] <= last:
                    return False
            start, last = removal.back(start), removal.back(last)
        return True


def squeeze(folded: str) -> str:
    """`folded` without what cannot be seen and without marks between 汉字."""
    for pattern in (_UNSEEN, _INSERTED, _SPACED):
        folded = pattern.sub("", folded)
    return folded


def _removal(pattern: re.Pattern[str], text: str, apart: re.Pattern[str] | None) -> Removal | None:
    at: list[int] = []
    gone: list[int] = []
    parting: list[int] = []
    total = 0
    for found in pattern.finditer(text):
        start, end = found.span()
        total += end - start
        at.append(end - total)
        gone.append(total)
        if apart is not None and apart.search(text, start, end) is not None:
            parting.append(end - total)
    return Removal(at, gone, parting) if at else None


def normalise(text: str) -> Normal:
    """`text` folded and squeezed, with the map back to the code points of `text`.

    Takes any Python string: lone surrogates become U+FFFD, NUL and direction marks are removed.
    """
    return mapped(fold(text))


def mapped(folded: str) -> Normal:
    """As `normalise`, for a text already folded; `mapped(t).text == squeeze(t)`."""
    text = folded
    removals: list[Removal] = []
    for pattern, apart in ((_UNSEEN, None), (_INSERTED, _APART), (_SPACED, _APART)):
        removal = _removal(pattern, text, apart)
        if removal is not None:
            removals.insert(0, removal)
            text = pattern.sub("", text)
    return Normal(text, tuple(removals))
