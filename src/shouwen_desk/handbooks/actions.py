"""Writes from the handbook's pages: a manager lets a clause take a step up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from shouwen.measures.ladder import above, lacks
from shouwen.wording.turns import SEVERITIES
from shouwen_desk.config import clock
from shouwen_desk.ledger import queries, strengths
from shouwen_desk.ledger.actions import counted_from, raise_step
from shouwen_desk.ledger.actions.strengths import lock
from shouwen_desk.people import bells, words
from shouwen_desk.people.errors import Conflict, Invalid, NotFound
from shouwen_desk.people.permissions import require

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person


def raise_strength(
    person: Person, clause: str, to: str, reason: str = "", *, at: int | None = None
) -> None:
    """Let a language clause be one step louder while people write; no verdict changes. Whoever else
    keeps the handbook is told by a line under the bell.

    Up to the strength that the handbook writes a reason is enough (putting back what fell). Beyond it
    the figures must allow it (``shouwen.measures.ladder.lacks``). Raises ``Conflict`` otherwise, or
    where the strength has changed since the page was drawn.
    """
    require("strength.raise", person)
    moment = clock.now() if at is None else at
    program = queries.program_in_force(moment)
    known = program.clauses.get(clause) if program is not None else None
    if program is None or known is None or known.utterance is None:
        raise NotFound("没有这一条用语条款。", field="clause", remedy="请回到手册再看一眼。")
    with transaction.atomic():
        lock(clause)
        now = strengths.in_force(program, clause, moment)
        higher = above(now)
        if higher is None or to != higher:
            raise Conflict(
                "这一条的强度不是这样升的。",
                field="to",
                remedy="一次升一级，请看现在是哪一级再升。",
            )
        figures = strengths.figures(clause, counted_from(clause, moment), moment)
        wanting = lacks(figures)
        beyond = SEVERITIES.index(higher) > SEVERITIES.index(known.severity)
        if beyond and wanting:
            raise Conflict(
                f"还不能升：{'；'.join(wanting)}。",
                field="to",
                remedy="先复核这一条的发现，数够了再升。",
            )
        why = words.line(reason, "reason", 120, required=False)
        if not why and wanting:
            raise Invalid("放回要写理由。", field="reason", remedy="请写为什么它没有提示错。")
        raised = raise_step(
            program, clause, higher, why or "按量出来的准确率", actor=person.actor, at=at
        )  # fmt: skip
        bells.step_taken(program, raised.event, person.pk)
