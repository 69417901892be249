"""What a leader's board counts and draws: loads of people, and what is due in the next hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from shouwen_desk.config import clock
from shouwen_desk.people.permissions import require

from ..days import day_end
from ..shapes import QueueRow
from .queue import reach, row_of

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

SOON_US = 30 * 60 * 1_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """Open cases of a handler (``None``: unclaimed), how many warned about and how many late."""

    handler: str | None
    open: int
    risk: int
    late: int


@dataclass(frozen=True, slots=True)
class BoardCounts:
    """Open cases that are late, due within 30 minutes, and due later today."""

    late: int
    soon: int
    today: int


def board_counts(person: Person, *, now: int | None = None) -> BoardCounts:
    """The figures of the board's first line; one statement."""
    require("board.read", person)
    moment = clock.now() if now is None else now
    found = reach(person).aggregate(
        late=Count("pk", filter=Q(sort_due__lte=moment)),
        soon=Count("pk", filter=Q(sort_due__gt=moment, sort_due__lte=moment + SOON_US)),
        today=Count("pk", filter=Q(sort_due__gt=moment, sort_due__lte=day_end(moment))),
    )
    return BoardCounts(**found)


def loads(person: Person, *, now: int | None = None) -> dict[str | None, Load]:
    """Loads by handler, over the cases that the leader answers for; one statement."""
    require("board.read", person)
    moment = clock.now() if now is None else now
    rows = (
        reach(person)
        .order_by()
        .values_list("handler")
        .annotate(
            n=Count("pk"),
            risk=Count("pk", filter=Q(sort_due__gt=moment, next_warn__lte=moment)),
            late=Count("pk", filter=Q(sort_due__lte=moment)),
        )
    )
    return {handler: Load(handler, n, risk, late) for handler, n, risk, late in rows}


def due_until(
    person: Person, until: int, *, now: int | None = None, limit: int = 300
) -> list[QueueRow]:
    """Open cases due by ``until`` (µs UTC), overdue ones too, the most urgent first."""
    require("board.read", person)
    moment = clock.now() if now is None else now
    cases = reach(person).filter(sort_due__lte=until).select_related("customer", "handler")
    return [row_of(case, moment) for case in cases.order_by("sort_due", "pk")[:limit]]
