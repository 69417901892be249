"""`promise`: what is promised names a time. Settled when the message is sent.

A time counts where it stands in the same sentence as the promise, or up to two sentences off if so
written; a date, a clock time, a duration, or a word such as 明天, 本周内.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words


class Promise(Words, Form):
    """The words of a promise; `time`: what counts as a time beside the built-in ones."""

    time: Words | None = Field(default=None, title="也算时间的说法")
    sentences: int = Field(default=0, ge=0, le=2, title="隔几句也算", description="0 为同一句")

    def build(self, build: Build) -> Operator:
        times = build.entities("due_time")
        if self.time is not None:
            times = (*times, *build.matchers(self.time, None, "time"))
        (sentence,) = build.entities("sentence")
        return _Promise(build.speaker, build.matchers(self), times, sentence, self.sentences)


@dataclass(frozen=True)
class _Promise(Operator):
    speaker: str
    matchers: tuple[str, ...]
    times: tuple[str, ...]
    sentence: str
    off: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.matchers))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        for turn in talk.said_by(self.matchers, self.speaker, start):
            vague = self._vague(talk, turn)
            for span in vague:
                yield Result(turn, "broken", span, "send", "答应的事要说明时间")
            if not vague:
                yield Result(turn, "kept", None, "send")

    def _vague(self, talk: Talk, turn: int) -> list[tuple[int, int]]:
        starts = [start for start, _ in talk.spans(turn, self.sentence)]
        timed = [bisect_right(starts, start) for start, _ in talk.spans_of(turn, self.times)]
        return [
            span
            for span in talk.spans_of(turn, self.matchers)
            if not any(abs(bisect_right(starts, span[0]) - at) <= self.off for at in timed)
        ]
