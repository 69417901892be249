"""`must_not`: words that may not be said. Settled when the message is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words


class MustNot(Words, Form):
    """Phrases, patterns, labels that may not occur; `except`, `unless_quoting`, `unless`.

    `unless` is for words that another part of the same message makes good, wherever it stands: a
    vague promise beside a time, a trade term beside its explanation.
    """

    unless: str | list[str] = Field(
        default_factory=list,
        title="同句有……不算",
        description="标签；同一条消息里还有它就不算，如 time_named",
    )

    def build(self, build: Build) -> Operator:
        named = (self.unless,) if isinstance(self.unless, str) else tuple(self.unless)
        return _MustNot(build.speaker, build.matchers(self), build.labels(named, "unless"))


@dataclass(frozen=True)
class _MustNot(Operator):
    speaker: str
    matchers: tuple[str, ...]
    unless: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.matchers))
        object.__setattr__(self, "bans", self.speaker)

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        for index in talk.spoken_by(self.speaker):
            if index < start:
                continue
            spans = sorted({s for name in self.matchers for s in talk.spans(index, name)})
            if spans and talk.hit_within(self.unless, index, index):
                spans = []
            for span in spans:
                yield Result(index, "broken", span, "send")
            if not spans:
                yield Result(index, "kept", None, "send")
