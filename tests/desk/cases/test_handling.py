"""Who handles a case, what it is, when its clocks stand still, and what its end asks for."""

from __future__ import annotations

import threading

import pytest

from tests.office import Office


def test_of_two_who_claim_at_once_one_gets_it(office: Office) -> None:
    from django.db import connection

    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case
    from shouwen_desk.people.errors import Conflict

    case = office.write()
    outcomes: dict[str, str] = {}
    start = threading.Barrier(2)

    def claim(name: str) -> None:
        try:
            start.wait()
            actions.claim(office.people[name], case.pk)
            outcomes[name] = "got"
        except Conflict:
            outcomes[name] = "too late"
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=[name]) for name in ("agent", "colleague")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes.values()) == ["got", "too late"]
    winner = next(name for name, outcome in outcomes.items() if outcome == "got")
    assert Case.objects.get(pk=case.pk).handler_id == office.people[winner].pk


def test_the_first_asked_stays_when_a_case_is_handed_over(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    case = office.write()
    actions.claim(office.agent, case.pk)
    actions.transfer(office.agent, case.pk, office.colleague.pk, "去吃饭")
    page = queries.case_page(office.colleague, case.pk)

    assert page.first_asked_id == office.agent.pk
    assert page.row.handler_id == office.colleague.pk
    assert "交给赵二" in [entry.text for entry in page.timeline]


def test_handed_to_another_team_the_first_asked_still_reads_and_no_longer_acts(
    office: Office,
) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.people.errors import NotAllowed

    case = office.write()
    actions.claim(office.agent, case.pk)
    actions.transfer(office.agent, case.pk, office.stranger.pk)

    assert queries.case_page(office.agent, case.pk).can == frozenset()
    with pytest.raises(NotAllowed):
        actions.send_message(office.agent, case.pk, "您好，我再看一下。")
    with pytest.raises(NotAllowed):
        queries.case_page(office.colleague, case.pk)


def test_only_who_handles_or_leads_hands_a_case_over(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.people.errors import NotAllowed

    case = office.write()
    actions.claim(office.agent, case.pk)
    with pytest.raises(NotAllowed, match="组长或经理"):
        actions.transfer(office.colleague, case.pk, office.colleague.pk)
    actions.assign(office.leader, case.pk, office.colleague.pk)


def test_nothing_is_handed_to_somebody_who_serves_nobody(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.people.errors import Invalid

    case = office.write()
    actions.claim(office.agent, case.pk)
    for nobody in (office.admin.pk, "P9999"):
        with pytest.raises(Invalid):
            actions.transfer(office.agent, case.pk, nobody)


def test_a_pause_that_the_clause_allows_stops_its_clock(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    case = office.write(level=2)
    actions.send_message(office.agent, case.pk, "您好，我是林一，请把截图发我，我今天给您方案。")
    due = queries.queue_row(office.agent, case.pk).due
    office.pass_minutes(60)
    actions.pause(office.agent, case.pk, "等客户资料")
    row = queries.queue_row(office.agent, case.pk)
    assert (row.mark, row.status, row.pause_reason) == ("paused", "paused", "等客户资料")
    office.pass_minutes(90)
    actions.resume(office.agent, case.pk)

    row = queries.queue_row(office.agent, case.pk)
    assert row.clause == "enterprise:5.2.2"
    assert row.status == "open"
    assert due is not None
    assert row.due == due + 90 * 60 * 1_000_000


def test_a_question_answered_on_the_paper_is_recorded_for_its_clock(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    case = office.write("我要投诉！退款拖了半个月。", type="complaint", level=3)
    actions.claim(office.agent, case.pk)
    given = {"detail": "驳回两次", "wish": "原路退回", "time": "周五前", "solution": "财务部退回"}
    answer = office.client("agent").post(f"/workbench/{case.pk}/form/投诉处理单", given)
    assert answer.status_code == 302
    page = queries.case_page(office.agent, case.pk)
    assert [row.text for row in page.questions] == ["驳回两次", "原路退回", "周五前"]
    asked = [row for row in page.obligations if row.measures == "three_questions"]
    assert asked
    assert all(row.outcome == "kept" for row in asked)


def test_a_complaint_closes_when_nothing_is_missing(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.cases.models import Case
    from shouwen_desk.ledger.models import Event
    from shouwen_desk.ledger.record import Refused

    case = office.write("我要投诉！退款拖了半个月。", type="complaint", level=3)
    actions.claim(office.agent, case.pk)
    with pytest.raises(Refused) as refused:
        actions.close(office.agent, case.pk)
    assert [one.act for one in refused.value.missing] == ["fill_register", "tell_result"]
    assert Event.objects.filter(kind="intent.refused").count() == 1
    assert [row.act for row in queries.missing_to_close(case)] == ["fill_register", "tell_result"]

    for question, said in (("detail", "驳回两次"), ("wish", "原路退回"), ("time", "周五前")):
        actions.record_question(office.agent, case.pk, question, said)
    actions.issue_solution(office.agent, case.pk, "财务部本周五前原路退回，到账后电话核对。")
    actions.tell_result(office.agent, case.pk)
    assert queries.missing_to_close(Case.objects.get(pk=case.pk)) == []
    actions.close(office.agent, case.pk)

    page = queries.case_page(office.agent, case.pk)
    assert page.row.status == "closed"
    assert [(row.key, row.text) for row in page.questions] == [
        ("detail", "驳回两次"),
        ("wish", "原路退回"),
        ("time", "周五前"),
    ]
    questions = next(row for row in page.obligations if row.measures == "three_questions")
    assert questions.mark == "kept"
    assert [done is not None for _, done in questions.parts] == [True, True, True]


def test_a_gate_is_overridden_by_whom_the_clause_names_and_others_are_told(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.ledger import outbox
    from shouwen_desk.ledger.record import Refused
    from shouwen_desk.people.models import Notification

    case = office.write("我要投诉！", type="complaint")
    actions.claim(office.agent, case.pk)
    with pytest.raises(Refused):
        actions.close(office.agent, case.pk, override_reason="客户说不用了")
    actions.close(office.leader, case.pk, override_reason="客户当面撤回投诉")
    outbox.deliver(office.clock.now)

    assert queries.case_page(office.leader, case.pk).row.status == "closed"
    told = Notification.objects.filter(person=office.manager, level="override")
    assert told.exists()


def test_a_closed_case_takes_no_reply_until_it_is_opened_again(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case
    from shouwen_desk.people.errors import Conflict

    case = office.write()
    actions.send_message(office.agent, case.pk, "您好，已经解锁，请您再登录一次。")
    actions.solve(office.agent, case.pk)
    actions.close(office.agent, case.pk)
    with pytest.raises(Conflict):
        actions.send_message(office.agent, case.pk, "您好，还在吗？")
    with pytest.raises(Conflict):
        actions.receive_message(Case.objects.get(pk=case.pk), "又登不上了")

    actions.reopen(office.agent, case.pk, "又被锁了")
    office.hear(Case.objects.get(pk=case.pk), "又登不上了")
    row = Case.objects.get(pk=case.pk)
    assert (row.status, row.closed_at, row.unread) == ("open", None, 1)


def test_a_promise_is_a_clock_of_its_own(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.ledger.record import Refused

    case = office.write()
    actions.send_message(office.agent, case.pk, "您好，结果我今天11:00前电话告诉您。")
    due = office.clock.now + 2 * 3600 * 1_000_000
    promise = actions.make_promise(office.agent, case.pk, "电话告知结果", due)
    row = queries.queue_row(office.agent, case.pk)
    assert (row.clause, row.due) == ("enterprise:6.1.1", due)

    later = due + 3600 * 1_000_000
    with pytest.raises(Refused):
        actions.move_promise(office.agent, promise.pk, later, told=False)
    actions.move_promise(office.agent, promise.pk, later, told=True)
    assert queries.queue_row(office.agent, case.pk).due == later
    office.pass_minutes(100)
    actions.keep_promise(office.agent, promise.pk)

    page = queries.case_page(office.agent, case.pk)
    assert [(row.text, row.mark) for row in page.promises] == [("电话告知结果", "kept")]
    kept = next(row for row in page.obligations if row.clause == "enterprise:6.1.1")
    assert kept.mark == "kept"
    assert page.row.clause == ""


def test_a_leader_excuses_and_judges_but_not_the_own_record(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.ledger.models import Finding, Obligation
    from shouwen_desk.people.errors import NotAllowed

    case = office.write(level=1, type="repair")
    actions.claim(office.agent, case.pk)
    office.pass_minutes(40)
    late = Obligation.objects.get(case=case.pk, clause="enterprise:5.1.1")
    with pytest.raises(NotAllowed):
        actions.excuse(office.agent, late.pk, "当时停电")
    with pytest.raises(NotAllowed):
        actions.excuse(office.other_leader, late.pk, "当时停电")
    actions.excuse(office.leader, late.pk, "当时停电")
    row = next(row for row in queries.obligations(office.leader, case.pk) if row.id == late.pk)
    assert (row.mark, row.reason) == ("excused", "当时停电")

    actions.send_message(office.agent, case.pk, "您好，我们会尽快处理，请您耐心等待。")
    finding = Finding.objects.get(clause="enterprise:6.1.2")
    actions.confirm_finding(office.leader, finding.pk, "本人")
    finding.refresh_from_db()
    assert finding.state == "confirmed"

    actions.send_message(office.leader, case.pk, "您好，我们会尽快处理，请您耐心等待。")
    own = Finding.objects.get(clause="enterprise:6.1.2", person=office.leader.pk)
    with pytest.raises(NotAllowed, match="自己的记录"):
        actions.overturn_finding(office.leader, own.pk, "不算")
    actions.overturn_finding(office.manager, own.pk, "前一句已说明时间")
    own.refresh_from_db()
    assert (own.state, own.outcome) == ("overturned", "excused")


@pytest.mark.parametrize(
    ("step", "args", "field"),
    [
        ("set_type", {"kind": "nonsense"}, "type"),
        ("set_level", {"level": 9}, "level"),
        ("pause", {"reason": "  "}, "reason"),
        ("record_question", {"question": "why", "text": "x"}, "question"),
        ("record_question", {"question": "wish", "text": ""}, "text"),
        ("fill_register", {"register": "投诉处理单", "values": {}}, "fields"),
        ("follow_up", {"text": "好", "score": 6}, "score"),
        ("record_fact", {"kind": "case.closed"}, "kind"),
        ("send_message", {"text": "坏\x00字符"}, "text"),
        ("send_message", {"text": "长" * 5001}, "text"),
        ("send_message", {"text": "您好", "client_id": "有 空格"}, "client_id"),
    ],
)
def test_a_wrong_value_is_named_with_its_remedy(
    sqlite_office: Office, step: str, args: dict[str, object], field: str
) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.people.errors import Invalid

    case = sqlite_office.write()
    with pytest.raises(Invalid) as wrong:
        getattr(actions, step)(sqlite_office.agent, case.pk, **args)
    assert wrong.value.field == field
    assert wrong.value.message
    assert wrong.value.remedy


def test_an_answer_on_the_slip_is_the_answer_to_the_question(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.ledger.models import Event

    case = office.write("我要投诉！退款拖了半个月。", type="complaint", level=3)
    actions.claim(office.agent, case.pk)
    actions.fill_register(
        office.agent, case.pk, "投诉处理单",
        {"detail": "驳回两次", "wish": "原路退回", "time": "周五前", "result": "已退回"},
    )  # fmt: skip

    kinds = list(Event.objects.order_by("seq").values_list("kind", flat=True))[-4:]
    assert kinds == ["register.entry_added", *["question.recorded"] * 3]
    page = queries.case_page(office.agent, case.pk)
    assert [row.text for row in page.questions] == ["驳回两次", "原路退回", "周五前"]
    assert next(row for row in page.obligations if row.measures == "three_questions").mark == "kept"
    # One transaction: a correction of one question alone is that question alone.
    actions.fill_register(office.agent, case.pk, "投诉处理单", {"wish": "退到余额"})
    assert Event.objects.order_by("-seq").values_list("kind", flat=True)[0] == "question.recorded"


def test_what_nobody_answered_is_not_closed_in_silence(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.ledger.models import Finding
    from shouwen_desk.ledger.record import Refused

    case = office.write("怎么开发票？")
    actions.claim(office.agent, case.pk)
    actions.send_message(office.agent, case.pk, "您好")
    with pytest.raises(Refused) as refused:
        actions.close(office.agent, case.pk)
    assert [(one.clause, one.act) for one in refused.value.missing] == [
        ("enterprise:1.1.2", "reply")
    ]
    actions.close(office.agent, case.pk, override_reason="推销广告，不是客户")
    found = Finding.objects.get(clause="enterprise:1.1.2")
    assert found.outcome == "excused"

    other = office.write("怎么开发票？")
    actions.claim(office.agent, other.pk)
    actions.send_message(
        office.agent, other.pk, "您好，在订单页点“开发票”，填好抬头后当天发到您的邮箱。"
    )
    assert queries.missing_to_close(other) == []
    actions.close(office.agent, other.pk)
