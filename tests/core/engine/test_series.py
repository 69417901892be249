"""Clocks that repeat, pause, move: ``every``, ``pauses``, ``redates``, promises and visits."""

import pytest

from tests.core.engine.test_clock import clause
from tests.laws.workshop import Desk, clock, program_of

HOURLY = """
measures: progress
act: 向客户同步进展
starts: [case.opened, case.level_set]
every: 1 小时
basis: wall
stops: {event: message.sent, by: person, act: progress}
until: [case.solved, case.closed]
voids: {event: case.level_set, level: {not: 1}}
warn: [10 分钟]
breach: [{tell: leader}, {after: 30 分钟, tell: manager}]
"""


def hourly(more: str = "") -> Desk:
    return Desk(program_of(clause(HOURLY + more, when="{level: 1}")))


def test_on_a_fixed_grid_each_hour_wants_its_own_report() -> None:
    desk = hourly()
    desk.tell("09:00", "case.opened", level=1)
    desk.tell("09:10", "message.sent", act="progress")
    desk.tell("09:50", "message.sent", act="progress")
    desk.tell("11:00", "message.sent", act="progress")
    desk.tell("11:30", "case.solved")
    desk.tick("20:00")
    assert desk.brief() == [
        ("09:00", "10:00", "09:10", "kept"),
        ("10:00", "11:00", "11:00", "kept"),
        ("11:00", "12:00", "11:30", "excused"),
    ]


def test_since_the_last_report_the_next_is_due_an_hour_later() -> None:
    desk = hourly("grid: since_last\n")
    desk.tell("09:00", "case.opened", level=1)
    desk.tell("09:10", "message.sent", act="progress")
    desk.tell("09:50", "message.sent", act="progress")
    desk.tick("10:51")
    assert desk.brief() == [
        ("09:00", "10:00", "09:10", "kept"),
        ("09:10", "10:10", "09:50", "kept"),
        ("09:50", "10:50", None, "broken"),
        ("10:50", "11:50", None, None),
    ]


@pytest.mark.parametrize("grid", ["fixed", "since_last"])
def test_seventy_two_hours_down_are_seventy_two_obligations_with_bounded_work(grid: str) -> None:
    desk = hourly(f"grid: {grid}\n")
    desk.tell("09:00", "case.opened", level=1)
    desk.tick("15 09:00:01")
    assert len(desk.owed()) == 73
    assert desk.figures() == {("1.1", "broken"): 72}
    assert [n.to for n in desk.tables.notices.values()].count("leader") == 72
    state = desk.tables.states["case:C1"]
    assert len(state.open) == 2  # the one that runs and the last that was missed
    assert [o.closed is None for o in desk.owed()] == [False] * 71 + [True, True]
    assert desk.owed()[0].reason == "到期未办，由下一次接替"
    desk.tell("15 09:20", "message.sent", act="progress")
    assert desk.brief()[71:73] == [
        ("15 08:00", "15 09:00", "15 09:20", "broken"),
        ("15 09:00", "15 10:00", "15 09:20", "kept"),
    ]


def test_another_level_ends_the_series() -> None:
    desk = hourly()
    desk.tell("09:00", "case.opened", level=1)
    desk.tell("09:10", "message.sent", act="progress")
    desk.tell("09:30", "case.level_set", level=2)
    desk.tick("15:00")
    assert desk.brief() == [("09:00", "10:00", "09:10", "kept")]
    desk.tell("15:00", "case.level_set", level=1)
    desk.tick("16:30")
    assert desk.brief()[1:] == [("15:00", "16:00", None, "broken"), ("16:00", "17:00", None, None)]


def test_setting_the_same_level_again_starts_no_second_series() -> None:
    desk = hourly()
    desk.tell("09:00", "case.opened", level=1)
    desk.tell("09:10", "message.sent", act="progress")
    desk.tell("09:30", "case.level_set", level=1)
    desk.tick("10:30")
    assert len(desk.owed()) == 2


