"""What a leader must see first: cases that are late or about to be, and who was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from shouwen_desk.config import clock
from shouwen_desk.people.models import Notification
from shouwen_desk.people.permissions import require

from ..models import NEVER, Case
from ..shapes import Risk
from .queue import HOUR_US, row_of

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person


def at_risk(person: Person, *, now: int | None = None, limit: int = 100) -> list[Risk]:
    """Open cases that are overdue, warned about, or due within the hour; the most urgent first.

    A leader sees the own team and what no team has, a manager everything; two statements.
    """
    require("board.read", person)
    moment = clock.now() if now is None else now
    cases = Case.objects.filter(closed_at=None, sort_due__lt=NEVER).filter(
        Q(sort_due__lte=moment + HOUR_US) | Q(next_warn__lte=moment)
    )
    if person.role != "manager":
        cases = cases.filter(Q(team=person.team_id) | Q(team=None))
    found = list(cases.select_related("customer", "handler").order_by("sort_due", "pk")[:limit])
    told: dict[str, list[tuple[str, int, str]]] = {}
    rung = Notification.objects.filter(
        obligation__in=[case.next_obligation for case in found if case.next_obligation]
    ).order_by("at", "id")
    for obligation, name, at, level in rung.annotate(name=F("person__name")).values_list(
        "obligation", "name", "at", "level"
    ):
        told.setdefault(obligation, []).append((name, at, level))
    return [
        Risk(
            row=row_of(case, moment),
            late_us=moment - case.sort_due if case.sort_due <= moment else None,
            told=told.get(case.next_obligation, []),
        )
        for case in found
    ]
