"""A clause takes a step of the ladder 观察 → 提 → 劝 → 拦, each an event of its own."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from shouwen.measures.ladder import Figures, below, must_fall
from shouwen_desk.config import clock

from .. import strengths
from ..record import UNIT, Draft, Recorded, record

if TYPE_CHECKING:
    from shouwen.handbook.program import Program
    from shouwen.wording.turns import Severity

# "ladd" in ASCII; the first half of the advisory locks by clause.
_LADDER = 0x6C616464


def fall_back(
    program: Program, clause: str, *, at: int | None = None, unit: str = UNIT
) -> Recorded | None:
    """Let a clause fall one step if its objections ask for it; None where nothing fell.

    Called in the transaction of the objection, after it was recorded, so that the step stands on
    the ledger right behind the press that caused it. Writers of one clause queue up.
    """
    lock(clause)
    moment = clock.now() if at is None else at
    now = strengths.in_force(program, clause, moment, unit)
    lower = below(now)
    if lower is None:
        return None
    since = counted_from(clause, moment, unit)
    counted = strengths.figures(clause, since, moment, unit)
    if not must_fall(counted):
        return None
    draft = Draft(
        "strength.lowered",
        {"clause": clause},
        _step(program, clause, now, lower) | _figures(counted, since),
        at=at,
        unit=unit,
    )
    return _taken(record(draft, actor="system"))


def raise_step(
    program: Program,
    clause: str,
    to: Severity,
    reason: str,
    *,
    actor: str,
    at: int | None = None,
    unit: str = UNIT,
) -> Recorded:
    """Take the step up to ``to``; whoever calls has seen to permission, reason and figures."""
    moment = clock.now() if at is None else at
    now = strengths.in_force(program, clause, moment, unit)
    since = counted_from(clause, moment, unit)
    counted = strengths.figures(clause, since, moment, unit)
    draft = Draft(
        "strength.raised",
        {"clause": clause},
        _step(program, clause, now, to) | {"reason": reason} | _figures(counted, since),
        at=at,
        unit=unit,
    )
    return _taken(record(draft, actor=actor, intent="strength.raise"))


def counted_from(clause: str, at: int, unit: str = UNIT) -> int:
    """From when the figures of the next step are counted: the last step, or 90 days before ``at``."""
    past = [step.at for step in strengths.steps_of(clause, unit) if step.at <= at]
    return max([at - strengths.WINDOW_US, *past[-1:]])


def lock(clause: str) -> None:
    """Hold every other writer of this clause's ladder until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)",
                [_LADDER, zlib.crc32(clause.encode()) - 2**31],
            )


def _step(program: Program, clause: str, now: str, then: str) -> dict[str, Any]:
    written = program.clauses[clause].severity
    return {"edition": program.edition, "written": written, "from": now, "to": then}


def _figures(counted: Figures, since: int) -> dict[str, Any]:
    return {
        "since": since,
        "fired": counted.fired,
        "confirmed": counted.confirmed,
        "overturned": counted.overturned,
        "disputed": counted.disputed,
        "objections": counted.objections,
    }


def _taken(recorded: Recorded) -> Recorded:
    transaction.on_commit(strengths.forget)
    return recorded
