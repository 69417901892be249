"""条款守规率 on the leader's board: the lowest shares first, and nothing of what is only watched."""

from __future__ import annotations

import pytest

from tests.office import Office


def test_what_is_only_watched_colours_nobody(office: Office) -> None:
    from shouwen_desk.config import clock
    from shouwen_desk.ledger.models import Tally
    from shouwen_desk.ledger.queries import program_in_force
    from shouwen_desk.ledger.record import UNIT
    from shouwen_desk.workbench import heat

    office.write()
    program = program_in_force(clock.now())
    assert program is not None
    spoken = [c for c in program.clauses if program.clauses[c].kind == "utterance"]
    watched = next(c for c in spoken if program.clauses[c].severity == "watch")
    low, lower = [c for c in spoken if program.clauses[c].severity == "urge"][:2]
    agent, colleague = office.agent, office.colleague
    for clause, person, kept, broken in (
        (watched, agent, 0, 9),
        (low, agent, 30, 10),
        (lower, agent, 8, 24),
        (lower, colleague, 29, 0),  # too few for a share of its own, but they count in the whole
    ):
        for outcome, n in (("kept", kept), ("broken", broken)):
            Tally.objects.create(
                day="2026-10-12", unit=UNIT, clause=clause, edition="e", person=person.pk,
                outcome=outcome, n=n,
            )  # fmt: skip

    found = heat.lines(program, [agent, colleague], ("2026-10-01", "2026-10-31"), clock.now())
    mine = {line.clause: line for line in found if line.clause in (watched, low, lower)}

    assert [*mine] == [lower, low]
    cells = [(cell.text, cell.tint) for cell in mine[lower].cells]
    assert cells == [("25%", "h3"), ("守29 违0", "")]
    assert mine[lower].whole == "60.7%"
    assert [(cell.text, cell.tint) for cell in mine[low].cells] == [("75%", "h3"), ("", "")]


@pytest.mark.parametrize(
    ("kept", "broken", "text", "whole"),
    [(28, 1, "守28 违1", "守28 违1"), (29, 1, "97%", "96.7%"), (2, 1, "守2 违1", "守2 违1")],
)
def test_fewer_than_thirty_judged_are_counts_and_no_share(
    sqlite_office: Office, kept: int, broken: int, text: str, whole: str
) -> None:
    from shouwen_desk.ledger.queries import program_in_force
    from shouwen_desk.workbench import heat

    office = sqlite_office
    _tally(CLAUSE, office.agent.pk, kept=kept, broken=broken)
    program = program_in_force(office.clock.now)
    assert program is not None
    (line,) = heat.lines(program, [office.agent], ("2026-10-01", "2026-10-31"), office.clock.now)
    assert (line.cells[0].text, line.cells[0].tint, line.whole) == (text, "", whole)


def test_clauses_with_too_little_for_a_share_stand_behind_the_others_most_broken_first(
    sqlite_office: Office,
) -> None:
    from shouwen_desk.ledger.queries import program_in_force
    from shouwen_desk.workbench import heat

    office = sqlite_office
    for clause, kept, broken in (("6.1.2", 0, 3), ("3.1.1", 1, 9), ("5.2.1", 95, 5)):
        _tally(f"enterprise:{clause}", office.agent.pk, kept=kept, broken=broken)
    program = program_in_force(office.clock.now)
    assert program is not None
    found = heat.lines(program, [office.agent], ("2026-10-01", "2026-10-31"), office.clock.now)
    assert [line.clause.partition(":")[2] for line in found] == ["5.2.1", "3.1.1", "6.1.2"]


CLAUSE = "enterprise:6.1.2"
VAGUE = "您好，鲁女士，我们会尽快处理。"


def _tally(clause: str, person: str, **counts: int) -> None:
    from shouwen_desk.ledger.models import Tally
    from shouwen_desk.ledger.record import UNIT

    for outcome, n in counts.items():
        Tally.objects.create(
            day="2026-10-12", unit=UNIT, clause=clause, edition="e", person=person, team="T1",
            outcome=outcome, n=n,
        )  # fmt: skip


