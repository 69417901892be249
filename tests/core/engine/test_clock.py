"""Clocks: one story a law of DESIGN §4 and WALKTHROUGH."""

import pytest

from tests.laws.workshop import Desk, clock, program_of


def clause(block: str, *, per: str = "case", when: str = "{}", number: str = "1.1") -> str:
    """One clause around the lines of a clock."""
    lines = "\n".join("    " + line for line in block.strip().splitlines())
    return (
        f'- id: "{number}"\n  title: 标题\n  text: 正文\n  kind: clock\n  per: {per}\n  when: {when}\n'
        f"  clock:\n{lines}\n"
    )


ANSWER = """
measures: first_response
act: 给客户第一个答复
starts: case.opened
within: 30 分钟
basis: wall
stops: {event: message.sent, by: person, act: answer}
warn: [10 分钟]
breach: [{tell: leader}, {after: 15 分钟, tell: manager}]
"""


@pytest.fixture
def desk() -> Desk:
    return Desk(program_of(clause(ANSWER)))


def test_an_answer_in_time_keeps(desk: Desk) -> None:
    desk.tell("09:00", "case.opened")
    desk.tell("09:29:59", "message.sent", act="answer")
    assert desk.brief() == [("09:00", "09:30", "09:29:59", "kept")]
    assert desk.only().used_us == 1799 * 1_000_000
    assert desk.only().because == ["e001", "e002"]
    (verdict,) = desk.verdicts()
    assert (verdict.outcome, verdict.grade, verdict.person) == ("kept", "甲", "P1")
    assert desk.figures() == {("1.1", "kept"): 1}


def test_an_act_at_the_due_instant_keeps(desk: Desk) -> None:
    desk.tell("09:00", "case.opened")
    desk.tick("09:30")
    desk.tell("09:30", "message.sent", act="answer")
    desk.tick("12:00")
    assert desk.brief() == [("09:00", "09:30", "09:30", "kept")]


def test_one_second_late_stays_broken_and_has_its_delay(desk: Desk) -> None:
    desk.tell("09:00", "case.opened")
    desk.tell("09:30:01", "message.sent", act="answer")
    assert desk.brief() == [("09:00", "09:30", "09:30:01", "broken")]
    assert desk.only().used_us == 1801 * 1_000_000
    assert [clock(v.at) for v in desk.verdicts()] == ["09:30"]
    assert desk.figures() == {("1.1", "broken"): 1}


@pytest.mark.parametrize("act", ["greeting", "holding"])
def test_a_greeting_or_a_holding_reply_is_no_answer(desk: Desk, act: str) -> None:
    desk.tell("09:00", "case.opened")
    desk.tell("09:01", "message.sent", act=act)
    desk.tell("09:02", "message.sent", by="bot", act="answer")
    desk.tick("10:00")
    assert desk.brief() == [("09:00", "09:30", None, "broken")]


def test_warning_and_ladder_come_at_their_own_instants_however_late_the_tick(desk: Desk) -> None:
    desk.tell("09:00", "case.opened", owner="P7", team="T1")
    desk.tick("15 09:00")
    assert desk.notices() == [
        ("09:20", "warn", "owner"),
        ("09:30", "breach", "leader"),
        ("09:45", "breach", "manager"),
    ]
    assert [clock(at) for at in desk.only().warned] == ["09:20"]
    assert desk.verdicts()[0].person == "P7"
    assert {n.person for n in desk.tables.notices.values()} == {"P7"}


def test_the_ladder_stops_when_it_is_done(desk: Desk) -> None:
    desk.tell("09:00", "case.opened")
    desk.tell("09:40", "message.sent", act="answer")
    desk.tick("12:00")
    assert [level for _, level, to in desk.notices() if to == "manager"] == []


