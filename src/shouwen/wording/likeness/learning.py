"""Learns a label from its lines: pieces in, integer weights out, the same on every machine.

A logistic regression (`regression`) over the pieces that stand in at least two lines tells the label's
`+` lines from its own `-` lines and, at a smaller weight, from the `-` lines of every other label and
the plain ones. A `+` line of another label is left out: a sentence may well be both.

What is kept are whole numbers, `SCALE` for one unit of the decision value; the bias goes into `least`.
A label never counts for a text in which nothing speaks for it: `least` is 1 at the least, however low
the value asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from math import sqrt
from typing import NamedTuple

from shouwen.source import Mistakes
from shouwen.wording.likeness.lines import OTHERS, Lines
from shouwen.wording.likeness.pieces import pieces_of
from shouwen.wording.likeness.regression import Fitted, Regression
from shouwen.wording.likeness.tables import LearntTable, shown_piece, writable
from shouwen.wording.likeness.weighing import MOST_LEAST, MOST_WEIGHT

SCALE = 32
_LIGHTEST = (
    2  # half of all pieces weigh less, and together they decide three sentences in a thousand
)
FOLDS = 5
_FEWEST = 2  # lines in which a piece must stand
_FAR = 0.3  # what a line that is none of another label weighs
_ROUGHLY = 1e-3  # near enough to try a label on lines; the table itself is fitted to the end


class Tried(NamedTuple):
    """How a label does on lines that it was not learnt from: found of those meant, left alone of its
    own that are not."""

    found: int
    meant: int
    left: int
    others: int


class _Lesson(NamedTuple):
    """The rows that one label is learnt from, its own first: `meant` of them meant, then `near`
    that are not; the rest are other labels'."""

    rows: list[list[int]]
    meant: int
    near: int

    def signs(self) -> list[int]:
        return [1] * self.meant + [-1] * (len(self.rows) - self.meant)

    def costs(self, without: Container[int] = ()) -> list[float]:
        """What each row weighs: those meant as much more as they are fewer, though less than that."""
        costs = [
            0.0 if at in without else 1.0 if at < self.meant + self.near else _FAR
            for at in range(len(self.rows))
        ]
        meant = sum(costs[: self.meant])
        more = max(1.0, sqrt(sum(costs[self.meant :]) / meant))
        return [cost * more for cost in costs[: self.meant]] + costs[self.meant :]


class _Rounded(NamedTuple):
    """What is kept of a fitted label: whole weights by piece, and the sum at which it counts."""

    weights: dict[int, int]
    least: int

    def counts(self, row: Sequence[int]) -> bool:
        return sum(self.weights.get(piece, 0) for piece in row) >= self.least


class Learning:
    """The lines of a handbook, cut and numbered; learns any of their labels."""

    def __init__(self, files: Sequence[Lines]) -> None:
        self._files = {each.label: each for each in files}
        cut = {
            each.label: [
                [pieces_of(line.squeezed) for line in lines] for lines in (each.meant, each.others)
            ]
            for each in files
        }
        count = Counter(
            piece for kinds in cut.values() for lines in kinds for line in lines for piece in line
        )
        self._pieces = sorted(p for p, lines in count.items() if lines >= _FEWEST and writable(p))
        number = {piece: at for at, piece in enumerate(self._pieces)}
        self._rows = {
            label: [
                [sorted(number[piece] for piece in line if piece in number) for line in lines]
                for lines in kinds
            ]
            for label, kinds in cut.items()
        }
        self._fitted: dict[str, Fitted] = {}

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
                "pieces": {
                    str(weight): " ".join(sorted(by_weight[weight]))
                    for weight in sorted(by_weight, key=lambda weight: (-abs(weight), -weight))
                },
            }
        )

    def tried(self, label: str) -> Tried:
        """How the label does on its own lines, each of `FOLDS` parts by what the others teach."""
        file, lesson = self._files[label], self._lesson(label)
        regression, whole = Regression(lesson.rows, lesson.signs()), self._fit(label)
        found = left = 0
        for fold in range(FOLDS):
            out = frozenset(
                [
                    *range(fold, lesson.meant, FOLDS),
                    *range(lesson.meant + fold, lesson.meant + lesson.near, FOLDS),
                ]
            )
            fitted = regression.fitted(lesson.costs(out), whole, _ROUGHLY)
            kept = [row for at, row in enumerate(lesson.rows) if at not in out]
            rounded = _rounded(fitted, kept, file.at)
            for at in out:
                counts = rounded.counts(lesson.rows[at])
                found += counts and at < lesson.meant
                left += not counts and at >= lesson.meant
        return Tried(found, lesson.meant, left, lesson.near)

    def _fit(self, label: str) -> Fitted:
        if label not in self._fitted:
            lesson = self._lesson(label)
            regression = Regression(lesson.rows, lesson.signs())
            self._fitted[label] = regression.fitted(lesson.costs())
        return self._fitted[label]

    def _lesson(self, label: str) -> _Lesson:
        meant, near = self._rows[label]
        own = {line.squeezed for line in self._files[label].meant}
        far = [
            row
            for other, (_, rows) in sorted(self._rows.items())
            if other != label
            for line, row in zip(self._files[other].others, rows, strict=True)
            if line.squeezed not in own
        ]
        return _Lesson([*meant, *near, *far], len(meant), len(near))


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
    least = round(SCALE * (at - fitted.bias) - lost / len(rows))
    return _Rounded(weights, max(1, min(MOST_LEAST, least)))
