"""`order`: one thing before another (empathy before reason, apology before responsibility).

Judged at the first time the later thing is said; looks back only, so settled at send. A later
thing that is never said breaks nothing. Within one message the earlier span counts as earlier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Self

from pydantic import RootModel, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Build, Operator, Result
from shouwen.wording.turns import Settled, Talk


class Order(RootModel[list[str]]):
    """Labels, the one to be said first in front: `order: [empathy, explanation]`."""

    settled: ClassVar[tuple[Settled, ...]] = ("send",)

    @model_validator(mode="after")
    def _two_of_them(self) -> Self:
        if len(self.root) < 2:
            raise Wrong("次序至少要有两个标签", "如 [empathy, explanation]")
        if len(set(self.root)) < len(self.root):
            raise Wrong("次序里有重复的标签", "每个标签只写一次")
        return self

    def build(self, build: Build) -> Operator:
        """The compiled operator."""
        labels = [build.labels((name,), at)[0] for at, name in enumerate(self.root)]
        return _Order(build.speaker, tuple(labels), build.title)


@dataclass(frozen=True)
class _Order(Operator):
    speaker: str
    labels: tuple[str, ...]
    title: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.labels[1:]))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        results: list[Result] = []
        for earlier, later in pairwise(self.labels):
            turn = self._first(talk, later)
            if turn is None or turn < start:
                continue
            span = talk.spans(turn, later)[0]
            before = self._first(talk, earlier)
            if before is not None and (before, talk.spans(before, earlier)[0]) < (turn, span):
                results.append(Result(turn, "kept", span, "send"))
            else:
                results.append(Result(turn, "broken", span, "send", f"次序反了：{self.title}"))
        yield from sorted(results, key=lambda result: result.turn)

    def _first(self, talk: Talk, label: str) -> int | None:
        return next((t for t in talk.where(label) if talk.turns[t].role == self.speaker), None)
