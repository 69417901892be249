"""`not_until`: words that may not be said until something else was (no rules before the apology).

Unlike `order`, which judges the first time, every message is judged for itself until the other
thing was said. Looks back only, so settled at send. Within one message the earlier span counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words, listed


class NotUntil(Words, Form):
    """Words that have to wait for one of the labels of `until`, said by anybody: an apology of our
    own, a question of the customer's. `unless` is for what the same message makes good."""

    until: str | list[str] = Field(
        title="先要说过",
        description="标签；有人说过其中任何一个以后就不算",
        examples=["apology"],
    )
    unless: str | list[str] = Field(
        default_factory=list, title="同句有……不算", description="标签；同一条消息里还有它就不算"
    )

    def build(self, build: Build) -> Operator:
        until = listed(self.until)
        unless = listed(self.unless)
        return _NotUntil(
            build.speaker,
            build.matchers(self),
            build.labels(until, "until"),
            build.labels(unless, "unless"),
        )


@dataclass(frozen=True)
class _NotUntil(Operator):
    speaker: str
    matchers: tuple[str, ...]
    until: tuple[str, ...]
    unless: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.matchers))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        said = talk.said_by(self.matchers, self.speaker, start)
        if not said:
            return
        allowed = self._first(talk)
        for index in said:
            span = talk.spans_of(index, self.matchers)[0]
            early = allowed is None or (index, span) < allowed
            early = early and not talk.hit_within(self.unless, index, index)
            yield Result(index, "broken" if early else "kept", span, "send")

    def _first(self, talk: Talk) -> tuple[int, tuple[int, int]] | None:
        """The turn and span from which on everything may be said."""
        firsts = [
            (where[0], talk.spans(where[0], name)[0])
            for name in self.until
            if (where := talk.where(name))
        ]
        return min(firsts, default=None)
