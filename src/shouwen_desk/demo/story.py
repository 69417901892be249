"""How a story of a case is told: steps of the customer and of the desk, in order.

In texts ``{称呼}`` is the customer's polite form, ``{姓名}`` and ``{工号}`` the agent's, ``{时间}`` a
time a little later that a reply may name, ``{单位}`` the customer's company, ``{号}`` some number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Says:
    """The customer writes one of these; ``after`` is how many minutes they usually take."""

    texts: Sequence[str]
    after: float = 4


@dataclass(frozen=True, slots=True)
class Replies:
    """The agent answers with one of these; ``sloppy`` is what a tired colleague writes instead.

    ``within`` is the usual number of minutes.
    """

    texts: Sequence[str]
    sloppy: Sequence[str] = ()
    within: float = 6


@dataclass(frozen=True, slots=True)
class Does:
    """The agent takes a step: the name of an action of cases and its arguments."""

    step: str
    args: Mapping[str, Any] = field(default_factory=dict)
    within: float = 3


Step = Says | Replies | Does


@dataclass(frozen=True, slots=True)
class Story:
    """A case from its first message on. ``weight``: how often it happens. ``all_hours``: somebody
    on call goes on with it at night too."""

    name: str
    opening: Sequence[str]
    steps: Sequence[Step]
    type: str = "inquiry"
    level: int = 3
    urgent: bool = False
    weight: int = 3
    all_hours: bool = False


def questions(detail: str, wish: str, time: str) -> list[Step]:
    """The agent writes down the customer's answers to the 三问."""
    return [
        Does("record_question", {"question": "detail", "text": detail}),
        Does("record_question", {"question": "wish", "text": wish}, 1),
        Does("record_question", {"question": "time", "text": time}, 1),
    ]


def plan(owner: str, steps: str, deadline: str, verification: str) -> Step:
    """The agent fills the 《解决方案单》."""
    values = {"owner": owner, "steps": steps, "deadline": deadline, "verification": verification}
    return Does("fill_register", {"register": "解决方案单", "values": values}, 8)


def follow_up(text: str, score: int, after: float) -> list[Step]:
    """Somebody calls back after the work is done, and fills the 《回访记录》."""
    return [
        Does("record_fact", {"kind": "service.completed"}, 5),
        Does("fill_register", {"register": "回访记录", "values": {"suggestion": text}}, after),
        Does("follow_up", {"text": text, "score": score}, 2),
    ]


def farewell() -> Replies:
    """The last reply: what was agreed, an invitation to score, goodbye."""
    return Replies(
        [
            "好的，{称呼}，那这件事就办妥了。请您在结束时给这次服务打个分，1到5分都可以，祝您顺利。",
            "不客气，后面有需要您随时留言。麻烦您为这次服务评个分，1到5分，谢谢您。",
            "感谢您的配合。请您对这次服务评分，1分最低、5分最高，您的意见我们都会看。",
        ],
        ["好的，再见。", "不客气，祝您生活愉快。"],
        within=4,
    )


END: list[Step] = [Does("tell_result"), Does("solve"), Does("close", within=2)]
