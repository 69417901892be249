"""What a draft is told: slots that nobody filled, and what it is praised for."""

from __future__ import annotations

import pytest

from tests.office import Office


def test_a_draft_with_an_empty_slot_is_not_sent(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.errors import Unfilled

    case = office.write()
    blank = "您好，{部门}会在{时间}前给您回电。"
    assert actions.check_draft(office.agent, case.pk, blank).blanks == ["{部门}", "{时间}"]
    with pytest.raises(Unfilled, match="部门、时间"):
        actions.send_message(office.agent, case.pk, blank)
    other = "您好，配置里写 {name} 就行，今天16:00前我再确认。"
    assert actions.check_draft(office.agent, case.pk, other).blanks == []


@pytest.mark.parametrize(
    ("draft", "blanks"),
    [
        ("您好，尽快前，无论有没有结果，我都给您回消息。", ["尽快前"]),
        ("您好，我现在联系仓库，稍后前给您答复。", ["稍后前"]),
        ("您好，今天16:00前给您答复。", []),
        ("您好，周五前，无论有没有结果，我都给您回消息。", []),
        # a vague promise is for its clause to judge, and other words before 前 are no time at all
        ("您好，我尽快给您答复。", []),
        ("您好，请尽快在发货前，把地址告诉我。", []),
        ("您好，工程师马上前往。", []),
    ],
)
def test_a_slot_that_asks_for_a_time_is_not_filled_by_as_soon_as_possible(
    office: Office, draft: str, blanks: list[str]
) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.errors import Unfilled

    case = office.write()
    assert actions.check_draft(office.agent, case.pk, draft).blanks == blanks
    if blanks:
        with pytest.raises(Unfilled, match=f"“{blanks[0]}”没有说到什么时候"):
            actions.send_message(office.agent, case.pk, draft)


def test_only_what_a_draft_said_something_for_is_praised(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    case = office.write("收银机坏了")
    checked = actions.check_draft(office.agent, case.pk, "哈哈")
    assert len(checked.kept) > 20, "every ban is kept, and counted"
    assert checked.praised == []
    assert [found.clause for found in checked.findings] == ["enterprise:3.2.3"]
    assert checked.findings[0].first, "a greeting belongs at the beginning"
    said = "您好，我是林晓雨。这个不归我管。"
    checked = actions.check_draft(office.agent, case.pk, said)
    assert [tag.clause for tag in checked.praised] == ["enterprise:3.2.3"]
    actions.send_message(office.agent, case.pk, said, override_reason="客户要我照念")
    turn = queries.case_page(office.agent, case.pk).turns[-1]
    language = [
        tag.clause for tag in turn.kept if tag.clause in ("enterprise:3.2.3", "enterprise:8.1.1")
    ]
    assert language == ["enterprise:3.2.3"]


def test_another_clause_of_the_rule_that_was_broken_is_no_praise(office: Office) -> None:
    from shouwen_desk.cases import speech

    edition = speech.program(office.clock.now)
    assert edition is not None
    kept = ["enterprise:3.1.4", "enterprise:3.2.3", "enterprise:12.6"]

    def praised(*broken: str) -> list[str]:
        return [tag.clause for tag in speech.praised(edition, kept, broken, office.clock.now)]

    assert praised() == ["enterprise:3.1.4", "enterprise:3.2.3"], "12.6 forbids: silence keeps it"
    assert praised("enterprise:11.13") == ["enterprise:3.2.3"]
