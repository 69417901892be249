"""Leaders of the demo judge what the machine found, as they would at the end of a day."""

from __future__ import annotations

from random import Random

from shouwen_desk.cases import actions as cases
from shouwen_desk.config import clock
from shouwen_desk.ledger.models import Finding, Obligation
from shouwen_desk.people.models import Person

EXCUSES = (
    "客户当天联系不上",
    "当日机房停电，系统不可用",
    "客户要求改到次日",
    "同一问题已在电话里答复",
)


def judge_the_day(leader: Person, random: Random) -> None:
    """Confirm or overturn the team's findings of the day, and excuse a few late obligations; of some
    findings whoever wrote them says that nothing should have been said."""
    since = clock.now() - 86_400_000_000
    findings = Finding.objects.filter(
        team=leader.team_id, state="pending", outcome="broken", at__gt=since, superseded_at=None
    ).exclude(person=leader.pk)
    by_id = Person.objects.filter(team=leader.team_id).in_bulk()
    for row in findings.order_by("at", "id"):
        draw = random.random()
        if draw < 0.6:
            cases.confirm_finding(leader, row.pk, "本人" if draw < 0.54 else "系统")
        elif draw < 0.62:
            cases.overturn_finding(leader, row.pk, "上一句已经说明了时间")
        elif draw < 0.64 and (author := by_id.get(row.person)) is not None:
            cases.dispute_finding(author, row.pk)
    late = Obligation.objects.filter(
        team=leader.team_id, outcome="broken", due__gt=since, superseded_at=None
    )
    for owed in late.exclude(owner=leader.pk).exclude(case="").order_by("opened", "id"):
        if random.random() < 0.12:
            cases.excuse(leader, owed.pk, random.choice(EXCUSES))
