"""`reply_within`: how long the other side waited for an answer. Settled when the answer is sent.

A burst of messages is one question: the wait counts from its first. Where a time is missing, or
the answer is dated before the question, the outcome is unobserved, never kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Self

from pydantic import RootModel, model_validator

from shouwen.wording.operators.base import Build, Operator, Result
from shouwen.wording.operators.places import seconds_of, spoken
from shouwen.wording.turns import Settled, Talk


class ReplyWithin(RootModel[str]):
    """The longest wait: `reply_within: 20 秒` (秒, 分钟 or 小时; the clock on the wall)."""

    settled: ClassVar[tuple[Settled, ...]] = ("send",)

    @model_validator(mode="after")
    def _duration(self) -> Self:
        seconds_of(self.root)
        return self

    @property
    def seconds(self) -> int:
        """The longest wait in seconds."""
        return seconds_of(self.root)

    def build(self, build: Build) -> Operator:
        """The compiled operator."""
        return _ReplyWithin(build.speaker, self.seconds)


@dataclass(frozen=True)
class _ReplyWithin(Operator):
    speaker: str
    seconds: int

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        other = "customer" if self.speaker != "customer" else "agent"
        asked: int | None = None
        for index, turn in enumerate(talk.turns):
            if turn.role == other:
                asked = index if asked is None else asked
            elif turn.role == self.speaker and asked is not None:
                if index >= start:
                    yield self._waited(talk, asked, index)
                asked = None

    def _waited(self, talk: Talk, asked: int, answered: int) -> Result:
        since, until = talk.turns[asked].at, talk.turns[answered].at
        if since is None or until is None or until < since:
            return Result(answered, "unobserved", None, "send", "缺少时间，无法判断等了多久")
        waited = until - since
        if waited <= self.seconds * 1_000_000:
            return Result(answered, "kept", None, "send")
        note = f"等了 {spoken(waited // 1_000_000)}，应在 {spoken(self.seconds)} 之内"
        return Result(answered, "broken", None, "send", note)
