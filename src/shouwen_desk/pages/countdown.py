"""Words of the status vocabulary for due times; the browser writes the same ones.

``frontend/src/lib/countdown.ts`` is the other half. Both are held to
``frontend/test/countdown.vectors.json``. Instants and spans here are microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from django.utils import timezone

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """Mark (running, risk, broken, waiting), words, and the share of time left in percent."""

    mark: str
    text: str
    share: int


def local(at: int, zone: tzinfo | None = None) -> datetime:
    """An instant as wall time of the company's zone."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone or timezone.get_default_timezone())


def span(us: int) -> str:
    """Under an hour ``mm:ss``, longer ``3时05分``; rounded down."""
    if us < HOUR:
        return f"{us // MINUTE:02d}:{us % MINUTE // SECOND:02d}"
    return f"{us // HOUR}时{us % HOUR // MINUTE:02d}分"


def length(us: int) -> str:
    """A span that has ended: ``40秒``, ``22分``, ``3时08分``, ``2天3时``."""
    if us < MINUTE:
        return f"{us // SECOND}秒"
    if us < HOUR:
        return f"{us // MINUTE}分"
    if us < DAY:
        return f"{us // HOUR}时{us % HOUR // MINUTE:02d}分"
    return f"{us // DAY}天{us % DAY // HOUR}时"


def by(at: int, now: int, zone: tzinfo | None = None) -> str:
    """``16:30 前``, ``明天10:00``, ``3月20日12:50``, ``2027年1月4日09:00``."""
    then, today = local(at, zone), local(now, zone)
    time = f"{then:%H:%M}"
    if then.date() == today.date():
        return f"{time} 前"
    if then.date() == local(now + DAY, zone).date():
        return f"明天{time}"
    year = "" if then.year == today.year else f"{then.year}年"
    return f"{year}{then.month}月{then.day}日{time}"


def shown(
    due: int | None,
    now: int,
    *,
    warn: int | None = None,
    opened: int | None = None,
    form: str = "left",
    zone: tzinfo | None = None,
) -> Shown:
    """What to show for an open due time. ``form``: ``left``, or ``by`` in lists (16:30 前)."""
    if due is None:
        return Shown("waiting", "未开始", 0)
    left = due - now
    if left <= 0:
        return Shown("broken", f"超 {span(-left)}", 0)
    risky = warn is not None and now >= warn
    whole = left if opened is None or opened >= due else due - opened
    share = max(0, min(100, (200 * left + whole) // (2 * whole)))
    if left < HOUR:
        return Shown("risk" if risky else "running", f"剩 {span(left)}", share)
    if left >= DAY or (form == "by" and not risky):
        return Shown("risk" if risky else "waiting", by(due, now, zone), share)
    return Shown("risk" if risky else "running", f"剩 {span(left)}", share)
