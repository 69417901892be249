"""`recap`: before the goodbye the key information is repeated, and repeated rightly.

Judged at the message that says goodbye, which looks back only, so settled at send. Owed is one of
the values that the conversation has named so far, by whomever; a conversation without any owes
nothing. A value of a kind that was named before and is another one now is wrong: 上午十点 does not
become 下午十点. Values are compared by their hashes (`shouwen.wording.entities`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from shouwen.wording.entities import VALUE
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.echo import Repeated
from shouwen.wording.turns import Talk

EXACT = frozenset({"date", "month", "clock_time", "money", "phone", "contact_number"})
"""Kinds of which a value that nobody named is a mistake; other numbers may be anything."""
LATELY = 3  # messages of the speaker, the goodbye among them, in which `also` may stand


class Recap(Form):
    """`of`: the kinds of values that count; `farewell`: the labels of a goodbye; `also`: labels of
    words that repeat by saying what was agreed instead of a value."""

    of: list[Repeated] = Field(title="关键信息", min_length=1, examples=[["date", "money"]])
    farewell: str | list[str] = Field(default="farewell", title="告别标签")
    also: str | list[str] = Field(
        default_factory=list, title="也算复述的说法", description="标签；没有数字可复述时用"
    )

    def build(self, build: Build) -> Operator:
        build.entities(*self.of, values=True)
        farewell = (self.farewell,) if isinstance(self.farewell, str) else tuple(self.farewell)
        also = (self.also,) if isinstance(self.also, str) else tuple(self.also)
        return _Recap(
            build.speaker,
            tuple(f"{VALUE}{kind}:" for kind in self.of),
            build.labels(farewell, "farewell"),
            build.labels(also, "also"),
            build.title,
        )


@dataclass(frozen=True)
class _Recap(Operator):
    speaker: str
    kinds: tuple[str, ...]
    farewell: tuple[str, ...]
    also: tuple[str, ...]
    title: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.farewell))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        spoken = talk.spoken_by(self.speaker)
        bye = next((t for t in spoken if talk.hit_within(self.farewell, t, t)), None)
        if bye is None or bye < start:
            return
        named = self._values(talk, range(bye))
        found = [*self._found(talk, bye)]
        for kind, value, span in found:
            if kind in EXACT and kind in named and value not in named[kind]:
                yield Result(bye, "broken", span, "send", "与前面说定的不一致，请核对")
                return
        repeated = any(value in named.get(kind, ()) for kind, value, _ in found)
        shortly = [t for t in spoken if t <= bye][-LATELY:]
        if not named or repeated or any(talk.hit_within(self.also, t, t) for t in shortly):
            yield Result(bye, "kept", None, "send")
        else:
            yield Result(bye, "broken", None, "send", f"还差：{self.title}")

    def _values(self, talk: Talk, turns: range) -> dict[str, set[str]]:
        named: dict[str, set[str]] = {}
        for turn in turns:
            for kind, value, _ in self._found(talk, turn):
                named.setdefault(kind, set()).add(value)
        return named

    def _found(self, talk: Talk, turn: int) -> Iterator[tuple[str, str, tuple[int, int]]]:
        for hit in talk.turns[turn].hits:
            if hit.matcher.startswith(self.kinds):
                kind, _, value = hit.matcher.removeprefix(VALUE).partition(":")
                yield kind, value, (hit.start, hit.end)
