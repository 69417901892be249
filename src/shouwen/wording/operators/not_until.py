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
from shouwen.wording.words import Words


class NotUntil(Words, Form):
    """Words that have to wait for the labels of `until`, said by the clause's speaker."""

    until: str | list[str] = Field(
        title="先要说过", description="标签；说过其中任何一个以后就不算", examples=["apology"]
    )

    def build(self, build: Build) -> Operator:
        named = (self.until,) if isinstance(self.until, str) else tuple(self.until)
        return _NotUntil(build.speaker, build.matchers(self), build.labels(named, "until"))


@dataclass(frozen=True)
class _NotUntil(Operator):
    speaker: str
    matchers: tuple[str, ...]
    until: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.matchers))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        allowed = self._first(talk)
        for index in talk.spoken_by(self.speaker):
            if index < start:
                continue
            spans = sorted({s for name in self.matchers for s in talk.spans(index, name)})
            if not spans:
                continue
            early = allowed is None or (index, spans[0]) < allowed
            yield Result(index, "broken" if early else "kept", spans[0], "send")

    def _first(self, talk: Talk) -> tuple[int, tuple[int, int]] | None:
        """The turn and span from which on everything may be said."""
        firsts = [
            (turn, talk.spans(turn, name)[0])
            for name in self.until
            if (turn := self._turn(talk, name)) is not None
        ]
        return min(firsts, default=None)

    def _turn(self, talk: Talk, label: str) -> int | None:
        return next((t for t in talk.where(label) if talk.turns[t].role == self.speaker), None)
