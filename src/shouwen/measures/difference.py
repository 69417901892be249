"""What changed between two editions of a handbook, clause by clause (``handbook diff``)."""

from dataclasses import dataclass
from typing import Any, Literal

from shouwen.handbook.book import Handbook
from shouwen.handbook.sentence import plain_sentence
from shouwen.wording.likeness.tables import LearntTable


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. ``clause`` is empty for what belongs to the whole handbook."""

    clause: str
    change: Literal["added", "removed", "changed"]
    what: str


def differences(before: Handbook, after: Handbook) -> list[Difference]:
    """Every change that matters to people or to the engine, in reading order of ``after``."""
    old, new = before.enforced["clauses"], after.enforced["clauses"]
    found = [
        Difference(clause.id, "removed", f"删去：{clause.title}")
        for clause in before.clauses
        if clause.id not in new
    ]
    for clause in after.clauses:
        if clause.id not in old:
            found.append(Difference(clause.id, "added", f"新增：{clause.title}"))
        elif old[clause.id] != new[clause.id]:
            found += _changed(clause.id, before, after)
    for key, words in (("wording", "用语"), ("settings", "设置"), ("calendars", "日历")):
        changed = _paths(_without_learnt(before, key), _without_learnt(after, key))
        found += [Difference("", "changed", f"{words}改了：{path}") for path in changed]
    return found + _learnt(before, after)


def _without_learnt(handbook: Handbook, key: str) -> Any:
    block = handbook.enforced[key]
    return {name: below for name, below in block.items() if name != "learnt"}


def _learnt(before: Handbook, after: Handbook) -> list[Difference]:
    """One line a label: nobody reads thousands of weights."""
    old, new = before.learnt.learnt, after.learnt.learnt
    found: list[Difference] = []
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if was is None and now is not None:
            found.append(Difference("", "added", f"学来的说法：{name}（{_lines(now)}）"))
        elif now is None:
            found.append(Difference("", "removed", f"不再有学来的说法：{name}"))
        elif was is not None and was.weighs != now.weighs:
            words = f"学来的说法重新学过：{name}（由 {_lines(was)}改为 {_lines(now)}）"
            found.append(Difference("", "changed", words))
    return found


def _lines(table: LearntTable) -> str:
    return f"{table.from_[0]} 句正例、{table.from_[1]} 句反例"


def _changed(identity: str, before: Handbook, after: Handbook) -> list[Difference]:
    old, new = before.clause(identity), after.clause(identity)
    found = []
    if old.text != new.text:
        found.append(Difference(identity, "changed", f"正文由“{old.text}”改为“{new.text}”"))
    was, now = plain_sentence(old, before), plain_sentence(new, after)
    if was != now:
        found.append(Difference(identity, "changed", f"由“{was}”改为“{now}”"))
    if not found:
        paths = _paths(before.enforced["clauses"][identity], after.enforced["clauses"][identity])
        found = [Difference(identity, "changed", f"改了：{path}") for path in paths]
    return found


def _paths(old: Any, new: Any, path: str = "") -> list[str]:
    """Where two trees of JSON differ, as deep as mappings go."""
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        keys = dict.fromkeys([*old, *new])
        return [
            found
            for key in keys
            for found in _paths(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
        ]
    return [path or "全部"]
