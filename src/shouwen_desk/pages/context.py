"""What the frame of every page needs to know: theme, rail, and whether time is being tested."""

from __future__ import annotations

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

# (keys, act): what the help dialog lists; only acts that exist.
KEYS = (
    (("Ctrl K",), "搜索"),
    (("Alt J", "Alt K"), "下一件、上一件"),
    (("Alt N",), "最急的一件"),
    (("Enter",), "发送"),
    (("Shift Enter",), "换行"),
    (("F8", "Shift F8"), "下一处、上一处提示"),
    (("Alt 1",), "采用更好的说法"),
    (("Alt P",), "登记承诺"),
    (("Alt T",), "转交"),
    (("Alt S",), "暂停计时"),
    (("Alt E",), "结案，或看还差什么"),
    (("Alt O",), "右边一栏"),
    (("P",), "这一项从哪里来"),
    (("G W", "G B", "G H"), "工作台、看板、手册"),
    (("?",), "这张表"),
    (("Esc",), "关闭，回到原处"),
)


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
        context |= {
            "person": person,
            "rail": [item for item in RAIL if rules.has_perm(item.permission, person)],
            "rail_search": rules.has_perm("case.search", person),
            "keys": KEYS,
        }
    return context
