"""`talk_share`: how much of what is said comes from the clause's speaker. Settled at the close.

Measured in time where every message has a beginning and an end, or in characters where the
handbook says so; in time without times the outcome is unobserved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.places import Share
from shouwen.wording.turns import Settled, Talk, Turn


class TalkShare(Share, Form):
    """Per cent of the time (or of the characters) that both sides speak."""

    settled: ClassVar[tuple[Settled, ...]] = ("close",)

    by: Literal["time", "characters"] = Field(
        default="time", title="按什么算", description="time 说话时间，characters 字数"
    )

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.at_most is None and self.at_least is None:
            raise Wrong("没有写占比", "请写 at_most（最多）或 at_least（至少）")
        return self

    def build(self, build: Build) -> Operator:
        most = 100 if self.at_most is None else self.at_most
        return _TalkShare(build.speaker, self.at_least or 0, most, self.by == "time")


@dataclass(frozen=True)
class _TalkShare(Operator):
    speaker: str
    least: int
    most: int
    timed: bool

    def at_close(self, talk: Talk) -> Iterator[Result]:
        own = talk.spoken_by(self.speaker)
        turns = [talk.turns[index] for index in talk.spoken_by("any")]
        if not own or not turns:
            return
        sizes = [self._size(turn) for turn in turns]
        if any(size is None for size in sizes):
            yield Result(own[-1], "unobserved", None, "close", "缺少起止时间，无法判断说话占比")
            return
        known = [size or 0 for size in sizes]
        spoken = sum(
            size for size, turn in zip(known, turns, strict=True) if turn.role == self.speaker
        )
        share = spoken * 100 // (sum(known) or 1)
        if self.least <= share <= self.most:
            yield Result(own[-1], "kept", None, "close")
        else:
            note = f"说话占 {share}%，应在 {self.least}% 到 {self.most}% 之间"
            yield Result(own[-1], "broken", None, "close", note)

    def _size(self, turn: Turn) -> int | None:
        if not self.timed:
            return turn.length
        return None if turn.at is None or turn.until is None else max(0, turn.until - turn.at)
