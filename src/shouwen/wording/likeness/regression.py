"""Logistic regression on rows of pieces that are there or not, in plain Python, the same everywhere.

Least is ½|w|² + Σ cᵢ·log(1 + exp(−yᵢ·(w·xᵢ + b))) with the bias b held small a little: what liblinear
calls `L2R_LR` with a bias of `BIAS`. It has one solution, found by Newton's method with
conjugate gradients inside (Lin, Weng and Keerthi, *Trust Region Newton Method for Large-Scale Logistic
Regression*, JMLR 9, 2008), here with a line search instead of the region. The steps are the same
everywhere, and each goes towards that solution: what a machine's last digit does, the next one mends.

Pieces that stand in exactly the same rows get exactly the same weight; they are fitted as one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, log1p, sqrt, sumprod
from operator import itemgetter, mul
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


type _Picked = Callable[[Sequence[float]], Sequence[float]]


class Regression:
    """The function for some rows, with one unknown a column: pieces of the same rows share one.

    An unknown is the *sum* of the equal weights of its `k` pieces, so that rows hold it once and the
    part ½|w|² reads ½·v²/k.
    """

    def __init__(self, rows: Sequence[Sequence[int]], signs: Sequence[int]) -> None:
        """`rows`: the pieces of each line, as numbers; `signs`: 1 or -1."""
        standing: dict[int, list[int]] = {}
        for at, row in enumerate(rows):
            for piece in row:
                standing.setdefault(piece, []).append(at)
        together: dict[tuple[int, ...], list[int]] = {}
        for piece in sorted(standing):
            together.setdefault(tuple(standing[piece]), []).append(piece)
        self._pieces = [*together.values()]
        columns = [*together, tuple(range(len(rows)))]  # the last is the bias
        self._shrink = [1 / len(pieces) for pieces in self._pieces] + [1 / BIAS**2]
        held: list[list[int]] = [[] for _ in rows]
        for number, column in enumerate(columns):
            for at in column:
                held[at].append(number)
        self._rows = [_picker(row) for row in held]
        self._columns = [_picker(column) for column in columns]
        self._signs = [float(sign) for sign in signs]

    def fitted(
        self, costs: Sequence[float], near: Fitted | None = None, precision: float = 1e-5
    ) -> Fitted:
        """The solution for the costs cᵢ (0: the row is not there). `near`: where to begin. Ends when
        the gradient is `precision` of what it is at nought."""
        at = [0.0] * len(self._columns)
        margins = [0.0] * len(self._rows)
        first = _length(self._gradient(at, margins, costs))
        if near is not None:
            at = [sum(near.weights.get(p, 0.0) for p in pieces) for pieces in self._pieces]
            at.append(near.bias)
            margins = self._margins(at)
        for _ in range(_STEPS):
            gradient = self._gradient(at, margins, costs)
            steep = _length(gradient)
            if steep <= precision * first:
                break
            step = self._newton(gradient, margins, costs, min(0.1, sqrt(steep / first)))
            moved = self._margins(step)
            size = self._far(at, margins, step, moved, costs, sumprod(gradient, step))
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
        return [sum(pick(at)) for pick in self._rows]

    def _backwards(self, rows: list[float]) -> list[float]:
        return [sum(pick(rows)) for pick in self._columns]

    def _gradient(
        self, at: list[float], margins: list[float], costs: Sequence[float]
    ) -> list[float]:
        pulls = [
            -cost * sign * _chance(-sign * margin)
            for cost, sign, margin in zip(costs, self._signs, margins, strict=True)
        ]
        shrunk = map(mul, at, self._shrink)
        return [a + b for a, b in zip(shrunk, self._backwards(pulls), strict=True)]

    def _newton(
        self, gradient: list[float], margins: list[float], costs: Sequence[float], within: float
    ) -> list[float]:
        """The step that the curve at this place asks for, by conjugate gradients."""
        bends = [
            cost * (chance := _chance(margin)) * (1 - chance)
            for cost, margin in zip(costs, margins, strict=True)
        ]
        diagonal = [a + b for a, b in zip(self._shrink, self._backwards(bends), strict=True)]
        step = [0.0] * len(gradient)
        left = [-slope for slope in gradient]
        eased = [a / b for a, b in zip(left, diagonal, strict=True)]
        towards = eased
        rest = sumprod(left, eased)
        enough = within * within * rest
        for _ in range(_INNER):
            along = self._margins(towards)
            curved = self._backwards([*map(mul, bends, along)])
            bent = [a * b + c for a, b, c in zip(towards, self._shrink, curved, strict=True)]
            size = rest / sumprod(towards, bent)
            step = [a + size * b for a, b in zip(step, towards, strict=True)]
            left = [a - size * b for a, b in zip(left, bent, strict=True)]
            eased = [a / b for a, b in zip(left, diagonal, strict=True)]
            before, rest = rest, sumprod(left, eased)
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
        costs: Sequence[float],
        fall: float,
    ) -> float:
        """How much of a step to go: the whole, or half as often as it takes; 0 if nothing helps."""
        now = self._worth(at, margins, costs)
        size = 1.0
        for _ in range(30):
            there = [a + size * b for a, b in zip(at, step, strict=True)]
            seen = [a + size * b for a, b in zip(margins, moved, strict=True)]
            if self._worth(there, seen, costs) <= now + 1e-4 * size * fall:
                return size
            size /= 2
        return 0.0

    def _worth(self, at: list[float], margins: list[float], costs: Sequence[float]) -> float:
        losses = [_loss(sign * margin) for sign, margin in zip(self._signs, margins, strict=True)]
        return sumprod(map(mul, at, at), self._shrink) / 2 + sumprod(costs, losses)


def _picker(numbers: Sequence[int]) -> _Picked:
    """The values at some places, as a function of all of them: the quickest way there is."""
    if len(numbers) == 1:
        (only,) = numbers
        return lambda values: (values[only],)
    return itemgetter(*numbers) if numbers else lambda _: ()


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
    return sqrt(sumprod(values, values))