def test_a_pause_moves_the_grid_too() -> None:
    desk = hourly("pauses: true\n")
    desk.tell("09:00", "case.opened", level=1)
    desk.tell("09:10", "message.sent", act="progress")
    desk.tell("09:30", "case.paused", reason="等客户")
    desk.tick("12:00")
    desk.tell("12:00", "case.resumed")
    desk.tick("12:31")
    assert desk.brief() == [("09:00", "10:00", "09:10", "kept"), ("12:30", "13:30", None, None)]


SOLUTION = """
measures: solution
act: 给出方案
starts: case.opened
within: 2 小时
basis: work
pauses: [等客户资料]
stops: case.solution_issued
warn: [30 分钟]
breach: [{tell: leader}, {after: 1 小时, tell: manager}]
"""


def test_a_pause_for_the_named_reason_moves_the_due_time_by_working_time() -> None:
    desk = Desk(program_of(clause(SOLUTION)))
    desk.tell("16:00", "case.opened")
    desk.tell("16:45", "case.paused", reason="等客户资料")
    desk.tick("13 12:00")
    assert desk.only().outcome is None
    desk.tell("13 10:00", "case.resumed")
    assert desk.brief() == [("16:00", "13 11:15", None, None)]
    desk.tell("13 11:00", "case.solution_issued")
    assert desk.only().outcome == "kept"
    assert desk.only().used_us == 105 * 60 * 1_000_000


def test_a_pause_for_another_reason_stops_nothing_and_ends_one_that_did() -> None:
    desk = Desk(program_of(clause(SOLUTION)))
    desk.tell("09:00", "case.opened")
    desk.tell("09:30", "case.paused", reason="内部排队")
    assert desk.only().paused_since is None
    desk.tell("10:00", "case.paused", reason="等客户资料")
    desk.tell("10:30", "case.paused", reason="内部排队")
    assert desk.brief() == [("09:00", "11:30", None, None)]


def test_paused_at_the_very_due_time_is_due_at_the_resumption() -> None:
    desk = Desk(program_of(clause(SOLUTION)))
    desk.tell("09:00", "case.opened")
    desk.tell("11:00", "case.paused", reason="等客户资料")
    desk.tick("14:00")
    desk.tell("14:00", "case.resumed")
    assert desk.brief() == [("09:00", "14:00", None, None)]
    desk.tell("14:00", "case.solution_issued")
    assert desk.only().outcome == "kept"


def test_opened_while_paused_the_clock_does_not_run_until_the_resumption() -> None:
    desk = Desk(program_of(clause(SOLUTION.replace("case.opened", "case.typed"))))
    desk.tell("09:00", "case.opened")
    desk.tell("09:00", "case.paused", reason="等客户资料")
    desk.tell("09:30", "case.typed", type="repair")
    desk.tick("17:00")
    desk.tell("10:00", "case.resumed", name="late")
    desk.tick("13 09:00")
    assert desk.brief() == [("09:30", "12:00", None, "broken")]


def test_while_paused_the_ladder_waits() -> None:
    desk = Desk(program_of(clause(SOLUTION)))
    desk.tell("09:00", "case.opened")
    desk.tell("11:30", "case.paused", reason="等客户资料")
    desk.tell("15:00", "case.resumed")
    desk.tick("18:00")
    assert [row for row in desk.notices() if row[1] == "breach"] == [
        ("11:00", "breach", "leader"),
        ("15:30", "breach", "manager"),
    ]


def test_a_warning_given_before_a_pause_is_not_given_again() -> None:
    desk = Desk(program_of(clause(SOLUTION)))
    desk.tell("09:00", "case.opened")
    desk.tell("10:40", "case.paused", reason="等客户资料")
    desk.tell("12:00", "case.resumed")
    desk.tick("18:00")
    assert [row for row in desk.notices() if row[1] == "warn"] == [("10:30", "warn", "owner")]


# ---- promises and visits -------------------------------------------------------------------------

PROMISE = """
measures: promise
act: 兑现承诺
starts: promise.made
due: {field: due}
basis: wall
redates: {event: promise.moved, told: true}
stops: promise.kept
warn: [1 小时]
breach: [{tell: leader}]
"""
SUBJECTS = {"promise": "PR1", "case": "C1", "customer": "K1"}


