"""Customers: masked, revealed with a reason, erased by law."""

from __future__ import annotations

import pytest

from tests.office import Office


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800000036", "138****0036"),
        ("1234567", "*******"),
        ("", ""),
        ("0411-8888 0001", "041****0001"),
    ],
)
def test_a_number_is_masked(phone: str, shown: str) -> None:
    from tests.database import prepare_django

    prepare_django()
    from shouwen_desk.customers.models import mask_phone

    assert mask_phone(phone) == shown


def test_showing_a_number_asks_why_and_is_recorded(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.ledger.models import Event
    from shouwen_desk.people.errors import Invalid, NotAllowed

    case = office.write()
    actions.claim(office.agent, case.pk)
    assert queries.case_page(office.agent, case.pk).phone_masked == "138****0036"
    with pytest.raises(Invalid):
        actions.reveal_phone(office.agent, case.pk, " ")
    for nobody in (office.stranger, office.admin):
        with pytest.raises(NotAllowed):
            actions.reveal_phone(nobody, case.pk, "想看看")
    assert actions.reveal_phone(office.agent, case.pk, "回电确认地址") == "13800000036"

    event = Event.objects.get(kind="customer.revealed")
    assert (event.actor, event.payload["reason"]) == (office.agent.actor, "回电确认地址")
    timeline = queries.case_page(office.leader, case.pk).timeline
    assert ("查看客户号码 · 回电确认地址", "林一") in [(e.text, e.by_name) for e in timeline]


def test_erasure_leaves_the_case_and_takes_the_words(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.customers.actions import erase
    from shouwen_desk.ledger.models import Finding, Text
    from shouwen_desk.people.errors import NotAllowed, NotFound

    case = office.write("我叫鲁文静，住金桥路88号，退款没到。", type="complaint")
    actions.claim(office.agent, case.pk)
    actions.record_question(office.agent, case.pk, "detail", "金桥路88号的订单退款没到")
    actions.send_message(office.agent, case.pk, "您好，我们会尽快处理，请您耐心等待。")
    actions.make_promise(office.agent, case.pk, "给鲁女士回电", office.clock.now + 3_600_000_000)
    for nobody in (office.agent, office.leader):
        with pytest.raises(NotAllowed):
            erase(nobody, case.customer_id, "客户要求")
    erase(office.manager, case.customer_id, "客户按个人信息保护法要求删除")

    page = queries.case_page(office.agent, case.pk)
    assert page.customer_name == "依法删除"
    assert page.phone_masked == ""
    assert [(turn.text, turn.erased) for turn in page.turns] == [("", True), ("", True)]
    assert page.questions[0].text == "依法删除"
    assert [row.text for row in page.promises] == [""]
    # What was found stays, as places without words.
    assert Finding.objects.filter(case=case.pk, clause="enterprise:6.1.2").exists()
    assert page.turns[-1].findings
    assert not Text.objects.filter(customer=case.customer_id).exists()
    assert queries.search(office.agent, "鲁文静") == []
    with pytest.raises(NotFound):
        erase(office.manager, case.customer_id, "再来一次")


def test_a_file_is_changed_through_the_ledger(office: Office) -> None:
    from shouwen_desk.customers.actions import Profile, add, change
    from shouwen_desk.ledger.models import Event
    from shouwen_desk.people.errors import Invalid

    customer = add(office.agent, Profile(name="吴建平", phone="13800000001"))
    change(office.agent, customer.pk, Profile(name="吴建平", phone="13800000002", level="A 类客户"))
    event = Event.objects.get(kind="customer.changed")
    assert event.payload["fields"] == ["phone", "level"]
    assert "13800000002" not in str(event.payload)
    with pytest.raises(Invalid):
        add(office.agent, Profile(name="", phone="13800000001"))
