"""One customer message, from the clock that it starts to the clause that is kept."""

from __future__ import annotations

import pytest

from tests.office import Office


def test_a_message_starts_the_clock_of_its_clause(office: Office) -> None:
    from shouwen_desk.cases import queries

    case = office.write(level=2)
    row = queries.queue_row(office.agent, case.pk)

    assert row.clause == "enterprise:5.2.1"
    assert row.act == "给客户第一个答复"
    # Two hours of service time, on the second.
    assert row.due == case.opened_at + 2 * 3600 * 1_000_000
    assert row.mark == "running"
    assert row.edition
    assert row.obligation


def test_a_reply_of_strength_stop_is_held_and_nothing_of_it_is_kept(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.errors import Held
    from shouwen_desk.ledger.models import Event, Finding, Text

    case = office.write()
    before = Event.objects.count(), Text.objects.count()

    with pytest.raises(Held) as held:
        actions.send_message(office.agent, case.pk, "您好，这个不归我管，您找别人吧。")

    found = held.value.findings[0]
    assert found.clause == "enterprise:3.1.1"
    assert found.text == "不归我管"
    assert found.span == (5, 9)
    assert "由我跟到底" in found.instead
    assert (Event.objects.count(), Text.objects.count()) == before
    assert not Finding.objects.exclude(outcome="noticed").exists()  # what the customer's words say


def test_what_is_held_can_be_sent_with_a_reason_where_the_clause_allows(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.cases.errors import Held
    from shouwen_desk.ledger.models import Event

    said = "您好，这个不归我管。"
    case = office.write()
    assert actions.check_draft(office.agent, case.pk, said).findings[0].override
    with pytest.raises(Held):
        actions.send_message(office.agent, case.pk, said)
    actions.send_message(office.agent, case.pk, said, override_reason="客户要我照念前台的原话")

    event = Event.objects.get(kind="message.sent")
    assert event.payload["overrides"] == [
        {
            "clause": "enterprise:3.1.1",
            "by": office.agent.actor,
            "reason": "客户要我照念前台的原话",
        }
    ]
    found = queries.case_page(office.agent, case.pk).turns[-1].findings[0]
    assert (found.clause, found.outcome) == ("enterprise:3.1.1", "excused")
    assert "照念前台的原话" in found.reason


def test_the_corrected_reply_goes_out_and_the_obligation_is_kept(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    case = office.write(level=2)
    office.pass_minutes(22)
    message = actions.send_message(
        office.agent, case.pk, "您好，我是林一。账号已经解锁，请您现在重新登录。"
    )
    page = queries.case_page(office.agent, case.pk)

    assert message.act == "answer"
    first = next(row for row in page.obligations if row.clause == "enterprise:5.2.1")
    assert (first.mark, first.outcome) == ("kept", "kept")
    assert first.used_us == 22 * 60 * 1_000_000
    assert [tag.clause for tag in page.turns[-1].kept if tag.used_us] == ["enterprise:5.2.1"]
    # Whoever answers a case that nobody handles becomes its handler and first-asked owner.
    assert page.row.handler_id == office.agent.pk
    assert page.first_asked_id == office.agent.pk


def test_the_live_check_says_what_is_found_afterwards(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    text = "我们会尽快处理，请您耐心等待。"
    case = office.write()
    checked = actions.check_draft(office.agent, case.pk, text)
    actions.send_message(office.agent, case.pk, text)
    page = queries.case_page(office.agent, case.pk)

    live = {(found.clause, found.span) for found in checked.findings}
    later = {(found.clause, found.span) for found in page.turns[-1].findings}
    assert live == later
    assert ("enterprise:6.1.2", (0, 7)) in live
    assert all(found.state == "pending" for found in page.turns[-1].findings)


def test_a_resend_is_harmless(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Message

    case = office.write()
    first = actions.send_message(office.agent, case.pk, "您好，请稍等。", client_id="a-1")
    again = actions.send_message(office.agent, case.pk, "您好，请稍等。", client_id="a-1")
    heard = actions.receive_message(case, "好的", client_id="c-1")
    heard_again = actions.receive_message(case, "好的", client_id="c-1")

    assert (first.pk, heard.pk) == (again.pk, heard_again.pk)
    assert Message.objects.filter(case=case).count() == 3


def test_numbers_count_within_a_day(office: Office) -> None:
    numbers = [office.write().number for _ in range(3)]
    office.clock.pass_minutes(24 * 60)

    assert [number.partition("-")[2] for number in numbers] == [
        "20261012-001",
        "20261012-002",
        "20261012-003",
    ]
    assert office.write().number.endswith("20261013-001")


def test_a_case_left_alone_warns_breaks_and_reaches_leader_and_manager(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.people.models import Notification

    case = office.write("四家店都不能收款！", level=1, type="repair")
    actions.claim(office.agent, case.pk)

    def rung(name: str) -> list[str]:
        rows = Notification.objects.filter(person=office.people[name], clause="enterprise:5.1.1")
        return [row.level for row in rows.order_by("at")]

    office.pass_minutes(19)
    assert rung("agent") == []
    office.pass_minutes(2)
    assert rung("agent") == ["warn"]
    assert queries.queue_row(office.agent, case.pk).mark == "risk"
    office.pass_minutes(10)
    assert rung("leader") == ["breach"]
    assert rung("manager") == []
    assert queries.queue_row(office.agent, case.pk).mark == "broken"
    office.pass_minutes(15)
    assert rung("manager") == ["breach"]
    assert rung("other_leader") == []

    risk = queries.at_risk(office.leader)[0]
    assert risk.row.id == case.pk
    assert risk.late_us == 16 * 60 * 1_000_000
    assert [(name, level) for name, _, level in risk.told] == [
        ("林一", "warn"),
        ("周三", "breach"),
        ("罗六", "breach"),
    ]
