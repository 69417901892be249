"""Registers: a field is ticked by an event that really fills it, and by nothing before its time."""

import pytest

from tests.laws.workshop import Desk, clock, program_of

LEDGER = """
- id: "1.1"
  title: 台账
  text: 正文
  kind: register
  per: case
  register:
    name: 台账
    opens: case.opened
    fields:
      - name: solution
        title: 解决方案
        filled_when: [case.solved, {event: message.sent, by: person, act: answer}]
      - name: feedback
        title: 客户反馈
        filled_when: case.customer_confirmed
        filled_after: {field: solution, when: [message.received, case.solved, case.closed]}
"""


@pytest.fixture
def desk() -> Desk:
    desk = Desk(program_of(LEDGER))
    desk.tell("09:00", "case.opened")
    return desk


def ticks(desk: Desk) -> list[str | None]:
    return [clock(at) for _, at in desk.only("1.1").parts]


def test_what_was_said_before_there_was_a_solution_is_no_feedback_on_it(desk: Desk) -> None:
    desk.tell("09:01", "message.received")
    desk.tell("09:02", "message.sent", act="question")
    desk.tell("09:03", "message.received")
    assert ticks(desk) == [None, None]
    desk.tell("09:04", "message.sent", act="answer")
    assert ticks(desk) == ["09:04", None]
    desk.tell("09:05", "message.received")
    assert ticks(desk) == ["09:04", "09:05"]
    assert desk.figures() == {("1.1", "kept"): 1}


def test_the_event_that_fills_the_one_field_does_not_fill_what_comes_after_it(desk: Desk) -> None:
    desk.tell("09:04", "case.solved")
    assert ticks(desk) == ["09:04", None]
    desk.tell("09:05", "case.closed")
    assert ticks(desk) == ["09:04", "09:05"]
    assert [v.outcome for v in desk.verdicts("1.1")] == ["kept"]


def test_what_fills_it_in_any_case_needs_nothing_before(desk: Desk) -> None:
    desk.tell("09:01", "case.customer_confirmed")
    assert ticks(desk) == [None, "09:01"]


def test_a_close_without_a_solution_lacks_both(desk: Desk) -> None:
    desk.tell("09:01", "message.received")
    desk.tell("09:05", "case.closed")
    (verdict,) = desk.verdicts("1.1")
    assert (verdict.outcome, verdict.reason) == ("broken", "结案时还差解决方案、客户反馈")


def test_a_solution_that_becomes_known_late_makes_feedback_of_what_followed_it(desk: Desk) -> None:
    desk.tell("09:05", "message.received")
    desk.tell("09:10", "case.level_set", level=2)
    desk.tell("09:04", "message.sent", act="answer", recorded="09:11")
    assert ticks(desk) == ["09:04", "09:05"]
