"""The typed catalogue of every kind of event, and what can be asked of it.

The rows live in ``kinds_case``, ``kinds_conversation`` and ``kinds_desk``; a new kind is a new
row there and nothing else. ``docs/reference/events.md`` is printed from here.
"""

import difflib
from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import cache
from typing import Any

from shouwen.events.event import Event
from shouwen.events.instant import EARLIEST, LATEST, BadInstant, format_instant, parse_instant
from shouwen.events.kinds_case import CASE_KINDS
from shouwen.events.kinds_conversation import CONVERSATION_KINDS
from shouwen.events.kinds_desk import DESK_KINDS
from shouwen.events.shape import TYPE_TITLES, Field, Kind

KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (*CASE_KINDS, *CONVERSATION_KINDS, *DESK_KINDS)
}
INTENTS: Mapping[str, Kind] = {kind.intent: kind for kind in KINDS.values() if kind.intent}
"""What one asks to do → the kind of event that it becomes."""

COMMON: Mapping[str, Field] = {
    "overrides": Field("overrides", "overrides", "越过条款的说明：[{clause, by, reason}]"),
    "facts": Field("facts", "facts", "其他已知的事实，名称到值"),
}
"""Fields that any event may carry."""

_FIELDS: Mapping[str, Mapping[str, Field]] = {
    kind.name: {**COMMON, **{field.name: field for field in kind.fields}} for kind in KINDS.values()
}
_INSTANTS: Mapping[str, frozenset[str]] = {
    name: frozenset(f.name for f in fields.values() if f.type == "instant")
    for name, fields in _FIELDS.items()
}
_SUBJECTS = frozenset(s for k in KINDS.values() for s in (*k.subjects, *k.also))


def fields_of(kind: str) -> Mapping[str, Field]:
    """The fields that the payload of ``kind`` may have, by name (empty for an unknown kind)."""
    return _FIELDS.get(kind, {})


_SETS: Mapping[str, tuple[tuple[str, Any, bool], ...]] = {
    kind.name: tuple((name, value, False) for name, value in kind.sets.items())
    for kind in KINDS.values()
}
_TEACHING: Mapping[str, tuple[tuple[str, str, str | None], ...]] = {
    kind.name: tuple((f.name, f.fact, f.first_fact) for f in kind.fields if f.fact is not None)
    for kind in KINDS.values()
}


type Learnt = tuple[str, Any, bool]
"""``(fact, value, only if absent)``."""


def facts_of(event: Event) -> list[Learnt]:
    """Everything that the event teaches a state."""
    learnt = list(_SETS.get(event.kind, ()))
    payload = event.payload
    for name, fact, first_fact in _TEACHING.get(event.kind, ()):
        value = payload.get(name)
        if value is not None:
            learnt.append((fact, value, False))
            if first_fact is not None:
                learnt.append((first_fact, value, True))
    more = payload.get("facts")
    if more:
        learnt += [(name, more[name], False) for name in sorted(more)]
    return learnt


@cache
def known_facts() -> Mapping[str, Field]:
    """Every fact that some kind of event folds into states → the field that it comes from."""
    known: dict[str, Field] = {}
    for kind in KINDS.values():
        for field in kind.fields:
            for name in (field.fact, field.first_fact):
                if name is not None:
                    known.setdefault(name, field)
        for name in kind.sets:
            known.setdefault(name, Field(name, "boolean", kind.title))
    return known


def check(event: Event) -> list[str]:
    """What the catalogue has against the event, in Chinese; empty when it fits."""
    kind = KINDS.get(event.kind)
    if kind is None:
        return [f"没有“{event.kind}”这种事件{nearest_hint(event.kind, KINDS)}"]
    problems = [
        f"{kind.name}（{kind.title}）的 subjects 里缺少 {subject}"
        for subject in kind.subjects
        if not event.subjects.get(subject)
    ]
    problems += [
        f"subjects 里没有“{subject}”这一种{nearest_hint(subject, _SUBJECTS)}"
        for subject in event.subjects
        if subject not in _SUBJECTS
    ]
    fields = _FIELDS[kind.name]
    for field in kind.fields:
        if field.required and event.payload.get(field.name) is None:
            problems.append(
                f"{kind.name}（{kind.title}）的 payload 里缺少 {field.name}（{field.title}）"
            )
    for name, value in event.payload.items():
        known = fields.get(name)
        if known is None:
            problems.append(
                f"{kind.name} 的 payload 里没有“{name}”这一项{nearest_hint(name, fields)}"
            )
        elif value is not None and (wrong := _misfit(known, value)):
            problems.append(f"{kind.name} 的 payload 里 {name}（{known.title}）{wrong}")
    if not (EARLIEST <= event.at <= LATEST and EARLIEST <= event.recorded_at <= LATEST):
        problems.append("时间要在 1970 年至 2199 年之间")
    if event.at > event.recorded_at and event.at_source in ("device", "declared"):
        problems.append("at 晚于 recorded_at：自报的时间不能晚于登记的时间")
    return problems


