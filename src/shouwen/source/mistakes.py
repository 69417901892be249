"""Where a mistake is, what is wrong, and what to write instead.

A handbook editor gets every mistake of a folder in one pass, each as one Chinese line
``文件:行:列 什么不对。怎么改。`` (DESIGN §4).
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shouwen.source.plainly import visible


class Place(NamedTuple):
    """A point of a file: line and column count from 1, the column in Unicode code points. Line 0:
    there is no such file, or it is not about a line of it."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. ``what`` and ``remedy`` are Chinese sentences, given without the final 。"""

    place: Place
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return visible(f"{self.place} {_sentence(self.what)}{_sentence(self.remedy)}")


class MistakesFound(Exception):
    """Raised by :meth:`Mistakes.raise_if_any`; holds all of them, sorted by place."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class Mistakes:
    """Collects mistakes of any number of files; iterates sorted by file, line and column.

    The same sentence for the same place is kept once, so several checks may look at one thing.
    """

    def __init__(self) -> None:
        self._found: dict[Mistake, None] = {}

    def add(self, place: Place, what: str, remedy: str = "") -> None:
        """Note that at ``place`` ``what`` is wrong, and how to mend it."""
        self._found[Mistake(place, what, remedy)] = None

    def extend(self, mistakes: Iterable[Mistake]) -> None:
        """Take over mistakes from another collector."""
        self._found.update(dict.fromkeys(mistakes))

    def __iter__(self) -> Iterator[Mistake]:
        return iter(sorted(self._found, key=lambda mistake: mistake.place))

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_if_any(self) -> None:
        """Raise :class:`MistakesFound` unless nothing was found."""
        if self._found:
            raise MistakesFound(tuple(self))

    def text(self, at_most: int = 200) -> str:
        """One line a mistake; beyond ``at_most`` lines only how many more there are."""
        lines = [str(mistake) for mistake in self]
        if len(lines) > at_most:
            lines[at_most:] = [f"……另有 {len(lines) - at_most} 处，改好上面的再看。"]
        return "\n".join(lines)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was most likely meant to be, or None where nothing is near."""
    candidates = list(known)
    folded = {candidate.casefold().replace("-", "_"): candidate for candidate in candidates}
    wanted = word.strip().casefold().replace("-", "_").replace(" ", "_")
    if wanted in folded:
        return folded[wanted]
    near = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def instead_of(word: str, known: Iterable[str]) -> str:
    """The remedy for an unknown word: the nearest known one, else the list of known ones."""
    words = list(known)
    near = nearest(word, words)
    if near is not None:
        return f"是不是想写 {near}"
    if not words:
        return "请删去它"
    return "可以写的有：" + "、".join(words[:20]) + ("……" if len(words) > 20 else "")


def _sentence(text: str) -> str:
    if not text:
        return ""
    return text if text[-1] in "。？！" else text + "。"
