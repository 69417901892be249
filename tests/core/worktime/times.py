"""Short words for instants in these tests."""

from zoneinfo import ZoneInfo

from shouwen.events.instant import format_instant, parse_instant

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> int:
    """An instant from ``2026-09-30 16:20`` in the zone."""
    return parse_instant(text, zone)


def iso(instant: int | None, zone: ZoneInfo = SHANGHAI) -> str | None:
    """An instant as local ISO text without its offset, None as None."""
    return None if instant is None else format_instant(instant, zone)[:-6]
