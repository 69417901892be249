"""`must` and `must_first`: words that have to be said, and where.

First turn and before the farewell look back only and are settled when the message is sent; last
turn and anywhere are settled when the conversation closes. What is missing has no span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import ClassVar, Literal

from pydantic import Field

from shouwen.wording.operators.base import Answer, Build, Form, Operator
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
        return _First(build.speaker, build.matchers(self), self.of, build.title)


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
        of = self.of or ("person" if self.position == "first" else "conversation")
        matchers = build.matchers(self)
        match self.position:
            case "first":
                return _First(build.speaker, matchers, of, build.title)
            case "before_farewell":
                named = (self.farewell,) if isinstance(self.farewell, str) else (*self.farewell,)
                farewell = build.labels(named, "farewell")
                return _BeforeFarewell(build.speaker, matchers, of, build.title, farewell)
            case _:
                last = self.position == "last"
                return _ByTheClose(build.speaker, matchers, of, build.title, last)


@dataclass(frozen=True)
class _Must(Operator):
    speaker: str
    matchers: tuple[str, ...]
    of: Of
    title: str

    def _groups(self, talk: Talk) -> Iterable[Sequence[int]]:
        """The speaker's turns, by person or all together; no group is empty."""
        if self.of == "person":
            return talk.per_person(self.speaker).values()
        spoken = talk.spoken_by(self.speaker)
        return [spoken] if spoken else []

    def _said_in(self, talk: Talk, turns: Iterable[int]) -> int | None:
        """The first of the turns in which it was said."""
        if talk.says(self.matchers, self.speaker):
            for turn in turns:
                if talk.hit_in(self.matchers, turn):
                    return turn
        return None

    def _answer(self, talk: Talk, turn: int, said: int | None, settled: Settled) -> Answer:
        if said is None:
            return turn, "broken", None, settled, f"还差：{self.title}"
        spans = talk.spans_of(said, self.matchers) if said == turn and not talk.only_broken else ()
        return turn, "kept", spans[0] if spans else None, settled, ""


class _First(_Must):
    def at_turns(self, talk: Talk, start: int) -> Sequence[Answer]:
        one = self.of == "conversation"
        firsts = talk.spoken_by(self.speaker)[:1] if one else talk.firsts(self.speaker)
        return [
            self._answer(talk, turn, turn if talk.hit_in(self.matchers, turn) else None, "send")
            for turn in firsts
            if turn >= start
        ]


@dataclass(frozen=True)
class _BeforeFarewell(_Must):
    farewell: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.farewell))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Answer]:
        byes = [(self._goodbye(talk, turns), turns) for turns in self._groups(talk)]
        for bye, turns in sorted((bye, turns) for bye, turns in byes if bye is not None):
            if bye < start:
                continue
            goodbye = max(start for name in self.farewell for start, _ in talk.spans(bye, name))
            asked = [start for name in self.matchers for start, _ in talk.spans(bye, name)]
            if any(at <= goodbye for at in asked):
                yield self._answer(talk, bye, bye, "send")
            else:
                said = self._said_in(talk, [turn for turn in turns if turn < bye])
                yield self._answer(talk, bye, said, "send")

    def _goodbye(self, talk: Talk, turns: Sequence[int]) -> int | None:
        return next((t for t in turns if talk.hit_in(self.farewell, t)), None)


@dataclass(frozen=True)
class _ByTheClose(_Must):
    in_the_last: bool

    def at_close(self, talk: Talk) -> Sequence[Answer]:
        answers: list[Answer] = []
        for turns in self._groups(talk):
            said = self._said_in(talk, turns[-1:] if self.in_the_last else turns)
            answers.append(self._answer(talk, turns[-1], said, "close"))
        return sorted(answers, key=itemgetter(0)) if len(answers) > 1 else answers
