"""The operators of `utterance` clauses: key in the handbook → its form. One file each.

`OPERATORS` is all that the rest knows of them; a further operator is a file and a row here.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

from shouwen.wording.operators.absence import Absence
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.length import Length
from shouwen.wording.operators.must import Must, MustFirst
from shouwen.wording.operators.must_not import MustNot
from shouwen.wording.operators.not_until import NotUntil
from shouwen.wording.operators.order import Order
from shouwen.wording.operators.reply_within import ReplyWithin
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
    "absence": Absence,
    "reply_within": ReplyWithin,
    "length": Length,
}

__all__ = ["OPERATORS", "Build", "Buildable", "Form", "Operator", "Result"]
