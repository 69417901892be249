"""What staff read against what is enforced: numbers in the text, slots in the better wording."""

import re

from shouwen.clauses.block import duration
from shouwen.clauses.frame import Clause
from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.lint.notes import Notes, mappings, scalars
from shouwen.source import MappingNode, Wrong, instead_of
from shouwen.worktime import Duration

SLOTS = (
    "部门", "时间", "日期", "姓名", "称呼", "工号", "公司", "电话", "工程师", "订单号", "单号",
    "合同号", "金额", "原因", "办法", "要点", "事项", "地址", "产品", "客户", "姓氏", "个案号",
)  # fmt: skip
"""Empty places that the desk knows how to fill, or leaves as a dashed box for the agent."""

_SPAN = re.compile(
    r"(?:[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十]+)\s*(?:个)?(?:工作小时|工作日|小时|分钟|秒)"
)
_SPAN_KEYS = ("within", "every", "after", "warn", "offset", "grace", "reply_within")
_CHARACTERS = re.compile(r"([0-9]+)\s*个?字")
_SLOT = re.compile(r"\{([^{}]*)\}")
_WORD = re.compile(r"\w")


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:  # noqa: ARG001
    """Compare text and block of every clause; check slots."""
    for clause in handbook.clauses:
        if clause.id in notes.unread:
            continue
        _check_numbers(handbook, clause, notes)
        _check_slots(handbook, clause, notes)


def _check_numbers(handbook: Handbook, clause: Clause, notes: Notes) -> None:
    node = handbook.nodes[clause.id]
    block = node.get(clause.kind)
    enforced = _spans_of(block)
    if enforced:
        for match in _SPAN.finditer(clause.text):
            said = _read(match.group())
            if said is not None and (said.amount, said.unit) not in enforced:
                written = "、".join(dict.fromkeys(enforced.values()))
                notes.errors.add(
                    node.place_of("text"),
                    f"正文写着 {match.group()}，条款里是 {written}",
                    "请改成一致；员工读到的要和程序执行的一样",
                )
    length = block.find("length", "at_most") if block is not None else None
    if length is not None:
        for match in _CHARACTERS.finditer(clause.text):
            if match[1] != getattr(length, "text", ""):
                notes.errors.add(
                    node.place_of("text"),
                    f"正文写着 {match.group()}，条款里是 {getattr(length, 'text', '')} 个字",
                    "请改成一致；员工读到的要和程序执行的一样",
                )


def _spans_of(block: object) -> dict[tuple[int, str], str]:
    """Every duration of a clause's block → how it is written."""
    found: dict[tuple[int, str], str] = {}
    if not isinstance(block, MappingNode):
        return found
    for mapping in mappings(block):
        values = [value for key in _SPAN_KEYS for value in scalars(mapping.get(key))]
        table = mapping.get("table")
        if isinstance(table, MappingNode):
            values += [v for _, below in table.items() for v in scalars(below)]
        for value in values:
            span = _read(value.text)
            if span is not None:
                found[(abs(span.amount), span.unit)] = value.text
    return found


def _read(text: str) -> Duration | None:
    try:
        return duration(text)
    except Wrong:
        return None


def _check_slots(handbook: Handbook, clause: Clause, notes: Notes) -> None:
    node = handbook.nodes[clause.id]
    known = [*SLOTS, *handbook.settings.slots]
    for path in (("utterance", "instead"), ("clock", "does", "text")):
        for value in scalars(node.find(*path)):
            for match in _SLOT.finditer(value.text):
                if match[1] not in known:
                    notes.errors.add(
                        value.place,
                        f"没有 {{{match[1]}}} 这个空位",
                        f"{instead_of(match[1], known)}；公司自己的空位请先在 settings.slots 里说明",
                    )
            rest = _SLOT.sub("", value.text)
            if "{" in rest or "}" in rest:
                notes.errors.add(value.place, "空位的花括号没有配对", "请写成 {时间} 这样")
            elif rest and rest != value.text and not _WORD.search(rest):
                notes.errors.add(
                    value.place,
                    "只有空位和标点，没有话",
                    "请写成一整句；只换一个称呼的，写空位就好，不带标点",
                )
