"""Editions: what opened under one keeps it; what opens later is under the next; late facts."""

from __future__ import annotations

from dataclasses import replace

from shouwen.clauses.rows import Intent
from shouwen.clauses.state import State
from shouwen.engine import advance, explain, keys, permit, refold, step
from shouwen.engine.replay import Tables, replay
from shouwen.events import MINUTE, Event
from shouwen.handbook.program import Program
from tests.laws.workshop import Desk, clock, instant, program_of

HOURLY = """
- id: "1.1"
  title: 进展
  text: 正文
  kind: clock
  per: case
  clock:
    measures: progress
    act: 同步进展
    starts: case.opened
    every: PERIOD
    basis: wall
    stops: {event: message.sent, by: person}
    until: case.solved
"""
ANSWER = """
- id: "1.2"
  title: 答复
  text: 正文
  kind: clock
  per: case
  clock:
    measures: first_response
    act: 答复
    starts: message.received
    within: SPAN
    basis: wall
    stops: {event: message.sent, by: person}
    pauses: true
"""


class Two:
    """Two editions; the second is in force from an instant on, the first not before ``since``."""

    def __init__(self, first: Program, second: Program, change: str, since: str = "00:00") -> None:
        self.first, self.second = first, second
        self.change, self.since = instant(change), instant(since)

    def edition(self, edition: str) -> Program:
        return {p.edition: p for p in (self.first, self.second)}[edition]

    def at(self, unit: str, at: int) -> Program | None:
        if at < self.since:
            return None
        return self.first if at < self.change else self.second


def desk(first: Program, second: Program, change: str, since: str = "00:00") -> Desk:
    made = Desk(first)
    made.tables = Tables(Two(first, second, change, since))
    return made


def test_an_obligation_keeps_the_edition_under_which_it_opened() -> None:
    two = desk(
        program_of(ANSWER.replace("SPAN", "1 小时")),
        program_of(ANSWER.replace("SPAN", "10 分钟")),
        "09:30",
    )
    two.tell("09:00", "message.received")
    two.tell("09:40", "message.received")
    two.tell("09:50", "message.sent")
    assert two.brief() == [("09:00", "10:00", "09:50", "kept")]
    two.tell("09:55", "message.received")
    assert two.brief()[1] == ("09:55", "10:05", None, None)
    assert [o.edition for o in two.owed()] == [
        two.program.edition,
        two.tables.programs.at("desk", instant("10:00")).edition,
    ]  # type: ignore[union-attr]


def test_a_series_goes_on_under_the_edition_of_its_next_period() -> None:
    two = desk(
        program_of(HOURLY.replace("PERIOD", "1 小时")),
        program_of(HOURLY.replace("PERIOD", "2 小时")),
        "10:30",
    )
    two.tell("09:00", "case.opened")
    two.tick("13:30")
    assert [row[:2] for row in two.brief()] == [
        ("09:00", "10:00"),
        ("10:00", "11:00"),
        ("11:00", "13:00"),
        ("13:00", "15:00"),
    ]


def test_a_series_that_the_next_edition_does_not_know_ends_with_its_period() -> None:
    two = desk(
        program_of(HOURLY.replace("PERIOD", "1 小时")),
        program_of(ANSWER.replace("SPAN", "1 小时")),
        "09:30",
    )
    two.tell("09:00", "case.opened")
    two.tick("15:00")
    assert two.brief() == [("09:00", "10:00", None, "broken")]
    two.tell("15:00", "message.sent")
    assert two.brief() == [("09:00", "10:00", "15:00", "broken")]


def test_before_the_first_edition_nothing_is_judged_and_nobody_is_stopped() -> None:
    program = program_of(ANSWER.replace("SPAN", "1 小时"))
    two = desk(program, program, "09:30", since="09:10")
    two.tell("09:00", "message.received")
    assert two.tables.states == {}
    asked = Intent("case.close", "desk", {"case": "C1"}, "person:P1")
    assert permit(two.tables.programs, {}, asked, instant("09:00")) == []


def test_a_program_comes_back_whole_from_what_the_ledger_keeps() -> None:
    program = program_of(ANSWER.replace("SPAN", "1 小时") + HOURLY.replace("PERIOD", "1 小时"))
    again = Program.from_content(program.content)
    assert again.edition == program.edition
    assert list(again.rules) == list(program.rules)
    altered = {**program.content, "enforced": {**program.enforced, "code": "other"}}
    assert Program.from_content(altered).edition != program.edition


# ---- late facts ----------------------------------------------------------------------------------


def test_a_late_answer_turns_broken_into_kept_and_leaves_the_old_verdict_marked() -> None:
    one = Desk(program_of(ANSWER.replace("SPAN", "1 小时")))
    one.tell("09:00", "message.received")
    one.tick("12:00")
    (broken,) = one.verdicts()
    changes = one.tables.record(one.event("09:40", "message.sent", recorded="12:10"))
    assert changes is not None
    assert "case:C1" in changes.late
    assert one.brief() == [("09:00", "10:00", "09:40", "kept")]
    (kept,) = one.verdicts()
    (gone,) = one.tables.superseded
    assert (gone.verdict, gone.by, gone.reason) == (broken, kept.id, "迟到的事实")
    assert one.figures() == {("1.2", "kept"): 1}


def test_an_act_at_the_due_instant_that_comes_after_the_decision_is_late_too() -> None:
    one = Desk(program_of(ANSWER.replace("SPAN", "1 小时")))
    one.tell("09:00", "message.received")
    one.tick("10:01")
    assert one.only().outcome == "broken"
    one.tell("10:00", "message.sent")
    assert one.only().outcome == "kept"


