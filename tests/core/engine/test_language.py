"""Language in the engine: judged once a message, kept lists, counting, people's judgement."""

import pytest

from shouwen.wording import Turn
from tests.laws.workshop import Desk, program_of

WORDS = """
- id: "3.1"
  title: 不推诿
  text: 正文
  kind: utterance
  per: message
  severity: stop
  why: 客户要的是有人管。
  utterance: {speaker: agent, must_not: {any: [不归我管]}, instead: 我来跟进。}
- id: "3.2"
  title: 先问候
  text: 正文
  kind: utterance
  per: conversation
  severity: urge
  utterance: {speaker: agent, must: {label: greeting, position: first}}
- id: "3.3"
  title: 致歉
  text: 正文
  kind: utterance
  per: conversation
  when: {rings: {above: 3}}
  utterance: {speaker: agent, must: {any: [抱歉], position: first}}
- id: "3.4"
  title: 道别
  text: 正文
  kind: utterance
  per: conversation
  utterance: {speaker: agent, must: {any: [再见], position: last}}
"""
LABELS = {"greeting": {"title": "问候", "any": ["您好"]}}


def talk() -> Desk:
    desk = Desk(program_of(WORDS, labels=LABELS))
    desk.tell("09:00", "conversation.opened", channel="chat")
    return desk


def outcomes(desk: Desk, clause: str) -> list[tuple[str, bool]]:
    return [(v.outcome, v.pending) for v in desk.verdicts(clause)]


def test_a_forbidden_phrase_is_a_finding_that_waits_for_a_person() -> None:
    desk = talk()
    message = desk.say("09:01", "您好，这个不归我管。")
    (finding,) = desk.tables.findings.values()
    assert (finding.clause, finding.event, finding.turn, finding.span) == (
        "shop:3.1",
        message.id,
        0,
        (5, 9),
    )
    assert (finding.state, finding.instead, finding.person) == ("pending", "我来跟进。", "P1")
    assert outcomes(desk, "3.1") == [("broken", True)]
    assert desk.figures()["3.1", "pending"] == 1


def test_what_a_message_kept_is_a_list_and_counts_once_a_conversation_and_speaker() -> None:
    desk = talk()
    first = desk.say("09:01", "您好")
    second = desk.say("09:02", "请讲")
    kept = {(event, clause) for _, event, clause in desk.tables.kept}
    assert {(first.id, "shop:3.1"), (second.id, "shop:3.1"), (first.id, "shop:3.2")} <= kept
    assert desk.figures()["3.1", "kept"] == 1
    desk.say("09:03", "不归我管")
    assert ("3.1", "kept") not in desk.figures()
    assert desk.figures()["3.1", "pending"] == 1


def test_a_condition_that_nobody_knows_is_unobserved_once() -> None:
    desk = talk()
    desk.say("09:01", "您好")
    desk.say("09:02", "请讲")
    assert outcomes(desk, "3.3") == [("unobserved", False)]


def test_the_draft_is_checked_as_the_message_will_be_judged() -> None:
    desk = talk()
    wording = desk.program.wording
    assert wording is not None
    for text in ("不归我管", "您好，请讲", "这也不归我管呀"):
        seen = desk.program.language.recognise(text, "agent")
        state = desk.tables.states["conversation:V1"]
        live = wording.check(state, Turn.of(seen, "agent", by="P1"))
        before = set(desk.tables.findings)
        desk.say("09:05", text)
        after = [f for i, f in desk.tables.findings.items() if i not in before]
        assert [(f.clause, f.span) for f in live] == [(f.clause, f.span) for f in after]


def test_the_close_settles_what_waited_for_it() -> None:
    desk = talk()
    desk.say("09:01", "您好")
    assert outcomes(desk, "3.4") == []
    desk.tell("09:05", "conversation.closed")
    assert outcomes(desk, "3.4") == [("broken", True)]
    desk.tell("09:06", "conversation.closed")
    assert outcomes(desk, "3.4") == [("broken", True)]


