"""A clause's parameters in one plain Chinese sentence, for the reader, the screens and the editor.

It is made from what is enforced, not from the text that staff read, so that the two can be
compared (UI §6.3).
"""

from collections.abc import Sequence

from shouwen.clauses.block import ADDRESS_WORDS, duration
from shouwen.clauses.clock.schema import Clock, FieldSpan, Step, TableSpan
from shouwen.clauses.conditions import Compare, Condition
from shouwen.clauses.frame import Clause
from shouwen.clauses.gate.schema import Gate, Requirement
from shouwen.clauses.patterns import Parts, Patterns, kinds_in
from shouwen.clauses.register.schema import Register
from shouwen.events.catalogue import INTENTS, KINDS, known_facts
from shouwen.handbook.book import Handbook
from shouwen.handbook.spoken import LEVEL_WORDS, TYPE_WORDS, utterance_words

KIND_WORDS = {"clock": "时限", "utterance": "用语", "gate": "门槛", "register": "登记"}
FACT_WORDS = {
    "level": "级别", "type": "类型", "urgent": "紧急", "channel": "渠道", "rings": "铃声",
    "told": "告诉过客户",
}  # fmt: skip
CHANNEL_WORDS = {"sms": "短信", "onsite": "上门"}
ROLE_WORDS = {**ADDRESS_WORDS, "agent": "客服", "admin": "管理员"}


def plain_sentence(clause: Clause, handbook: Handbook | None = None) -> str:
    """What the clause enforces, as one Chinese sentence.

    ``handbook`` gives labels and channels their Chinese names; without it their codes stand.
    """
    match clause.kind:
        case "clock":
            body = _clock(clause.block)
        case "gate":
            body = _gate(clause.block)
        case "register":
            body = _register(clause.block)
        case _:
            body = (
                utterance_words(clause, handbook.labels.labels, handbook.learnt.learnt)
                if handbook
                else utterance_words(clause, {})
            )
    return _conditions(clause, handbook) + body + "。"


def _conditions(clause: Clause, handbook: Handbook | None) -> str:
    """Who and what it holds for: ``限级别一级：``; empty where it holds for all."""
    conditions = {**clause.applies, **clause.when}
    if not conditions:
        return ""
    words = [condition_words(fact, wanted, handbook) for fact, wanted in conditions.items()]
    return f"限{'，'.join(words)}："


def condition_words(fact: str, wanted: Condition, handbook: Handbook | None = None) -> str:
    """One condition in words: ``级别是一级``, ``铃声超过 3``."""
    field = known_facts().get(fact)
    own = handbook.settings.facts.get(fact) if handbook is not None else None
    name = FACT_WORDS.get(fact) or own or (field.title if field is not None else fact)
    if isinstance(wanted, Compare):
        refused = wanted.not_ if isinstance(wanted.not_, list) else [wanted.not_]
        if refused == [""]:
            return f"知道{name}"
        pieces = [
            f"{word} {bound:g}"
            for word, bound in (
                ("超过", wanted.above),
                ("不少于", wanted.at_least),
                ("低于", wanted.below),
                ("不超过", wanted.at_most),
            )
            if bound is not None
        ]
        if wanted.not_ is not None:
            pieces.append(
                "不是"
                + "、".join(
                    _value(fact, value, handbook) for value in _known(fact, refused, handbook)
                )
            )
        return name + "且".join(pieces)
    if isinstance(wanted, bool):
        return name if wanted else f"不{name}"
    values = _known(fact, wanted if isinstance(wanted, list) else [wanted], handbook)
    *most, last = [_value(fact, value, handbook) for value in values]
    return f"{name}是" + ("、".join(most) + f"或{last}" if most else last)


def _known(fact: str, values: Sequence[object], handbook: Handbook | None) -> Sequence[object]:
    """Of channels those that the company has; a shared handbook speaks of others too."""
    if fact != "channel" or handbook is None:
        return values
    here = [value for value in values if str(value) in handbook.settings.channels]
    return here or values


