"""Random worlds for the laws: two editions that say everything a clause can say, and streams of
events over several subjects, with clock jumps, repeats and facts that come late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from shouwen.events import DAY, HOUR, MINUTE, SECOND, Event
from shouwen.handbook.program import Program
from tests.laws.workshop import instant, program_of

START = instant("16 16:00")
"""A Friday afternoon."""
CHANGE = START + 30 * HOUR
"""When the second edition comes into force."""
UNIT = "desk"

_CLOCKS = """
- {id: "1.1", title: 三级答复, text: 正文, kind: clock, per: case, when: {level: 3}, clock: {
    measures: first_response, act: 答复, starts: [case.opened, case.level_set], within: 2 小时,
    stops: {event: message.sent, by: person, act: [answer, progress]}, pauses: true,
    voids: [{event: case.level_set, level: {not: 3}}, case.merged], warn: [30 分钟, 10 分钟],
    breach: [{tell: leader}, {after: 30 分钟, tell: manager}]}}
- {id: "1.2", title: 一级答复, text: 正文, kind: clock, per: case, when: {level: 1}, clock: {
    measures: first_response, act: 答复, starts: [case.opened, case.level_set], within: FAST,
    basis: wall, once: true, stops: {event: message.sent, by: person, act: answer},
    voids: {event: case.level_set, level: {not: 1}}, warn: [10 分钟], breach: [{tell: leader}]}}
- {id: "1.3", title: 每小时进展, text: 正文, kind: clock, per: case, when: {level: 1}, clock: {
    measures: progress, act: 进展, starts: [case.opened, case.level_set], every: 1 小时, basis: wall,
    stops: {event: message.sent, by: person}, until: [case.solved, case.closed], pauses: [等客户],
    voids: {event: case.level_set, level: {not: 1}}, breach: [{tell: leader}, {after: 20 分钟, tell: manager}]}}
- {id: "1.4", title: 每半日进展, text: 正文, kind: clock, per: case, when: {level: 2}, clock: {
    measures: progress, act: 进展, starts: [case.opened, case.level_set], every: 4 小时,
    grid: since_last, stops: {event: message.sent, by: person, act: progress}, until: case.solved,
    voids: {event: case.level_set, level: {not: 2}}, warn: [1 小时]}}
- {id: "1.5", title: 二十秒, text: 正文, kind: clock, per: conversation, clock: {
    measures: next_response, act: 答复, starts: message.received, within: 20 秒, basis: wall,
    stops: {event: message.sent, by: [person, bot]}, voids: conversation.closed}}
- {id: "1.6", title: 一小时没有话, text: 正文, kind: clock, per: conversation, clock: {
    measures: reminder, act: 提示, starts: {event: message.sent, by: person}, within: 1 小时,
    basis: wall, restarts: last, stops: {event: message.sent, by: system, act: reminder},
    voids: [message.received, conversation.closed], does: {act: reminder, grace: 5 分钟}}}
- {id: "1.7", title: 两天方案, text: 正文, kind: clock, per: case, when: {level: {at_most: 2}}, clock: {
    measures: solution, act: 方案, starts: [case.opened, case.level_set], anchor: case.opened,
    within: 48 小时, basis: wall, pauses: [等客户], stops: case.solution_issued, warn: [4 小时]}}
- {id: "1.8", title: 三问, text: 正文, kind: clock, per: case, when: {type: complaint}, clock: {
    measures: three_questions, act: 三问, starts: [case.opened, case.typed],
    within: {table: {fact: urgent, "true": 1 小时, "false": 2 小时}},
    stops: {all: [
      {title: 细节, any: [{event: question.recorded, question: detail}, {event: message.sent, label: asks}]},
      {title: 诉求, any: {event: question.recorded, question: wish}}]},
    voids: {event: case.typed, type: {not: complaint}}}}
- {id: "1.9", title: 承诺, text: 正文, kind: clock, per: promise, clock: {
    measures: promise, act: 兑现, starts: promise.made, due: {field: due}, basis: wall,
    redates: {event: promise.moved, told: true}, stops: promise.kept, warn: [1 小时], moves_at_most: 2,
    breach: [{tell: leader}]}}
