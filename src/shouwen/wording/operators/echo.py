"""`echo`: the numbers and dates that the customer named are repeated, and repeated rightly.

What they come to is compared (`shouwen.wording.entities`): 下午三点 is repeated by 15:00. A wrong
one is settled at the message that repeats, a missing one when the conversation closes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field

from shouwen.wording.entities import VALUE
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Settled, Talk
from shouwen.wording.words import Words

type Repeated = Literal[
    "number",
    "phone",
    "money",
    "date",
    "month",
    "clock_time",
    "duration",
    "contact_number",
    "plate",
    "detail",
]


class Echo(Form):
    """`of`: what has to be repeated; `recap`: how the speaker introduces it. With a recap, a value
    in such a message that the customer never named is wrong; without, nothing is."""

    settled: ClassVar[tuple[Settled, ...]] = ("send", "close")

    of: list[Repeated] = Field(title="要复述的", min_length=1, examples=[["phone", "date"]])
    recap: Words | None = Field(default=None, title="复述的说法", examples=[{"any": ["跟您核对"]}])
    need: Literal["all", "last", "none"] = Field(
        default="all",
        title="要复述哪些",
        description="all 全部，last 每类最后说的一个，none 不要求，只查错",
    )

    def build(self, build: Build) -> Operator:
        build.entities(*self.of, values=True)
        recap = () if self.recap is None else build.matchers(self.recap, None, "recap")
        kinds = tuple(f"{VALUE}{kind}:" for kind in self.of)
        return _Echo(build.speaker, kinds, recap, self.need)


@dataclass(frozen=True)
class _Echo(Operator):
    speaker: str
    kinds: tuple[str, ...]
    recap: tuple[str, ...]
    need: str

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        other = "customer" if self.speaker != "customer" else "agent"
        recaps = {*talk.said_by(self.recap, self.speaker)}
        named: dict[str, set[str]] = {}
        for index, turn in enumerate(talk.turns):
            if turn.role == other:
                for kind, value, _ in self._values(talk, index):
                    named.setdefault(kind, set()).add(value)
            elif index in recaps and index >= start:
                wrong = [
                    span
                    for kind, value, span in self._values(talk, index)
                    if kind in named and value not in named[kind]
                ]
                for span in wrong:
                    yield Result(index, "broken", span, "send", "与客户说的不一致，请核对")
                if not wrong and named:
                    yield Result(index, "kept", None, "send")

    def at_close(self, talk: Talk) -> Iterator[Result]:
        own = talk.spoken_by(self.speaker)
        if self.need == "none" or not own:
            return
        other = "customer" if self.speaker != "customer" else "agent"
        owed: dict[tuple[str, str], int] = {}
        for index in talk.spoken_by(other):
            for kind, value, _ in self._values(talk, index):
                if self.need == "last":
                    owed = {key: at for key, at in owed.items() if key[0] != kind}
                owed[kind, value] = index
        if not owed:
            return  # the customer named nothing
        for index in own:
            for kind, value, _ in self._values(talk, index):
                if owed.get((kind, value), index) < index:
                    del owed[kind, value]
        if owed:
            note = f"还差：复述客户说的关键信息（{len(owed)} 项）"
            yield Result(own[-1], "broken", None, "close", note)
        else:
            yield Result(own[-1], "kept", None, "close")

    def _values(self, talk: Talk, turn: int) -> Iterator[tuple[str, str, tuple[int, int]]]:
        for hit in talk.turns[turn].hits:
            if hit.matcher.startswith(self.kinds):
                kind, _, value = hit.matcher.removeprefix(VALUE).partition(":")
                yield kind, value, (hit.start, hit.end)
