"""The reader's card of a clause's strength, the step up, and the page of counter-examples."""

from __future__ import annotations

import pytest

from tests.office import Office

CLAUSE = "enterprise:6.1.2"
PAGE = "/handbook/enterprise/6.1.2"
VAGUE = "您好，鲁女士，我们会尽快处理。"


def dispute(office: Office, times: int = 3, text: str = VAGUE) -> None:
    from shouwen_desk.cases import actions

    case = office.write()
    for number in range(times):
        actions.dispute_draft(office.agent, case.pk, CLAUSE, text, client_id=f"d-{number}")
    office.clock.pass_minutes(1)


def say_vaguely(office: Office, times: int) -> list[str]:
    """Send so many messages that break the clause; gives the names of all its findings."""
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Finding

    for _ in range(times):
        case = office.write()
        actions.send_message(office.agent, case.pk, VAGUE)
        office.clock.pass_minutes(1)
    return list(Finding.objects.filter(clause=CLAUSE).values_list("pk", flat=True))


def strength(office: Office) -> str:
    from shouwen_desk.ledger import queries, strengths

    program = queries.program_in_force(office.clock.now)
    assert program is not None
    return strengths.in_force(program, CLAUSE, office.clock.now)


def test_the_page_of_a_clause_tells_its_months_and_steps(office: Office) -> None:
    from shouwen.measures.ladder import Figures
    from shouwen_desk.handbooks.ladder import ladder
    from shouwen_desk.ledger import queries

    dispute(office)
    now = office.clock.now
    program = queries.program_in_force(now)
    assert program is not None
    card = ladder(office.agent, program, CLAUSE, now)
    assert card is not None
    assert (card.written, card.now, card.to_word, card.back, card.may) == (
        "劝",
        "提",
        "劝",
        True,
        False,
    )
    (month,) = card.months
    assert (month.figures, month.share) == (Figures(3, 0, 0, 3, 3), "100.0%")
    (step,) = card.steps
    assert (step.before, step.after, step.down, step.why) == (
        "劝",
        "提",
        True,
        "那时提示 3 次，异议 3 句",
    )
    assert ladder(office.agent, program, "enterprise:4.3.1", now) is None
    page = office.client("agent").get(PAGE).content.decode()
    assert "劝 → 提" in page
    assert "放回" not in page, "only a manager puts it back"


def test_a_manager_puts_a_clause_back_with_a_reason(office: Office) -> None:
    from shouwen_desk.handbooks import actions
    from shouwen_desk.ledger.models import Event
    from shouwen_desk.people.errors import Conflict, Invalid, NotAllowed
    from shouwen_desk.people.models import Notification

    dispute(office)
    for who in (office.agent, office.leader, office.admin):
        with pytest.raises(NotAllowed):
            actions.raise_strength(who, CLAUSE, "urge", "没有提示错")
    with pytest.raises(Invalid) as wrong:
        actions.raise_strength(office.manager, CLAUSE, "urge")
    assert wrong.value.field == "reason"
    with pytest.raises(Conflict):
        actions.raise_strength(office.manager, CLAUSE, "stop", "一次升两级")
    assert strength(office) == "hint"
    actions.raise_strength(office.manager, CLAUSE, "urge", "这三句都确实没说时间")
    assert strength(office) == "urge"
    rung = Notification.objects.filter(text__contains="升到").values_list("person_id", "text")
    assert list(rung) == [
        (office.admin.pk, "罗六把 6.1.2“应承要有时间”从“提”升到“劝”：这三句都确实没说时间")
    ]
    event = Event.objects.get(kind="strength.raised")
    assert (event.payload["from"], event.payload["to"]) == ("hint", "urge")
    assert event.payload["reason"] == "这三句都确实没说时间"
    assert event.actor == office.manager.actor


