"""Reading the customer: what the words propose is shown with its trigger, and a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.office import Office

if TYPE_CHECKING:
    from shouwen_desk.cases.models import Case
    from shouwen_desk.cases.shapes import ProposalRow

THREAT = "你们一直不回。我要打12315！"
COMPLAINT = "我要投诉，三天了没人处理。"


def shown(office: Office, case: Case, who: str = "agent") -> list[ProposalRow]:
    from shouwen_desk.cases import queries

    return queries.case_page(office.people[who], case.pk).proposals


def test_the_trigger_stands_beside_the_proposal_and_nothing_happens_by_itself(
    office: Office,
) -> None:
    from shouwen_desk.cases import queries
    from shouwen_desk.cases.models import Case
    from shouwen_desk.ledger.models import Event, Finding, Tally, Verdict

    case = office.write(COMPLAINT)
    (row,) = shown(office, case)
    assert (row.clause, row.act, row.title) == ("enterprise:10.1.1", "open_complaint", "客户在投诉")
    assert row.words in COMPLAINT
    (turn,) = queries.case_page(office.agent, case.pk).turns
    assert turn.triggers == [row.span]
    assert turn.findings == [], "it blames nobody"
    found = Finding.objects.get(pk=row.id)
    assert (found.outcome, found.state, found.person) == ("noticed", "proposed", "")
    assert not Verdict.objects.filter(of=row.id).exists()
    assert not Tally.objects.filter(clause=row.clause).exists()
    assert Case.objects.get(pk=case.pk).type == "inquiry"
    assert not Event.objects.filter(kind="case.typed").exists()


def test_one_click_makes_it_a_complaint_and_the_ledger_says_why(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.cases.models import Case
    from shouwen_desk.ledger.models import Event

    case = office.write(COMPLAINT)
    (row,) = shown(office, case)
    for _ in range(2):
        actions.accept_proposal(office.agent, row.id)
    assert Case.objects.get(pk=case.pk).type == "complaint"
    kinds = list(
        Event.objects.filter(kind__in=("proposal.accepted", "case.typed"))
        .order_by("seq")
        .values_list("kind", flat=True)
    )
    assert kinds == ["proposal.accepted", "case.typed"]
    assert shown(office, case) == []
    told = [entry.text for entry in queries.case_page(office.agent, case.pk).timeline]
    assert "采纳提议：改按投诉办" in told
    office.hear(case, "就是要投诉！")
    assert shown(office, case) == [], "what is a complaint already need not become one"
    turns = queries.case_page(office.agent, case.pk).turns
    assert [len(turn.triggers) for turn in turns] == [1, 0], "only what led somewhere is marked"


def test_the_leader_hears_of_a_threat_once_somebody_says_so(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.people.models import Notification

    case = office.write("你好，请问几点下班？")
    office.hear(case, THREAT)
    row = next(one for one in shown(office, case) if one.act == "tell_leader")
    assert not Notification.objects.filter(source=row.id).exists()
    actions.accept_proposal(office.agent, row.id)
    (note,) = Notification.objects.filter(source=row.id)
    assert note.person_id == office.leader.pk
    assert note.text == f"{case.number} 客户要往外投诉，请看一眼。"
    assert note.clause == "enterprise:10.1.2"


def test_a_level_goes_up_by_one_and_not_beyond_the_first(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case

    case = office.write("收银台打不开，店里等着用。", level=2)
    row = next(one for one in shown(office, case) if one.act == "raise_level")
    assert (row.act, row.level) == ("raise_level", 1)
    actions.accept_proposal(office.agent, row.id)
    assert Case.objects.get(pk=case.pk).level == 1
    office.hear(case, "急用！")
    assert "raise_level" not in [one.act for one in shown(office, case)]


def test_what_was_dismissed_is_not_proposed_again_in_this_case(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case
    from shouwen_desk.people.errors import Conflict

    case = office.write(COMPLAINT)
    (row,) = shown(office, case)
    actions.dismiss_proposal(office.agent, row.id)
    assert shown(office, case) == []
    with pytest.raises(Conflict):
        actions.accept_proposal(office.leader, row.id)
    assert Case.objects.get(pk=case.pk).type == "inquiry"
    office.hear(case, "还是要投诉。")
    assert shown(office, case) == []
    other = office.write(COMPLAINT, name="许建国")
    assert len(shown(office, other)) == 1


def test_strangers_decide_nothing(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.people.errors import NotAllowed, NotFound

    case = sqlite_office.write(COMPLAINT)
    (row,) = shown(sqlite_office, case)
    for decide in (actions.accept_proposal, actions.dismiss_proposal):
        for who in ("stranger", "other_leader", "admin"):
            with pytest.raises(NotAllowed):
                decide(sqlite_office.people[who], row.id)
        with pytest.raises(NotFound):
            decide(sqlite_office.agent, "0" * 24)


def test_an_erased_message_keeps_its_proposal_without_words(sqlite_office: Office) -> None:
    from shouwen_desk.ledger.actions import erase

    case = sqlite_office.write(COMPLAINT)
    erase(case.customer_id, reason="客户要求", actor="system")
    (row,) = shown(sqlite_office, case)
    assert row.words == ""


def test_the_pages_steps_decide_too(sqlite_office: Office) -> None:
    from shouwen_desk.cases.models import Case

    case = sqlite_office.write(COMPLAINT)
    (row,) = shown(sqlite_office, case)
    client = sqlite_office.client("agent")
    page = client.get(f"/workbench/{case.pk}").content.decode()
    assert "改按投诉办" in page
    assert '<mark class="u-promise">' in page
    answer = client.post(f"/workbench/{case.pk}/accept", {"finding": row.id})
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).type == "complaint"


def test_a_case_that_nobody_sorted_may_be_sorted_by_what_is_said(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case

    case = office.write("系统登录不上去，一直报错。")
    (row,) = shown(office, case)
    assert (row.act, row.type) == ("set_type", "repair")
    actions.accept_proposal(office.agent, row.id)
    assert Case.objects.get(pk=case.pk).type == "repair"
    office.hear(case, "建议你们加个导出功能。")
    assert shown(office, case) == [], "sorted once, it is not sorted anew in passing"


def test_of_marks_that_lie_in_each_other_the_narrower_is_shown(sqlite_office: Office) -> None:
    from shouwen_desk.cases import queries

    words = "再不处理我就打12315，还要找你们评理。"
    case = sqlite_office.write(words)
    proposed = {row.act: row.words for row in shown(sqlite_office, case)}
    assert proposed["tell_leader"] == "12315"
    assert "12315" in proposed["open_complaint"] != "12315", "the whole sentence complains"
    (turn,) = queries.case_page(sqlite_office.agent, case.pk).turns
    assert [words[slice(*span)] for span in turn.triggers] == ["12315"]


def test_solved_is_what_the_customer_says_and_a_person_notes(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case
    from shouwen_desk.ledger.models import Event

    case = office.write("请问发票怎么开？")
    actions.send_message(office.agent, case.pk, "您好，鲁女士，在账单页点开票就可以。")
    office.clock.pass_minutes(1)
    office.hear(case, "好了，已经解决了。")
    (row,) = shown(office, case)
    assert row.act == "mark_solved"
    actions.accept_proposal(office.agent, row.id)
    solved = Case.objects.get(pk=case.pk)
    event = Event.objects.get(kind="case.solved")
    assert (solved.status, solved.solved_at, solved.closed_at) == ("solved", event.at, None)
    assert shown(office, case) == []
    page = office.client("agent").get(f"/workbench/{case.pk}").content.decode()
    assert "已解决，还没有结案" in page


@pytest.mark.parametrize(
    ("asked", "said", "proposed"),
    [
        ("您好，可以走陆运。", "好吧，那只能寄了", [("enterprise:20.11", "好吧，那只能寄了")]),
        ("您好，请问走陆运可以吗？您的邮箱是？", "好吧，那只能寄了", []),
        # 20.12 knows the nod, 20.11 leaves it to that; a pause at the end is not quoted.
        ("您好，可以走陆运。", "行吧，那只能寄了", [("enterprise:20.12", "行吧")]),
        ("您好，请问走陆运可以吗？您的邮箱是？", "行吧，那只能寄了", []),
    ],
)
def test_an_answer_is_accepted_once(
    sqlite_office: Office, asked: str, said: str, proposed: list[tuple[str, str]]
) -> None:
    from shouwen_desk.cases import actions

    case = sqlite_office.write("请问锂电池能托运吗？")
    actions.send_message(sqlite_office.agent, case.pk, asked)
    sqlite_office.clock.pass_minutes(1)
    sqlite_office.hear(case, said)
    assert [(row.clause, row.words) for row in shown(sqlite_office, case)] == proposed


def test_a_clause_that_only_watches_proposes_nothing(sqlite_office: Office) -> None:
    from shouwen_desk.ledger.models import Finding

    case = sqlite_office.write("气死我了，什么态度！")
    assert Finding.objects.filter(
        case=case.pk, clause="enterprise:20.6", outcome="noticed"
    ).exists()
    assert "tell_leader" not in [row.act for row in shown(sqlite_office, case)]
