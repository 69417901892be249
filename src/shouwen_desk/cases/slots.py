"""Slots of better wordings (``{时间}``): filled with what is on the ledger, or waiting in sight.

A suggested sentence states only facts (DESIGN §5): a slot gets a value where an event of the case,
or who is who, says so; any other stands empty until the person who writes fills it, and with an empty
slot nothing is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from shouwen.handbook.lint.texts import SLOTS
from shouwen.wording.times import times_in
from shouwen.worktime import BeyondCalendar
from shouwen_desk.ledger import editions

if TYPE_CHECKING:
    from shouwen.handbook.program import Program
    from shouwen_desk.people.models import Person

    from .shapes import CasePage

_SLOT = re.compile(r"\{([^{}\n]{1,24})\}")
_STOPS = "，。；：！？,;:!?\n"
_BY_A_TIME = re.compile(rf"\{{时间\}}([前后][^{{}}{_STOPS}]*[{_STOPS}]?)")


def blanks(program: Program | None, text: str, at: int) -> list[str]:
    """The slots that stand unfilled in a text, as they are written, each once: ``{时间}``, and 尽快前
    where a better wording asks for a time, since that is none.

    Only names that the handbook knows: braces of any other kind are the customer's business.
    """
    if program is None:
        return []
    found: list[str] = []
    if "{" in text:
        known = _names(program.edition)
        found = [hit[0] for hit in _SLOT.finditer(text) if hit[1] in known]
    for rest in _after_a_time(program.edition):
        end = text.find(rest)
        while end >= 0:
            found += _untimed(program, text, end, at)
            end = text.find(rest, end + 1)
    return list(dict.fromkeys(found))


def _untimed(program: Program, text: str, end: int, at: int) -> list[str]:
    """What stands in the slot {时间} that ends there, with the 前 or 后 behind it, if it is no time."""
    start = max(text.rfind(stop, 0, end) for stop in _STOPS) + 1
    try:
        times = times_in(text[start:end], at, program.calendar())
    except BeyondCalendar:
        return []
    if not times or not all(time.vague for time in times) or times[-1].span[1] < end - start:
        return []
    return [text[start + times[-1].span[0] : end + 1]]


@lru_cache(maxsize=64)
def _after_a_time(edition: str) -> tuple[str, ...]:
    """What follows {时间} in better wordings up to the next mark, where it begins with 前 or 后: there
    nothing but a time can stand. (尽快给您答复 is what a clause may say something about.)"""
    wordings = [
        clause.utterance.instead or ""
        for clause in editions.compiled(edition).clauses.values()
        if clause.utterance is not None
    ]
    hits = [hit[1] for wording in wordings for hit in _BY_A_TIME.finditer(wording)]
    return tuple(dict.fromkeys(hits))


@lru_cache(maxsize=64)
def _names(edition: str) -> frozenset[str]:
    program = editions.compiled(edition)
    named = set(SLOTS) | set(program.settings.get("slots") or ())
    for clause in program.clauses.values():
        if clause.utterance is not None:
            named.update(_SLOT.findall(clause.utterance.instead or ""))
    return frozenset(named)


def known(
    person: Person,
    page: CasePage,
    settings: Mapping[str, object],
    *,
    own_team: str,
    their_team: str,
    due: str,
) -> dict[str, str]:
    """What the ledger knows of slots for this person in this case; empty values left out.

    ``own_team``: of the person who writes; it fills {部门} only after 是 (我是{部门}的…), since anywhere
    else the slot means a department that was asked. That one is known where the case went to another
    team, ``their_team``. ``due``: the time of the next open promise in words, the one time that the
    customer was given.
    """
    surname = _surname(page.customer_name)
    called = f"{surname}{page.salutation}" if page.salutation else ""
    facts = {
        "姓名": person.name,
        "工号": person.staff_no,
        "姓氏": surname if page.salutation else "",
        "称呼": called,
        "客户": called,
        "公司": str(settings.get("company") or ""),
        "是部门": own_team,
        "部门": their_team if their_team != own_team else "",
        "个案号": page.row.number,
        "时间": due,
    }
    return {name: value for name, value in facts.items() if value and _plain(value)}


# Surnames of two characters that are common enough to be met; any other has one.
_DOUBLE = frozenset(
    ["欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "皇甫", "宇文", "长孙", "慕容", "司徒", "司空", "令狐", "钟离", "轩辕"]
)  # fmt: skip


def _surname(name: str) -> str:
    return name[:2] if name[:2] in _DOUBLE and len(name) > 2 else name[:1]


def _plain(value: str) -> bool:
    """A value that would open a slot or end the list of slots is none."""
    return not any(sign in value for sign in "{};=\n")


def as_attribute(facts: Iterable[tuple[str, str]]) -> str:
    """``姓名=林晓雨;工号=0217``: what the composer reads."""
    return ";".join(f"{name}={value}" for name, value in facts)