def test_whoever_has_the_case_when_it_falls_due_answers_for_it(desk: Desk) -> None:
    desk.tell("09:00", "case.opened", owner="P1", team="T1")
    desk.tell("09:10", "case.assigned", to="P2", team="T2")
    desk.tick("10:00")
    desk.tell("10:10", "case.assigned", to="P3", team="T3")
    (verdict,) = desk.verdicts()
    assert (verdict.person, verdict.team) == ("P2", "T2")
    state = desk.tables.states["case:C1"]
    assert (state.facts["owner"], state.facts["first_asked"]) == ("P3", "P1")
    assert desk.only().owner == "P3"  # who owes it now


def test_an_act_whose_kind_nobody_recognised_is_unobserved_not_kept(desk: Desk) -> None:
    desk.tell("09:00", "case.opened")
    desk.tell("09:05", "message.sent")
    assert desk.brief() == [("09:00", "09:30", "09:05", "unobserved")]


# ---- starts --------------------------------------------------------------------------------------


NEXT = """
measures: next_response
act: 答复
starts: message.received
within: 20 秒
basis: wall
stops: {event: message.sent, by: person}
"""


def test_a_burst_of_messages_is_one_question() -> None:
    desk = Desk(program_of(clause(NEXT, per="conversation")))
    for second in ("00", "05", "15"):
        desk.tell(f"09:00:{second}", "message.received")
    desk.tell("09:00:20", "message.sent")
    desk.tell("09:01:00", "message.received")
    desk.tick("09:02")
    assert desk.brief() == [
        ("09:00", "09:00:20", "09:00:20", "kept"),
        ("09:01", "09:01:20", None, "broken"),
    ]


def test_each_opens_one_for_every_start_and_one_answer_serves_all() -> None:
    desk = Desk(program_of(clause(NEXT + "restarts: each\n", per="conversation")))
    desk.tell("09:00:00", "message.received")
    desk.tell("09:00:15", "message.received")
    desk.tell("09:00:30", "message.sent")
    assert [row[1:] for row in desk.brief()] == [
        ("09:00:20", "09:00:30", "broken"),
        ("09:00:35", "09:00:30", "kept"),
    ]


SILENCE = """
measures: reminder
act: 发温馨提示
starts: {event: message.sent, by: person}
within: 1 小时
basis: wall
restarts: last
stops: {event: message.sent, by: system, act: reminder}
voids: [message.received, case.closed]
does: {act: reminder, text: 还在吗, grace: 5 分钟}
"""


def test_an_hour_of_silence_counts_from_the_last_message_and_the_desk_reminds() -> None:
    desk = Desk(program_of(clause(SILENCE, per="conversation")))
    desk.tell("09:00", "message.sent")
    desk.tell("09:20", "message.sent")
    desk.tick("10:20:01")
    (perform,) = desk.tables.performs.values()
    assert (clock(perform.at), clock(perform.before), perform.act) == ("10:20", "10:25", "reminder")
    desk.tell("10:21", "message.sent", by="system", act="reminder")
    assert desk.brief() == [("09:00", "10:20", "10:21", "kept")]


def test_a_customer_who_speaks_needs_no_reminder() -> None:
    desk = Desk(program_of(clause(SILENCE, per="conversation")))
    desk.tell("09:00", "message.sent")
    desk.tell("09:30", "message.received")
    desk.tick("12:00")
    assert desk.brief() == [("09:00", "10:00", "09:30", "excused")]
    assert desk.tables.performs == {}


def test_what_the_desk_itself_misses_is_the_systems_fault() -> None:
    desk = Desk(program_of(clause(SILENCE, per="conversation")))
    desk.tell("09:00", "message.sent")
    desk.tick("15 09:00")
    (verdict,) = desk.verdicts()
    assert (verdict.outcome, verdict.attribution, clock(verdict.at)) == ("broken", "系统", "10:05")
    assert {(key.person, key.outcome) for key in desk.tables.tally} == {("", "broken")}
    assert len(desk.tables.performs) == 1