def payload_from_json(
    kind: str, payload: Mapping[str, Any], zone: tzinfo, problems: list[str]
) -> dict[str, Any]:
    """The payload with its instants as microseconds; unreadable ones go into ``problems``."""
    instants = _INSTANTS.get(kind, frozenset())
    out = dict(payload)
    for name in instants:
        value = out.get(name)
        if isinstance(value, str):
            try:
                out[name] = parse_instant(value, zone)
            except BadInstant as error:
                problems.append(f"{name}：{error}")
    return out


def payload_to_json(kind: str, payload: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """The payload with its instants as ISO text in ``zone``."""
    out = dict(payload)
    for name in _INSTANTS.get(kind, frozenset()):
        value = out.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            out[name] = format_instant(value, zone)
    return out


def nearest_hint(word: str, known: Mapping[str, Any] | frozenset[str]) -> str:
    """``，是不是想写 x`` where something known is close, else an empty text."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"，是不是想写 {near[0]}" if near else ""


def _misfit(field: Field, value: Any) -> str:
    if field.values and value not in field.values:
        return f"只能是 {'、'.join(field.values)}"
    if field.type == "facts" and isinstance(value, Mapping):
        return _misfit_facts(value)
    return "" if _FITS[field.type](value) else f"应当是{TYPE_TITLES[field.type]}"


def _misfit_facts(facts: Mapping[Any, Any]) -> str:
    """Facts of a known name must be of their own type; others may be any scalar."""
    for name, value in facts.items():
        known = known_facts().get(name)
        if value is None:
            continue
        if not isinstance(value, str | int | float):
            return f"里的 {name} 应当是文字、数、是或否"
        if known is not None and (wrong := _misfit(known, value)):
            return f"里的 {name}（{known.title}）{wrong}"
    return ""


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_hits(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(hit, list | tuple)
        and len(hit) == 3
        and isinstance(hit[0], str)
        and _is_integer(hit[1])
        and _is_integer(hit[2])
        for hit in value
    )


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "id": lambda value: isinstance(value, str) and value != "",
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "instant": lambda value: _is_integer(value) and EARLIEST <= value <= LATEST,
    "names": lambda value: (
        isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)
    ),
    "hits": _is_hits,
    "facts": lambda value: isinstance(value, Mapping),
    "overrides": lambda value: (
        isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value)
    ),
    "json": lambda value: True,  # noqa: ARG005 - anything
}


def printed() -> str:
    """The catalogue as a page in Markdown (``docs/reference/events.md``)."""
    lines = [
        "# 事件目录",
        "",
        "本页由 `python -m shouwen.events` 印出，请勿手改。",
        "每个事件是一件已经发生的事。任何事件都可以带 `overrides`（越过条款的说明）和 `facts`（其他已知的事实）。",
    ]
    for kind in KINDS.values():
        lines += ["", f"## `{kind.name}` {kind.title}", "", kind.meaning, ""]
        must = "、".join(kind.subjects) or "无"
        may = "、".join(kind.also)
        lines.append(f"- 对象：{must}" + (f"；还可以有 {may}" if may else ""))
        if kind.intent:
            lines.append(f"- 意图：`{kind.intent}`（关口挡的是它）")
        witness = {"machine": "程序自己看到", "counterpart": "对方说的", "person": "经手人自报"}[
            kind.witness
        ]
        lines.append(f"- 谁作证：{witness}")
        lines.append(f"- 谁产生：{'、'.join(kind.producers) or '暂时没有'}")
        for name, value in kind.sets.items():
            lines.append(f"- 记住：{name} = {'是' if value else '否'}")
        if kind.fields:
            lines += [
                "",
                "| 字段 | 类型 | 必填 | 说明 | 记作事实 |",
                "| --- | --- | --- | --- | --- |",
            ]
            for f in kind.fields:
                choices = f"（{'、'.join(f.values)}）" if f.values else ""
                facts = "、".join(x for x in (f.fact, f.first_fact) if x)
                lines.append(
                    f"| `{f.name}` | {TYPE_TITLES[f.type]} | {'是' if f.required else ''} "
                    f"| {f.title}{choices} | {facts} |"
                )
    return "\n".join(lines) + "\n"
