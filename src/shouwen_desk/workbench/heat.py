"""条款守规率: clause by person over the month, the clauses that need looking at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from shouwen.handbook.program import Program
from shouwen.measures.share import share
from shouwen_desk.ledger import strengths
from shouwen_desk.ledger.models import Tally
from shouwen_desk.ledger.record import UNIT

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

ROWS = 10
# Under which share a cell is tinted how strongly.
STEPS = ((80, "h3"), (90, "h2"), (95, "h1"))
WORTH_A_LINE = 3  # judged among all these people
COUNTED = ("kept", "broken", "pending")


@dataclass(frozen=True, slots=True)
class Cell:
    """A share in percent as it is printed, and its tint. Where too little was judged for one it is
    the two counts, without a tint; empty where nothing was.

    ``pending``: findings that nobody has judged yet; they are in no share. ``person``: whose cell.
    """

    text: str
    tint: str
    pending: int = 0
    person: str = ""

    @property
    def any(self) -> bool:
        """Whether there is anything behind the cell to open."""
        return bool(self.text) or self.pending > 0


@dataclass(frozen=True, slots=True)
class Line:
    """A clause: its cells in the order of the people, and the share of all of them."""

    clause: str
    title: str
    cells: Sequence[Cell]
    whole: str


def lines(program: Program, crew: Sequence[Person], days: tuple[str, str], now: int) -> list[Line]:
    """The clauses with the lowest shares among these people, then those with too little for a share, the
    most broken first; one statement. A clause that is only
    watched at ``now``, by the handbook or because it fell back, counts for the handbook's editor and
    for nobody else (DESIGN §5); what nobody has judged yet (待核) is in no share."""
    rows = (
        Tally.objects.filter(unit=UNIT, day__gte=days[0], day__lte=days[1])
        .filter(person__in=[one.pk for one in crew], outcome__in=COUNTED)
        .values_list("clause", "person", "outcome")
        .annotate(n=Sum("n"))
    )
    counted: dict[str, dict[str, list[int]]] = {}
    for clause, person, outcome, n in rows.order_by():
        of = counted.setdefault(clause, {}).setdefault(person, [0, 0, 0])
        of[COUNTED.index(outcome)] += n
    found: list[tuple[float, int, Line]] = []
    for clause, people in counted.items():
        kept, broken = (sum(of[i] for of in people.values()) for i in (0, 1))
        if clause not in program.clauses or strengths.only_watched(program, clause, now):
            continue
        if kept + broken < WORTH_A_LINE:
            continue
        cells = [_cell(one.pk, *people.get(one.pk, (0, 0, 0))) for one in crew]
        title = program.clauses[clause].title
        whole = share(kept, broken)
        text = f"{100 * whole:.1f}%" if whole is not None else _counts(kept, broken)
        low = 2.0 if whole is None else whole
        found.append((low, -broken, Line(clause, title, cells, text)))
    found.sort(key=lambda row: (*row[:2], row[2].clause))
    return [line for *_, line in found[:ROWS]]


def _cell(person: str, kept: int, broken: int, pending: int) -> Cell:
    whole = share(kept, broken)
    if whole is None:
        return Cell(_counts(kept, broken), "", pending, person)
    tint = next((name for limit, name in STEPS if 100 * whole < limit), "")
    return Cell(f"{100 * whole:.0f}%", tint, pending, person)


def _counts(kept: int, broken: int) -> str:
    return f"守{kept} 违{broken}" if kept + broken else ""