def test_a_clause_that_fell_to_watching_colours_nobody_either(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger import strengths
    from shouwen_desk.ledger.queries import program_in_force
    from shouwen_desk.workbench import counted, heat

    office = sqlite_office
    _tally(CLAUSE, office.agent.pk, kept=1, broken=3)
    case = office.write()
    program = program_in_force(office.clock.now)
    assert program is not None

    def shown() -> tuple[bool, bool]:
        days, now = ("2026-10-01", "2026-10-31"), office.clock.now
        heated = [line.clause for line in heat.lines(program, [office.agent], days, now)]
        return CLAUSE in heated, CLAUSE in counted.todays(office.leader, program, now)

    for step in range(2):
        assert shown() == (True, True)
        office.clock.pass_minutes(1)
        for number in range(3):
            actions.dispute_draft(
                office.agent, case.pk, CLAUSE, VAGUE, client_id=f"d-{step}-{number}"
            )
        office.clock.pass_minutes(1)
    assert strengths.in_force(program, CLAUSE, office.clock.now) == "watch"
    assert shown() == (False, False)


def test_what_waits_for_a_reviewer_is_named_and_in_no_share(sqlite_office: Office) -> None:
    from shouwen_desk.ledger.queries import program_in_force
    from shouwen_desk.workbench import heat

    office = sqlite_office
    _tally(CLAUSE, office.agent.pk, kept=3, broken=1, pending=4)
    _tally(CLAUSE, office.colleague.pk, kept=1, pending=9)
    program = program_in_force(office.clock.now)
    assert program is not None
    days = ("2026-10-01", "2026-10-31")
    crew = [office.agent, office.colleague, office.leader]
    (line,) = heat.lines(program, crew, days, office.clock.now)
    assert [(c.text, c.tint, c.pending, c.any) for c in line.cells] == [
        ("守3 违1", "", 4, True),
        ("守1 违0", "", 9, True),
        ("", "", 0, False),
    ]
    assert line.whole == "守4 违1"
    page = office.client("leader").get("/board").content.decode()
    assert f'href="/board/{CLAUSE}/{office.agent.pk}"' in page
    assert f'href="/board/{CLAUSE}/{office.leader.pk}"' not in page


def test_a_cell_opens_what_it_counts_for_whoever_leads_the_person(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Finding

    office = sqlite_office
    cases = []
    for who in ("agent", "agent", "colleague"):
        cases.append(office.write())
        actions.send_message(office.people[who], cases[-1].pk, VAGUE)
        office.clock.pass_minutes(1)
    finding = Finding.objects.get(case=cases[0].pk, clause=CLAUSE)
    actions.confirm_finding(office.leader, finding.pk, "本人")
    address = f"/board/{CLAUSE}/{office.agent.pk}"
    for who in ("leader", "manager"):
        page = office.client(who).get(address).content.decode()
        assert "违 1，免 0" in page
        assert "待核 1 条还没有人看过，不算在内" in page
        assert [one.number in page for one in cases] == [True, True, False]
    assert office.client("other_leader").get(address).status_code == 404
    assert office.client("agent").get(address).status_code == 403
    assert office.client("leader").get(f"/board/nothing:1/{office.agent.pk}").status_code == 404


def test_what_was_another_departments_is_listed_with_that_word_and_not_counted(
    sqlite_office: Office,
) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Finding
    from shouwen_desk.ledger.queries import figures, program_in_force
    from shouwen_desk.ledger.replay import replay
    from shouwen_desk.workbench import heat

    office = sqlite_office
    _tally(CLAUSE, office.agent.pk, kept=49)
    cases = []
    for _ in range(3):
        cases.append(office.write())
        actions.send_message(office.agent, cases[-1].pk, VAGUE)
        office.clock.pass_minutes(1)
    for case, whose in zip(cases, ("本人", "他部门", "系统"), strict=True):
        finding = Finding.objects.get(case=case.pk, clause=CLAUSE)
        actions.confirm_finding(office.leader, finding.pk, whose)
    program, days = program_in_force(office.clock.now), ("2026-10-01", "2026-10-31")
    assert program is not None

    heated = heat.lines(program, [office.agent], days, office.clock.now)
    (line,) = [line for line in heated if line.clause == CLAUSE]
    assert (line.cells[0].text, line.whole) == ("98%", "98.0%")
    assert figures(days=days, clause=CLAUSE, person=office.agent.pk)[CLAUSE].broken == 1
    assert figures(days=days, clause=CLAUSE, team="T1")[CLAUSE].broken == 3

    page = office.client("leader").get(f"/board/{CLAUSE}/{office.agent.pk}").content.decode()
    assert "守 49，违 1，免 0，守规率 98.0%" in page
    assert "归因不是本人的 2 条列在下面，也不算在内。" in page
    shown = {case.number: page.partition(case.number)[2].partition("</li>")[0] for case in cases}
    assert "判违 · 本人</span>" in shown[cases[0].number]
    assert "判违 · 他部门 · 不算在内" in shown[cases[1].number]
    assert "判违 · 系统 · 不算在内" in shown[cases[2].number]
    reader = office.client("leader").get("/handbook/enterprise/6.1.2").content.decode()
    assert [f"判违 · {whose}</span>" in reader for whose in ("本人", "他部门", "系统")] == [
        True
    ] * 3

    found = [one.say for one in replay().differences if one.table != "tally"]
    assert found == []


def test_todays_figure_opens_the_clauses_that_make_it(sqlite_office: Office) -> None:
    office = sqlite_office
    _tally(CLAUSE, office.agent.pk, kept=7, broken=1, pending=5)
    leader = office.client("leader")
    board = leader.get("/board").content.decode()
    assert "今日守规率 <b>守7 违1</b>" in board, "eight are no rate"
    page = leader.get("/board/today").content.decode()
    assert "<h2>今日守规率 —</h2>" in page
    assert "不满 30 次的不算比例" in page
    assert "87.5%" not in page
    _tally(CLAUSE, office.colleague.pk, kept=63, broken=9)
    board = leader.get("/board").content.decode()
    assert '<a href="/board/today">' in board
    assert "今日守规率 <b>87.5%</b>" in board
    page = leader.get("/board/today").content.decode()
    assert "<h2>今日守规率 87.5%</h2>" in page
    assert "守 70，违 10，免 0" in page
    row = page.partition("6.1.2</span>")[2].partition("</tr>")[0]
    assert row.count('class="num"') == 5
    assert "87.5%" in row
    assert office.client("agent").get("/board/today").status_code == 403


def test_what_a_reviewer_overturned_was_not_sent_over_a_hint(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Finding
    from shouwen_desk.workbench import digest

    office = sqlite_office
    case = office.write()
    actions.send_message(office.agent, case.pk, VAGUE)
    finding = Finding.objects.get(case=case.pk, clause=CLAUSE)
    actions.overturn_finding(office.leader, finding.pk, "上一句说了时间")
    finding.refresh_from_db()
    assert (finding.outcome, finding.reason != "") == ("excused", True)
    assert digest.sent_over(office.leader, since=0) == []