def test_once_means_not_again_after_it_was_done() -> None:
    block = ANSWER.replace(
        "starts: case.opened", "starts: [case.opened, case.level_set]\nonce: true"
    )
    desk = Desk(program_of(clause(block)))
    desk.tell("09:00", "case.opened")
    desk.tell("09:10", "message.sent", act="answer")
    desk.tell("09:20", "case.level_set", level=1)
    assert len(desk.owed()) == 1


# ---- deadlines -----------------------------------------------------------------------------------


def test_a_working_day_ends_at_the_close_of_business_of_the_next() -> None:
    desk = Desk(
        program_of(clause(ANSWER.replace("30 分钟\n", "1 个工作日\n").replace("wall", "work")))
    )
    desk.tell("16 17:59", "case.opened")
    assert desk.brief()[0][1] == "19 18:00"


def test_working_hours_stand_still_at_night_and_used_time_counts_them_alone() -> None:
    desk = Desk(program_of(clause(ANSWER.replace("30 分钟\n", "2 小时\n").replace("wall", "work"))))
    desk.tell("17:00", "case.opened")
    desk.tell("13 09:30", "message.sent", act="answer")
    assert desk.brief() == [("17:00", "13 10:00", "13 09:30", "kept")]
    assert desk.only().used_us == 90 * 60 * 1_000_000


def test_a_table_goes_by_a_fact_and_says_nothing_of_other_values() -> None:
    table = "within: {table: {fact: level, 1: 30 分钟, 2: 2 小时}}"
    program = program_of(clause(ANSWER.replace("within: 30 分钟", table)))
    for level, due in ((1, "09:30"), (2, "11:00")):
        desk = Desk(program)
        desk.tell("09:00", "case.opened", level=level)
        assert desk.brief()[0][1] == due
    desk = Desk(program)
    desk.tell("09:00", "case.opened", level=3)
    assert desk.owed() == []


def test_the_time_told_to_the_customer_is_the_time_allowed() -> None:
    desk = Desk(program_of(clause(ANSWER.replace("within: 30 分钟", "within: {field: wait}"))))
    desk.tell("09:00", "case.opened", facts={"wait": 10})
    assert desk.brief()[0][1] == "09:10"
    desk = Desk(desk.program)
    desk.tell("09:00", "case.opened", facts={"wait": "2 小时"})
    assert desk.brief()[0][1] == "11:00"
    desk = Desk(desk.program)
    desk.tell("09:00", "case.opened")
    assert desk.owed() == []
    assert desk.figures() == {("1.1", "unobserved"): 1}


def test_anchored_at_the_opening_a_late_rise_of_level_may_already_be_overdue() -> None:
    block = """
measures: solution
act: 给出方案
starts: [case.opened, case.level_set]
anchor: case.opened
within: 48 小时
basis: wall
stops: case.solution_issued
voids: {event: case.level_set, level: {not: 2}}
"""
    program = program_of(clause(block, when="{level: 2}"))
    desk = Desk(program)
    desk.tell("09:00", "case.opened", level=3)
    desk.tell("13 09:00", "case.level_set", level=2)
    assert desk.brief() == [("13 09:00", "14 09:00", None, None)]
    desk = Desk(program)
    desk.tell("09:00", "case.opened", level=3)
    desk.tell("16 09:00", "case.level_set", level=2)
    desk.tick("16 09:01")
    assert desk.brief() == [("16 09:00", "14 09:00", None, "broken")]
    assert clock(desk.verdicts()[0].at) == "16 09:00"


def test_nothing_is_due_where_nobody_ever_works() -> None:
    closed = {"official": "none", "hours": {"mon-fri": []}}
    program = program_of(clause(ANSWER.replace("wall", "work")), calendars={"office": closed})
    desk = Desk(program)
    desk.tell("09:00", "case.opened")
    desk.tick("2199-01-01 00:00")
    assert desk.brief() == [("09:00", None, None, None)]


# ---- facts that nobody knows ---------------------------------------------------------------------


