"""What the frame of every page needs to know: theme, rail, and whether time is being tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rules
from django.http import HttpRequest

from shouwen_desk.config import clock

THEMES = ("light", "dark", "system")


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail; ``key`` is the letter after G, ``permission`` who sees it."""

    name: str
    title: str
    icon: str
    address: str
    key: str
    permission: str


RAIL = (
    Place("workbench", "工作台", "desk", "/workbench", "W", "case.search"),
    Place("board", "看板", "board", "/board", "B", "board.read"),
    Place("handbook", "手册", "book", "/handbook", "H", "handbook.read"),
)

# (keys, act, permission): what the help dialog lists, to whoever can do it; only acts that exist.
KEYS = (
    (("Ctrl K",), "搜索", "case.search"),
    (("Alt J", "Alt K"), "下一件、上一件", ""),
    (("Alt N",), "最急的一件", "case.search"),
    (("Enter",), "发送", "case.search"),
    (("Shift Enter",), "换行", "case.search"),
    (("F8", "Shift F8"), "下一处、上一处提示", "case.search"),
    (("Alt 1",), "采用更好的说法", "case.search"),
    (("Alt C",), "照客户的话提议的办", "case.search"),
    (("Alt P",), "登记承诺", "case.search"),
    (("Alt T",), "转交", "case.search"),
    (("Alt S",), "暂停计时", "case.search"),
    (("Alt E",), "结案，或看还差什么", "case.search"),
    (("Alt V",), "复核下一条发现", "board.read"),
    (("Alt O",), "右边一栏", "case.search"),
    (("P",), "这一项从哪里来", ""),
    (("?",), "这张表", ""),
    (("Esc",), "关闭，回到原处", ""),
)


def keys_of(person: Any, rail: Sequence[Place]) -> list[tuple[tuple[str, ...], str]]:
    """The keys that do something for this person; G and a letter lead where the rail leads."""
    shown: list[tuple[tuple[str, ...], str]] = [
        (keys, act)
        for keys, act, permission in KEYS
        if not permission or rules.has_perm(permission, person)
    ]
    jumps = tuple(f"G {place.key}" for place in rail)
    shown.insert(-2, (jumps, "、".join(place.title for place in rail)))
    return shown


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame. Costs no statement beyond those that load the session and the person."""
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    theme = person.prefs.get("theme") if signed_in else None
    if theme not in THEMES:
        theme = request.COOKIES.get("theme", "system")
    context: dict[str, Any] = {
        "theme": theme if theme in THEMES else "system",
        "test_clock": clock.is_test(),
    }
    if signed_in:
        rail = [item for item in RAIL if rules.has_perm(item.permission, person)]
        context |= {
            "person": person,
            "rail": rail,
            "rail_search": rules.has_perm("case.search", person),
            "keys": keys_of(person, rail),
        }
    return context
