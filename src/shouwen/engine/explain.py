"""How a due time, a pause, an outcome was reached, in Chinese lines for the provenance card."""

from __future__ import annotations

from datetime import tzinfo

from shouwen.clauses.clock.rule import ClockRule
from shouwen.clauses.clock.time import parse_span, pauses_of
from shouwen.clauses.rows import OUTCOME_WORDS, Obligation
from shouwen.events import Instant, moment_of
from shouwen.handbook.program import Program
from shouwen.worktime import BeyondCalendar, span_words
from shouwen.worktime import explain as explain_time


def explain(program: Program, obligation: Obligation) -> list[str]:
    """Lines that tell an obligation's story: clause, beginning, due time step by step, pauses,
    warnings, end. ``program`` is the edition that the obligation names."""
    rule = program.rules[obligation.clause]
    zone = program.zone
    number = obligation.clause.partition(":")[2]
    lines = [
        f"依据 《{program.title}》{program.number} 版 第 {number} 条“{rule.title}”：{obligation.act}。",
        f"起算 {_at(obligation.anchor, zone)}（{_began(obligation, zone)}）。",
    ]
    if isinstance(rule, ClockRule):
        lines += _due(rule, program, obligation)
    for begun, ended in obligation.pauses:
        lines.append(f"暂停 {_at(begun, zone)} 至 {_at(ended, zone)}，不计。")
    if obligation.paused_since is not None and obligation.closed is None:
        lines.append(f"自 {_at(obligation.paused_since, zone)} 起暂停，现在不走。")
    if obligation.moves:
        lines.append(f"到期前改期 {obligation.moves} 次。")
    for title, done in obligation.parts:
        lines.append(
            f"{title}：{'已于 ' + _at(done, zone) + ' 办到' if done is not None else '还没有'}。"
        )
    lines += [f"{_at(at, zone)} 提醒过。" for at in obligation.warned]
    return lines + _end(obligation, zone)


def _began(obligation: Obligation, zone: tzinfo) -> str:
    if obligation.n:
        return f"第 {obligation.n + 1} 次"
    if obligation.opened == obligation.anchor:
        return "立项之时"
    return f"立项在 {_at(obligation.opened, zone)}"


def _due(rule: ClockRule, program: Program, obligation: Obligation) -> list[str]:
    if obligation.due is None:
        return ["没有到期的时间（日历里没有开放时间，或者还在暂停）。"]
    due = _at(obligation.due, program.zone)
    span = parse_span(obligation.within) if obligation.within else None
    if span is None:
        block = rule.block.due
        offset = f"，相差 {block.offset}" if block is not None and block.offset else ""
        return [f"到期 {due}（事件里写明的时间{offset}）。"]
    calendar = rule.hours(obligation.channel)
    pauses = [(_whole(a), _whole(b)) for a, b in pauses_of(obligation) if b is not None]
    try:
        # Its first and last line say what the lines around it say: the beginning and the end.
        steps = explain_time(calendar, _whole(obligation.anchor), span, rule.block.basis, pauses)
        why = [f"{line}。" for line in steps[1:-1]]
    except BeyondCalendar:
        why = []
    return [
        f"时限 {obligation.within}，{'自然时间' if rule.block.basis == 'wall' else '工作时间'}。",
        *why,
        f"到期 {due}。",
    ]


def _end(obligation: Obligation, zone: tzinfo) -> list[str]:
    if obligation.outcome is None:
        return ["还没有办完。"]
    word = OUTCOME_WORDS[obligation.outcome]
    reason = f"：{obligation.reason}" if obligation.reason else ""
    lines = [f"判定 {word}{reason}。"]
    if obligation.closed is None:
        lines.append("还欠着，没有补办。")
    else:
        used = (
            "" if obligation.used_us is None else f"，用时 {span_words(_whole(obligation.used_us))}"
        )
        lines.append(f"了结于 {_at(obligation.closed, zone)}{used}。")
        late = obligation.outcome == "broken" and obligation.due is not None
        if late and obligation.due is not None and obligation.closed > obligation.due:
            late_us = _whole(obligation.closed) - _whole(obligation.due)
            lines.append(f"晚了 {span_words(late_us)}（自然时间）。")
    return lines


def _at(at: Instant, zone: tzinfo) -> str:
    moment = moment_of(at, zone)
    text = moment.strftime("%Y-%m-%d %H:%M:%S")
    return text.removesuffix(":00") if moment.second == 0 else text


def _whole(us: int) -> int:
    """Whole seconds: people read no fractions."""
    return us - us % 1_000_000
