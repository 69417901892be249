"""The queue: open cases in the order of what is due next.

Three statements whatever the number of cases: counts of the tabs, counts of the groups, rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from shouwen_desk.config import clock
from shouwen_desk.people.permissions import allowed

from ..days import day_end
from ..models import NEVER, Case
from ..shapes import Queue, QueueGroup, QueueRow
from .access import visible_case

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

HOUR_US = 3_600_000_000
TABS = ("mine", "team", "unclaimed")
GROUPS = [("overdue", "已超时"), ("hour", "1 小时内"), ("today", "今天"), ("later", "之后与暂停")]


def queue(person: Person, tab: str = "mine", *, now: int | None = None, limit: int = 60) -> Queue:
    """The queue of one tab, at most ``limit`` rows, the most urgent first."""
    moment = clock.now() if now is None else now
    tab = tab if tab in TABS else "mine"
    if not allowed("case.search", person):
        return Queue(tab, moment, dict.fromkeys(TABS, 0), 0, [], more=False)
    counts = reach(person).aggregate(
        mine=Count("pk", filter=_mine(person)),
        team=Count("pk", filter=Q(handler__isnull=False)),
        unclaimed=Count("pk", filter=Q(handler=None)),
    )
    chosen = of_tab(person, tab)
    until_hour, until_midnight = moment + HOUR_US, max(day_end(moment), moment + HOUR_US)
    totals = chosen.aggregate(
        overdue=Count("pk", filter=Q(sort_due__lte=moment)),
        hour=Count("pk", filter=Q(sort_due__gt=moment, sort_due__lte=until_hour)),
        today=Count("pk", filter=Q(sort_due__gt=until_hour, sort_due__lte=until_midnight)),
        later=Count("pk", filter=Q(sort_due__gt=until_midnight)),
    )
    rows = [
        row_of(case, moment)
        for case in chosen.select_related("customer", "handler").order_by("sort_due", "-last_at")[
            : limit + 1
        ]
    ]
    bounds = {"overdue": moment, "hour": until_hour, "today": until_midnight, "later": NEVER}
    groups: dict[str, list[QueueRow]] = {key: [] for key, _ in GROUPS}
    for row in rows[:limit]:
        due = NEVER if row.due is None or row.mark == "paused" else row.due
        groups[next(key for key, _ in GROUPS if due <= bounds[key])].append(row)
    return Queue(
        tab=tab,
        now=moment,
        counts=counts,
        overdue=totals["overdue"],
        groups=[
            QueueGroup(key, title, totals[key], groups[key]) for key, title in GROUPS if totals[key]
        ],
        more=len(rows) > limit,
    )


def queue_row(person: Person, case_id: str, *, now: int | None = None) -> QueueRow:
    """One line of the queue, for refreshing it when its case changed."""
    return row_of(visible_case(person, case_id), clock.now() if now is None else now)


def reach(person: Person) -> QuerySet[Case]:
    """Open cases that the person may act on."""
    cases = Case.objects.filter(closed_at=None)
    if person.role == "manager":
        return cases
    if not allowed("case.search", person):
        return cases.none()
    return cases.filter(Q(team=person.team_id) | Q(team=None))


def of_tab(person: Person, tab: str) -> QuerySet[Case]:
    """Open cases of one tab."""
    if tab == "mine":
        return Case.objects.filter(_mine(person), closed_at=None)
    if tab == "unclaimed":
        return reach(person).filter(handler=None)
    return reach(person).filter(handler__isnull=False)


def row_of(case: Case, now: int) -> QueueRow:
    """The line of a case, with ``customer`` and ``handler`` already loaded."""
    customer, handler = case.customer, case.handler
    return QueueRow(
        id=case.pk,
        number=case.number,
        name=customer.name,
        salutation=customer.salutation,
        organisation=customer.organisation,
        channel=case.channel,
        type=case.type,
        level=case.level,
        urgent=case.urgent,
        status=case.status,
        handler_id=case.handler_id,
        handler_name=handler.name if handler else "",
        team_id=case.team_id,
        unread=case.unread,
        last_at=case.last_at,
        mark=mark_of(case, now),
        act=case.next_act,
        clause=case.next_clause,
        edition=case.next_edition,
        obligation=case.next_obligation,
        opened=case.next_opened,
        warn=case.next_warn,
        due=case.next_due,
        paused_at=case.paused_at,
        pause_reason=case.pause_reason,
    )


def mark_of(case: Case, now: int) -> str:
    """The mark of the status vocabulary for what a case owes next."""
    if case.next_due is None:
        return "paused" if case.paused_at is not None else "waiting"
    if case.sort_due == NEVER:
        return "paused"
    if case.next_due <= now:
        return "broken"
    if case.next_warn is not None and case.next_warn <= now:
        return "risk"
    return "running" if case.next_due - now < 24 * HOUR_US else "waiting"


def _mine(person: Person) -> Q:
    return Q(handler=person.pk)
