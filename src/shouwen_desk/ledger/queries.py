"""What other modules may ask of the ledger. Plain reads; none takes a lock.

Rows are the models of ``ledger.models``; instants are microseconds UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from shouwen.clauses.rows import Intent, Missing
from shouwen.clauses.state import State
from shouwen.engine import permit as permitted
from shouwen.events import Event
from shouwen.events.catalogue import INTENTS
from shouwen.handbook.program import Program

from . import editions, events, texts
from .models import Edition, EditionSpan, EventState, Finding, Kept, Obligation, Tally, Verdict
from .models import State as StateRow
from .record import UNIT

OPEN = Q(closed=None, superseded_at=None)


def states(keys: Iterable[str]) -> dict[str, State]:
    """States by key as they stand, not locked; one without events is absent. One statement."""
    found = StateRow.objects.filter(pk__in=list(keys)).values_list("key", "data")
    return {key: State.from_json(json.loads(data)) for key, data in found}


def permit(intent: Intent, at: int) -> list[Missing]:
    """What gates would still ask if the intent came now; nothing is recorded. One statement."""
    programs = editions.programs()
    asked = Event("", INTENTS[intent.kind].name, intent.unit, intent.subjects, intent.actor, at)
    wanted = sorted(editions.keys(programs, asked))
    known = states(wanted)
    return permitted(
        programs, {key: known.get(key, State(key, intent.unit)) for key in wanted}, intent, at
    )


def obligations_of_case(case: str) -> list[Obligation]:
    """Everything ever owed in a case, open ones first by due, then closed ones, newest first."""
    rows = list(Obligation.objects.filter(case=case, superseded_at=None))
    rows.sort(
        key=lambda row: (
            row.closed is not None,
            -row.closed if row.closed is not None else (row.due if row.due is not None else 2**62),
            row.id,
        )
    )
    return rows


def open_obligations(
    *,
    person: str | None = None,
    team: str | None = None,
    unit: str | None = None,
    before: int | None = None,
    limit: int = 200,
) -> list[Obligation]:
    """What a person, a team or a unit owes, by due; ``before`` keeps what is due until then."""
    rows = Obligation.objects.filter(OPEN, due__isnull=False)
    if person is not None:
        rows = rows.filter(owner=person)
    if team is not None:
        rows = rows.filter(team=team)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if before is not None:
        rows = rows.filter(due__lte=before)
    return list(rows.order_by("due")[:limit])


def findings_of_case(case: str) -> list[Finding]:
    """Findings of a case that stand, in the order of the conversation."""
    return list(Finding.objects.filter(case=case, superseded_at=None).order_by("at", "turn", "id"))


def verdicts_of_case(case: str, *, superseded: bool = False) -> list[Verdict]:
    """Verdicts of a case in order of time; with ``superseded`` those that were overtaken too."""
    rows = Verdict.objects.filter(case=case)
    if not superseded:
        rows = rows.filter(superseded_at=None)
    return list(rows.order_by("at", "id"))


def verdicts_of(name: str) -> list[Verdict]:
    """Every verdict on one obligation or finding, overtaken ones too, oldest first."""
    return list(Verdict.objects.filter(of=name).order_by("at", "id"))


def kept_by_messages(keys: Iterable[str]) -> dict[str, list[str]]:
    """Clauses kept, by id of the message's event, for states ``conversation:…`` or ``case:…``."""
    kept: dict[str, list[str]] = {}
    for event, clauses in Kept.objects.filter(key__in=list(keys)).values_list("event", "clauses"):
        kept.setdefault(event, []).extend(clauses.split())
    return kept


@dataclass(frozen=True, slots=True)
class Line:
    """An event of a timeline with the words that are still there, by payload field."""

    event: Event
    words: dict[str, str]


