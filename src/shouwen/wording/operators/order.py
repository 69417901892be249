"""`order`: one thing before another (empathy before reason, apology before responsibility).

Judged at the first time the later thing is said; looks back only, so settled at send. A later
thing that is never said breaks nothing. Within one message the earlier span counts as earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import ClassVar, Self

from pydantic import RootModel, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Answer, Build, Operator
from shouwen.wording.turns import Settled, Span, Talk


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

    def at_turns(self, talk: Talk, start: int) -> Sequence[Answer]:
        answers: list[Answer] = []
        for earlier, later in pairwise(self.labels):
            said = self._first(talk, later)
            if said is None or said[0] < start:
                continue
            before = self._first(talk, earlier)
            if before is None or before >= said:
                note = f"次序反了：{self.title}"
                answers.append((said[0], "broken", said[1], "send", note))
            else:
                answers.append((said[0], "kept", said[1], "send", ""))
        return sorted(answers, key=itemgetter(0)) if len(answers) > 1 else answers

    def _first(self, talk: Talk, label: str) -> tuple[int, Span] | None:
        for turn, hit in talk.where(label):
            if talk.roles[turn] == self.speaker:
                return turn, hit[1:]
        return None
