"""`length`: how long a message may or must be, in characters. Settled when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Answer, Build, Form, Operator
from shouwen.wording.turns import Talk


class Length(Form):
    """Bounds in Unicode code points, blanks at both ends left out."""

    at_most: int | None = Field(default=None, ge=1, title="最多几个字")
    at_least: int | None = Field(default=None, ge=1, title="至少几个字")

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.at_most is None and self.at_least is None:
            raise Wrong("没有写长度", "请写 at_most（最多）或 at_least（至少）")
        if self.at_most is not None and self.at_least is not None and self.at_least > self.at_most:
            raise Wrong("至少的字数大于最多的字数", "请改正 at_least 或 at_most")
        return self

    def build(self, build: Build) -> Operator:
        return _Length(build.speaker, self.at_least or 0, self.at_most)


@dataclass(frozen=True)
class _Length(Operator):
    speaker: str
    least: int
    most: int | None

    def at_turns(self, talk: Talk, start: int) -> Sequence[Answer]:
        answers: list[Answer] = []
        turns, least, most = talk.turns, self.least, self.most
        for index in talk.spoken_by(self.speaker):
            if index < start:
                continue
            length = turns[index].length
            if most is not None and length > most:
                note = f"这句有 {length} 个字，最多 {most} 个字"
            elif length < least:
                note = f"这句有 {length} 个字，至少 {least} 个字"
            else:
                if not talk.only_broken:
                    answers.append((index, "kept", None, "send", ""))
                continue
            answers.append((index, "broken", None, "send", note))
        return answers
