"""`recap`: before the goodbye the key information is repeated, and repeated rightly.

Judged at the message that says goodbye, which looks back only, so settled at send. Owed is one of
the values that the conversation has named so far, by whomever; a conversation without any owes
nothing. A value that was named before and is another one now is wrong: 上午十点 does not become
下午十点, 两箱牛奶 not 三箱牛奶. Where all that was named of the same is repeated, one more is news and
not wrong (10号入住, 13号退房). Who corrects himself (算了，改成…) takes back what he named before of
the same. Values are compared by their hashes (`shouwen.wording.entities`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import Field

from shouwen.wording.details import CHANGED, NEAR_DAY, SWAP
from shouwen.wording.entities import ENTITY, VALUE, about
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.echo import Repeated
from shouwen.wording.turns import Talk
from shouwen.wording.words import listed

EXACT = ("date", "month", "clock_time", "money", "phone", "contact_number", "detail")
"""Kinds of which a value that nobody named is a mistake; other numbers may be anything."""
LATELY = 3  # messages of the speaker, the goodbye among them, in which `also` may stand
_SUBJECT = len(about(NEAR_DAY))
_SLIGHT = f"detail{about(NEAR_DAY)}"  # 今天 is soon said again
_WEAK = f"detail{about(SWAP)}"  # where nothing else was settled, the day will do
_LOOSE = f"detail{about(CHANGED)}"  # owed, but there are many words for it


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
        build.entities("correction")
        farewell = listed(self.farewell)
        also = listed(self.also)
        return _Recap(
            build.speaker,
            tuple(f"{VALUE}{kind}:" for kind in self.of),
            build.labels(farewell, "farewell"),
            build.labels(also, "also"),
            build.title,
        )


class _Named(NamedTuple):
    kind: str
    value: str
    span: tuple[int, int]


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
        bye = next((t for t in spoken if talk.hit_in(self.farewell, t)), None)
        if bye is None or bye < start:
            return
        named = self._values(talk, range(bye))
        found = [*self._found(talk, bye)]
        said: dict[str, set[str]] = {}
        for each in found:
            said.setdefault(each.kind, set()).add(each.value)
        for each in found:
            known = named.get(each.kind)
            if (
                known
                and each.value not in known
                and each.kind.startswith(EXACT)
                and each.kind != _LOOSE
                and not known <= said[each.kind]  # all of it is repeated: the rest is news
            ):
                yield Result(bye, "broken", each.span, "send", "与前面说定的不一致，请核对")
                return
        owed = {kind for kind in named if kind != _SLIGHT}
        if not owed:
            return  # nothing was there to repeat
        counted = named.keys() if owed == {_WEAK} else owed
        repeated = any(e.kind in counted and e.value in named[e.kind] for e in found)
        shortly = [t for t in spoken if t <= bye][-LATELY:]
        if repeated or any(talk.hit_in(self.also, t) for t in shortly):
            yield Result(bye, "kept", None, "send")
        else:
            yield Result(bye, "broken", None, "send", f"还差：{self.title}")

    def _values(self, talk: Talk, turns: Iterable[int]) -> dict[str, set[str]]:
        """What stands named at the end, by kind: what somebody corrected stands no longer."""
        named: dict[str, set[str]] = {}
        for turn in turns:
            said = [*self._found(talk, turn)]
            corrected = max((s[0] for s in talk.spans(turn, ENTITY + "correction")), default=None)
            if corrected is not None:
                anew = {each.kind for each in said if each.span[0] >= corrected}
                said = [e for e in said if e.kind not in anew or e.span[0] >= corrected]
                for kind in anew:
                    named.pop(kind, None)
            for each in said:
                named.setdefault(each.kind, set()).add(each.value)
        return named

    def _found(self, talk: Talk, turn: int) -> Iterator[_Named]:
        for hit in talk.turns[turn].hits:
            if hit.matcher.startswith(self.kinds):
                kind, _, value = hit.matcher.removeprefix(VALUE).partition(":")
                if kind == "detail":  # each subject is a kind of its own
                    kind, value = kind + value[:_SUBJECT], value[_SUBJECT:]
                yield _Named(kind, value, (hit.start, hit.end))
