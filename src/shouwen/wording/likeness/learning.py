"""Learns a label from its lines: pieces in, integer weights out, the same on every machine.

A logistic regression (`regression`) over the pieces that stand in at least two lines tells the label's
`+` lines from its own `-` and `~` lines and, at a smaller weight, from the `-` lines of every other label
and the plain ones. A `+` or `~` line of another label is left out: a sentence may well be both. Each
sentence of a `-` line of several is a `-` line too, at half its weight: harmless as a whole, harmless
in each part, and real messages are short.

What is kept are whole numbers, `SCALE` for one unit of the decision value; the bias goes into `least`
and `doubt`. A label never counts for a text in which nothing speaks for it: `least` is 1 at the least,
however low the value asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import NamedTuple

from shouwen.source import Mistakes
from shouwen.wording.likeness.lines import OTHERS, Line, Lines
from shouwen.wording.likeness.pieces import BLANKS, pieces_of
from shouwen.wording.likeness.regression import Fitted, Regression
from shouwen.wording.likeness.tables import LearntTable, shown_piece, writable
from shouwen.wording.likeness.weighing import MOST_LEAST, MOST_WEIGHT, Weighing

SCALE = 32
_LIGHTEST = (
    2  # half of all pieces weigh less, and together they decide three sentences in a thousand
)
FOLDS = 5
_FEWEST = 2  # lines in which a piece must stand
_COST = 3.0  # of a line on the wrong side, against a unit of weight: liblinear's C
_FAR = 0.3  # what a line that is none of another label weighs
_PART = 0.5  # what a sentence of a line weighs
_DOUBT = -1.9  # the decision value below which words that were found are doubted
_ROUGHLY = 1e-3  # near enough to try a label on lines; the table itself is fitted to the end
_SENTENCE = re.compile(r"[^.。!?;~…\n]+[.。!?;~…\n]*")


class Tried(NamedTuple):
    """How a label does on lines that it was not learnt from: found of those meant, left alone of its
    own that are not."""

    found: int
    meant: int
    left: int
    others: int


class Wrong(NamedTuple):
    """A line that a table decides otherwise than it is `meant`."""

    line: Line
    meant: bool


class _Cut(NamedTuple):
    """A line: its pieces as numbers, and those of its sentences where it has several."""

    row: list[int]
    parts: list[list[int]]


@dataclass(frozen=True, eq=False)
class _Lesson:
    """The rows that one label is learnt from, its own first: `meant` of them meant, then `near`
    that are not; the rest are other labels' and sentences. `worth`: what each weighs. `of`: the line
    that each is, or is a sentence of."""

    rows: list[list[int]]
    worth: list[float]
    of: list[int]
    meant: int
    near: int

    @cached_property
    def regression(self) -> Regression:
        """The rows, ready to be fitted."""
        signs = [1] * self.meant + [-1] * (len(self.rows) - self.meant)
        return Regression(self.rows, signs)

    def costs(self, without: Container[int] = ()) -> list[float]:
        """What each row costs without some lines: those meant as much more as they are fewer, though
        less than that."""
        costs = [
            0.0 if line in without else worth
            for line, worth in zip(self.of, self.worth, strict=True)
        ]
        meant = sum(costs[: self.meant])
        more = max(1.0, sqrt(sum(costs[self.meant :]) / meant))
        return [cost * more for cost in costs[: self.meant]] + costs[self.meant :]

    def kept(self, without: Container[int]) -> list[list[int]]:
        """The rows but those of some lines."""
        return [row for line, row in zip(self.of, self.rows, strict=True) if line not in without]


class _Rounded(NamedTuple):
    """What is kept of a fitted label: whole weights by piece, the sum at which it counts, and the one
    below which it is doubted."""

    weights: dict[int, int]
    least: int
    doubt: int

    def counts(self, row: Sequence[int]) -> bool:
        return sum(self.weights.get(piece, 0) for piece in row) >= self.least


class Learning:
    """The lines of a handbook, cut and numbered; learns any of their labels."""

    def __init__(self, files: Sequence[Lines]) -> None:
        self._files = {each.label: each for each in files}
        cut = {
            each.label: [
                [_pieces(line.squeezed) for line in lines] for lines in (each.meant, each.others)
            ]
            for each in files
        }
        count = Counter(
            piece
            for kinds in cut.values()
            for lines in kinds
            for line in lines
            for piece in line[0]
        )
        for frame in "^$":  # stands in every line and says nothing
            count.pop(frame, None)
        self._pieces = sorted(p for p, lines in count.items() if lines >= _FEWEST and writable(p))
        number = {piece: at for at, piece in enumerate(self._pieces)}

        def numbered(pieces: set[str]) -> list[int]:
            return sorted(number[piece] for piece in pieces if piece in number)

        self._rows = {
            label: [
                [_Cut(numbered(whole), [*map(numbered, parts)]) for whole, *parts in lines]
                for lines in kinds
            ]
            for label, kinds in cut.items()
        }
        self._current: tuple[str, _Lesson] | None = None

    @property
    def labels(self) -> list[str]:
        """The labels that there are lines for."""
        return sorted(label for label in self._files if label != OTHERS)

    def table(self, label: str, mistakes: Mistakes) -> LearntTable | None:
        """What is learnt for a label; `None` and a mistake where its lines have nothing in common."""
        file, lesson = self._files[label], self._lesson(label)
        rounded = _rounded(self._fit(label), lesson.rows, file.at)
        if not any(weight > 0 for weight in rounded.weights.values()):
            mistakes.add(file.place, "正例里没有说法是共有的，学不出来", "请多写几句相近的正例")
            return None
        by_weight: dict[int, list[str]] = {}
        for piece, weight in rounded.weights.items():
            by_weight.setdefault(weight, []).append(shown_piece(self._pieces[piece]))
        return LearntTable.model_validate(
            {
                "lines": file.digest,
                "from": (len(file.meant), len(file.others)),
                "least": rounded.least,
                "doubt": rounded.doubt,
                "pieces": {
                    str(weight): " ".join(sorted(by_weight[weight]))
                    for weight in sorted(by_weight, key=lambda weight: (-abs(weight), -weight))
                },
            }
        )

    def tried(self, label: str) -> Tried:
        """How the label does on its own lines, each of `FOLDS` parts by what the others teach."""
        file, lesson = self._files[label], self._lesson(label)
        found = left = 0
        for fold in range(FOLDS):
            out = frozenset(
                [
                    *range(fold, lesson.meant, FOLDS),
                    *range(lesson.meant + fold, lesson.meant + lesson.near, FOLDS),
                ]
            )
            # From nought: begun at the whole solution it would remember what it is tried on.
            fitted = lesson.regression.fitted(lesson.costs(out), precision=_ROUGHLY)
            rounded = _rounded(fitted, lesson.kept(out), file.at)
            for at in out:
                counts = rounded.counts(lesson.rows[at])
                found += counts and at < lesson.meant
                left += not counts and at >= lesson.meant
        return Tried(found, lesson.meant, left, lesson.near)

    def wrong(self, label: str, table: LearntTable) -> list[Wrong]:
        """The label's own lines that are on the wrong side after all, in their order."""
        file = self._files[label]
        lines = [Wrong(line, True) for line in file.meant]
        lines += [Wrong(line, False) for line in file.others]
        judged = Weighing({label: table.table}).judge([each.line.squeezed for each in lines])
        found = [
            each
            for each, (counting, _) in zip(lines, judged, strict=True)
            if (label in counting) is not each.meant
        ]
        return sorted(found, key=lambda wrong: wrong.line.place)

    def _fit(self, label: str) -> Fitted:
        lesson = self._lesson(label)
        return lesson.regression.fitted(lesson.costs())

    def _lesson(self, label: str) -> _Lesson:
        """One at a time is kept: it is large, and a label is learnt and tried in one go."""
        if self._current is None or self._current[0] != label:
            self._current = None
            self._current = label, self._made(label)
        return self._current[1]

    def _made(self, label: str) -> _Lesson:
        meant, near = self._rows[label]
        own = self._files[label]
        known = {line.squeezed for line in (*own.meant, *own.others)}
        far: list[_Cut] = []
        for other, (_, cuts) in sorted(self._rows.items()):
            if other == label:
                continue
            for line, cut in zip(self._files[other].others, cuts, strict=True):
                if line.only_here or line.squeezed in known:
                    continue
                known.add(line.squeezed)  # what many labels are not says so once
                far.append(cut)
        lines = [*meant, *near, *far]
        nearest = len(meant) + len(near)
        rows = [cut.row for cut in lines]
        worth = [_COST if at < nearest else _COST * _FAR for at in range(len(lines))]
        of = [*range(len(lines))]
        for at in range(len(meant), len(lines)):
            for part in lines[at].parts:
                rows.append(part)
                worth.append(worth[at] * _PART)
                of.append(at)
        return _Lesson(rows, worth, of, len(meant), len(near))


def _pieces(squeezed: str) -> list[set[str]]:
    """The pieces of a line, and of each of its sentences where there are several."""
    parts = [part for part in _SENTENCE.findall(squeezed) if len(part.strip(BLANKS)) > 1]
    return [pieces_of(squeezed), *(map(pieces_of, parts) if len(parts) > 1 else ())]


def _rounded(fitted: Fitted, rows: Sequence[Sequence[int]], at: float) -> _Rounded:
    """Whole weights. What rounding takes from a line on the average is given back by `least`."""
    weights = {
        piece: max(-MOST_WEIGHT, min(MOST_WEIGHT, whole))
        for piece, weight in fitted.weights.items()
        if abs(whole := round(SCALE * weight)) >= _LIGHTEST
    }
    lost = sum(
        SCALE * fitted.weights[piece] - weights.get(piece, 0) for row in rows for piece in row
    )
    given = lost / len(rows)
    least = round(SCALE * (at - fitted.bias) - given)
    least = max(1, min(MOST_LEAST, least))
    doubt = round(SCALE * (min(_DOUBT, at) - fitted.bias) - given)
    return _Rounded(weights, least, max(-MOST_LEAST, min(least, doubt)))
