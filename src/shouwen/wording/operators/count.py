"""`count`: how often something is said in a message, by a person or in the conversation.

Too often is settled at the message that makes it so; too seldom when the message is sent (counted
in a message) or when the conversation closes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Settled, Talk
from shouwen.wording.words import Words


class Count(Words, Form):
    """Each place counts once, also where several of the words meet in it."""

    settled: ClassVar[tuple[Settled, ...]] = ("send", "close")

    at_most: int | None = Field(default=None, ge=0, title="最多几次")
    at_least: int | None = Field(default=None, ge=1, title="至少几次")
    of: Literal["message", "person", "conversation"] = Field(
        default="conversation",
        title="在哪里数",
        description="message 一条，person 每人，conversation 整段",
    )

    @model_validator(mode="after")
    def _some_bound(self) -> Self:
        if self.at_most is None and self.at_least is None:
            raise Wrong("没有写次数", "请写 at_most（最多）或 at_least（至少）")
        if self.at_most is not None and self.at_least is not None and self.at_least > self.at_most:
            raise Wrong("至少的次数大于最多的次数", "请改正 at_least 或 at_most")
        return self

    def build(self, build: Build) -> Operator:
        return _Count(
            build.speaker, build.matchers(self), self.at_least or 0, self.at_most, self.of
        )


@dataclass(frozen=True)
class _Count(Operator):
    speaker: str
    matchers: tuple[str, ...]
    least: int
    most: int | None
    of: str

    def _groups(self, talk: Talk) -> list[Sequence[int]]:
        spoken = talk.spoken_by(self.speaker)
        if self.of == "message":
            return [(turn,) for turn in spoken]
        if self.of == "person":
            return [*talk.per_person(self.speaker).values()]
        return [spoken] if spoken else []

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        results: list[Result] = []
        for group in self._groups(talk):
            total = 0
            for turn in group:
                places = talk.spans_of(turn, self.matchers)
                over = () if self.most is None else places[max(0, self.most - total) :]
                total += len(places)
                if turn < start:
                    continue
                note = f"已经 {total} 次，最多 {self.most} 次"
                results += [Result(turn, "broken", span, "send", note) for span in over]
                if over:
                    continue
                if self.of == "message" and total < self.least:
                    note = f"说了 {total} 次，至少 {self.least} 次"
                    results.append(Result(turn, "broken", None, "send", note))
                elif self.of == "message" or self.most is not None:
                    results.append(Result(turn, "kept", None, "send"))
        yield from sorted(results, key=lambda result: result.turn)

    def at_close(self, talk: Talk) -> Iterator[Result]:
        if self.of == "message" or not self.least:
            return
        for group in sorted(self._groups(talk), key=lambda turns: turns[-1]):
            total = sum(len(talk.spans_of(turn, self.matchers)) for turn in group)
            if total < self.least:
                note = f"说了 {total} 次，至少 {self.least} 次"
                yield Result(group[-1], "broken", None, "close", note)
            else:
                yield Result(group[-1], "kept", None, "close")
