"""`slots`: who is speaking and to whom: company, staff number, surname and title.

In the first message of each person it is settled when that is sent; anywhere, when the conversation closes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Settled, Talk
from shouwen.wording.words import Phrase, Words


class Slots(Form):
    """The names of the company or department, a staff number, the customer's surname with a title."""

    settled: ClassVar[tuple[Settled, ...]] = ("send", "close")

    company: list[Phrase] = Field(
        default_factory=list, title="公司或部门", description="任何一个名字"
    )
    staff_number: bool = Field(default=False, title="工号")
    surname_title: bool = Field(default=False, title="姓氏加称呼", description="如 王先生")
    position: Literal["first", "any"] = Field(
        default="first", title="位置", description="first 每人的第一句，any 任何地方"
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.company or self.staff_number or self.surname_title):
            raise Wrong("没有写要报什么", "请写 company、staff_number 或 surname_title")
        return self

    def build(self, build: Build) -> Operator:
        slots: list[tuple[str, tuple[str, ...]]] = []
        if self.company:
            words = Words.model_validate({"any": self.company})
            slots.append(("公司或部门", build.matchers(words, None, "company")))
        if self.staff_number:
            slots.append(("工号", build.entities("staff_number")))
        if self.surname_title:
            slots.append(("姓氏加称呼", build.entities("surname_title")))
        return _Slots(build.speaker, tuple(slots), self.position == "first")


@dataclass(frozen=True)
class _Slots(Operator):
    speaker: str
    slots: tuple[tuple[str, tuple[str, ...]], ...]
    first: bool

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        if self.first:
            for turn in talk.firsts(self.speaker):
                if turn >= start:
                    yield self._judged(talk, turn, turn, "send")

    def at_close(self, talk: Talk) -> Iterator[Result]:
        spoken = talk.spoken_by(self.speaker)
        if spoken and not self.first:
            yield self._judged(talk, spoken[0], spoken[-1], "close")

    def _judged(self, talk: Talk, low: int, high: int, settled: Settled) -> Result:
        turns = [t for t in talk.spoken_by(self.speaker) if low <= t <= high]
        missing = [
            title
            for title, names in self.slots
            if not any(talk.hit_in(names, turn) for turn in turns)
        ]
        if missing:
            return Result(high, "broken", None, settled, "还差：" + "、".join(missing))
        return Result(high, "kept", None, settled)