- {id: "1.10", title: 上门短信, text: 正文, kind: clock, per: case, clock: {
    measures: visit_notice, act: 短信, starts: [visit.scheduled, visit.moved],
    due: {field: visit_at, offset: "-1 小时"}, basis: wall, redates: visit.moved,
    stops: {event: message.sent, by: system, act: visit_sms}, voids: visit.cancelled,
    does: {act: visit_sms, grace: 10 分钟}}}
- {id: "1.11", title: 回访, text: 正文, kind: clock, per: case, clock: {
    measures: follow_up, act: 回访, starts: service.completed, within: 3 个工作日, restarts: each,
    stops: followup.done, voids: case.reopened, pauses: true, accepts: [declared]}}
- {id: "1.12", title: 铃响, text: 正文, kind: clock, per: case, when: {rings: {above: 3}}, clock: {
    measures: rings, act: 致歉, starts: case.solved, within: {field: wait}, stops: customer.contacted}}
"""
_REST = """
- {id: "2.1", title: 结案, text: 正文, kind: gate, per: case, when: {type: complaint}, gate: {
    before: case.close, override: {by: leader, tells: manager, at_most: 1}, requires: [
      {say: 没有告知, act: tell, happened: case.result_told},
      {say: 单没有齐, act: fill, register: 处理单},
      {say: 没有答复, act: answer, kept: first_response}]}}
- {id: "2.2", title: 处理单, text: 正文, kind: register, per: case, when: {type: complaint}, register: {
    name: 处理单, opens: [case.opened, case.typed], fields: [
      {name: detail, title: 细节, filled_when: {event: question.recorded, question: detail}},
      {name: result, title: 结果}]}}
- {id: "3.1", title: 不推诿, text: 正文, kind: utterance, per: message, severity: stop,
   utterance: {speaker: agent, must_not: {any: [不归我管]}}}
- {id: "3.2", title: 先问候, text: 正文, kind: utterance, per: conversation, when: {channel: chat},
   utterance: {speaker: agent, must: {any: [您好], position: first}}}
- {id: "3.3", title: 后道别, text: 正文, kind: utterance, per: conversation, when: {rings: {above: 3}},
   utterance: {speaker: agent, must: {any: [再见], position: last}}}
