"""Everything that a case page shows, in four statements whatever its length.

1 the case with its people · 2 the newest turns with their words · 3 obligations, findings, kept
clauses, questions, promises, the timeline and the customer's other cases in one union · 4 the
states for the gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from shouwen_desk.config import clock
from shouwen_desk.ledger.models import Text
from shouwen_desk.people.permissions import allowed
from shouwen_desk.people.queries import names

from .. import speech
from ..models import Case, Message
from ..shapes import CasePage, FindingRow, ObligationRow, Turn
from . import rows
from .access import visible_case
from .gates import missing_to_close
from .queue import row_of

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

PAGE = 50


def case_page(
    person: Person, case_id: str, *, before: int | None = None, now: int | None = None
) -> CasePage:
    """All of a case; ``before`` (a message's seq) asks for turns older than it."""
    moment = clock.now() if now is None else now
    case = visible_case(person, case_id)
    found, earlier = _messages(case, before=before, after=None, limit=PAGE)
    gathered = rows.gather(case, moment)
    edition = speech.program(moment)
    people = names(
        [
            *(row.by.partition(":")[2] for row in found if row.by.startswith("person:")),
            *gathered.people,
        ]
    )
    findings = rows.findings(gathered, edition)
    customer = case.customer
    return CasePage(
        now=moment,
        row=row_of(case, moment),
        customer_id=customer.pk,
        customer_name=customer.name,
        salutation=customer.salutation,
        organisation=customer.organisation,
        phone_masked=customer.masked_phone,
        customer_level=customer.level,
        customer_note=customer.note,
        recent_cases=dict(gathered.others),
        first_asked_id=case.first_asked_id,
        first_asked_name=case.first_asked.name if case.first_asked else "",
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        conversation=case.conversation or None,
        turns=[_turn(row, people, findings, gathered, edition) for row in found],
        earlier=earlier,
        obligations=rows.obligations(gathered, edition, people, moment),
        missing=missing_to_close(case, moment),
        questions=rows.questions(gathered, people),
        promises=rows.promises(gathered, moment),
        timeline=rows.timeline(gathered, edition, people),
        can=_can(person, case),
    )


def turns(
    person: Person,
    case_id: str,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = PAGE,
) -> list[Turn]:
    """Turns of a case, oldest first: the newest, those older than a seq, or those after one."""
    case = visible_case(person, case_id)
    found, _ = _messages(case, before=before, after=after, limit=limit)
    now = clock.now()
    gathered = rows.gather(case, now)
    edition = speech.program(now)
    people = names(row.by.partition(":")[2] for row in found if row.by.startswith("person:"))
    findings = rows.findings(gathered, edition)
    return [_turn(row, people, findings, gathered, edition) for row in found]


def obligations(person: Person, case_id: str, *, now: int | None = None) -> list[ObligationRow]:
    """What is and was owed in a case."""
    moment = clock.now() if now is None else now
    gathered = rows.gather(visible_case(person, case_id), moment)
    return rows.obligations(gathered, speech.program(moment), names(gathered.people), moment)


def _messages(
    case: Case, *, before: int | None, after: int | None, limit: int
) -> tuple[list[Any], int]:
    """Messages with ``words``, oldest first, and how many older ones there are (at most 1)."""
    chosen: QuerySet[Any] = Message.objects.filter(case=case.pk).annotate(
        words=Subquery(Text.objects.filter(pk=OuterRef("digest")).values("text"))
    )
    if after is not None:
        return list(chosen.filter(seq__gt=after).order_by("seq")[:limit]), 0
    if before is not None:
        chosen = chosen.filter(seq__lt=before)
    newest = list(chosen.order_by("-seq")[: limit + 1])
    return list(reversed(newest[:limit])), int(len(newest) > limit)


def _turn(
    row: Any,
    people: dict[str, str],
    findings: dict[str, list[FindingRow]],
    gathered: rows.Gathered,
    edition: Any,
) -> Turn:
    kind, _, name = row.by.partition(":")
    return Turn(
        id=row.pk,
        seq=row.seq,
        direction=row.direction,
        by=row.by,
        by_name=people.get(name, "") if kind == "person" else "",
        at=row.at,
        text=row.words or "",
        erased=row.words is None,
        act=row.act,
        read_at=row.read_at,
        kept=rows.kept_of(gathered, row.event, edition),
        findings=findings.get(row.event, []),
    )


def _can(person: Person, case: Case) -> frozenset[str]:
    asked = ("case.act", "case.claim", "case.assign", "case.arbitrate")
    can = {name.partition(".")[2] for name in asked if allowed(name, person, case)}
    if allowed("customer.reveal", person) and "act" in can:
        can.add("reveal")
    if allowed("customer.erase", person):
        can.add("erase")
    if "act" in can and (case.handler_id == person.pk or "assign" in can):
        can.add("transfer")
    return frozenset(can)
