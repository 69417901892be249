"""Rows of cases kept in step with what the engine made of the events.

``next_*`` of a case mirror the open obligation that is due first. An action settles its own case;
the ledger calls ``decided`` where the clock or a late fact changed something. Both run inside the
transaction of the change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from shouwen_desk.ledger import editions, live
from shouwen_desk.ledger.models import Obligation

from . import waiting
from .errors import Overtaken
from .models import NEVER, Case
from .tables import EMPTY, IF_EMPTY, ONE_MORE, update_case

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shouwen.clauses.changes import Changes
    from shouwen.clauses.rows import Obligation as Owed
    from shouwen_desk.ledger.record import Recorded


def settle(
    case: Case,
    recorded: Recorded,
    values: dict[str, Any],
    *,
    only_if: Mapping[str, Any] | None = None,
) -> None:
    """Write ``values`` on the case row, together with what it owes next after ``recorded``.

    An action looks at the case before its transaction begins. ``only_if`` names what must still be
    so inside it (see ``tables.update_case``); ``Overtaken`` where it is not, and nothing is kept.
    """
    row = values | next_of(recorded, case)
    if not update_case(case.pk, row, only_if):
        raise Overtaken
    if waiting.moved(case.pk, recorded, values):
        waiting.mirror(case.pk)
    told(case.pk, case.team_id, case.handler_id)
    if "team_id" in values or "handler_id" in values:
        told(case.pk, values.get("team_id"), values.get("handler_id"))


def customer_wrote(case: Case, recorded: Recorded) -> None:
    """A message came in: one more to read, and somebody waits from now on if nobody did before."""
    at = recorded.event.at
    values = {
        "last_at": at,
        "unread": ONE_MORE,
        "unanswered": recorded.digests[0]["text"],
        f"{IF_EMPTY}waiting_since": at,
    }
    settle(case, recorded, values, only_if={"closed_at": EMPTY})


def told(case_id: str, team_id: str | None, handler_id: str | None) -> None:
    """Let the queues of the team and of the handler hear that a case changed."""
    topics = [f"team:{team_id}"] if team_id else []
    topics += [f"person:{handler_id}"] if handler_id else []
    if topics:
        live.touch(*topics, why=f"case:{case_id}")


def next_of(recorded: Recorded, case: Case) -> dict[str, Any]:
    """The ``next_*`` columns after what was recorded; empty where no obligation changed.

    The states of the case and of its conversation, which every event of a case touches, hold their
    open obligations; only promises have states of their own, and then the table is asked.
    """
    changes = recorded.changes
    if changes is None or not any(row.case == case.pk for row in changes.obligations.values()):
        return {}
    if case.promised or any("promise" in event.subjects for event in recorded.events):
        return _columns(_first_due([case.pk]).get(case.pk))
    own = (f"case:{case.pk}", f"conversation:{case.conversation}")
    owed = [
        row
        for key in own
        if key in changes.states
        for row in changes.states[key].open.values()
        if row.closed is None
    ]
    return _columns(_most_urgent(owed))


def decided(changes: Changes) -> None:
    """The clock or a late fact changed obligations: mirror what their cases owe next."""
    wanted = {row.case for row in changes.obligations.values() if row.case}
    first = _first_due(wanted)
    for case_id in sorted(wanted):
        update_case(case_id, _columns(first.get(case_id)))
    for case_id in sorted(waiting.noticing(changes)):
        if waiting.mirror(case_id):
            _told_of(Case.objects.filter(pk=case_id))


def erased(customer: str) -> None:
    """A customer's words are gone: the queues that show their beginning hear of it."""
    _told_of(Case.objects.filter(customer=customer, closed_at=None))


def _told_of(cases: QuerySet[Case]) -> None:
    for row in cases.values_list("pk", "team_id", "handler_id"):
        told(*row)


def _first_due(case_ids: Collection[str]) -> dict[str, Obligation]:
    by_case: dict[str, list[Obligation]] = {}
    if case_ids:
        for row in Obligation.objects.filter(case__in=case_ids, closed=None, superseded_at=None):
            by_case.setdefault(row.case, []).append(row)
    best = {case_id: _most_urgent(rows) for case_id, rows in by_case.items()}
    return {case_id: row for case_id, row in best.items() if row is not None}


def _most_urgent[Row: (Obligation, Owed)](rows: Iterable[Row]) -> Row | None:
    """The row due first; one whose clock stands still only where none runs.

    What the desk does by itself (a reminder after silence) is nobody's next task.
    """
    timed = [row for row in rows if row.due is not None and not _done_by_desk(row)]
    return min(timed, key=lambda row: (row.paused_since is not None, row.due, row.id), default=None)


def _done_by_desk(row: Obligation | Owed) -> bool:
    clause = editions.compiled(row.edition).clauses.get(row.clause)
    return clause is not None and clause.clock is not None and clause.clock.does is not None


def _columns(row: Obligation | Owed | None) -> dict[str, Any]:
    if row is None:
        return {
            "sort_due": NEVER, "next_due": None, "next_warn": None, "next_opened": None,
            "next_obligation": "", "next_clause": "", "next_edition": "", "next_act": "",
            "next_measures": "",
        }  # fmt: skip
    return {
        "sort_due": NEVER if row.paused_since is not None else row.due,
        "next_due": row.due,
        "next_warn": min([*row.warned, *row.warns], default=None),
        "next_opened": row.opened,
        "next_obligation": row.id,
        "next_clause": row.clause,
        "next_edition": row.edition,
        "next_act": row.act[:120],
        "next_measures": row.measures,
    }
