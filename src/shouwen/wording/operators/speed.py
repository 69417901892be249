"""`speed`: how fast somebody speaks, in characters a minute. Settled when the message is over.

Needs when the message began and ended; without that the outcome is unobserved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Talk

_SHORT = 10  # characters; the speed of a word or two says nothing


class Speed(Form):
    """Bounds in characters a minute; messages of fewer than ten characters are left out."""

    at_most: int | None = Field(default=None, ge=1, title="每分钟最多几个字", examples=[260])
    at_least: int | None = Field(default=None, ge=1, title="每分钟至少几个字")

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.at_most is None and self.at_least is None:
            raise Wrong("没有写语速", "请写 at_most（最快）或 at_least（最慢）")
        return self

    def build(self, build: Build) -> Operator:
        return _Speed(build.speaker, self.at_least or 0, self.at_most)


@dataclass(frozen=True)
class _Speed(Operator):
    speaker: str
    least: int
    most: int | None

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        for index in talk.spoken_by(self.speaker):
            turn = talk.turns[index]
            if index < start or turn.length < _SHORT:
                continue
            if turn.at is None or turn.until is None or turn.until <= turn.at:
                yield Result(index, "unobserved", None, "send", "缺少起止时间，无法判断语速")
                continue
            speed = turn.length * 60_000_000 // (turn.until - turn.at)
            if self.most is not None and speed > self.most:
                note = f"每分钟 {speed} 字，最快 {self.most} 字"
            elif speed < self.least:
                note = f"每分钟 {speed} 字，最慢 {self.least} 字"
            else:
                yield Result(index, "kept", None, "send")
                continue
            yield Result(index, "broken", None, "send", note)