def promise(more: str = "") -> Desk:
    return Desk(program_of(clause(PROMISE + more, per="promise")))


def at(text: str) -> int:
    from tests.laws.workshop import instant

    return instant(text)


def test_a_promise_moved_in_time_is_the_same_promise() -> None:
    desk = promise()
    desk.tell("09:00", "promise.made", due=at("12:00"), subjects=SUBJECTS, actor="person:P1")
    desk.tell("12:00", "promise.moved", due=at("15:00"), told=True, subjects=SUBJECTS)
    desk.tick("14:30")
    assert desk.brief() == [("09:00", "15:00", None, None)]
    assert [clock(t) for t in desk.only().warned] == ["11:00", "14:00"]
    desk.tell("14:40", "promise.kept", subjects=SUBJECTS, actor="person:P1")
    assert desk.brief() == [("09:00", "15:00", "14:40", "kept")]
    assert desk.verdicts()[0].grade == "丙"
    assert desk.verdicts()[0].person == "P1"


def test_a_promise_moved_too_late_stays_broken_and_a_new_one_opens() -> None:
    desk = promise()
    desk.tell("09:00", "promise.made", due=at("12:00"), subjects=SUBJECTS)
    desk.tell("12:01", "promise.moved", due=at("15:00"), told=True, subjects=SUBJECTS)
    desk.tell("14:00", "promise.kept", subjects=SUBJECTS)
    assert desk.brief() == [
        ("09:00", "12:00", "14:00", "broken"),
        ("12:01", "15:00", "14:00", "kept"),
    ]


def test_a_move_that_the_customer_was_not_told_moves_nothing() -> None:
    desk = promise()
    desk.tell("09:00", "promise.made", due=at("12:00"), subjects=SUBJECTS)
    desk.tell("10:00", "promise.moved", due=at("15:00"), told=False, subjects=SUBJECTS)
    desk.tick("13:00")
    assert desk.brief() == [("09:00", "12:00", None, "broken")]


def test_moves_may_be_capped() -> None:
    desk = promise("moves_at_most: 1\n")
    desk.tell("09:00", "promise.made", due=at("12:00"), subjects=SUBJECTS)
    desk.tell("10:00", "promise.moved", due=at("13:00"), told=True, subjects=SUBJECTS)
    desk.tell("11:00", "promise.moved", due=at("15:00"), told=True, subjects=SUBJECTS)
    assert desk.brief() == [("09:00", "13:00", None, None)]


VISIT = """
measures: visit_notice
act: 短信告知工程师姓名和电话
starts: [visit.scheduled, visit.moved]
due: {field: visit_at, offset: "-1 小时"}
basis: wall
redates: visit.moved
stops: {event: message.sent, by: system, act: visit_sms}
voids: visit.cancelled
does: {act: visit_sms, grace: 5 分钟}
"""


def test_the_message_before_a_visit_moves_with_the_visit() -> None:
    desk = Desk(program_of(clause(VISIT)))
    desk.tell("09:00", "visit.scheduled", visit_at=at("14:00"))
    desk.tell("10:00", "visit.moved", visit_at=at("16:00"))
    desk.tick("15:01")
    assert [clock(p.at) for p in desk.tables.performs.values()] == ["15:00"]
    desk.tell("15:01", "message.sent", by="system", act="visit_sms")
    assert desk.brief() == [("09:00", "15:00", "15:01", "kept")]
    # Moved again after the message went out: the customer must hear again.
    desk.tell("15:10", "visit.moved", visit_at=at("18:00"))
    desk.tick("17:01")
    assert [clock(p.at) for p in desk.tables.performs.values()] == ["15:00", "17:00"]


def test_a_visit_within_the_hour_is_announced_at_once() -> None:
    desk = Desk(program_of(clause(VISIT)))
    desk.tell("09:00", "visit.scheduled", visit_at=at("09:20"))
    desk.tick("09:01")
    assert [clock(p.at) for p in desk.tables.performs.values()] == ["09:00"]
    desk.tell("09:02", "visit.cancelled")
    assert desk.brief() == [("09:00", "09:00", "09:02", "excused")]
