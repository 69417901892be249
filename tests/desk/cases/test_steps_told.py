"""A clause that takes a step of the ladder does so in nobody's silence."""

from __future__ import annotations

from tests.desk.cases.test_judging import CLAUSE, STOPPED, VAGUE, sent
from tests.office import Office


def test_whoever_keeps_the_handbook_hears_that_a_clause_fell_and_the_presser_is_told(
    office: Office,
) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.people.models import Notification

    case = office.write()
    said = [
        actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{number}")
        for number in (1, 2, 3, 3)
    ]
    fell = "6.1.2“应承要有时间”从“劝”回落到“提”：提示 3 次，其中异议 3 句。"
    assert said == ["", "", f"{fell}已告诉经理和管理员，判定不变。", ""]
    lines = Notification.objects.filter(level="step").order_by("person_id")
    assert [(row.person_id, row.text, row.clause, row.case) for row in lines] == [
        (one.pk, fell, CLAUSE, "") for one in (office.manager, office.admin)
    ]
    assert lines[0].edition
    bell = office.client("manager").get("/board").content.decode()
    assert f'<a href="/handbook/enterprise/6.1.2">{fell}</a>' in bell


def test_a_title_with_words_in_quotes_stands_in_the_line_with_single_ones(
    sqlite_office: Office,
) -> None:
    from shouwen_desk.cases import actions

    case = sqlite_office.write()
    said = [
        actions.dispute_draft(
            sqlite_office.agent, case.pk, "enterprise:3.1.1", STOPPED, client_id=f"d-{number}"
        )
        for number in range(3)
    ]
    assert said[2].startswith("3.1.1“不说‘不归我管’”从“拦”回落到“劝”：提示 3 次")


def test_a_reviewer_whose_no_was_the_one_too_many_is_told_on_the_page_and_rings_no_own_bell(
    sqlite_office: Office,
) -> None:
    from shouwen_desk.ledger.models import Finding
    from shouwen_desk.people.models import Notification

    office = sqlite_office
    case = sent(office, times=3)
    pages = []
    for name in Finding.objects.filter(clause=CLAUSE).order_by("at").values_list("pk", flat=True):
        answer = office.client("manager").post(
            f"/workbench/{case.pk}/overturn_finding",
            {"finding": name, "reason": "上一句说明了时间"},
            headers={"X-Regions": "thread,head"},
        )
        pages.append(answer.content.decode())
    assert [page.count("data-followed") for page in pages] == [0, 0, 1]
    assert "从“劝”回落到“提”：提示 3 次，其中异议 3 句。已告诉经理和管理员" in pages[2]
    told = Notification.objects.filter(level="step").values_list("person_id", flat=True)
    assert list(told) == [office.admin.pk]
