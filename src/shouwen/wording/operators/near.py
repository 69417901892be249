"""`near`: two things that may not stand close to one another. Settled when the message is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.places import gap
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words


class Near(Form):
    """`words` and `to` in one message with at most `within` characters between them."""

    words: Words = Field(title="说法")
    to: Words = Field(title="另一说法")
    within: int = Field(default=10, ge=0, le=200, title="隔几个字之内")
    order: Literal["any", "words_first", "to_first"] = Field(default="any", title="先后")

    def build(self, build: Build) -> Operator:
        words = build.matchers(self.words, None, "words")
        return _Near(
            build.speaker, words, build.matchers(self.to, None, "to"), self.within, self.order
        )


@dataclass(frozen=True)
class _Near(Operator):
    speaker: str
    words: tuple[str, ...]
    to: tuple[str, ...]
    within: int
    order: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.words))
        object.__setattr__(self, "bans", self.speaker)

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        near = talk.turns_with(self.words) & talk.turns_with(self.to)
        for turn in talk.spoken_by(self.speaker):
            if turn < start:
                continue
            pair = self._pair(talk, turn) if turn in near else None
            yield Result(turn, "kept" if pair is None else "broken", pair, "send")

    def _pair(self, talk: Talk, turn: int) -> tuple[int, int] | None:
        others = talk.spans_of(turn, self.to)
        for one in talk.spans_of(turn, self.words):
            for other in others:
                if self.order == "words_first" and one >= other:
                    continue
                if self.order == "to_first" and other >= one:
                    continue
                if one != other and gap(one, other) <= self.within:
                    return min(one[0], other[0]), max(one[1], other[1])
        return None
