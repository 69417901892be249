"""`score`: points for what was said and what was not, as on a score sheet. Settled at the close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.places import Titled
from shouwen.wording.turns import Settled, Talk


class Item(Titled):
    """One line of the sheet: `points` (negative: taken off) if it was said, once or each time."""

    points: int = Field(title="分值", ge=-1000, le=1000)
    speaker: Literal["agent", "customer", "any"] | None = Field(
        default=None, title="谁说的", description="不写则为本条的说话人"
    )
    each: bool = Field(default=False, title="每次都计", description="按消息数；不写只计一次")


class Score(Form):
    """`start` points and those of the items; fewer than `at_least` is broken."""

    settled: ClassVar[tuple[Settled, ...]] = ("close",)

    start: int = Field(default=0, title="起始分")
    at_least: int = Field(title="至少几分")
    items: list[Item] = Field(title="评分项", min_length=1)

    def build(self, build: Build) -> Operator:
        items = tuple(
            (item.title, item.points, item.each, item.speaker or build.speaker,
             build.matchers(item, item.speaker or build.speaker, "items", at))
            for at, item in enumerate(self.items)
        )  # fmt: skip
        return _Score(build.speaker, self.start, self.at_least, items)


@dataclass(frozen=True)
class _Score(Operator):
    speaker: str
    start: int
    least: int
    items: tuple[tuple[str, int, bool, str, tuple[str, ...]], ...]

    def at_close(self, talk: Talk) -> Iterator[Result]:
        own = talk.spoken_by(self.speaker)
        if not own:
            return
        total = self.start
        lost: list[str] = []
        for title, points, each, speaker, matchers in self.items:
            times = sum(talk.hit_in(matchers, turn) for turn in talk.spoken_by(speaker))
            gained = points * (times if each else min(times, 1))
            total += gained
            if gained < 0 or (points > 0 and not times):
                lost.append(title)
        if total >= self.least:
            yield Result(own[-1], "kept", None, "close")
        else:
            note = f"{total} 分，至少 {self.least} 分（失分：{'、'.join(lost)}）"
            yield Result(own[-1], "broken", None, "close", note)
