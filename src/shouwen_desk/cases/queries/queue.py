"""The queue: open cases in the order of what is due next.

Three statements whatever the number of cases: counts of the tabs, counts of the groups, rows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Left

from shouwen_desk.config import clock
from shouwen_desk.ledger import editions
from shouwen_desk.ledger.masking import masked
from shouwen_desk.ledger.models import Text
from shouwen_desk.people.permissions import allowed

from ..days import day_end
from ..models import NEVER, Case
from ..prepared import Prepared
from ..shapes import Heard, Queue, QueueGroup, QueueRow
from .access import visible_case

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

HOUR_US = 3_600_000_000
# What a line of words holds at most, and how far is read: what is masked must be seen whole.
WORDS, WORDS_READ = 80, 160
TABS = ("mine", "team", "unclaimed")
GROUPS = [("overdue", "已超时"), ("hour", "1 小时内"), ("today", "今天"), ("later", "之后与暂停")]


def queue(person: Person, tab: str = "mine", *, now: int | None = None, limit: int = 60) -> Queue:
    """The queue of one tab, at most ``limit`` rows, the most urgent first."""
    moment = clock.now() if now is None else now
    tab = tab if tab in TABS else "mine"
    if not allowed("case.search", person):
        return Queue(tab, moment, dict.fromkeys(TABS, 0), 0, [], more=False)
    scope = _scope(person)
    until_hour, until_midnight = moment + HOUR_US, max(day_end(moment), moment + HOUR_US)
    counts = _prepared(_counts, scope).one(**_arguments(person, scope, "mine"))
    asked = _arguments(person, scope, tab)
    totals = _prepared(_totals, scope, tab).one(
        **asked, now=moment, hour=until_hour, midnight=until_midnight
    )
    lines = [Line(*values) for values in _prepared(_lines, scope, tab, limit)(**asked)]
    bounds = {"overdue": moment, "hour": until_hour, "today": until_midnight, "later": NEVER}
    groups: dict[str, list[QueueRow]] = {key: [] for key, _ in GROUPS}
    for line in lines[:limit]:
        key = next(key for key, _ in GROUPS if line.sort_due <= bounds[key])
        groups[key].append(_row(line, moment))
    counted = dict(zip((key for key, _ in GROUPS), totals or (0, 0, 0, 0), strict=True))
    return Queue(
        tab=tab,
        now=moment,
        counts=dict(zip(TABS, counts or (0, 0, 0), strict=True)),
        overdue=counted["overdue"],
        groups=[
            QueueGroup(key, title, counted[key], groups[key])
            for key, title in GROUPS
            if counted[key]
        ],
        more=len(lines) > limit,
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


def row_of(case: Case, now: int) -> QueueRow:
    """The line of a case, with ``customer`` and ``handler`` already loaded."""
    own = {name: getattr(case, name) for name in _OWN}
    customer, handler = case.customer, case.handler
    line = Line(
        **own,
        name=customer.name,
        salutation=customer.salutation,
        organisation=customer.organisation,
        handler_name=handler.name if handler else None,
        words=None,
    )
    return _row(line, now)


def mark_of(case: Case | Line, now: int) -> str:
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


class Line(NamedTuple):
    """The columns of a row of the queue."""

    id: str
    number: str
    channel: str
    type: str
    level: int
    urgent: bool
    status: str
    handler_id: str | None
    team_id: str | None
    unread: int
    last_at: int
    sort_due: int
    next_due: int | None
    next_warn: int | None
    next_opened: int | None
    next_act: str
    next_clause: str
    next_edition: str
    next_obligation: str
    paused_at: int | None
    pause_reason: str
    proposal: str
    proposal_clause: str
    proposal_edition: str
    name: str
    salutation: str
    organisation: str
    handler_name: str | None
    words: str | None


_OWN = Line._fields[:-5]
_PATHS = (
    *_OWN,
    "customer__name",
    "customer__salutation",
    "customer__organisation",
    "handler__name",
)


def _row(line: Line, now: int) -> QueueRow:
    return QueueRow(
        id=line.id,
        number=line.number,
        name=line.name,
        salutation=line.salutation,
        organisation=line.organisation,
        channel=line.channel,
        type=line.type,
        level=line.level,
        urgent=bool(line.urgent),
        status=line.status,
        handler_id=line.handler_id,
        handler_name=line.handler_name or "",
        team_id=line.team_id,
        unread=line.unread,
        last_at=line.last_at,
        mark=mark_of(line, now),
        act=line.next_act,
        clause=line.next_clause,
        edition=line.next_edition,
        obligation=line.next_obligation,
        opened=line.next_opened,
        warn=line.next_warn,
        due=line.next_due,
        paused_at=line.paused_at,
        pause_reason=line.pause_reason,
        heard=_heard(line),
        words=_first_words(line.words or ""),
    )


def _heard(line: Line) -> Heard | None:
    if not line.proposal:
        return None
    clause = editions.compiled(line.proposal_edition).clauses[line.proposal_clause]
    return Heard(line.proposal, line.proposal_clause, line.proposal_edition, clause.title)


def _first_words(text: str) -> str:
    """The beginning of a message on one line; a number is hidden before anything is cut."""
    words = masked(" ".join(text.split()))
    return words if len(words) <= WORDS else f"{words[:WORDS]}…"


# --- statements, built once a scope and tab -------------------------------------------------------


def _scope(person: Person) -> str:
    """Whose cases: of ``every`` team, of one ``team``, or (no team) only those of ``none``."""
    if person.role == "manager":
        return "every"
    return "team" if person.team_id else "none"


def _arguments(person: Person, scope: str, tab: str) -> dict[str, str]:
    mine = {"person": person.pk} if tab == "mine" else {}
    return mine | ({"team": person.team_id or ""} if scope == "team" else {})


@cache
def _prepared(build: Callable[..., QuerySet[Any, Any]], scope: str, *more: Any) -> Prepared:
    tab = more[0] if more else "mine"
    texts = (("person",) if tab == "mine" else ()) + (("team",) if scope == "team" else ())
    numbers = ("now", "hour", "midnight") if build is _totals else ()
    return Prepared(lambda **marks: build(scope, *more, **marks), texts=texts, numbers=numbers)


def _within(scope: str, team: str = "") -> QuerySet[Case]:
    cases = Case.objects.filter(closed_at=None)
    if scope == "every":
        return cases
    return cases.filter(Q(team=team) | Q(team=None)) if scope == "team" else cases.filter(team=None)


def _of_tab(scope: str, tab: str, team: str, person: str) -> QuerySet[Case]:
    cases = _within(scope, team)
    if tab == "mine":
        return cases.filter(handler=person)
    return cases.filter(handler__isnull=tab == "unclaimed")


def _counts(scope: str, *, person: str, team: str = "") -> QuerySet[Case, Any]:
    """Mine, team, unclaimed: one row."""
    return _one_row(
        _within(scope, team),
        Count("pk", filter=Q(handler=person)),
        Count("pk", filter=Q(handler__isnull=False)),
        Count("pk", filter=Q(handler=None)),
    )


def _totals(
    scope: str, tab: str, *, now: int, hour: int, midnight: int, team: str = "", person: str = ""
) -> QuerySet[Case, Any]:
    """Overdue, within the hour, today, later: one row."""
    return _one_row(
        _of_tab(scope, tab, team, person),
        Count("pk", filter=Q(sort_due__lte=now)),
        Count("pk", filter=Q(sort_due__gt=now, sort_due__lte=hour)),
        Count("pk", filter=Q(sort_due__gt=hour, sort_due__lte=midnight)),
        Count("pk", filter=Q(sort_due__gt=midnight)),
    )


def _one_row(cases: QuerySet[Case], *counts: Count) -> QuerySet[Case, Any]:
    named = {f"n{number}": count for number, count in enumerate(counts)}
    # Grouping by a constant gives one row, or none where there is nothing to count.
    return (
        cases.order_by().annotate(all=Value(1)).values("all").annotate(**named).values_list(*named)
    )


def _lines(
    scope: str, tab: str, limit: int, *, team: str = "", person: str = ""
) -> QuerySet[Case, Any]:
    """One row more than the limit, so that it is known whether there are more."""
    cases = _of_tab(scope, tab, team, person).order_by("sort_due", "-last_at")
    # Words help whoever chooses; who has a case reads them in it.
    words = Text.objects.filter(pk=OuterRef("unanswered")).values(cut=Left("text", WORDS_READ))
    shown = Subquery(words) if tab == "unclaimed" else Value(None, output_field=CharField())
    return cases.annotate(words=shown).values_list(*_PATHS, "words")[: limit + 1]
