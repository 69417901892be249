"""Everything that a case page shows, in four statements whatever its length.

1 the case with its people · 2 the newest turns with their words · 3 obligations, findings, kept
clauses, questions, promises, the timeline and the customer's other cases in one union · 4 the
states for the gate.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from shouwen_desk.config import clock
from shouwen_desk.ledger.models import Text
from shouwen_desk.people.permissions import allowed
from shouwen_desk.people.queries import names

from .. import speech
from ..models import Case, Message
from ..prepared import Prepared
from ..shapes import CasePage, FindingRow, ObligationRow, Turn
from . import rows
from .access import visible_case
from .gates import missing_to_close
from .proposals import proposals, triggers
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
    findings = rows.findings(
        gathered, edition, people, watching=allowed("case.arbitrate", person, case)
    )
    customer = case.customer
    proposed = proposals(gathered, case, {row.event: row.words or "" for row in found})
    marked = triggers(gathered, proposed)
    said = [_turn(row, people, findings, marked, gathered, edition) for row in found]
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
        turns=said,
        earlier=earlier,
        obligations=rows.obligations(gathered, edition, people, moment),
        missing=missing_to_close(case, moment),
        questions=rows.questions(gathered, people),
        promises=rows.promises(gathered, moment),
        proposals=proposed,
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
    people = names(
        [
            *(row.by.partition(":")[2] for row in found if row.by.startswith("person:")),
            *gathered.people,
        ]
    )
    findings = rows.findings(
        gathered, edition, people, watching=allowed("case.arbitrate", person, case)
    )
    return [_turn(row, people, findings, {}, gathered, edition) for row in found]


def obligations(person: Person, case_id: str, *, now: int | None = None) -> list[ObligationRow]:
    """What is and was owed in a case."""
    moment = clock.now() if now is None else now
    gathered = rows.gather(visible_case(person, case_id), moment)
    return rows.obligations(gathered, speech.program(moment), names(gathered.people), moment)


class _Said(NamedTuple):
    """A message with its words; None where they were erased."""

    id: str
    seq: int
    event: str
    direction: str
    by: str
    act: str
    at: int
    read_at: int | None
    words: str | None


def _messages(
    case: Case, *, before: int | None, after: int | None, limit: int
) -> tuple[list[_Said], int]:
    """Messages, oldest first, and whether there are older ones (1) or not (0)."""
    if after is not None:
        rows = _said_after(limit)(case=case.pk, bound=after)
        return [_Said(*row) for row in rows], 0
    bound = _NEWEST if before is None else before
    newest = [_Said(*row) for row in _said_before(limit + 1)(case=case.pk, bound=bound)]
    return list(reversed(newest[:limit])), int(len(newest) > limit)


_NEWEST = 2**61


@cache
def _said_before(limit: int) -> Prepared:
    return Prepared(
        lambda case, bound: _said(case).filter(seq__lt=bound).order_by("-seq")[:limit],
        texts=("case",),
        numbers=("bound",),
    )


@cache
def _said_after(limit: int) -> Prepared:
    return Prepared(
        lambda case, bound: _said(case).filter(seq__gt=bound).order_by("seq")[:limit],
        texts=("case",),
        numbers=("bound",),
    )


def _said(case: str) -> QuerySet[Message, Any]:
    words = Subquery(Text.objects.filter(pk=OuterRef("digest")).values("text"))
    return Message.objects.filter(case=case).annotate(words=words).values_list(*_Said._fields)


def _turn(
    row: _Said,
    people: dict[str, str],
    findings: dict[str, list[FindingRow]],
    marked: dict[str, list[tuple[int, int]]],
    gathered: rows.Gathered,
    edition: Any,
) -> Turn:
    kind, _, name = row.by.partition(":")
    return Turn(
        id=row.id,
        seq=row.seq,
        direction=row.direction,
        by=row.by,
        by_name=people.get(name, "") if kind == "person" else "",
        at=row.at,
        text=row.words or "",
        erased=row.words is None,
        act=row.act,
        read_at=row.read_at,
        kept=rows.kept_of(gathered, row.event, row.at, edition),
        findings=findings.get(row.event, []),
        triggers=marked.get(row.event, []),
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
