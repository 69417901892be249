"""Promises heard in what our side says, ready to be registered by a person; nothing is recorded here.

What is heard live is heard again afterwards from the same words, the message's instant and the
company's calendar (``shouwen.wording.promises``); a chat that is served until 22:00 makes nobody's 下班 later.
Only who promises 下班前 where the company's hours know no such instant any more (in the evening, on a
Sunday) means the hours of the channel that is served then.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from shouwen.wording.promises import Promised, promises_in
from shouwen.worktime import BeyondCalendar

from .shapes import HeardPromise

if TYPE_CHECKING:
    from shouwen.handbook.program import Program
    from shouwen.worktime import Calendar

LONGEST = 300  # as the register of promises takes them
_CLOSING = re.compile("下班|收工|打烊|停止营业|营业结束")


def heard(
    edition: Program, text: str, at: int, now: int | None = None, *, channel: str = ""
) -> list[HeardPromise]:
    """The promises of a text said at ``at`` on a channel, with every due instant that they may
    mean; what is due by then, or by ``now``, is left out."""
    company, served = edition.calendar(), edition.calendar(channel)
    after = at if now is None else max(at, now)
    try:
        rows = _rows(text, at, after, company)
        if served is not company and _CLOSING.search(text):
            rows = _by_closing(rows, _rows(text, at, after, served))
    except BeyondCalendar:
        return []
    return [row for row in rows if row.dues or row.vague or not row.over]


def _rows(text: str, at: int, after: int, calendar: Calendar) -> list[HeardPromise]:
    return [_row(text, one, after) for one in promises_in(text, at, calendar)]


def _by_closing(company: list[HeardPromise], served: list[HeardPromise]) -> list[HeardPromise]:
    """The promises by the company's hours; where those ask, or know no such instant any more, the
    closing time of the channel stands first."""
    found = {row.span: row for row in company}
    for late in served:
        if late.unsure or not late.dues or not _CLOSING.search(late.text):
            continue
        row = found.get(late.span)
        if row is None or row.over:
            found[late.span] = late
        elif row.unsure:
            found[late.span] = replace(row, dues=list(dict.fromkeys([*late.dues, *row.dues])))
    order = {row.span: place for place, row in enumerate([*served, *company])}
    return sorted(found.values(), key=lambda row: order[row.span])


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
