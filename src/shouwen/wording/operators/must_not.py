"""`must_not`: words that may not be said. Settled when the message is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words


class MustNot(Words, Form):
    """Phrases, patterns, labels that may not occur; `except`, `unless_quoting`."""

    def build(self, build: Build) -> Operator:
        matchers = build.matchers(self)
        return _MustNot(build.speaker, matchers)


@dataclass(frozen=True)
class _MustNot(Operator):
    speaker: str
    matchers: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.matchers))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        for index in talk.spoken_by(self.speaker):
            if index < start:
                continue
            spans = sorted({s for name in self.matchers for s in talk.spans(index, name)})
            for span in spans:
                yield Result(index, "broken", span, "send")
            if not spans:
                yield Result(index, "kept", None, "send")
