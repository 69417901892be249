"""What waits in a case: whoever claims sees the gravest proposal and the words that nobody answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.office import Office

if TYPE_CHECKING:
    from shouwen_desk.cases.models import Case
    from shouwen_desk.cases.shapes import QueueRow

COMPLAINT = "我要投诉，三天了没人处理。"
THREAT = "你们一直不回。我要打12315！"
ANSWER = "您好，鲁女士，我是林一，账单已经为您改好，请再看一眼。"


def waits(office: Office, case: Case, tab: str = "unclaimed") -> QueueRow:
    from shouwen_desk.cases import queries

    groups = queries.queue(office.agent, tab).groups
    return next(row for group in groups for row in group.rows if row.id == case.pk)


def heard(office: Office, case: Case) -> str:
    """The clause of the proposal in the columns of the case, which has to be the page's first."""
    from shouwen_desk.cases import queries
    from shouwen_desk.cases.models import Case

    row = Case.objects.get(pk=case.pk)
    first = next(iter(queries.case_page(office.agent, case.pk).proposals), None)
    stands = (row.proposal, row.proposal_clause, row.proposal_edition)
    assert stands == ((first.id, first.clause, first.edition) if first else ("", "", ""))
    return row.proposal_clause


def unanswered(case: Case) -> str:
    """The words behind the column, from where they are kept."""
    from shouwen_desk.cases.models import Case
    from shouwen_desk.ledger import texts

    digest = Case.objects.get(pk=case.pk).unanswered
    return texts.read([digest])[digest] if digest else ""


def act(office: Office, case: Case, name: str, decide: str) -> None:
    from shouwen_desk.cases import actions, queries

    rows = queries.case_page(office.agent, case.pk).proposals
    getattr(actions, decide)(office.agent, next(row.id for row in rows if row.act == name))


def test_the_gravest_proposal_stands_first_and_words_are_the_newest(office: Office) -> None:
    case = office.write(COMPLAINT)
    row = waits(office, case)
    assert row.heard is not None
    assert (row.heard.clause, row.heard.title) == ("enterprise:10.1.1", "客户在投诉")
    assert row.words == COMPLAINT
    office.hear(case, THREAT)
    row = waits(office, case)
    assert row.heard is not None
    assert (row.heard.clause, row.heard.title) == ("enterprise:10.1.2", "客户要往外投诉")
    assert row.words == THREAT
    assert heard(office, case) == "enterprise:10.1.2"
    office.hear(case, "在吗")
    row = waits(office, case)
    assert row.heard is not None
    assert (row.heard.clause, row.words) == ("enterprise:10.1.2", "在吗")


def test_who_asks_proposes_nothing(office: Office) -> None:
    case = office.write("请问几点下班？")
    row = waits(office, case)
    assert (row.heard, row.words) == (None, "请问几点下班？")


def test_what_was_decided_gives_way_to_the_next(office: Office) -> None:
    case = office.write(COMPLAINT)
    office.hear(case, THREAT)
    act(office, case, "tell_leader", "dismiss_proposal")
    assert heard(office, case) == "enterprise:10.1.1"
    office.hear(case, THREAT)
    assert heard(office, case) == "enterprise:10.1.1", "said no to once, it is not proposed again"
    act(office, case, "open_complaint", "accept_proposal")
    assert heard(office, case) == ""
    assert waits(office, case).heard is None


def test_an_accepted_proposal_vanishes(office: Office) -> None:
    case = office.write(COMPLAINT)
    office.hear(case, THREAT)
    act(office, case, "tell_leader", "accept_proposal")
    assert heard(office, case) == "enterprise:10.1.1"


def test_what_somebody_did_without_being_asked_is_not_proposed(office: Office) -> None:
    from shouwen_desk.cases import actions

    case = office.write(COMPLAINT)
    actions.set_type(office.agent, case.pk, "complaint")
    assert heard(office, case) == ""
    actions.set_type(office.agent, case.pk, "repair")
    assert heard(office, case) == "enterprise:10.1.1", "it is none any more"
    actions.solve(office.agent, case.pk)
    assert heard(office, case) == "enterprise:10.1.1"
    urgent = office.write("收银台打不开，店里等着用。", level=2, type="repair", name="许急")
    before = heard(office, urgent)
    actions.set_level(office.agent, urgent.pk, 1)
    assert (before, heard(office, urgent)) == ("enterprise:10.1.3", "")


def test_a_closed_case_proposes_nothing_and_a_reopened_one_again(office: Office) -> None:
    from shouwen_desk.cases import actions

    case = office.write("请问发票怎么开？")
    office.hear(case, THREAT)
    actions.send_message(office.agent, case.pk, ANSWER)
    actions.solve(office.agent, case.pk)
    assert heard(office, case) == "enterprise:10.1.2"
    actions.confirm(office.agent, case.pk)
    actions.tell_result(office.agent, case.pk)
    actions.close(office.leader, case.pk)
    assert heard(office, case) == ""
    actions.reopen(office.agent, case.pk, "客户又来了")
    assert heard(office, case) == "enterprise:10.1.2"