def _value(fact: str, value: object, handbook: Handbook | None) -> str:
    if fact == "type" and isinstance(value, str):
        return TYPE_WORDS.get(value, value)
    if fact == "level" and isinstance(value, int):
        return LEVEL_WORDS.get(value, str(value))
    if fact == "channel" and isinstance(value, str) and handbook is not None:
        channel = handbook.settings.channels.get(value)
        return (channel.title if channel is not None else None) or CHANNEL_WORDS.get(value, value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def events_words(patterns: Patterns | Parts | None) -> str:
    """The kinds of event that patterns look for, by their titles."""
    return "、".join(dict.fromkeys(KINDS[kind].title for kind in sorted(kinds_in(patterns))))


def _clock(clock: Clock) -> str:
    parts = [f"{events_words(clock.starts)}起{_span(clock)}，{clock.act}"]
    if isinstance(clock.stops, Parts):
        titles = "、".join(part.title for part in clock.stops.all)
        parts.append(f"{titles}，样样做到才算")
    if clock.pauses is True:
        parts.append("暂停时不走")
    elif clock.pauses:
        parts.append(f"{'、'.join(clock.pauses)}时不走")
    if clock.redates is not None:
        parts.append(f"{events_words(clock.redates)}后按新的时间")
    if clock.warn:
        each = "各提醒一次" if len(clock.warn) > 1 else "提醒一次"
        parts.append(f"剩 {'、'.join(clock.warn)}{each}")
    if clock.does is not None:
        parts.append("到时由系统自动发出")
    if clock.breach:
        parts.append("超时" + "，".join(_rung(step) for step in clock.breach))
    return "；".join(parts)


def _span(clock: Clock) -> str:
    if clock.due is not None:
        field = known_facts().get(clock.due.field)
        name = field.title if field is not None else "约定的时间"
        offset = clock.due.offset
        if offset is None:
            return f"，到{name}为止"
        amount = duration(offset)
        side = "前" if amount.amount < 0 else "后"
        return f"，{name}{side} {offset.lstrip('-−+')}以前"
    if clock.every is not None:
        grid = "" if clock.grid == "fixed" else "（从上一次算）"
        until = f"，直到{events_words(clock.until)}" if clock.until is not None else ""
        return f"每 {_timed(clock.every, clock.basis)}之内{grid}{until}"
    if isinstance(clock.within, TableSpan):
        name = FACT_WORDS.get(clock.within.table["fact"], clock.within.table["fact"])
        rows = [f"{value} 为 {span}" for value, span in clock.within.spans.items()]
        return f"按{name}（{'，'.join(rows)}）之内"
    if isinstance(clock.within, FieldSpan):
        return "，在说定的时间之内"
    start = "（从立单算）" if clock.anchor == "case.opened" else ""
    return f"{start} {_timed(str(clock.within), clock.basis)}内"


def _timed(span: str, basis: str) -> str:
    """A span with what time it runs in: ``服务时间 2 小时``, ``自然时间 30 分钟``."""
    said = duration(span)
    if said.counts_days or said.basis is not None:
        return span
    return f"{'服务时间' if basis == 'work' else '自然时间'} {span}"


def _rung(step: Step) -> str:
    who = ADDRESS_WORDS[step.tell]
    return f"报{who}" if step.after is None else f"再过 {step.after}报{who}"


def _gate(gate: Gate) -> str:
    action = INTENTS[gate.before].title
    needed = "；".join(_requirement(requirement) for requirement in gate.requires)
    sentence = f"{action}以前须有：{needed}"
    if gate.override is None:
        return f"{sentence}；没有例外"
    told = f"，并告诉{ROLE_WORDS[gate.override.tells]}" if gate.override.tells is not None else ""
    return f"{sentence}；{ROLE_WORDS[gate.override.by]}写明理由可以放行{told}"


def _requirement(requirement: Requirement) -> str:
    if requirement.register_ is not None:
        return f"《{requirement.register_}》填齐"
    if requirement.happened is not None:
        return events_words(requirement.happened)
    if requirement.kept is not None:
        return f"{requirement.kept} 已经做到"
    words = [condition_words(fact, wanted) for fact, wanted in (requirement.fact or {}).items()]
    return "、".join(words)


def _register(register: Register) -> str:
    titles = [f.title if f.required else f"{f.title}（可不填）" for f in register.fields]
    ending = "，只增不改" if register.unalterable else ""
    return (
        f"{events_words(register.opens)}时立《{register.name}》，记{'、'.join(titles)}，"
        f"{events_words(register.closes)}前填齐{ending}"
    )