def timeline(case: str, *, limit: int = 400) -> list[Line]:
    """The newest events of a case, newest first, with their words."""
    seqs = (
        EventState.objects.filter(key=f"case:{case}")
        .order_by("-seq")
        .values_list("seq", flat=True)[:limit]
    )
    found = events.by_seqs(list(seqs))
    wanted = {
        (event.id, name): value["sha256"]
        for event in found
        for name, value in event.payload.items()
        if isinstance(value, dict) and isinstance(value.get("sha256"), str)
    }
    words = texts.read(wanted.values())
    return [
        Line(
            event,
            {
                name: words[digest]
                for (event_id, name), digest in wanted.items()
                if event_id == event.id and digest in words
            },
        )
        for event in sorted(found, key=lambda event: (event.at, event.seq), reverse=True)
    ]


@dataclass(frozen=True, slots=True)
class Figure:
    """Counted outcomes of one clause."""

    clause: str
    kept: int = 0
    broken: int = 0
    excused: int = 0
    unobserved: int = 0
    pending: int = 0


def figures(
    *,
    unit: str = UNIT,
    days: tuple[str, str],
    clause: str | None = None,
    team: str | None = None,
    person: str | None = None,
) -> dict[str, Figure]:
    """Figures by clause over local days ``(first, last)``, both included."""
    rows = Tally.objects.filter(unit=unit, day__gte=days[0], day__lte=days[1])
    if clause is not None:
        rows = rows.filter(clause=clause)
    if team is not None:
        rows = rows.filter(team=team)
    if person is not None:
        rows = rows.filter(person=person)
    sums: dict[str, dict[str, int]] = {}
    for name, outcome, n in rows.values_list("clause", "outcome").annotate(total=Sum("n")):
        sums.setdefault(name, {})[outcome] = n
    return {name: Figure(name, **counted) for name, counted in sums.items()}


def figures_by_month(clause: str, *, unit: str = UNIT, since: str = "") -> dict[str, Figure]:
    """Figures of one clause by month (``YYYY-MM``), from the day ``since`` on."""
    sums: dict[str, dict[str, int]] = {}
    rows = Tally.objects.filter(unit=unit, clause=clause, day__gte=since)
    for day, outcome, n in rows.values_list("day", "outcome").annotate(total=Sum("n")):
        counted = sums.setdefault(day[:7], {})
        counted[outcome] = counted.get(outcome, 0) + n
    return {month: Figure(clause, **counted) for month, counted in sorted(sums.items())}


def rows_behind(
    clause: str,
    *,
    since: int,
    until: int,
    unit: str = UNIT,
    limit: int = 200,
    person: str | None = None,
) -> list[Verdict]:
    """Verdicts of a clause that were not kept, newest first: what a figure opens; of one person
    where it is named."""
    rows: QuerySet[Verdict] = Verdict.objects.filter(
        clause=clause, unit=unit, at__gte=since, at__lt=until, superseded_at=None
    ).exclude(outcome="kept")
    if person is not None:
        rows = rows.filter(person=person)
    return list(rows.order_by("-at")[:limit])


@dataclass(frozen=True, slots=True)
class Provenance:
    """Why an obligation exists: its clause as it read, its edition, the events it rests on."""

    obligation: Obligation
    program: Program
    number: str
    events: Sequence[Event]
    verdicts: Sequence[Verdict]


def provenance(name: str) -> Provenance | None:
    """All that the card of an obligation prints; None where there is none."""
    row = Obligation.objects.filter(pk=name).first()
    if row is None:
        return None
    program = editions.compiled(row.edition)
    resting_on = events.by_ids(row.because)
    return Provenance(
        obligation=row,
        program=program,
        number=program.number,
        events=sorted(resting_on.values(), key=lambda event: (event.at, event.seq)),
        verdicts=verdicts_of(name),
    )


def program_in_force(at: int, unit: str = UNIT) -> Program | None:
    """The edition that rules a unit at an instant."""
    return editions.programs().at(unit, at)


def editions_of(unit: str = UNIT) -> list[tuple[Edition, int]]:
    """Editions that were or are in force, newest first, with the instant from which they rule."""
    spans = EditionSpan.objects.filter(unit=unit).select_related("edition").order_by("-starts")
    return [(span.edition, span.starts) for span in spans]
