"""`shape`: how a message is built: sentences, lines, questions, exclamations, emoji, links, Latin
words. Settled when it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Talk
from shouwen.wording.words import Block


class Bounds(Block):
    """How many, ends included."""

    at_most: int | None = Field(default=None, ge=0, title="最多")
    at_least: int | None = Field(default=None, ge=1, title="至少")


_COUNTED = {
    "sentences": ("sentence", "句子"), "lines": ("line", "行"), "questions": ("question_mark", "问号"),
    "exclamations": ("exclamation", "感叹号"), "emoji": ("emoji", "表情"), "links": ("link", "链接"),
    "latin_words": ("latin_word", "外文词"),
}  # fmt: skip


class Shape(Form):
    """Bounds on what a message is made of."""

    sentences: Bounds | None = Field(default=None, title="句子")
    lines: Bounds | None = Field(default=None, title="行")
    questions: Bounds | None = Field(default=None, title="问号")
    exclamations: Bounds | None = Field(default=None, title="感叹号")
    emoji: Bounds | None = Field(default=None, title="表情")
    links: Bounds | None = Field(default=None, title="链接")
    latin_words: Bounds | None = Field(default=None, title="外文词")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not any(getattr(self, key) for key in _COUNTED):
            raise Wrong("没有写要看什么", "请写 " + "、".join(_COUNTED) + " 中的至少一个")
        return self

    def build(self, build: Build) -> Operator:
        bounds = []
        for key, (entity, title) in _COUNTED.items():
            asked: Bounds | None = getattr(self, key)
            if asked is not None:
                (name,) = build.entities(entity)
                bounds.append((name, title, asked.at_least or 0, asked.at_most))
        return _Shape(build.speaker, tuple(bounds))


@dataclass(frozen=True)
class _Shape(Operator):
    speaker: str
    bounds: tuple[tuple[str, str, int, int | None], ...]

    def __post_init__(self) -> None:
        if not any(least for _, _, least, _ in self.bounds):
            object.__setattr__(self, "triggers", frozenset(name for name, *_ in self.bounds))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        turns = talk.spoken_by(self.speaker)
        if talk.only_broken and self.triggers is not None:
            turns = talk.said_by(self.triggers, self.speaker, start)
        for turn in turns:
            if turn < start:
                continue
            notes = [*self._faults(talk, turn)]
            if notes:
                yield Result(turn, "broken", None, "send", "，".join(notes))
            else:
                yield Result(turn, "kept", None, "send")

    def _faults(self, talk: Talk, turn: int) -> Iterator[str]:
        for name, title, least, most in self.bounds:
            number = len(talk.spans(turn, name))
            if most is not None and number > most:
                yield f"{title} {number} 个，最多 {most} 个"
            elif number < least:
                yield f"{title} {number} 个，至少 {least} 个"
