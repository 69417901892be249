"""`must_not`: words that may not be said. Settled when the message is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from pydantic import Field

from shouwen.wording.operators.base import Answer, Build, Form, Operator, Result
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words, listed

_BEFORE = 10  # characters
_TURN = itemgetter(0)


class MustNot(Words, Form):
    """Phrases, patterns, labels that may not occur; `except`, `unless_quoting`, `unless`.

    `unless` is for words that another part of the same message makes good: a vague promise beside a
    time, a trade term beside its explanation. It may stand anywhere behind them, and at most ten
    characters before them: a kind word at the beginning does not make good what follows it.
    `unless_answering` is for words that mean something else behind a question: 好的 with the address
    that was asked for settles nothing. What the other side said last counts, in one message or more,
    and for all messages that follow it.
    """

    unless: str | list[str] = Field(
        default_factory=list,
        title="同句有……不算",
        description="标签；同一条消息里还有它就不算，如 time_named",
    )

    unless_answering: str | list[str] = Field(
        default_factory=list,
        title="接着……答的不算",
        description="标签；对方紧接在前的话里有它就不算，如 asks_back：答问话的“好的”不是答应",
    )
    unless_followed_by: Words | None = Field(default=None, title="后面跟着……不算")
    unless_preceded_by: Words | None = Field(default=None, title="前面有……不算")
    neighbour_within: int = Field(
        default=6, ge=0, le=100, title="前后隔几个字之内", description="用于上面两项"
    )

    def build(self, build: Build) -> Operator:
        named = listed(self.unless)
        after, before = (
            () if words is None else build.matchers(words, None, part)
            for words, part in (
                (self.unless_followed_by, "unless_followed_by"),
                (self.unless_preceded_by, "unless_preceded_by"),
            )
        )
        unless = build.labels(named, "unless")
        matchers, within = build.matchers(self), self.neighbour_within
        answering = build.labels(listed(self.unless_answering), "unless_answering")
        return _MustNot(build.speaker, matchers, unless, after, before, within, answering)


@dataclass(frozen=True)
class _MustNot(Operator):
    speaker: str
    matchers: tuple[str, ...]
    unless: tuple[str, ...]
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    within: int = 0
    answering: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.matchers))
        object.__setattr__(self, "bans", self.speaker)

    def at_turns(self, talk: Talk, start: int) -> Sequence[Answer]:
        said = talk.heard(self.matchers, self.speaker, start)
        if said and (self.unless or self.after or self.before):
            said = [each for each in said if not self._excused(talk, *each)]
        if said and self.answering:
            said = [
                each for each in said if not talk.answers(each[0], self.speaker, self.answering)
            ]
        broken: list[Answer] = [(turn, "broken", (a, b), "send", "") for turn, a, b in said]
        if talk.only_broken:
            return broken
        kept = {turn for turn in talk.spoken_by(self.speaker) if turn >= start}
        kept -= {turn for turn, _, _ in said}
        return sorted([*broken, *[Result(turn, "kept", None, "send") for turn in kept]], key=_TURN)

    def _excused(self, talk: Talk, turn: int, low: int, high: int) -> bool:
        """Whether something makes it good, or what may follow or precede stands close enough."""
        mends = self.unless and talk.spans_of(turn, self.unless)
        if mends and low - max([end for _, end in mends]) <= _BEFORE:
            return True
        if not self.after and not self.before:
            return False
        follows = talk.spans_of(turn, self.after)
        if any(0 <= start - high <= self.within for start, _ in follows):
            return True
        return any(0 <= low - end <= self.within for _, end in talk.spans_of(turn, self.before))
