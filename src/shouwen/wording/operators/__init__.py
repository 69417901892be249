"""The operators of `utterance` clauses: key in the handbook → its form. One file each.

`OPERATORS` is all that the rest knows of them; a further operator is a file and a row here.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from shouwen.wording.operators.absence import Absence
from shouwen.wording.operators.addresses import Addresses
from shouwen.wording.operators.base import Answer, Build, Form, Operator, Result
from shouwen.wording.operators.beside import Beside
from shouwen.wording.operators.combine import Combine
from shouwen.wording.operators.count import Count
from shouwen.wording.operators.echo import Echo
from shouwen.wording.operators.email import Email
from shouwen.wording.operators.first_say import FirstSay
from shouwen.wording.operators.length import Length
from shouwen.wording.operators.must import Must, MustFirst
from shouwen.wording.operators.must_not import MustNot
from shouwen.wording.operators.near import Near
from shouwen.wording.operators.not_until import NotUntil
from shouwen.wording.operators.order import Order
from shouwen.wording.operators.overlap import Overlap
from shouwen.wording.operators.promise import Promise
from shouwen.wording.operators.recap import Recap
from shouwen.wording.operators.reply_within import ReplyWithin
from shouwen.wording.operators.score import Score
from shouwen.wording.operators.several import Several
from shouwen.wording.operators.shape import Shape
from shouwen.wording.operators.silence import Silence
from shouwen.wording.operators.slots import Slots
from shouwen.wording.operators.speed import Speed
from shouwen.wording.operators.talk_share import TalkShare
from shouwen.wording.turns import Settled


class Buildable(Protocol):
    """What every form offers, whatever its shape in YAML (mapping, list, text)."""

    settled: ClassVar[tuple[Settled, ...]]

    def build(self, build: Build) -> Operator:
        """The compiled operator."""


OPERATORS: dict[str, type[Buildable]] = {
    "must_not": MustNot,
    "must": Must,
    "must_first": MustFirst,
    "order": Order,
    "not_until": NotUntil,
    "first_say": FirstSay,
    "addresses": Addresses,
    "recap": Recap,
    "absence": Absence,
    "reply_within": ReplyWithin,
    "length": Length,
    "several": Several,
    "count": Count,
    "near": Near,
    "beside": Beside,
    "silence": Silence,
    "overlap": Overlap,
    "speed": Speed,
    "talk_share": TalkShare,
    "echo": Echo,
    "shape": Shape,
    "email": Email,
    "slots": Slots,
    "promise": Promise,
    "combine": Combine,
    "score": Score,
}

__all__ = ["OPERATORS", "Answer", "Build", "Buildable", "Form", "Operator", "Result"]