def test_a_late_beginning_takes_back_what_followed_from_another() -> None:
    one = Desk(program_of(ANSWER.replace("SPAN", "1 小时")))
    one.tell("09:30", "message.received")
    one.tick("12:00")
    one.tell("09:00", "message.received")
    assert one.brief() == [("09:00", "10:00", None, "broken")]
    assert [gone.by for gone in one.tables.superseded] == [""]


def test_replay_in_order_of_recording_gives_the_tables() -> None:
    one = Desk(program_of(ANSWER.replace("SPAN", "1 小时")))
    for at, kind in (
        ("09:30", "message.received"),
        ("09:00", "message.received"),
        ("09:50", "message.sent"),
    ):
        one.tell(at, kind)
    again = replay(one.programs, one.tables.events["case:C1"], instant("12:00"))
    assert again.obligations == one.tables.obligations
    assert again.verdicts == one.tables.verdicts


def test_advance_never_moves_the_mark_beyond_what_it_decided() -> None:
    one = Desk(program_of(ANSWER.replace("SPAN", "1 小时")))
    one.tell("09:00", "message.received")
    state = one.tables.states["case:C1"]
    assert advance(one.programs, state, instant("10:00")).states == {}
    done = advance(one.programs, state, instant("10:00") + 1).states["case:C1"]
    assert (clock(done.at), done.phase, done.next_at) == ("10:00", 1, None)


def test_keys_are_the_subjects_that_clauses_are_about() -> None:
    program = program_of(ANSWER.replace("SPAN", "1 小时"))
    event = Desk(program).event("09:00", "message.received")
    assert keys(program, event) == ["case:C1", "conversation:V1"]
    unknown = replace(event, subjects={"customer": "K1"})
    assert step(Two(program, program, "00:00"), {}, unknown).empty
    assert refold(Two(program, program, "00:00"), "case:C9", [event]).states == {}


def test_an_empty_state_is_a_state() -> None:
    program = program_of(ANSWER.replace("SPAN", "1 小时"))
    event = Desk(program).event("09:00", "message.received")
    programs = Two(program, program, "00:00")
    bare = step(programs, {}, event)
    given = step(programs, {"case:C1": State("case:C1", "desk")}, event)
    assert bare.states == given.states
    assert bare.effects_hash() == given.effects_hash()


def test_an_edition_that_says_nothing_of_promises_still_ends_those_of_the_one_before() -> None:
    promise = """
- id: "1.3"
  title: 承诺
  text: 正文
  kind: clock
  per: promise
  clock: {measures: promise, act: 兑现, starts: promise.made, due: {field: due}, basis: wall, stops: promise.kept}
"""
    two = desk(program_of(promise), program_of(ANSWER.replace("SPAN", "1 小时")), "09:30")
    subjects = {"promise": "R1", "case": "C1"}
    two.tell("09:00", "promise.made", due=instant("12:00"), subjects=subjects)
    two.tell("11:00", "promise.kept", subjects=subjects)
    assert two.brief() == [("09:00", "12:00", "11:00", "kept")]


# ---- explaining ----------------------------------------------------------------------------------


def test_an_obligation_tells_its_story_in_chinese() -> None:
    one = Desk(program_of(ANSWER.replace("SPAN", "2 小时").replace("basis: wall", "basis: work")))
    one.tell("17:00", "message.received")
    one.tell("17:30", "case.paused", reason="等客户")
    one.tell("13 09:30", "case.resumed")
    one.tell("13 12:00", "message.sent")
    lines = explain(one.program, one.only())
    text = "\n".join(lines)
    assert lines[0] == "依据 《规范》1.0 版 第 1.2 条“答复”：答复。"
    assert "时限 2 小时，工作时间。" in text
    assert "暂停 2026-10-12 17:30 至 2026-10-13 09:30，不计。" in text
    assert "到期 2026-10-13 11:00。" in text
    assert "判定 违：到期未办。" in text
    assert "了结于 2026-10-13 12:00，用时 3 小时。" in text
    assert "晚了 1 小时（自然时间）。" in text
    assert text.count("到期 2026-10-13 11:00") == 1, "what is said once is not said again"
    assert "到期：" not in text
    assert all(line.endswith("。") for line in lines)


def test_a_story_counts_whole_seconds() -> None:
    one = Desk(program_of(ANSWER.replace("SPAN", "1 小时")))
    one.tell("09:00", "message.received")
    one.tell("09:10", "message.sent")
    row = one.only()
    row = replace(row, anchor=row.anchor + 24_427, used_us=3_660_573)
    text = "\n".join(explain(one.program, row))
    assert "用时 3 秒。" in text
    assert ".0" not in text.replace("1.0 版", "")


def test_an_event_of_another_time_zone_is_the_same_instant() -> None:
    one = Desk(program_of(ANSWER.replace("SPAN", "1 小时")))
    data = one.event("09:00", "message.received").to_json()
    data["at"] = "2026-10-12T01:00:00Z"
    data["recorded_at"] = "2026-10-12T10:00:00+09:00"
    read = Event.from_json(data)
    assert read.at == instant("09:00") == read.recorded_at
    assert read.at % MINUTE == 0


def test_nothing_that_is_done_with_the_content_touches_the_program() -> None:
    program = program_of(ANSWER.replace("SPAN", "1 小时"))
    content = program.content
    content["enforced"]["clauses"].clear()
    content["cover"].clear()
    assert Program.from_content(program.content).edition == program.edition
