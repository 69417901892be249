"""`addresses`: a customer whose name is known is called by surname and title, and rightly.

Settled when the message is sent. The first message of each person has to address the customer; in
every message a title at its beginning has to follow the right surname. What was said is compared
by six bits of its hash (`shouwen.wording.entities`), so that no name stays in the hits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from shouwen.wording.entities import VALUE, value_of
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Talk

_KIND, _SEX = "surname_title", "sex"
_NAMED = {"男": "先生", "女": "女士"}
_GREETED = 12  # a title within so many characters speaks to the customer, later ones of others


class Addresses(Form):
    """`fact`: the fact that holds the customer's name (周航, or 周航 男)."""

    fact: str = Field(default="name", title="客户姓名的事实")

    def build(self, build: Build) -> Operator:
        build.entities(_KIND, _SEX, values=True)
        return _Addresses(build.speaker, self.fact, build.title)


@dataclass(frozen=True)
class _Addresses(Operator):
    speaker: str
    fact: str
    title: str

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        name, _, sex = str(talk.facts.get(self.fact) or "").partition(" ")
        other = {"男": "女", "女": "男"}.get(sex.strip(), "")
        wrong = f"{VALUE}{_SEX}:{value_of(_SEX, _NAMED[other])}" if other else ""
        firsts = talk.firsts(self.speaker)
        for turn in talk.spoken_by(self.speaker):
            if turn < start:
                continue
            if not name:
                yield Result(turn, "unobserved", None, "send", "不知道客户的姓名")
                continue
            right = f"{VALUE}{_KIND}:{value_of(_KIND, name)}"
            yield from self._judged(talk, turn, right, wrong, turn in firsts)

    def _judged(
        self, talk: Talk, turn: int, right: str, wrong: str, first: bool
    ) -> Iterator[Result]:
        values = [hit for hit in talk.turns[turn].hits if hit.matcher.startswith(VALUE + _KIND)]
        spoken_to = [hit for hit in values if hit.start < _GREETED]
        ours = {(hit.start, hit.end) for hit in spoken_to if hit.matcher == right}
        for hit in talk.turns[turn].hits:
            if hit.matcher == wrong and (hit.start, hit.end) in ours:
                span = (hit.start, hit.end)
                yield Result(turn, "broken", span, "send", "先生、女士称呼反了，请核对")
                return
        if any(hit.matcher == right for hit in values):
            yield Result(turn, "kept", None, "send")
        elif spoken_to:
            span = (spoken_to[0].start, spoken_to[0].end)
            yield Result(turn, "broken", span, "send", "姓氏和客户的姓名不一致，请核对")
        elif first:
            yield Result(turn, "broken", None, "send", f"还差：{self.title}")
