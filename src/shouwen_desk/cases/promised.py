"""Promises heard in what our side says, ready to be registered by a person; nothing is recorded here.

What is heard live is heard again afterwards from the same words, the message's instant and the
company's calendar (``shouwen.wording.promises``); a chat that is served until 22:00 makes nobody's 下班 later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouwen.wording.promises import Promised, promises_in
from shouwen.worktime import BeyondCalendar

from .shapes import HeardPromise

if TYPE_CHECKING:
    from shouwen.handbook.program import Program

LONGEST = 300  # as the register of promises takes them


def heard(edition: Program, text: str, at: int, now: int | None = None) -> list[HeardPromise]:
    """The promises of a text said at ``at``, with every due instant that they may
    mean; what is due by then, or by ``now``, is left out."""
    try:
        found = promises_in(text, at, edition.calendar())
    except BeyondCalendar:
        return []
    rows = [_row(text, one, at if now is None else max(at, now)) for one in found]
    return [row for row in rows if row.dues or row.vague or not row.over]


def _row(text: str, one: Promised, after: int) -> HeardPromise:
    said = " ".join(text[slice(*one.span)].split())
    dues = one.dues(after)
    time = one.time
    return HeardPromise(
        span=one.span,
        text=said[:LONGEST],
        dues=list(dues),
        vague=time.vague,
        unsure=time.unsure,
        ask="没有说到什么时候" if time.vague else time.ask,
        over=not dues and (time.due is not None or any(r.due is not None for r in time.readings)),
    )