def test_an_override_with_a_reason_is_excused() -> None:
    desk = talk()
    desk.say(
        "09:01",
        "不归我管，这是客户原话",
        overrides=[{"clause": "shop:3.1", "by": "P1", "reason": "转述"}],
    )
    assert outcomes(desk, "3.1") == [("excused", False)]
    assert desk.figures()["3.1", "excused"] == 1


def test_a_person_confirms_and_another_overturns() -> None:
    desk = talk()
    desk.say("09:01", "您好，不归我管")
    (name,) = desk.tables.findings
    desk.tell("13 10:00", "finding.confirmed", finding=name, attribution="本人", actor="person:P9")
    confirmed = desk.verdicts("3.1")[-1]
    assert (confirmed.outcome, confirmed.pending, confirmed.attribution, confirmed.grade) == (
        "broken", False, "本人", "乙",
    )  # fmt: skip
    assert confirmed.supersedes == desk.verdicts("3.1")[0].id
    assert desk.tables.findings[name].state == "confirmed"
    day = {key.day for key in desk.tables.tally if key.clause == "shop:3.1"}
    assert day == {"2026-10-12"}
    assert ("3.1", "pending") not in desk.figures()
    assert desk.figures()["3.1", "broken"] == 1
    desk.tell("14 10:00", "finding.overturned", finding=name, reason="引用了客户的话")
    assert desk.tables.findings[name].state == "overturned"
    assert desk.figures()["3.1", "excused"] == 1
    assert ("3.1", "broken") not in desk.figures()


def test_a_broken_obligation_can_be_excused_with_a_reason() -> None:
    clock = """
- id: "1.1"
  title: 答复
  text: 正文
  kind: clock
  per: case
  clock:
    {measures: r, act: 答复, starts: case.opened, within: 1 小时, basis: wall, stops: message.sent}
"""
    for late in (True, False):
        desk = Desk(program_of(clock))
        desk.tell("09:00", "case.opened")
        if late:
            desk.tell("11:00", "message.sent")
        desk.tick("12:00")
        name = desk.only().id
        desk.tell(
            "13 09:00", "verdict.excused", obligation=name, reason="机房停电", actor="person:P9"
        )
        assert desk.only().outcome == "excused"
        assert desk.only().reason == "机房停电"
        assert desk.only().closed is not None
        assert desk.figures() == {("1.1", "excused"): 1}
        assert desk.tables.states["case:C1"].open == {}
    running = Desk(program_of(clock))
    running.tell("09:00", "case.opened")
    running.tell(
        "09:10", "verdict.excused", obligation=running.only().id, reason="测试单", actor="person:P9"
    )
    running.tick("12:00")
    assert running.brief() == [("09:00", "10:00", "09:10", "excused")]


@pytest.mark.parametrize(
    ("attribution", "person"),
    [("本人", "P1"), ("他部门", ""), ("系统", ""), ("客户", ""), ("不可抗力", "")],
)
def test_what_is_not_their_own_is_in_no_persons_figures_and_in_the_companys(
    attribution: str, person: str
) -> None:
    desk = talk()
    desk.say("09:01", "您好，不归我管")
    (name,) = desk.tables.findings
    judge = {"finding": name, "actor": "person:P9"}
    desk.tell("13 10:00", "finding.confirmed", attribution=attribution, **judge)
    (verdict,) = [v for v in desk.verdicts("3.1") if v.outcome == "broken" and not v.pending]
    assert (verdict.person, verdict.counts_for) == ("P1", person)
    counted = {k: n for k, n in desk.tables.tally.items() if k.clause == "shop:3.1"}
    assert [(k.person, k.outcome, n) for k, n in counted.items()] == [(person, "broken", 1)]
    desk.tell("14 10:00", "finding.overturned", reason="引用了客户的话", **judge)
    counted = {k: n for k, n in desk.tables.tally.items() if k.clause == "shop:3.1"}
    assert [(k.person, k.outcome, n) for k, n in counted.items()] == [("P1", "excused", 1)]
