"""Gates: asked on the state, judged on the fact, overridden with a name and a reason."""

from shouwen.clauses.gate.rule import deadlocks
from tests.laws.workshop import Desk, program_of

GATE = """
- id: "2.1"
  title: 结果告知才能结案
  text: 正文
  kind: gate
  per: case
  when: {type: complaint}
  gate:
    before: case.close
    requires:
      - {say: 还没有告诉客户结果, act: tell_result, happened: case.result_told}
      - {say: 处理单还没有填齐, act: fill_register, register: 投诉处理单}
    override: {by: leader, reason: true, tells: manager, at_most: 1}
- id: "2.2"
  title: 处理单
  text: 正文
  kind: register
  per: case
  when: {type: complaint}
  register:
    name: 投诉处理单
    opens: [case.opened, case.typed]
    fields:
      - {name: detail, title: 问题细节, filled_when: {event: question.recorded, question: detail}}
      - {name: result, title: 处理结果}
      - {name: remark, title: 备注, required: false}
"""
OVERRIDE = {"clause": "shop:2.1", "by": "P9", "reason": "客户出国，无法联系"}


def complaint() -> Desk:
    desk = Desk(program_of(GATE))
    desk.tell("09:00", "case.opened", type="complaint", owner="P1")
    return desk


def test_a_gate_names_everything_that_is_missing_and_who_may_override() -> None:
    desk = complaint()
    missing = desk.permit("10:00", "case.close")
    assert [(m.clause, m.say, m.act) for m in missing] == [
        ("shop:2.1", "还没有告诉客户结果", "tell_result"),
        ("shop:2.1", "处理单还没有填齐", "fill_register"),
    ]
    assert missing[0].override == {"by": "leader", "reason_required": True, "tells": "manager"}


def test_what_is_filled_is_no_longer_missing_and_the_close_keeps() -> None:
    desk = complaint()
    desk.tell("09:10", "case.result_told")
    desk.tell("09:20", "question.recorded", question="detail")
    assert [m.act for m in desk.permit("09:30", "case.close")] == ["fill_register"]
    desk.tell("09:30", "register.entry_added", register="投诉处理单", fields=["result"])
    assert desk.permit("09:40", "case.close") == []
    close = desk.tell("09:40", "case.closed", actor="person:P1")
    assert ("case:C1", close.id, "shop:2.1") in desk.tables.kept
    assert desk.figures() == {("2.1", "kept"): 1, ("2.2", "kept"): 1}


def test_a_deed_that_should_have_been_refused_is_recorded_and_judged() -> None:
    desk = complaint()
    desk.tell("10:00", "case.closed", actor="person:P1")
    (verdict,) = desk.verdicts("2.1")
    assert (verdict.outcome, verdict.person, verdict.pending) == ("broken", "P1", False)
    (finding,) = desk.tables.findings.values()
    assert (finding.message, finding.state) == ("还没有告诉客户结果；处理单还没有填齐", "confirmed")


def test_an_override_turns_a_refusal_into_an_excuse_and_tells_the_manager() -> None:
    desk = complaint()
    assert desk.permit("10:00", "case.close", OVERRIDE) == []
    desk.tell("10:00", "case.closed", overrides=[OVERRIDE], actor="person:P1")
    (verdict,) = desk.verdicts("2.1")
    assert (verdict.outcome, verdict.reason) == ("excused", "放行：客户出国，无法联系")
    assert desk.notices() == [("10:00", "override", "manager")]


def test_an_override_without_a_reason_or_beyond_its_number_is_none() -> None:
    desk = complaint()
    assert desk.permit("10:00", "case.close", {**OVERRIDE, "reason": " "})
    assert desk.permit("10:00", "case.close", {**OVERRIDE, "by": ""})
    assert desk.permit("10:00", "case.close", {**OVERRIDE, "clause": "shop:9.9"})
    desk.tell("10:00", "case.closed", overrides=[OVERRIDE], actor="person:P1")
    desk.tell("11:00", "case.reopened")
    assert desk.permit("12:00", "case.close", OVERRIDE)
    desk.tell("12:00", "case.closed", overrides=[OVERRIDE], actor="person:P1")
    assert [v.outcome for v in desk.verdicts("2.1")] == ["excused", "broken"]


def test_a_new_round_must_be_told_anew() -> None:
    desk = complaint()
    desk.tell("09:10", "case.result_told")
    desk.tell("09:20", "case.reopened")
    assert "tell_result" in [m.act for m in desk.permit("09:30", "case.close")]


def test_where_the_clause_does_not_apply_nothing_is_asked() -> None:
    desk = Desk(program_of(GATE))
    desk.tell("09:00", "case.opened", type="inquiry")
    assert desk.permit("10:00", "case.close") == []
    desk.tell("10:00", "case.closed")
    assert desk.verdicts() == []


