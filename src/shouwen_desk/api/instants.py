"""Instants as the API writes and reads them: ISO 8601 with an offset, the company's own."""

from __future__ import annotations

from shouwen.events.instant import BadInstant, format_instant, parse_instant
from shouwen_desk.cases.days import zone
from shouwen_desk.people.errors import Invalid


def iso(at: int | None) -> str | None:
    """An instant in microseconds as text of the company's zone."""
    return None if at is None else format_instant(at, zone())


def instant(text: str | None, field: str) -> int | None:
    """A text as an instant in microseconds; raises `Invalid` that names the field."""
    if text is None:
        return None
    try:
        return parse_instant(text, zone())
    except BadInstant as error:
        raise Invalid(
            "这个时间读不懂。",
            field=field,
            remedy="请写成 2026-03-18T14:38:00+08:00。",
        ) from error
