"""What lies behind a clause's figures: where it acts, and what was judged 违 or 免 this month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouwen.clauses.rows import ELSEWHERE
from shouwen.handbook.program import Program
from shouwen_desk.cases import queries as cases
from shouwen_desk.ledger import queries
from shouwen_desk.ledger.models import Obligation, Verdict
from shouwen_desk.pages import countdown
from shouwen_desk.people.permissions import allowed
from shouwen_desk.people.queries import names

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

SHOWN = 12
LOOKED_AT = 200
REACH = {
    "clock": ("工作台倒计时", "组长看板"),
    "utterance": ("写作检查", "对话里的标记"),
    "gate": ("结案门槛",),
    "register": ("表单",),
}
HEARD = ("提议", "对话里的标记")


@dataclass(frozen=True, slots=True)
class Row:
    """A verdict of the month: its case (empty where the reader may not open it), who and how late.

    ``whose``: what a broken one was attributed to, empty until somebody said. ``elsewhere``: not to
    the person, in whose figures it then is not.
    """

    mark: str
    case: str
    number: str
    who: str
    at: int
    late: str
    reason: str
    whose: str = ""

    @property
    def elsewhere(self) -> bool:
        """Whether it is in nobody's own figures."""
        return self.whose in ELSEWHERE


def reaches(program: Program, name: str) -> list[str]:
    """Where a clause acts on the screens that exist."""
    clause = program.clauses[name]
    places = list(REACH[clause.kind])
    if clause.register_ is not None:
        places = [f"《{clause.register_.name}》"]
    if clause.utterance is not None and clause.utterance.proposes is not None:
        places = list(HEARD)  # it reads customers, not what is being written
    return places


def _may_know(person: Person, row: Verdict) -> bool:
    """Whether this person may see who it was."""
    if person.role == "manager" or row.person == person.pk:
        return True
    return allowed("board.read", person) and row.team == person.team_id


def rows(
    person: Person, name: str, now: int, *, of: str | None = None, most: int = SHOWN
) -> list[Row]:
    """What was judged against a clause this month, newest first; four statements.

    ``of``: of this person alone. What waits for a person's judgement (待核) is among them.
    Numbers of cases stand only where this person may read the case; names of colleagues are for the
    leader of their team and for managers.
    """
    first = countdown.local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = round(first.timestamp()) * 1_000_000
    behind = queries.rows_behind(name, since=since, until=now + 1, limit=LOOKED_AT, person=of)
    # What a rule excused by itself (作废, 并单) says nothing about anybody.
    found = [row for row in behind if row.outcome == "broken" or not row.reason.startswith("作废")]
    found = found[:most]
    people = names({row.person for row in found if row.person})
    mine = cases.numbers(person, (row.case for row in found if row.case))
    owed = Obligation.objects.in_bulk([row.of for row in found])
    out = []
    for row in found:
        obligation = owed.get(row.of)
        late = ""
        if obligation is not None and obligation.due is not None and row.outcome == "broken":
            ended = obligation.closed if obligation.closed is not None else now
            late = f"{'迟' if obligation.closed else '超'}{countdown.length(max(0, ended - obligation.due))}"
        out.append(
            Row(
                mark="unsettled"
                if row.pending
                else {"broken": "broken", "excused": "exc"}.get(row.outcome, "waiting"),
                case=row.case if row.case in mine else "",
                number=mine.get(row.case, ""),
                who=people.get(row.person, "") if _may_know(person, row) else "",
                at=row.at,
                late="待核"
                if row.pending
                else late or ("判免" if row.outcome == "excused" else ""),
                reason=row.reason,
                whose=row.attribution or "",
            )
        )
    return out