FACTS = """
- id: "3.1"
  title: 改期先告知
  text: 正文
  kind: gate
  per: case
  gate:
    before: visit.move
    requires:
      - {say: 评分没有问, act: ask, fact: {score: {at_least: 3}}}
      - {say: 还没有答复, act: answer, kept: first_response}
- id: "3.2"
  title: 答复
  text: 正文
  kind: clock
  per: case
  clock:
    measures: first_response
    act: 答复
    starts: case.opened
    within: 1 小时
    basis: wall
    stops: {event: message.sent, by: person}
"""


def test_facts_and_kept_measures_can_be_required() -> None:
    desk = Desk(program_of(FACTS))
    desk.tell("09:00", "case.opened")
    assert [m.act for m in desk.permit("09:10", "visit.move")] == ["ask", "answer"]
    desk.tell("09:20", "message.sent")
    desk.tell("09:20", "followup.done", score=4)
    assert desk.permit("09:30", "visit.move") == []


def test_a_clause_whose_own_condition_nobody_knows_blocks_nobody_and_is_unobserved() -> None:
    desk = Desk(program_of(GATE.replace("{type: complaint}\n  gate", "{rings: 3}\n  gate")))
    desk.tell("09:00", "case.opened")
    assert desk.permit("09:10", "case.close") == []
    desk.tell("09:20", "case.closed")
    assert [v.outcome for v in desk.verdicts("2.1")] == ["unobserved"]


DEADLOCK = """
- id: "4.1"
  title: 告知才能结案
  text: 正文
  kind: gate
  per: case
  gate: {before: case.close, requires: [{say: 先告知, act: tell, happened: case.result_told}]}
- id: "4.2"
  title: 结案才能告知
  text: 正文
  kind: gate
  per: case
  gate: {before: case.tell_result, requires: [{say: 先结案, act: close, happened: case.closed}]OVERRIDE}
"""


def test_two_gates_that_block_one_another_need_an_override() -> None:
    stuck = program_of(DEADLOCK.replace("OVERRIDE", ""))
    (ring,) = deadlocks(stuck.rules.values())
    assert [gate.code for gate in ring] == ["shop:4.1", "shop:4.2"]
    desk = Desk(stuck)
    desk.tell("09:00", "case.opened")
    assert desk.permit("09:01", "case.close")
    assert desk.permit("09:01", "case.tell_result")
    free = program_of(DEADLOCK.replace("OVERRIDE", ", override: {by: leader}"))
    assert deadlocks(free.rules.values()) == []
    desk = Desk(free)
    desk.tell("09:00", "case.opened")
    given = {"clause": "4.2", "by": "P9", "reason": "两头等"}
    assert desk.permit("09:01", "case.tell_result", given) == []
    desk.tell("09:01", "case.result_told", overrides=[given])
    assert desk.permit("09:02", "case.close") == []


# ---- registers -----------------------------------------------------------------------------------


def test_a_register_is_kept_when_its_required_fields_are_there() -> None:
    desk = complaint()
    assert desk.only("2.2").due is None
    desk.tell("09:10", "register.entry_added", register="投诉处理单", fields=["detail", "remark"])
    assert [done is not None for _, done in desk.only("2.2").parts] == [True, False]
    desk.tell("09:20", "register.entry_added", register="别的单", fields=["result"])
    assert desk.only("2.2").outcome is None
    desk.tell("09:30", "register.entry_added", register="投诉处理单", fields=["result"])
    assert desk.brief("2.2") == [("09:00", None, "09:30", "kept")]


def test_a_register_that_is_not_full_at_the_close_is_broken() -> None:
    desk = complaint()
    desk.tell("09:10", "question.recorded", question="detail")
    desk.tell("10:00", "case.closed", actor="person:P1")
    assert desk.brief("2.2") == [("09:00", None, "10:00", "broken")]
    assert desk.only("2.2").reason == "结案时还差处理结果"


def test_entries_made_before_the_register_is_owed_count() -> None:
    desk = Desk(program_of(GATE))
    desk.tell("09:00", "case.opened", type="inquiry")
    desk.tell("09:10", "register.entry_added", register="投诉处理单", fields=["detail", "result"])
    desk.tell("09:20", "case.typed", type="complaint")
    assert desk.brief("2.2") == [("09:20", None, "09:20", "kept")]


def test_a_case_that_is_no_complaint_after_all_owes_no_slip() -> None:
    desk = complaint()
    desk.tell("09:10", "case.typed", type="inquiry")
    desk.tell("09:20", "case.closed")
    assert desk.brief("2.2") == [("09:00", None, "09:20", "excused")]


def test_a_merged_case_owes_no_slip() -> None:
    desk = complaint()
    desk.tell("09:10", "case.merged", into="C2")
    assert desk.brief("2.2") == [("09:00", None, "09:10", "excused")]