def test_a_missing_fact_is_unobserved_once_a_subject_never_kept() -> None:
    block = ANSWER.replace("starts: case.opened", "starts: message.received")
    desk = Desk(program_of(clause(block, when="{rings: {above: 3}}")))
    desk.tell("09:00", "message.received")
    desk.tell("09:01", "message.received")
    desk.tell("09:02", "message.sent", act="answer")
    assert desk.owed() == []
    (verdict,) = desk.verdicts()
    assert (verdict.outcome, verdict.reason, verdict.because) == (
        "unobserved",
        "缺少事实：rings",
        ("e001",),
    )
    assert desk.figures() == {("1.1", "unobserved"): 1}


def test_settings_answer_for_facts_that_nobody_gave() -> None:
    desk = Desk(program_of(clause(ANSWER, when="{level: 3}")))
    desk.tell("09:00", "case.opened")
    assert len(desk.owed()) == 1


# ---- voids, parts, declared times ----------------------------------------------------------------


def test_another_level_voids_what_was_running_and_leaves_what_was_broken() -> None:
    program = program_of(clause(ANSWER + "voids: [case.level_set, case.merged]\n"))
    desk = Desk(program)
    desk.tell("09:00", "case.opened")
    desk.tell("09:10", "case.level_set", level=2, actor="person:P9")
    assert desk.brief() == [("09:00", "09:30", "09:10", "excused")]
    assert desk.only().reason == "作废：定级"
    desk = Desk(program)
    desk.tell("09:00", "case.opened")
    desk.tell("09:40", "case.merged", into="C2")
    assert desk.brief() == [("09:00", "09:30", "09:40", "broken")]


QUESTIONS = """
measures: three_questions
act: 问齐三问
starts: case.opened
within: 2 小时
basis: work
stops:
  all:
    - {title: 问题细节, any: [{event: question.recorded, question: detail}]}
    - {title: 期望诉求, any: [{event: question.recorded, question: wish}]}
    - {title: 时间节点, any: [{event: question.recorded, question: time}]}
"""


def test_two_of_three_questions_are_not_enough_and_are_shown_as_two() -> None:
    desk = Desk(program_of(clause(QUESTIONS)))
    desk.tell("09:00", "case.opened")
    desk.tell("09:10", "question.recorded", question="detail")
    desk.tell("09:20", "question.recorded", question="wish")
    desk.tell("09:30", "question.recorded", question="wish")
    desk.tick("12:00")
    obligation = desk.only()
    assert obligation.outcome == "broken"
    assert obligation.reason == "到期未办，还差时间节点"
    assert [(title, clock(at)) for title, at in obligation.parts] == [
        ("问题细节", "09:10"),
        ("期望诉求", "09:20"),
        ("时间节点", None),
    ]
    desk.tell("12:30", "question.recorded", question="time")
    assert desk.brief() == [("09:00", "11:00", "12:30", "broken")]


def test_three_of_three_keep() -> None:
    desk = Desk(program_of(clause(QUESTIONS)))
    desk.tell("09:00", "case.opened")
    for minute, question in (("10", "wish"), ("20", "time"), ("30", "detail")):
        desk.tell(f"09:{minute}", "question.recorded", question=question)
    assert desk.brief() == [("09:00", "11:00", "09:30", "kept")]


def test_a_declared_time_counts_only_where_the_clause_says_so() -> None:
    block = ANSWER.replace("{event: message.sent, by: person, act: answer}", "customer.contacted")
    for accepts, outcome, closed in (
        ("", "broken", "10:00"),
        ("accepts: [declared]\n", "kept", "09:20"),
    ):
        desk = Desk(program_of(clause(block + accepts)))
        desk.tell("09:00", "case.opened")
        desk.tell(
            "09:20", "customer.contacted", at_source="declared", recorded="10:00", actor="person:P1"
        )
        desk.tick("11:00")
        assert desk.brief() == [("09:00", "09:30", closed, outcome)]
    assert desk.verdicts()[0].grade == "丙"