def test_words_wait_until_they_are_answered(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case

    case = office.write("后台登录不上。")
    assert unanswered(case) == "后台登录不上。"
    office.hear(case, "急！")
    assert unanswered(case) == "急！"
    actions.send_message(office.agent, case.pk, "您好，请稍等。")
    assert unanswered(case) == "急！", "please wait is no answer"
    actions.send_message(office.agent, case.pk, ANSWER)
    row = Case.objects.get(pk=case.pk)
    assert (row.unanswered, row.waiting_since) == ("", None)
    office.hear(case, "还是不行")
    assert unanswered(case) == "还是不行"


def test_words_are_shown_only_where_nobody_has_the_case(office: Office) -> None:
    from shouwen_desk.cases import actions

    case = office.write(THREAT)
    assert waits(office, case).words == THREAT
    actions.claim(office.agent, case.pk)
    assert waits(office, case, "mine").words == waits(office, case, "team").words == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("第一行\n  第二行\t尾", "第一行 第二行 尾"),
        ("电话13800000036，快回", "电话138******36，快回"),
        ("长" * 80, "长" * 80),
        ("长" * 81, "长" * 80 + "…"),
        # A number across the place where the line is cut is hidden before the cut.
        ("长" * 75 + " 13800000036", "长" * 75 + " 138*…"),
        ("长" * 2000, "长" * 80 + "…"),
    ],
)
def test_words_are_one_line_with_numbers_hidden(
    sqlite_office: Office, text: str, shown: str
) -> None:
    assert waits(sqlite_office, sqlite_office.write(text)).words == shown


def test_erased_words_vanish_and_the_queues_hear_of_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shouwen_desk.cases import projection
    from shouwen_desk.ledger.actions import erase

    case = office.write(THREAT)
    told: list[tuple[Any, ...]] = []
    monkeypatch.setattr(projection.live, "touch", lambda *topics, why: told.append((*topics, why)))
    erase(case.customer_id, reason="客户要求", actor="system")
    assert told == [("team:T1", f"case:{case.pk}")]
    row = waits(office, case)
    assert row.heard is not None
    assert (row.heard.clause, row.words) == ("enterprise:10.1.2", ""), "the page keeps it as well"


def _everything(office: Office) -> list[Case]:
    from shouwen_desk.cases import actions

    threat = office.write(COMPLAINT)
    office.hear(threat, THREAT)
    said_no = office.write(THREAT, name="许否")
    act(office, said_no, "tell_leader", "dismiss_proposal")
    answered = office.write("请问发票怎么开？", name="吴答")
    actions.send_message(office.agent, answered.pk, ANSWER)
    sorted_out = office.write(COMPLAINT, name="黎定")
    actions.set_type(office.agent, sorted_out.pk, "complaint")
    closed = office.write(THREAT, name="罗结")
    actions.send_message(office.agent, closed.pk, ANSWER)
    actions.solve(office.agent, closed.pk)
    actions.confirm(office.agent, closed.pk)
    actions.tell_result(office.agent, closed.pk)
    actions.close(office.leader, closed.pk)
    return [threat, said_no, answered, sorted_out, closed]


def test_a_replay_gives_the_same_columns(office: Office) -> None:
    from shouwen_desk.cases import waiting
    from shouwen_desk.cases.models import Case
    from shouwen_desk.ledger.replay import replay

    cases = _everything(office)
    kept = list(Case.objects.order_by("pk").values_list("pk", "unanswered", *waiting.COLUMNS))
    by_case = {row[0]: row for row in kept}
    assert [bool(by_case[case.pk][1]) for case in cases] == [True, True, False, True, False]
    assert [by_case[case.pk][3].rpartition(":")[2] for case in cases] == [
        "10.1.2", "10.1.1", "", "", "",
    ]  # fmt: skip
    found = replay()
    assert found.ok, found.differences
    threat = Case.objects.filter(pk=cases[0].pk)
    threat.update(proposal="", unanswered="f" * 64)
    (difference,) = replay().differences
    assert (difference.table, difference.id) == ("case", cases[0].pk)
    assert difference.say == f"个案 {threat[0].number} 等着的事重算后不同：proposal、unanswered。"
    Case.objects.update(unanswered="", **dict.fromkeys(waiting.COLUMNS, ""))
    waiting.fill()
    again = Case.objects.order_by("pk").values_list("pk", "unanswered", *waiting.COLUMNS)
    assert list(again) == kept


def test_an_older_desk_gets_the_columns(sqlite_office: Office) -> None:
    from django.core.management import call_command

    from shouwen_desk.cases import waiting
    from shouwen_desk.cases.models import Case

    _everything(sqlite_office)
    kept = list(Case.objects.order_by("pk").values_list("pk", "unanswered", *waiting.COLUMNS))
    call_command("migrate", "cases", "0001", verbosity=0)
    call_command("migrate", verbosity=0)
    again = Case.objects.order_by("pk").values_list("pk", "unanswered", *waiting.COLUMNS)
    assert list(again) == kept


def test_the_row_says_it_with_its_clause_and_escapes_the_words(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions

    office = sqlite_office
    case = office.write("<script>alert(1)</script> 再不处理我就打12315，电话13800000036")
    client = office.client("agent")
    page = client.get("/workbench?tab=unclaimed").content.decode()
    row = page.partition('<span class="q-heard"')[2].partition("</div>")[0]
    basis = "从客户的话里看出：客户要往外投诉，条款 10.1.2，《客户服务规范手册》1.0 版"
    assert row.startswith(f' role="group" title="{basis}" aria-label="{basis}">')
    assert 'role="img" aria-label="提议"' in row
    assert (
        '<b class="cut">客户要往外投诉</b><a class="tiao" href="/handbook/enterprise/10.1.2"' in row
    )
    said = re.search(r'<q class="q-said cut">(.*?)</q>', row)
    assert said is not None
    assert said[1] == ("&lt;script&gt;alert(1)&lt;/script&gt; 再不处理我就打12315，电话138******36")
    actions.claim(office.agent, case.pk)
    for tab in ("mine", "team"):
        other = client.get(f"/workbench?tab={tab}").content.decode()
        assert f'data-key="q-{case.pk}"' in other
        assert "q-heard" not in other
        assert "q-said" not in other
