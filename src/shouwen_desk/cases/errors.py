"""Errors that only cases know; the others are in ``people.errors``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shouwen_desk.people.errors import Conflict, DeskError, Invalid

if TYPE_CHECKING:
    from .shapes import DraftFinding


class Held(DeskError):
    """Sending is held until the text is changed or, where the clause allows, overridden."""

    code = "held"

    def __init__(self, findings: Sequence[DraftFinding]) -> None:
        super().__init__(
            f"改好 {len(findings)} 处即可发送。",
            field="text",
            remedy="；".join(found.instead or found.message for found in findings),
        )
        self.findings = list(findings)


class Unfilled(Invalid):
    """The text still holds slots of a better wording that nobody filled, ``{时间}``, or filled with
    what is no time, 尽快前."""

    def __init__(self, blanks: Sequence[str]) -> None:
        empty = [blank[1:-1] for blank in blanks if blank.startswith("{")]
        vague = [blank for blank in blanks if not blank.startswith("{")]
        said = [f"还有空位没填：{'、'.join(empty)}"] if empty else []
        said += [f"“{blank}”没有说到什么时候" for blank in vague]
        super().__init__(
            f"{'；'.join(said)}。",
            field="text",
            remedy="请把空位换成台账里有的事实，或删去这一句。"
            if empty
            else "请写到几点，如“今天16:00前”。",
        )
        self.blanks = list(blanks)


class Overtaken(Conflict):
    """Somebody else changed the case between the look at it and the write; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "这个个案刚刚有了变化。", field="case", remedy="请看一眼现在的样子，再做一次。"
        )
