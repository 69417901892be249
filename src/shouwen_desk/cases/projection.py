"""Rows of cases kept in step with what the engine made of the events.

``next_*`` of a case mirror the open obligation that is due first. The ledger calls
``obligations_changed`` inside the same transaction, both when an event is recorded and when the
worker decides something.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.functions import Coalesce

from shouwen_desk.ledger.models import Obligation

from .models import NEVER, Case

if TYPE_CHECKING:
    from shouwen.clauses.changes import Changes
    from shouwen_desk.ledger.record import Recorded

_FIELDS = (
    "case", "id", "clause", "edition", "act", "measures", "opened", "due", "warns", "warned", "paused_since",
)  # fmt: skip


def settle(case_id: str, recorded: Recorded, values: dict[str, Any]) -> None:
    """Write ``values`` on the case row, together with what it owes next after ``recorded``."""
    row = values | next_of(recorded, case_id)
    if row:
        Case.objects.filter(pk=case_id).update(**row)


def customer_wrote(case_id: str, recorded: Recorded) -> None:
    """A message came in: one more to read, and somebody waits from now on if nobody did before."""
    at = recorded.event.at
    Case.objects.filter(pk=case_id).update(
        last_at=at,
        unread=F("unread") + 1,
        waiting_since=Coalesce("waiting_since", at),
        **next_of(recorded, case_id),
    )


def next_of(recorded: Recorded, case_id: str) -> dict[str, Any]:
    """The ``next_*`` columns after what was recorded; empty where no obligation changed.

    The states that the events touched hold the open obligations of the case and its conversation;
    only those of promises live elsewhere, so the table is asked as soon as something changed.
    """
    changes = recorded.changes
    if changes is None or not any(row.case == case_id for row in changes.obligations.values()):
        return {}
    return _next_of(_first_due([case_id]).get(case_id))


def decided(changes: Changes) -> None:
    """The clock or a late fact changed obligations: mirror what their cases owe next."""
    refresh(row.case for row in changes.obligations.values())


def refresh(case_ids: Iterable[str]) -> None:
    """Write anew what each of these cases owes next; one read, one update a case."""
    wanted = {case_id for case_id in case_ids if case_id}
    first = _first_due(wanted)
    for case_id in wanted:
        Case.objects.filter(pk=case_id).update(**_next_of(first.get(case_id)))


def _first_due(case_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    first: dict[str, dict[str, Any]] = {}
    if not case_ids:
        return first
    running = Obligation.objects.filter(
        case__in=case_ids, closed=None, superseded_at=None, due__isnull=False
    ).order_by("due", "id")
    for row in running.values(*_FIELDS):
        best = first.get(row["case"])
        # A clock that stands still is shown only where none runs.
        if best is None or (best["paused_since"] is not None and row["paused_since"] is None):
            first[row["case"]] = row
    return first


def _next_of(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        return {
            "sort_due": NEVER, "next_due": None, "next_warn": None, "next_opened": None,
            "next_obligation": "", "next_clause": "", "next_edition": "", "next_act": "",
            "next_measures": "",
        }  # fmt: skip
    warns = [*row["warned"], *row["warns"]]
    return {
        "sort_due": NEVER if row["paused_since"] is not None else row["due"],
        "next_due": row["due"],
        "next_warn": min(warns, default=None),
        "next_opened": row["opened"],
        "next_obligation": row["id"],
        "next_clause": row["clause"],
        "next_edition": row["edition"],
        "next_act": row["act"][:120],
        "next_measures": row["measures"],
    }
