"""Instants: microseconds since 1970-01-01 UTC, as plain ``int``.

Inside the program time is always such a number; at the edges (files, API, command line) it is
ISO 8601 text with an offset. A text without an offset is read in the zone that the caller names
(the handbook's or the calendar's), never in the machine's.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

type Instant = int

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

EARLIEST: Instant = 0
LATEST: Instant = 7_258_118_400 * SECOND - 1
"""Events happen from 1970 to 2199; outside these years calendars do not reckon."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE = timedelta(microseconds=1)


class BadInstant(ValueError):
    """The text is no instant; ``str(error)`` is a Chinese sentence with the remedy."""


class NeverHappened(BadInstant):
    """The text is an instant, but of a year in which nothing here can have happened."""


def parse_instant(text: str, zone: tzinfo = UTC) -> Instant:
    """Read ISO 8601 text; ``zone`` applies where the text has no offset.

    Raises :class:`BadInstant`. Leap seconds and times before year 1 do not exist here.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInstant(f"“{text[:40]}”不是时间，请写成 2026-10-01T09:00:00+08:00 这样") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return (moment - _EPOCH) // _ONE


def parse_happened(text: str, zone: tzinfo = UTC) -> Instant:
    """When something happened, from ISO 8601 text; ``zone`` as in :func:`parse_instant`.

    Raises :class:`BadInstant`; :class:`NeverHappened` outside the years of events: a year 1 or 9999
    is what a program writes that knows no time.
    """
    at = parse_instant(text, zone)
    if not EARLIEST <= at <= LATEST:
        raise NeverHappened("不在 1970 年至 2199 年之间，不知道时间请不写")
    return at


def format_instant(at: Instant, zone: tzinfo = UTC) -> str:
    """ISO 8601 with the offset of ``zone``; fractions only where there are some."""
    return moment_of(at, zone).isoformat()


def moment_of(at: Instant, zone: tzinfo = UTC) -> datetime:
    """The aware ``datetime`` of an instant in ``zone``."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone)


@lru_cache(maxsize=8192)
def _day_of_hour(hour: int, zone: tzinfo) -> str:
    return moment_of(hour * (HOUR // 4), zone).date().isoformat()


def day_of(at: Instant, zone: tzinfo) -> str:
    """The local date, ``YYYY-MM-DD``. Every zone's midnight falls on a quarter of an hour since
    1970, so that a quarter of an hour has one date and the answer can be kept."""
    return _day_of_hour(at // (HOUR // 4), zone)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name (``Asia/Shanghai``)."""
    return ZoneInfo(name)