def test_beyond_what_the_handbook_writes_only_the_figures_lead(office: Office) -> None:
    from shouwen_desk.cases import actions as cases
    from shouwen_desk.handbooks import actions
    from shouwen_desk.ledger.models import Event
    from shouwen_desk.people.errors import Conflict

    with pytest.raises(Conflict, match="复核过 0 条，要满 20 条"):
        actions.raise_strength(office.manager, CLAUSE, "stop", "我觉得该拦")
    names = say_vaguely(office, 20)
    for name in names[:19]:
        cases.confirm_finding(office.leader, name, "本人")
    with pytest.raises(Conflict, match="复核过 19 条"):
        actions.raise_strength(office.manager, CLAUSE, "stop")
    cases.confirm_finding(office.leader, names[19], "本人")
    actions.raise_strength(office.manager, CLAUSE, "stop")
    assert strength(office) == "stop"
    assert Event.objects.get(kind="strength.raised").payload["confirmed"] == 20


def test_an_edition_that_writes_another_strength_ends_the_ladder(office: Office) -> None:
    from shouwen.handbook.program import Program
    from shouwen_desk.ledger.actions import put_in_force
    from tests.desk.desk import program

    dispute(office)
    assert strength(office) == "hint"
    content = program("enterprise").content
    content["enforced"]["clauses"]["6.1.2"]["severity"] = "stop"
    put_in_force(Program.from_content(content), actor="system")
    office.clock.pass_minutes(1)
    assert strength(office) == "stop"


def test_the_editor_sees_what_was_disputed_and_nobody_else(office: Office) -> None:
    dispute(office, 1, "您好。鲁文静女士，号码13800000036，我们会尽快处理。")
    answer = office.client("manager").get("/handbook/counter-examples")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "13800000036" not in page
    assert "鲁文静" not in page
    assert "某某女士，号码138******36，我们会尽快处理" in page
    assert "林一" in page
    assert office.client("leader").get("/handbook/counter-examples").status_code == 403


def test_what_is_to_be_copied_is_yaml_and_each_sentence_stands_once(office: Office) -> None:
    from shouwen.source import Mistakes, load_text
    from shouwen_desk.handbooks.objections import counter_examples
    from shouwen_desk.ledger import queries

    dispute(office, 2)
    program = queries.program_in_force(office.clock.now)
    (of,) = counter_examples(office.manager, program)
    assert len(of.said) == 2
    mistakes = Mistakes()
    read = load_text(of.yaml, "copied", mistakes)
    assert read is not None
    assert read.plain() == {"examples": {"keeps": ["您好，某女士，我们会尽快处理。"]}}


def test_erased_words_leave_the_line_and_no_example(sqlite_office: Office) -> None:
    from shouwen_desk.cases.models import Case
    from shouwen_desk.handbooks.objections import counter_examples
    from shouwen_desk.ledger.actions import erase

    dispute(sqlite_office, 1)
    erase(Case.objects.get().customer_id, reason="客户要求", actor="system")
    (of,) = counter_examples(sqlite_office.admin, None)
    assert (of.said[0].text, of.yaml) == ("", "")
    page = sqlite_office.client("admin").get("/handbook/counter-examples").content.decode()
    assert "依法删除" in page


