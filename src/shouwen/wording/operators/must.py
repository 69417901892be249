"""`must` and `must_first`: words that have to be said, and where.

First turn and before the farewell look back only and are settled when the message is sent; last
turn and anywhere are settled when the conversation closes. What is missing has no span.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Settled, Talk
from shouwen.wording.words import Words

type Position = Literal["first", "last", "before_farewell", "any"]
type Of = Literal["conversation", "person"]


class MustFirst(Words, Form):
    """`must` with `position: first`, for each person or for the conversation."""

    of: Of = Field(
        default="person",
        title="以谁计",
        description="person 每人的第一句，conversation 整段会话的第一句",
    )

    def build(self, build: Build) -> Operator:
        return _Must(build.speaker, build.matchers(self), "first", self.of, (), build.title)


class Must(Words, Form):
    """Words that have to be said at a position."""

    settled: ClassVar[tuple[Settled, ...]] = ("send", "close")

    position: Position = Field(
        default="any",
        title="位置",
        description="first 第一句，last 最后一句，before_farewell 告别之前，any 任何地方",
    )
    of: Of | None = Field(
        default=None,
        title="以谁计",
        description="first 默认 person（每人），其余默认 conversation（整段会话）",
    )
    farewell: str | list[str] = Field(
        default="farewell",
        title="告别标签",
        description="用于 before_farewell；labels.yaml 里的名字",
    )

    def build(self, build: Build) -> Operator:
        farewell: tuple[str, ...] = ()
        if self.position == "before_farewell":
            named = (self.farewell,) if isinstance(self.farewell, str) else tuple(self.farewell)
            farewell = build.labels(named, "farewell")
        of = self.of or ("person" if self.position == "first" else "conversation")
        return _Must(build.speaker, build.matchers(self), self.position, of, farewell, build.title)


@dataclass(frozen=True)
class _Must(Operator):
    speaker: str
    matchers: tuple[str, ...]
    position: Position
    of: Of
    farewell: tuple[str, ...]
    title: str

    def _groups(self, talk: Talk) -> Iterator[Sequence[int]]:
        if self.of == "person":
            yield from talk.per_person(self.speaker).values()
        elif spoken := talk.spoken_by(self.speaker):
            yield spoken

    def _result(self, talk: Talk, turn: int, said: int | None, settled: Settled) -> Result:
        if said is None:
            return Result(turn, "broken", None, settled, f"还差：{self.title}")
        spans = (
            [s for name in self.matchers for s in talk.spans(said, name)] if said == turn else []
        )
        return Result(turn, "kept", min(spans, default=None), settled)

    def _said_in(self, talk: Talk, turns: Sequence[int]) -> int | None:
        for turn in reversed(turns):
            if talk.hit_within(self.matchers, turn, turn):
                return turn
        return None

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        if self.position == "first":
            firsts = sorted(turns[0] for turns in self._groups(talk))
            for turn in firsts:
                if turn >= start:
                    yield self._result(talk, turn, self._said_in(talk, [turn]), "send")
        elif self.position == "before_farewell":
            results = [
                r for turns in self._groups(talk) for r in self._before_farewell(talk, turns)
            ]
            yield from sorted(r for r in results if r.turn >= start)

    def _before_farewell(self, talk: Talk, turns: Sequence[int]) -> Iterator[Result]:
        bye = next((t for t in turns if talk.hit_within(self.farewell, t, t)), None)
        if bye is None:
            return
        goodbye = max(start for name in self.farewell for start, _ in talk.spans(bye, name))
        spans = [s for name in self.matchers for s in talk.spans(bye, name)]
        if any(start <= goodbye for start, _ in spans):
            yield self._result(talk, bye, bye, "send")
        else:
            yield self._result(
                talk, bye, self._said_in(talk, [t for t in turns if t < bye]), "send"
            )

    def at_close(self, talk: Talk) -> Iterator[Result]:
        if self.position not in ("last", "any"):
            return
        results = []
        for turns in self._groups(talk):
            searched = turns[-1:] if self.position == "last" else turns
            results.append(self._result(talk, turns[-1], self._said_in(talk, searched), "close"))
        yield from sorted(results, key=lambda result: result.turn)
