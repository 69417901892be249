"""What gates still ask before a case may be closed: asked of the engine, on the state as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouwen.clauses.rows import Intent
from shouwen_desk.config import clock
from shouwen_desk.ledger import queries as ledger

from ..shapes import MissingRow

if TYPE_CHECKING:
    from ..models import Case


def missing_to_close(case: Case, at: int | None = None) -> list[MissingRow]:
    """What is still missing for 结案, in the order of the handbook; empty when the gate is open."""
    if case.closed_at is not None:
        return []
    intent = Intent("case.close", case.unit, case.subjects, "system")
    return [
        MissingRow(
            clause=one.clause,
            edition=one.edition,
            title=one.title,
            say=one.say,
            act=one.act,
            override_by=one.override["by"] if one.override else None,
        )
        for one in ledger.permit(intent, clock.now() if at is None else at)
    ]
