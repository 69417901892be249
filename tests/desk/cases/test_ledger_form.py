"""《客户服务台账》 of the shipped handbook in a real conversation: nothing is ticked that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.office import Office

if TYPE_CHECKING:
    from shouwen_desk.cases.models import Case

LEDGER = "enterprise:1.1.1"
REMINDER = "enterprise:8.1.3"
THREAT = "收银机又打不开了，我要投诉你们，再不管我打12315。"


def ticked(case: Case) -> list[str]:
    from shouwen_desk.ledger.models import Obligation

    owed = Obligation.objects.get(case=case.pk, clause=LEDGER)
    return [title for title, at in owed.parts if at is not None]


def test_a_question_back_is_no_solution_and_the_complaint_no_feedback(
    sqlite_office: Office,
) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.ledger.models import Obligation

    office = sqlite_office
    case = office.write(THREAT)
    assert ticked(case) == ["问题描述"]
    actions.send_message(office.agent, case.pk, "您好，请问是哪一台收银机？")
    office.clock.pass_minutes(1)
    office.hear(case, "前台那台。")
    assert ticked(case) == ["问题描述", "处理人"]
    page = queries.case_page(office.agent, case.pk)
    assert [row.clause for row in page.missing if not row.done] == ["enterprise:1.1.2"]
    (reminder,) = Obligation.objects.filter(case=case.pk, clause=REMINDER)
    assert (reminder.outcome, reminder.reason) == ("excused", "作废：客户来话")
    first = Obligation.objects.get(case=case.pk, measures="first_response")
    assert first.outcome == "kept", "a question back is a first answer all the same"

    office.clock.pass_minutes(1)
    actions.send_message(office.agent, case.pk, "您把前台那台断电一分钟再开机，就能进系统了。")
    assert ticked(case) == ["问题描述", "处理人", "解决方案"]
    office.hear(case, "可以了，谢谢。")
    assert Obligation.objects.get(case=case.pk, clause=LEDGER).outcome == "kept"
