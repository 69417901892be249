"""What people say of the machine's findings: confirmed, overturned, disputed; and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.office import Office

if TYPE_CHECKING:
    from shouwen_desk.cases.models import Case

VAGUE = "您好，抱歉让您久等了。我们会尽快处理，请您放心。"
CLAUSE = "enterprise:6.1.2"
STOPPED = "您好，这个不归我管，我帮您转给他们。"


def sent(office: Office, text: str = VAGUE, *, by: str = "agent", times: int = 1) -> Case:
    """A case in which one of the cast said something, ``times`` times in different conversations."""
    from shouwen_desk.cases import actions

    for _ in range(times):
        case = office.write()
        actions.send_message(office.people[by], case.pk, text)
        office.clock.pass_minutes(1)
    return case


def strength(office: Office, clause: str = CLAUSE) -> str:
    from shouwen_desk.cases import speech
    from shouwen_desk.ledger import strengths

    program = speech.program(office.clock.now)
    assert program is not None
    return strengths.in_force(program, clause, office.clock.now)


def finding(case: Case, clause: str = CLAUSE) -> str:
    from shouwen_desk.ledger.models import Finding

    return Finding.objects.get(case=case.pk, clause=clause).pk


def test_a_confirmed_finding_shows_whose_it_is_and_who_said_so(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    case = sent(office)
    actions.confirm_finding(office.leader, finding(case), "系统")
    (row,) = queries.case_page(office.agent, case.pk).turns[-1].findings
    assert (row.state, row.attribution, row.judged_by) == ("confirmed", "系统", "周三")
    said = queries.case_page(office.agent, case.pk).turns[-1].text
    assert row.span is not None
    assert "尽快" in said[slice(*row.span)]


def test_a_disputed_draft_leaves_one_sentence_and_no_more(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Event, Text

    case = office.write()
    actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id="d-1")
    event = Event.objects.get(kind="hint.disputed")
    assert event.payload["clause"] == CLAUSE
    assert event.subjects["clause"] == CLAUSE
    assert Text.objects.get(pk=event.payload["text"]["sha256"]).text == "我们会尽快处理，请您放心。"
    assert not Text.objects.filter(text__contains="久等").exists()


def test_the_same_press_again_writes_nothing(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Event

    case = sent(office)
    for _ in range(2):
        actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id="d-1")
        actions.dispute_finding(office.agent, finding(case))
    assert Event.objects.filter(kind="hint.disputed").count() == 2


def test_a_sentence_that_no_clause_objects_to_cannot_be_disputed(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.people.errors import Invalid

    case = sqlite_office.write()
    with pytest.raises(Invalid) as wrong:
        actions.dispute_draft(sqlite_office.agent, case.pk, CLAUSE, "您好，请说。")
    assert wrong.value.field == "clause"


def test_erasing_the_customer_takes_the_disputed_sentence_with_it(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.actions import erase
    from shouwen_desk.ledger.models import Event, Text

    case = sqlite_office.write()
    actions.dispute_draft(sqlite_office.agent, case.pk, CLAUSE, VAGUE)
    erase(case.customer_id, reason="客户要求", actor="system")
    digest = Event.objects.get(kind="hint.disputed").payload["text"]["sha256"]
    assert not Text.objects.filter(pk=digest).exists()


def test_a_press_on_a_draft_that_was_then_sent_counts_once(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger import strengths

    case = office.write()
    actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id="d-1")
    unsent = strengths.figures(CLAUSE, 0, office.clock.now)
    assert (unsent.fired, unsent.disputed, unsent.objections) == (1, 1, 1)
    actions.send_message(office.agent, case.pk, VAGUE, client_id="d-1")
    as_sent = strengths.figures(CLAUSE, 0, office.clock.now)
    assert (as_sent.fired, as_sent.disputed, as_sent.objections) == (1, 1, 1)
    actions.overturn_finding(office.leader, finding(case), "上一句说明了时间")
    both = strengths.figures(CLAUSE, 0, office.clock.now)
    assert (both.fired, both.overturned, both.disputed, both.objections) == (1, 1, 1, 1)


def test_the_third_objection_lets_the_clause_fall_one_step_and_the_ledger_says_so(
    office: Office,
) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Event

    case = office.write()
    for number in range(1, 4):
        assert strength(office) == "urge", f"{number - 1} presses silence nothing"
        actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{number}")
    assert strength(office) == "hint"
    step = Event.objects.get(kind="strength.lowered")
    assert {k: step.payload[k] for k in ("from", "to", "written", "fired", "objections")} == {
        "from": "urge", "to": "hint", "written": "urge", "fired": 3, "objections": 3,
    }  # fmt: skip
    assert step.seq == Event.objects.filter(kind="hint.disputed").latest("seq").seq + 1
    assert step.actor == "system"


@pytest.mark.parametrize(("fired", "falls"), [(59, True), (60, False), (61, False)])
def test_three_objections_of_sixty_are_five_per_cent_and_silence_nothing(
    sqlite_office: Office, fired: int, falls: bool
) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Finding

    sent(sqlite_office, times=fired)
    for name in list(Finding.objects.filter(clause=CLAUSE).values_list("pk", flat=True))[:3]:
        actions.overturn_finding(sqlite_office.leader, name, "上一句说明了时间")
    assert strength(sqlite_office) == ("hint" if falls else "urge")


def test_after_a_step_the_counting_begins_anew_down_to_watching(office: Office) -> None:
    from shouwen_desk.cases import actions

    case = office.write()
    seen = []
    for number in range(9):
        office.clock.pass_minutes(1)
        if strength(office) == "watch":
            break
        actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{number}")
        seen.append(strength(office))
    assert seen == ["urge", "urge", "hint", "hint", "hint", "watch"]


def test_a_step_changes_what_the_composer_does_and_no_verdict(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.ledger.models import Finding, Verdict

    case = office.write()
    held = actions.check_draft(office.agent, case.pk, STOPPED).findings[0]
    assert held.severity == "stop"
    for number in range(3):
        actions.dispute_draft(office.agent, case.pk, held.clause, STOPPED, client_id=f"d-{number}")
    office.clock.pass_minutes(1)
    now = actions.check_draft(office.agent, case.pk, STOPPED).findings
    assert [(f.clause, f.severity) for f in now] == [(held.clause, "urge")]
    actions.send_message(office.agent, case.pk, STOPPED)
    row = Finding.objects.get(case=case.pk, clause=held.clause)
    assert (row.outcome, row.severity) == ("broken", "stop"), "the verdict is the handbook's"
    assert Verdict.objects.get(of=row.pk).outcome == "broken"
    (shown,) = [
        f for f in queries.case_page(office.agent, case.pk).turns[-1].findings if f.id == row.pk
    ]
    assert shown.severity == "urge", "what was seen while writing is what is found"


def test_the_strengths_read_again_from_the_ledger_are_those_that_were_lived(office: Office) -> None:
    from shouwen_desk.cases import actions, speech
    from shouwen_desk.ledger import strengths

    case = office.write()
    lived: list[tuple[int, str]] = []
    for number in range(7):
        office.clock.pass_minutes(1)
        if strength(office) != "watch":
            actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{number}")
        office.clock.pass_minutes(1)
        lived.append((office.clock.now, strength(office)))
    strengths.forget()
    program = speech.program(office.clock.now)
    assert program is not None
    assert [(at, strengths.in_force(program, CLAUSE, at)) for at, _ in lived] == lived
    assert {"urge", "hint", "watch"} == {name for _, name in lived}


def test_what_is_only_watched_is_shown_to_who_judges_and_to_no_agent(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    case = office.write()
    for number in range(6):
        office.clock.pass_minutes(1)
        actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{number}")
    office.clock.pass_minutes(1)
    assert strength(office) == "watch"
    actions.send_message(office.agent, case.pk, VAGUE)
    told = {
        name: [f.clause for f in queries.case_page(office.people[name], case.pk).turns[-1].findings]
        for name in ("agent", "leader")
    }
    assert told == {"agent": [], "leader": [CLAUSE]}


def test_a_busy_agent_sees_only_what_holds_and_is_judged_like_anybody(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Finding

    cases = [office.write() for _ in range(8)]
    for case in cases[:7]:
        actions.claim(office.agent, case.pk)
    calm = actions.check_draft(office.agent, cases[0].pk, VAGUE, composer=True)
    assert ([f.clause for f in calm.findings], calm.busy) == ([CLAUSE], False)
    actions.claim(office.agent, cases[7].pk)
    busy = actions.check_draft(office.agent, cases[0].pk, VAGUE, composer=True)
    assert (busy.findings, busy.busy) == ([], True)
    assert (
        actions.check_draft(office.agent, cases[0].pk, STOPPED, composer=True).findings[0].severity
        == "stop"
    )
    assert not actions.check_draft(office.colleague, cases[0].pk, VAGUE, composer=True).busy
    assert actions.check_draft(office.agent, cases[0].pk, VAGUE).findings, "the API hides nothing"
    actions.pause(office.agent, cases[7].pk, "等客户回复")
    assert not actions.check_draft(office.agent, cases[0].pk, VAGUE, composer=True).busy, (
        "a paused chat is no chat"
    )
    actions.resume(office.agent, cases[7].pk)
    actions.send_message(office.agent, cases[0].pk, VAGUE)
    assert Finding.objects.get(case=cases[0].pk, clause=CLAUSE).outcome == "broken"


def test_a_checked_draft_leaves_no_trace(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    import logging

    from django.apps import apps

    case = office.write()
    secret = "石榴石三七二一，我们会尽快处理。"

    def rows() -> dict[str, int]:
        return {model._meta.db_table: model.objects.count() for model in apps.get_models()}

    client = office.client("agent")
    client.get(f"/workbench/{case.pk}")
    before = rows()
    with caplog.at_level(logging.DEBUG):
        answer = client.post(f"/workbench/{case.pk}/check", {"text": secret})
    assert answer.status_code == 200
    assert answer.json()["findings"]
    assert rows() == before
    assert "石榴石" not in caplog.text


def test_slots_hold_what_the_ledger_knows_and_nothing_else(sqlite_office: Office) -> None:
    from shouwen.events import MINUTE
    from shouwen_desk.cases import actions

    office = sqlite_office
    case = office.write(name="欧阳文静")
    actions.claim(office.agent, case.pk)
    page = office.client("agent").get(f"/workbench/{case.pk}").content.decode()
    slots = page.partition('data-slots="')[2].partition('"')[0].split(";")
    assert "称呼=欧阳女士" in slots
    assert "是部门=一组" in slots, "who I am"
    assert not [one for one in slots if one.startswith("部门=")], "nobody else was asked"
    assert "公司=星屿云服" in slots
    assert not [one for one in slots if one.startswith("时间=")], "nobody promised a time"
    actions.make_promise(office.agent, case.pk, "回电", office.clock.now + 60 * MINUTE)
    page = office.client("agent").get(f"/workbench/{case.pk}").content.decode()
    later = page.partition('data-slots="')[2].partition('"')[0].split(";")
    assert "时间=10:01" in later
    actions.assign(office.manager, case.pk, office.stranger.pk)
    page = office.client("manager").get(f"/workbench/{case.pk}").content.decode()
    assert "部门=二组" in page.partition('data-slots="')[2].partition('"')[0].split(";")


def test_a_closed_conversation_is_judged_and_disputed_like_an_open_one(office: Office) -> None:
    from shouwen_desk.cases import actions, queries
    from shouwen_desk.cases.models import Case

    case = sent(office)
    Case.objects.filter(pk=case.pk).update(closed_at=office.clock.now, status="closed")
    actions.dispute_finding(office.agent, finding(case))
    actions.overturn_finding(office.leader, finding(case), "说的是上一次的经过")
    (row,) = queries.case_page(office.agent, case.pk).turns[-1].findings
    assert (row.state, row.disputed, row.judged_by) == ("overturned", True, "周三")
    assert row.reason == "说的是上一次的经过"


def test_the_margin_folds_what_is_only_watched(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions

    office = sqlite_office
    case = office.write()
    for number in range(6):
        office.clock.pass_minutes(1)
        actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{number}")
    office.clock.pass_minutes(1)
    actions.send_message(office.agent, case.pk, VAGUE)
    page = office.client("leader").get(f"/workbench/{case.pk}").content.decode()
    folded = (
        page.partition('<ol class="turns">')[2].partition("<details")[2].partition("</details>")[0]
    )
    assert "6.1.2" in folded
    assert "复核" in folded
    thread = office.client("agent").get(f"/workbench/{case.pk}").content.decode()
    assert "<details" not in thread.partition('<ol class="turns">')[2].partition("</ol>")[0]


MAY = {
    "confirm_finding": {"leader", "manager"},
    "overturn_finding": {"leader", "manager"},
    "dispute_finding": {"agent", "colleague", "leader", "manager"},
    "dispute_draft": {"agent", "colleague", "leader", "manager"},
}


@pytest.mark.parametrize("act", MAY)
def test_who_may_say_what_of_a_finding(sqlite_office: Office, act: str) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.people.errors import NotAllowed
    from tests.office import CAST

    allowed = set()
    for who, *_ in CAST:
        case = sent(sqlite_office)
        person = sqlite_office.people[who]
        given = {
            "confirm_finding": (finding(case), "本人"),
            "overturn_finding": (finding(case), "不算"),
            "dispute_finding": (finding(case),),
            "dispute_draft": (case.pk, CLAUSE, "我们会尽快处理，请放心。"),
        }[act]
        try:
            getattr(actions, act)(person, *given)
        except NotAllowed:
            continue
        allowed.add(who)
    assert allowed == MAY[act]


def test_of_objections_at_once_one_makes_the_clause_fall(office: Office) -> None:
    import threading

    from django.db import connection

    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Event

    case = office.write()
    for number in range(2):
        actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{number}")
    start = threading.Barrier(2)

    def press(name: str) -> None:
        try:
            start.wait()
            actions.dispute_draft(
                office.people[name], case.pk, CLAUSE, VAGUE, client_id=f"d-{name}"
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[name]) for name in ("agent", "colleague")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.filter(kind="hint.disputed").count() == 4
    step = Event.objects.get(kind="strength.lowered")
    assert step.payload["objections"] in (3, 4)


def test_another_process_learns_of_a_step_with_its_next_look(office: Office) -> None:
    from django.db import connection

    from shouwen_desk.cases import actions
    from shouwen_desk.ledger import strengths

    case = office.write()
    assert strength(office) == "urge"
    before = (strengths._cache.newest, strengths._cache.steps)
    for number in range(3):
        actions.dispute_draft(office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{number}")
    if connection.vendor == "postgresql":
        # What stands in the memory of a process that took no part in it.
        strengths._cache.newest, strengths._cache.steps = before
    assert strength(office) == "hint"
