"""Logistic regression on rows of pieces that are there or not, in plain Python, the same everywhere.

Least is ½|w|² + Σ cᵢ·log(1 + exp(−yᵢ·(w·xᵢ + b))) with the bias b held small a little: what liblinear
calls `L2R_LR` with a bias of `BIAS`. It has one solution, found by Newton's method with
conjugate gradients inside (Lin, Weng and Keerthi, *Trust Region Newton Method for Large-Scale Logistic
Regression*, JMLR 9, 2008), here with a line search instead of the region. Near the solution each step
squares the error, so that what is rounded afterwards does not depend on the machine's last digit.

Pieces that stand in exactly the same rows get exactly the same weight; they are fitted as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p, sqrt
from operator import mul
from typing import NamedTuple

BIAS = 5
"""How freely the bias moves. With 1 it is held as small as a weight, and a text of which nothing is known
stays near the line between the two; the decisions on lines hardly differ (decision 0026)."""

_STEPS = 60  # of Newton's; a dozen are needed
_INNER = 200


class Fitted(NamedTuple):
    """The weight of each piece that stands in some row, and the bias."""

    weights: dict[int, float]
    bias: float

    def value(self, row: Sequence[int]) -> float:
        """What a row is worth: w·x + b."""
        return sum(self.weights.get(piece, 0.0) for piece in row) + self.bias


def fit(
    rows: Sequence[Sequence[int]],
    signs: Sequence[int],
    costs: Sequence[float],
    near: Fitted | None = None,
    precision: float = 1e-9,
) -> Fitted:
    """`rows`: the pieces of each line, as numbers; `signs`: 1 or -1; `costs`: cᵢ > 0. `near`: where to
    begin. Ends when the gradient is `precision` of what it is at nought."""
    problem = _Problem(rows, signs, costs)
    return problem.solution(near, precision)


class _Problem:
    """The function, with one unknown a column: pieces that stand in the same rows share one.

    An unknown is the *sum* of the equal weights of its `k` pieces, so that rows hold it once and the
    part ½|w|² reads ½·v²/k.
    """

    def __init__(
        self, rows: Sequence[Sequence[int]], signs: Sequence[int], costs: Sequence[float]
    ) -> None:
        standing: dict[int, list[int]] = {}
        for at, row in enumerate(rows):
            for piece in row:
                standing.setdefault(piece, []).append(at)
        together: dict[tuple[int, ...], list[int]] = {}
        for piece in sorted(standing):
            together.setdefault(tuple(standing[piece]), []).append(piece)
        self._pieces = [*together.values()]
        self._columns = [*together, tuple(range(len(rows)))]  # the last is the bias
        self._shrink = [1 / len(pieces) for pieces in self._pieces] + [1 / BIAS**2]
        self._rows: list[list[int]] = [[] for _ in rows]
        for number, column in enumerate(self._columns):
            for at in column:
                self._rows[at].append(number)
        self._signs = [float(sign) for sign in signs]
        self._costs = costs

    def solution(self, near: Fitted | None, precision: float) -> Fitted:
        at = [0.0] * len(self._columns)
        margins = [0.0] * len(self._rows)
        enough = precision * _length(self._gradient(at, margins))
        if near is not None:
            at = [sum(near.weights.get(p, 0.0) for p in pieces) for pieces in self._pieces]
            at.append(near.bias)
            margins = self._margins(at)
        for _ in range(_STEPS):
            gradient = self._gradient(at, margins)
            steep = _length(gradient)
            if steep <= enough:
                break
            step = self._newton(gradient, margins, min(0.1, sqrt(steep / (enough / precision))))
            moved = self._margins(step)
            size = self._far(at, margins, step, moved, gradient)
            if size == 0.0:
                break  # as near as numbers of this length come
            at = [a + size * b for a, b in zip(at, step, strict=True)]
            margins = [a + size * b for a, b in zip(margins, moved, strict=True)]
        weights = {
            piece: value * shrink
            for pieces, value, shrink in zip(self._pieces, at, self._shrink, strict=False)
            for piece in pieces
        }
        return Fitted(weights, at[-1])

    def _margins(self, at: list[float]) -> list[float]:
        value = at.__getitem__
        return [sum(map(value, row)) for row in self._rows]

    def _backwards(self, rows: list[float]) -> list[float]:
        value = rows.__getitem__
        return [sum(map(value, column)) for column in self._columns]

    def _gradient(self, at: list[float], margins: list[float]) -> list[float]:
        pulls = [
            -cost * sign * _chance(-sign * margin)
            for cost, sign, margin in zip(self._costs, self._signs, margins, strict=True)
        ]
        shrunk = map(mul, at, self._shrink)
        return [a + b for a, b in zip(shrunk, self._backwards(pulls), strict=True)]

    def _newton(self, gradient: list[float], margins: list[float], within: float) -> list[float]:
        """The step that the curve at this place asks for, by conjugate gradients."""
        bends = [
            cost * (chance := _chance(margin)) * (1 - chance)
            for cost, margin in zip(self._costs, margins, strict=True)
        ]
        diagonal = [a + b for a, b in zip(self._shrink, self._backwards(bends), strict=True)]
        step = [0.0] * len(gradient)
        left = [-slope for slope in gradient]
        eased = [a / b for a, b in zip(left, diagonal, strict=True)]
        towards = eased
        rest = sum(map(mul, left, eased))
        enough = within * within * rest
        for _ in range(_INNER):
            along = self._margins(towards)
            curved = self._backwards([*map(mul, bends, along)])
            bent = [a * b + c for a, b, c in zip(towards, self._shrink, curved, strict=True)]
            size = rest / sum(map(mul, towards, bent))
            step = [a + size * b for a, b in zip(step, towards, strict=True)]
            left = [a - size * b for a, b in zip(left, bent, strict=True)]
            eased = [a / b for a, b in zip(left, diagonal, strict=True)]
            before, rest = rest, sum(map(mul, left, eased))
            if rest <= enough:
                break
            turn = rest / before
            towards = [a + turn * b for a, b in zip(eased, towards, strict=True)]
        return step

    def _far(
        self,
        at: list[float],
        margins: list[float],
        step: list[float],
        moved: list[float],
        gradient: list[float],
    ) -> float:
        """How much of a step to go: the whole, or half as often as it takes; 0 if nothing helps."""
        fall = sum(map(mul, gradient, step))
        now = self._worth(at, margins)
        size = 1.0
        for _ in range(30):
            there = [a + size * b for a, b in zip(at, step, strict=True)]
            seen = [a + size * b for a, b in zip(margins, moved, strict=True)]
            if self._worth(there, seen) <= now + 1e-4 * size * fall:
                return size
            size /= 2
        return 0.0

    def _worth(self, at: list[float], margins: list[float]) -> float:
        shrunk = sum(a * a * b for a, b in zip(at, self._shrink, strict=True)) / 2
        return shrunk + sum(
            cost * _loss(sign * margin)
            for cost, sign, margin in zip(self._costs, self._signs, margins, strict=True)
        )


def _chance(value: float) -> float:
    """1 / (1 + exp(-value)), for any value."""
    if value >= 0:
        return 1 / (1 + exp(-value))
    power = exp(value)
    return power / (1 + power)


def _loss(margin: float) -> float:
    """log(1 + exp(-margin)), for any margin."""
    return log1p(exp(-margin)) if margin > 0 else -margin + log1p(exp(margin))


def _length(values: Sequence[float]) -> float:
    return sqrt(sum(map(mul, values, values)))