"""
LABELS = {"asks": {"title": "问细节", "any": ["怎么了"]}}
ACTS = {
    "greeting": {"any": ["您好"], "whole": True},
    "progress": {"any": ["正在处理"]},
}
SAID = ("您好", "正在处理", "不归我管", "已经退款，请查收", "您怎么了", "再见")


@cache
def editions() -> tuple[Program, Program]:
    """The first edition, and a stricter second one that drops one clause."""
    dropped = _CLOCKS[: _CLOCKS.index('- {id: "1.11"')]
    return (
        program_of(_CLOCKS.replace("FAST", "30 分钟") + _REST, labels=LABELS, acts=ACTS),
        program_of(dropped.replace("FAST", "10 分钟") + _REST, labels=LABELS, acts=ACTS),
    )


class Timeline:
    """Both editions, the second in force from :data:`CHANGE`."""

    def __init__(self) -> None:
        self.first, self.second = editions()

    def edition(self, edition: str) -> Program:
        return {p.edition: p for p in (self.first, self.second)}[edition]

    def at(self, unit: str, at: int) -> Program:
        assert unit == UNIT
        return self.first if at < CHANGE else self.second


_LEVELS = st.integers(1, 3)
_LONG = st.sampled_from([30 * MINUTE, HOUR, 2 * HOUR, 5 * HOUR, DAY, 3 * DAY])
_GAPS = st.one_of(
    st.sampled_from([0, 1, 10 * SECOND, 20 * SECOND, MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE]),
    st.integers(0, 60 * SECOND),
    st.integers(0, 15 * MINUTE),
    st.integers(0, 9).flatmap(lambda n: _LONG if n < 4 else st.integers(0, 3 * MINUTE)),
)
_PLAIN: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("case.level_set", {"level": level}) for level in (1, 2, 3)),
    ("case.level_set", {"level": 1}),
    ("case.typed", {"type": "complaint"}),
    ("case.typed", {"type": "inquiry"}),
    ("case.assigned", {"to": "P2", "team": "T2"}),
    *[("case.paused", {"reason": "等客户"})] * 3,
    ("case.paused", {"reason": "排队"}),
    *[("case.resumed", {})] * 3,
    ("case.solution_issued", {}),
    ("case.result_told", {}),
    ("case.solved", {}),
    ("case.closed", {}),
    ("case.closed", {"overrides": [{"clause": "2.1", "by": "P9", "reason": "联系不上"}]}),
    ("case.reopened", {}),
    ("case.merged", {"into": "C9"}),
    *(("question.recorded", {"question": name}) for name in ("detail", "wish")),
    ("register.entry_added", {"register": "处理单", "fields": ["result"]}),
    ("service.completed", {}),
    ("followup.done", {"score": 5}),
    ("visit.cancelled", {}),
    ("call.answered", {"rings": 5}),
    ("customer.contacted", {"facts": {"wait": 30}}),
    ("conversation.closed", {}),
)


@dataclass(frozen=True)
class _Draw:
    """Draws one event after another; ``number`` names it."""

    draw: st.DrawFn
    number: int
    at: int
    case: str

    def event(self, kind: str, payload: dict[str, Any], actor: str, **subjects: str) -> Event:
        everybody = {
            "case": self.case,
            "conversation": f"V{self.case}",
            "customer": f"K{self.case}",
        }
        return Event(
            id=f"e{self.number:03d}",
            kind=kind,
            unit=UNIT,
            subjects={**everybody, **subjects},
            actor=actor,
            at=self.at,
            at_source="channel",
            recorded_at=self.at,
            payload=payload,
            seq=self.number,
        )

    def opening(self) -> Event:
        payload: dict[str, Any] = {"channel": "chat", "owner": "P1", "team": "T1"}
        if self.draw(st.booleans()):
            payload["level"] = self.draw(_LEVELS)
        payload["type"] = self.draw(st.sampled_from(["inquiry", "complaint"]))
        payload["urgent"] = self.draw(st.booleans())
        return self.event("case.opened", payload, "system")

    def speech(self) -> Event:
        who = self.draw(
            st.sampled_from(["agent", "agent", "agent", "customer", "customer", "system"])
        )
        payload: dict[str, Any] = {"message": f"m{self.number}"}
        if who == "customer":
            return self.event("message.received", payload, f"customer:K{self.case}")
        if who == "system":
            act = self.draw(st.sampled_from(["reminder", "visit_sms"]))
            return self.event("message.sent", {**payload, "by": "system", "act": act}, "system")
        words = self.draw(st.sampled_from(SAID))
        seen = editions()[0].language.recognise(words, "agent").to_json()
        person = self.draw(st.sampled_from(["P1", "P2"]))
        return self.event("message.sent", {**payload, **seen, "by": "person"}, f"person:{person}")

    def promise(self) -> Event:
        kind = self.draw(st.sampled_from(["promise.made", "promise.moved", "promise.kept"]))
        payload: dict[str, Any] = {}
        if kind != "promise.kept":
            payload["due"] = self.at + self.draw(_GAPS) * 20
        if kind == "promise.moved":
            payload["told"] = self.draw(st.booleans())
        return self.event(kind, payload, "person:P1", promise=f"R{self.case}")

    def visit(self) -> Event:
        kind = self.draw(st.sampled_from(["visit.scheduled", "visit.moved"]))
        return self.event(kind, {"visit_at": self.at + HOUR + self.draw(_GAPS) * 10}, "system")

    def plain(self) -> Event:
        kind, payload = self.draw(st.sampled_from(_PLAIN))
        event = self.event(kind, payload, self.draw(st.sampled_from(["system", "person:P1"])))
        if kind == "followup.done":
            return replace(event, at_source="declared", recorded_at=self.at + self.draw(_GAPS))
        return event


_SPANS = (20 * SECOND, 10 * MINUTE, 30 * MINUTE, HOUR, HOUR + 5 * MINUTE, 2 * HOUR, 48 * HOUR)


def _next_at(draw: st.DrawFn, at: int, before: Sequence[int]) -> int:
    """Often the very instant at which something that began earlier may be due."""
    due = sorted({then + span for then in before for span in _SPANS if then + span >= at})
    if due and draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(due[:4]))
    return at + draw(_GAPS)


@st.composite
def streams(draw: st.DrawFn, *, cases: int = 2, least: int = 6, most: int = 24) -> list[Event]:
    """Events of a few cases in the order in which they happened; ``seq`` follows that order."""
    at, opened, events = START, set[str](), list[Event]()
    for number in range(1, draw(st.integers(least, most)) + 1):
        at = _next_at(draw, at, [event.at for event in events])
        one = _Draw(draw, number, at, f"C{draw(st.integers(1, cases))}")
        if one.case not in opened:
            opened.add(one.case)
            events.append(one.opening())
            continue
        choice = draw(st.integers(0, 9))
        makers = {
            0: one.promise,
            1: one.visit,
            2: one.plain,
            3: one.plain,
            4: one.plain,
            5: one.plain,
        }
        events.append(makers.get(choice, one.speech)())
    return events


def end_of(events: Sequence[Event]) -> int:
    """Four days after the last event, when every clock has run out but the endless ones."""
    return events[-1].at + 4 * DAY


@st.composite
def arrivals(draw: st.DrawFn, events: Sequence[Event]) -> list[Event]:
    """The events as a desk may learn of them: some late, some twice, some out of order.

    Events of one instant keep their order, since among them the order of recording is the truth.
    """
    delays: dict[int, int] = {}
    arriving: list[tuple[int, int, Event]] = []
    for index, event in enumerate(events):
        late = delays.setdefault(
            event.at,
            draw(st.sampled_from([0, 0, 0, 0, 1, 10 * MINUTE, 5 * HOUR, 2 * DAY, 9 * DAY])),
        )
        arriving.append((event.at + late, index, event))
        if draw(st.integers(0, 5)) == 0:
            arriving.append((event.at + late + draw(_GAPS), index, event))
    arriving.sort(key=lambda item: item[:2])
    return [event for _, _, event in arriving]


@st.composite
def ticks(draw: st.DrawFn, events: Sequence[Event]) -> list[int]:
    """Instants at which somebody looks at the clock."""
    span = end_of(events) - START
    near = st.sampled_from([event.at - START for event in events]).flatmap(
        lambda at: st.sampled_from([at, at + 1, at + 20 * SECOND, at + 30 * MINUTE, at + HOUR])
    )
    return sorted(START + at for at in draw(st.lists(st.integers(0, span) | near, max_size=10)))


@st.composite
def judgements(
    draw: st.DrawFn,
    events: Sequence[Event],
    obligations: Sequence[tuple[str, str]],
    findings: Sequence[tuple[str, str]],
) -> list[Event]:
    """The stream with a few words of people on what it brought about: ``(id, key of its state)``."""
    judged = list(events)
    at = events[-1].at
    for number in range(draw(st.integers(1, 3))):
        at += draw(_GAPS)
        kinds = ["verdict.excused"] * bool(obligations) + [
            "finding.confirmed",
            "finding.overturned",
        ] * bool(findings)
        if not kinds:
            break
        kind = draw(st.sampled_from(kinds))
        if kind == "verdict.excused":
            name, key = draw(st.sampled_from(list(obligations)))
            payload = {"obligation": name, "reason": "停电"}
        else:
            name, key = draw(st.sampled_from(list(findings)))
            payload = {"finding": name}
            payload |= (
                {"attribution": draw(st.sampled_from(("本人", "他部门", "系统")))}
                if kind == "finding.confirmed"
                else {"reason": "引用"}
            )
        subject, _, identity = key.partition(":")
        judged.append(
            Event(
                f"j{number}", kind, UNIT, {subject: identity}, "person:P9", at, "server", at, None,
                payload, events[-1].seq + number + 1,
            )
        )  # fmt: skip
    return judged


@st.composite
def boundaries(draw: st.DrawFn, events: Sequence[Event], instants: Sequence[int]) -> list[Event]:
    """A few more events at the very instants at which something is decided; recorded last."""
    more: list[Event] = []
    for number in range(draw(st.integers(1, 3))):
        case = draw(st.sampled_from(sorted({event.subjects["case"] for event in events})))
        at, name = draw(st.sampled_from(list(instants))), events[-1].seq + 1 + number
        one = _Draw(draw, name, at, case)
        more.append(draw(st.sampled_from([one.speech, one.speech, one.plain, one.visit]))())
    return more
