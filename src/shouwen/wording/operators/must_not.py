"""`must_not`: words that may not be said. Settled when the message is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.places import spans as places
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words, listed

_BEFORE = 10  # characters


class MustNot(Words, Form):
    """Phrases, patterns, labels that may not occur; `except`, `unless_quoting`, `unless`.

    `unless` is for words that another part of the same message makes good: a vague promise beside a
    time, a trade term beside its explanation. It may stand anywhere behind them, and at most ten
    characters before them: a kind word at the beginning does not make good what follows it.
    """

    unless: str | list[str] = Field(
        default_factory=list,
        title="同句有……不算",
        description="标签；同一条消息里还有它就不算，如 time_named",
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
        matchers = build.matchers(self)
        return _MustNot(build.speaker, matchers, unless, after, before, self.neighbour_within)


@dataclass(frozen=True)
class _MustNot(Operator):
    speaker: str
    matchers: tuple[str, ...]
    unless: tuple[str, ...]
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    within: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.matchers))
        object.__setattr__(self, "bans", self.speaker)

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        said = talk.said_by(self.matchers, self.speaker, start)
        if talk.only_broken and not said:
            return
        for index in said if talk.only_broken else talk.spoken_by(self.speaker):
            if index < start:
                continue
            spans = talk.spans_of(index, self.matchers)
            if spans and self.unless and talk.hit_within(self.unless, index, index):
                last = max(end for _, end in talk.spans_of(index, self.unless))
                spans = [span for span in spans if span[0] - last > _BEFORE]
            if spans and (self.after or self.before):
                spans = [span for span in spans if not self._excused(talk, index, span)]
            for span in spans:
                yield Result(index, "broken", span, "send")
            if not spans:
                yield Result(index, "kept", None, "send")

    def _excused(self, talk: Talk, turn: int, span: tuple[int, int]) -> bool:
        """Whether what may follow or precede stands close enough."""
        follows = places(talk, turn, self.after)
        if any(0 <= start - span[1] <= self.within for start, _ in follows):
            return True
        return any(0 <= span[0] - end <= self.within for _, end in places(talk, turn, self.before))
