"""What waits in a case, for whoever looks at the queue: the gravest proposal and the words unanswered.

Both are columns of the case. The first is written again wherever something changed that it depends
on; the second is the digest of the words, which are read from where they can be erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from shouwen_desk.ledger import events

from .models import Case
from .queries.proposals import DECIDED, DECIDING, proposals, standing
from .tables import update_case

if TYPE_CHECKING:
    from shouwen.clauses.changes import Changes
    from shouwen.events import Event
    from shouwen_desk.ledger.record import Recorded

    from .queries.rows import Gathered

# Acts that end a customer's waiting; a greeting or 请稍等 does not.
ANSWERING = ("answer", "progress", "question")
COLUMNS = ("proposal", "proposal_clause", "proposal_edition")


def mirror(case_id: str) -> bool:
    """Write on the case which proposal waits; answers whether that is another than before."""
    case, gathered = standing(case_id)
    fresh = _columns(case, gathered)
    if all(getattr(case, name) == value for name, value in fresh.items()):
        return False
    return update_case(case_id, fresh)


def moved(case_id: str, recorded: Recorded, values: Mapping[str, Any]) -> bool:
    """Whether what was recorded, or the columns set with it, may change which proposal waits."""
    changes = recorded.changes
    return (
        not values.keys().isdisjoint(DECIDING)
        or any(event.kind in DECIDED for event in recorded.events)
        or (changes is not None and (bool(changes.late) or case_id in noticing(changes)))
    )


def noticing(changes: Changes) -> set[str]:
    """Cases in which the engine noticed something in a customer's words."""
    return {row.case for row in changes.findings.values() if row.outcome == "noticed" and row.case}


def replayed() -> Iterator[tuple[str, str, str]]:
    """Cases whose columns are not what their events give: (table, id, a Chinese sentence)."""
    for stored in Case.objects.order_by("pk").iterator(500):
        wanted = _from_events(stored.pk)
        differing = [name for name, value in wanted.items() if getattr(stored, name) != value]
        if differing:
            say = f"个案 {stored.number} 等着的事重算后不同：{'、'.join(differing)}。"
            yield "case", stored.pk, say


def fill() -> None:
    """Write the columns of every case from its events, for a desk that did not keep them."""
    for case_id in list(Case.objects.order_by("pk").values_list("pk", flat=True)):
        update_case(case_id, _from_events(case_id))


def _from_events(case_id: str) -> dict[str, str]:
    told = sorted(events.of_key(f"case:{case_id}"), key=lambda event: event.seq)
    case, unanswered = _folded(told)
    _, gathered = standing(case_id)
    return _columns(case, gathered) | {"unanswered": unanswered}


def _columns(case: Case, gathered: Gathered) -> dict[str, str]:
    first = next(iter(proposals(gathered, case, {})), None)
    values = (first.id, first.clause, first.edition) if first is not None else ("", "", "")
    return dict(zip(COLUMNS, values, strict=True))


def _folded(told: list[Event]) -> tuple[Case, str]:
    """The case as its events leave it, and the digest of the words that nobody answered."""
    case, unanswered = Case(), ""
    for event in told:
        payload = event.payload
        match event.kind:
            case "case.opened":
                case.type, case.level = payload["type"], payload["level"]
            case "case.typed":
                case.type = payload["type"]
            case "case.level_set":
                case.level = payload["level"]
            case "case.solved":
                case.solved_at = event.at
            case "case.reopened":
                case.solved_at = case.closed_at = None
            case "case.closed":
                case.closed_at, unanswered = event.at, ""
            case "message.received":
                unanswered = payload["text"]["sha256"]
            case "message.sent" if payload["by"] == "person" and payload.get("act") in ANSWERING:
                unanswered = ""
    return case, unanswered
