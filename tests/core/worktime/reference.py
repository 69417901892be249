"""The same reckoning, day by day and without tables: slow, plain, to be compared with.

It reads the calendar's mapping itself and asks the zone for every boundary.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shouwen.worktime import official_days

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def windows_of(data: dict, day: date) -> list[str]:
    """The windows that begin on a day."""
    override = data.get("overrides", {}).get(day.isoformat())
    if override == "off":
        return []
    if override is not None:
        return list(override)
    if data.get("official") == "cn":
        table = official_days()
        if day.toordinal() in table.off:
            return []
        if day.toordinal() in table.work:
            return list(data["makeup"])
    return list(data["hours"].get(DAYS[day.weekday()], []))


def instant(day: date, clock: str, zone: ZoneInfo) -> int:
    """Where the local clock shows ``clock`` on the day; only for zones whose skips are avoided."""
    hour, minute = map(int, clock.split(":"))
    naive = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)  # noqa: DTZ001
    return (naive.replace(tzinfo=zone).astimezone(UTC) - EPOCH) // timedelta(microseconds=1)


def spans_of(data: dict, day: date, zone: ZoneInfo) -> list[tuple[int, int]]:
    """The open spans that begin on a day, as instants."""
    spans = []
    for window in windows_of(data, day):
        start, end = window.split("-")
        last = day if end > start else day + timedelta(days=1)
        spans.append((instant(day, start, zone), instant(last, end, zone)))
    return spans


def open_spans(data: dict, start: int, zone: ZoneInfo, step: int = 1) -> Iterator[tuple[int, int]]:
    """Open spans from the day of ``start`` on, or backwards, overlaps joined, for ten years."""
    local = (EPOCH + timedelta(microseconds=start)).astimezone(zone).date()
    held: tuple[int, int] | None = None
    for number in range(-2, 3660):
        found = sorted(
            spans_of(data, local + timedelta(days=number * step), zone), reverse=step < 0
        )
        for a, b in found:
            if held is not None and (a <= held[1] if step > 0 else b >= held[0]):
                held = (min(a, held[0]), max(b, held[1]))
                continue
            if held is not None:
                yield held
            held = (a, b)
    if held is not None:
        yield held


def add(data: dict, start: int, us: int, zone: ZoneInfo) -> int | None:
    """``Calendar.add`` by walking the days."""
    left = abs(us)
    if left == 0:
        return start
    for a, b in open_spans(data, start, zone, 1 if us > 0 else -1):
        if us > 0:
            begin = max(a, start)
            if b > begin:
                if left <= b - begin:
                    return begin + left
                left -= b - begin
        else:
            end = min(b, start)
            if end > a:
                if left <= end - a:
                    return end - left
                left -= end - a
    return None


def between(data: dict, start: int, end: int, zone: ZoneInfo) -> int:
    """``Calendar.between`` for ``start`` ≤ ``end`` by walking the days."""
    total = 0
    for a, b in open_spans(data, start, zone):
        if a >= end:
            break
        total += max(0, min(b, end) - max(a, start))
    return total


def workdays(data: dict, first: date, last: date) -> int:
    """``Calendar.workdays_between`` for ``first`` ≤ ``last``."""
    return sum(
        bool(windows_of(data, first + timedelta(days=number)))
        for number in range(1, (last - first).days + 1)
    )