def test_the_editors_page_names_what_fell_and_what_may_rise(sqlite_office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from shouwen_desk.cases import actions as cases
    from shouwen_desk.handbooks.ladder import waiting
    from shouwen_desk.ledger import queries

    office = sqlite_office
    names = say_vaguely(office, 20)
    program = queries.program_in_force(office.clock.now)
    assert program is not None
    for name in names[:19]:
        cases.confirm_finding(office.leader, name, "本人")
    assert CLAUSE not in [row.name for row in waiting(program, office.clock.now)]
    cases.confirm_finding(office.leader, names[19], "本人")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = {row.name: row for row in waiting(program, office.clock.now)}
    assert len(asked) == 3, "two more where somebody objected"
    row = found[CLAUSE]
    assert (row.now, row.written, row.to, row.fell) == ("劝", "劝", "拦", False)
    assert row.why == "近 90 天复核 20 条，100.0% 属实"

    dispute(office, 3)
    (row,) = [row for row in waiting(program, office.clock.now) if row.name == CLAUSE]
    assert (row.now, row.written, row.to, row.fell) == ("提", "劝", "", True)
    assert row.why == (
        "10月12日自己回落：那时提示 23 次，异议 3 句；升一级还差：复核过 0 条，要满 20 条"
    )
    page = office.client("manager").get("/handbook/counter-examples").content.decode()
    assert "手册写“劝”，现在“提”" in page


def test_a_clause_that_fell_and_may_rise_again_stands_there_once(sqlite_office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from shouwen_desk.cases import actions as cases
    from shouwen_desk.handbooks.ladder import waiting
    from shouwen_desk.ledger import queries, strengths
    from shouwen_desk.ledger.actions import counted_from
    from shouwen_desk.ledger.models import Finding

    office = sqlite_office
    dispute(office)
    names = say_vaguely(office, 60)
    for name in names[:20]:
        cases.confirm_finding(office.leader, name, "本人")
    cases.overturn_finding(office.leader, names[20], "上一句说了时间")
    cases.dispute_finding(office.agent, names[20])
    cases.dispute_finding(office.agent, names[21])
    now = office.clock.now
    program = queries.program_in_force(now)
    assert program is not None
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows = waiting(program, now)
    assert len(asked) == 5
    (row,) = [row for row in rows if row.name == CLAUSE]
    assert (row.now, row.written, row.to, row.fell) == ("提", "劝", "劝", True)
    assert row.why == "10月12日自己回落：那时提示 3 次，异议 3 句；那以后复核 21 条，95.2% 属实"
    lately = strengths.lately(now)
    assert (lately[CLAUSE].disputed, lately[CLAUSE].objections, lately[CLAUSE].fired) == (2, 2, 60)
    for name, figures in lately.items():
        assert figures == strengths.figures(name, counted_from(name, now), now)

    office.clock.pass_minutes(1)
    names = list(
        Finding.objects.filter(clause=CLAUSE, state="pending").values_list("pk", flat=True)
    )
    cases.dispute_finding(office.agent, names[-1])
    (row,) = [row for row in waiting(program, now + 1) if row.name == CLAUSE]
    assert row.to == "劝", "three of sixty are within 5 %"
    cases.overturn_finding(office.leader, names[-2], "上一句说了时间")
    assert strength(office) == "watch"


def test_the_readers_page_says_what_is_counted_and_what_is_in_force(office: Office) -> None:
    dispute(office)
    page = office.client("manager").get(PAGE).content.decode()
    row = page.partition('<tr class="decides">')[2].partition("</tr>")[0]
    assert "起</td>" in row
    month = page.partition("2026年10月")[2].partition("</tr>")[0]
    assert '<td class="num">3<span class="quiet">100.0%</span></td>' in month
    assert "异议：说了不该提示的，或复核不成立的，一句只算一次；下面的百分比是占提示的。" in page
    clause = page.partition('id="c6.1.2"')[2].partition("</section>")[0]
    assert '<span class="tag">现在提</span>' in clause
    assert "强度：劝。这是手册写的，升降以后现在按“提”。" in clause


def test_a_press_after_sending_claims_no_hint_that_was_shown(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.handbooks.objections import counter_examples
    from shouwen_desk.ledger import queries
    from shouwen_desk.ledger.models import Finding

    office = sqlite_office
    dispute(office)
    case = office.write()
    actions.send_message(office.agent, case.pk, VAGUE)
    office.clock.pass_minutes(1)
    actions.dispute_finding(office.agent, Finding.objects.get(case=case.pk, clause=CLAUSE).pk)
    (of,) = counter_examples(office.manager, queries.program_in_force(office.clock.now))
    # The handbook writes 劝; the sentence was sent when the clause had fallen to 提.
    assert [(one.strength, one.sent) for one in of.said] == [("提", True), *[("劝", False)] * 3]
    page = office.client("manager").get("/handbook/counter-examples").content.decode()
    assert "<td>提</td><td>发出以后</td>" in page
    assert "<td>劝</td><td>写的时候</td>" in page
    assert "对话多时只显示“拦”" in page
