"""写了理由仍发送: messages that went out over a finding that held them, for the leader once a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouwen_desk.cases import queries as cases
from shouwen_desk.ledger.models import Finding
from shouwen_desk.people.queries import names

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

MOST = 20


@dataclass(frozen=True, slots=True)
class SentOver:
    """One finding that somebody sent over: who, against which clause, why, in which case."""

    who: str
    clause: str
    reason: str
    case: str
    number: str
    at: int


def sent_over(leader: Person, *, since: int) -> list[SentOver]:
    """Findings overridden with a reason since an instant (µs UTC), newest first; three statements.

    Only 拦 asks for a reason, and it shows however many chats are open. What a reviewer overturned is
    excused with a reason too, but nobody sent it over anything.
    """
    found = (
        Finding.objects.filter(at__gte=since, outcome="excused", superseded_at=None)
        .exclude(state="overturned")
        .exclude(reason="")
    )
    if leader.role != "manager":
        found = found.filter(team=leader.team_id)
    rows = list(found.order_by("-at")[:MOST])
    people = names(row.person for row in rows if row.person)
    known = cases.numbers(leader, (row.case for row in rows if row.case))
    return [
        SentOver(
            people.get(row.person, ""), row.clause, row.reason, row.case, known[row.case], row.at
        )
        for row in rows
        if row.case in known
    ]
