"""Single messages under a named rule, with what came before them: `shouwen check --cases`.

A line is `{"id", "rule", "channel"?, "context"?: [{"role", "text"}], "text"}`; `text` is the agent's
message, what else stands in a line (`label`, say) is not looked at. System lines of the context carry facts (`rings=5`, `company=…;dept=…`). The answer is
`{"id", "rule", "breaks", "span"}`, spans in code points of `text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shouwen.cli.conversations import read_id
from shouwen.cli.lines import BadRow, Line, read_object
from shouwen.source import nearest
from shouwen.wording import Language, Turn
from shouwen.wording.examples import facts_in
from shouwen.wording.turns import ROLES

_PLACES = frozenset({"open_channel", "private_channel"})


def rules_of(language: Language) -> dict[str, list[str]]:
    """The clauses that stand for each rule."""
    rules: dict[str, list[str]] = {}
    for clause in language.clauses:
        if clause.utterance.rule is not None:
            rules.setdefault(clause.utterance.rule, []).append(clause.id)
    return rules


def answer_cases(
    language: Language, lines: Iterable[Line], channel: str = ""
) -> Iterator[tuple[Line, dict[str, Any] | None, str]]:
    """For each line its answer, or `None` and a Chinese sentence saying why there is none.
    `channel`: that of a line which names none."""
    rules = rules_of(language)
    for line in lines:
        try:
            if line.bad:
                raise BadRow(line.bad)
            yield line, _answer(language, rules, read_object(line.data), channel), ""
        except BadRow as bad:
            yield line, None, str(bad)


def _answer(
    language: Language, rules: Mapping[str, list[str]], row: Mapping[str, Any], channel: str
) -> dict[str, Any]:
    name, rule, text = read_id(row), row.get("rule"), row.get("text")
    if not isinstance(rule, str):
        raise BadRow(f"缺少 rule，{_known(rules)}")
    if not isinstance(text, str):
        raise BadRow("缺少 text，应是文字")
    if rule not in rules:
        raise BadRow(f"手册里没有代表规则 {rule} 的条款，{_known(rules, rule)}")
    turns, facts = _context(language, row, channel)
    turns.append(Turn.of(language.recognise(text, "agent"), "agent"))
    broken = [
        finding
        for finding in language.judge(turns, closed=True, facts=facts)
        if finding.clause in rules[rule] and finding.turn == len(turns) - 1
    ]
    spans = [list(finding.span) for finding in broken if finding.span is not None]
    return {"id": name, "rule": rule, "breaks": bool(broken), "span": spans[0] if spans else None}


def _known(rules: Mapping[str, list[str]], meant: str = "") -> str:
    """What may be written for a rule: the nearest, else all of them."""
    near = nearest(meant, rules)
    if near is not None:
        return f"是不是想写 {near}"
    return f"可以写的有：{'、'.join(sorted(rules))}" if rules else "这本手册的条款没有写 rule"


def _context(
    language: Language, row: Mapping[str, Any], channel: str
) -> tuple[list[Turn], dict[str, object]]:
    context = row.get("context", [])
    if not isinstance(context, list):
        raise BadRow("context 应是消息的列表")
    named = row.get("channel")
    if isinstance(named, str) and named:
        channel = named
    facts: dict[str, object] = {"channel": channel} if channel else {}
    turns: list[Turn] = []
    for index, said in enumerate(context):
        role = said.get("role") if isinstance(said, dict) else None
        text = said.get("text") if isinstance(said, dict) else None
        if role not in ROLES or not isinstance(text, str):
            raise BadRow(f"context 第 {index + 1} 条要有认识的 role 和文字 text")
        if role == "system":
            stated = facts_in(text)
            if not _PLACES.isdisjoint(stated):  # they have moved: one place at a time
                facts = {name: fact for name, fact in facts.items() if name not in _PLACES}
            facts.update(stated)
        else:
            turns.append(Turn.of(language.recognise(text, role), role))
    return turns, facts
