"""Business time beside a day-by-day calculation and the package business-duration.

All three reckon the same questions on Monday to Friday, 9:00 to 18:00 (the package knows no
make-up working days); their answers are compared before anything is timed. The day-by-day
calculation is what one writes first: a loop over dates with local times.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from business_duration import businessDuration

from shouwen.events.instant import HOUR, MINUTE, SECOND, moment_of, parse_instant
from shouwen.worktime import Calendar, Duration, cn_office, due_at, official_days

ZONE = ZoneInfo("Asia/Shanghai")
OPEN, CLOSE = time(9), time(18)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUESTIONS = 400

type Ask = tuple[int, int]


def run() -> list[dict[str, Any]]:
    """The rows for the table; see :mod:`bench` for their shape."""
    office = Calendar.from_mapping({"hours": {"mon-fri": ["09:00-18:00"]}}, ZONE)
    rows: list[dict[str, Any]] = []
    for words, days in (("3 days", 3), ("3 weeks", 21), ("1 year", 365)):
        asks = _asks(days)
        for a, b in asks:
            used = office.between(a, b)
            assert used == _between_by_day(a, b)
            assert used == round(_package(a, b) * MINUTE), (a, b)
        ours = _per_call(office.between, asks)
        work = f"open time between two instants, {words} apart"
        rows.append(_row(work, ours, "business-duration", _per_call(_package, asks[:40]), ">= 50"))
        rows.append(_row(work, ours, "day by day", _per_call(_between_by_day, asks)))
    for words, us in (("8 open hours", 8 * HOUR), ("200 open hours", 200 * HOUR)):
        asks = [(start, us) for start, _ in _asks(1)]
        assert all(office.add(a, us) == _add_by_day(a, us) for a, us in asks)
        ours = _per_call(office.add, asks)
        rows.append(_row(f"due after {words}", ours, "day by day", _per_call(_add_by_day, asks)))
    rows.append(_official_workdays())
    rows.append(_first_use())
    return rows


def _official_workdays() -> dict[str, Any]:
    """Three official Chinese working days, with days off and make-up days."""
    calendar, duration = cn_office(), Duration.parse("3 个工作日")
    asks = [(start, 3) for start, _ in _asks(1)]

    def ours(start: int, _: int) -> int | None:
        return due_at(calendar, start, duration)

    assert all(ours(*ask) == _workdays_by_day(*ask) for ask in asks)
    theirs = _per_call(_workdays_by_day, asks)
    return _row("due after 3 official working days", _per_call(ours, asks), "day by day", theirs)


def _first_use() -> dict[str, Any]:
    """From the calendar's words to its first answer."""
    data = {"official": "cn", "hours": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}
    official_days()
    start = perf_counter()
    for _ in range(10):
        Calendar.from_mapping(data, ZONE).add(_at("2026-11-16"), HOUR)
    took = (perf_counter() - start) / 10 * 1e3
    return {
        "work": "a calendar read and its tables built", "measure": "first answer", "value": took,
        "unit": "ms", "aim": None, "baseline": None, "baseline_value": None, "aim_ratio": None,
        "note": "once a calendar and process; widens by itself for other years",
    }  # fmt: skip


def _row(
    work: str, ours: float, baseline: str, theirs: float, aim_ratio: str | None = None
) -> dict[str, Any]:
    return {
        "work": work, "measure": "per call", "value": ours, "unit": "µs", "aim": "<= 2",
        "baseline": baseline, "baseline_value": theirs, "aim_ratio": aim_ratio, "note": None,
    }  # fmt: skip


def _per_call(function: Callable[[int, int], object], asks: Sequence[Ask]) -> float:
    """Microseconds a call, the best of several passes over all questions."""
    function(*asks[0])
    passes: list[float] = []
    spent = 0.0
    while len(passes) < 3 or (spent < 0.5 and len(passes) < 50):
        start = perf_counter()
        for a, b in asks:
            function(a, b)
        passes.append(perf_counter() - start)
        spent += passes[-1]
    return min(passes) / len(asks) * 1e6


def _asks(days: int) -> list[Ask]:
    """Pairs of whole seconds within 2024–2026, up to ``days`` apart and at least half of that."""
    chance = random.Random(days)
    pairs: list[Ask] = []
    while len(pairs) < QUESTIONS:
        start = _at("2024-01-01") + chance.randrange(0, 600 * 86_400) * SECOND
        end = start + chance.randrange(days * 43_200, days * 86_400) * SECOND
        pairs.append((start, end))
    return pairs


def _at(text: str) -> int:
    return parse_instant(text, ZONE)


def _package(a: int, b: int) -> float:
    """business-duration's answer in minutes; it takes naive local times."""
    start, end = (moment_of(at, ZONE).replace(tzinfo=None) for at in (a, b))
    minutes: float = businessDuration(start, end, OPEN, CLOSE, [5, 6], None, "min")
    return minutes


def _us(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def _between_by_day(a: int, b: int) -> int:
    start, end = moment_of(a, ZONE), moment_of(b, ZONE)
    total = timedelta()
    day = start.date()
    while day <= end.date():
        if day.weekday() < 5:
            opening = max(start, datetime.combine(day, OPEN, ZONE))
            closing = min(end, datetime.combine(day, CLOSE, ZONE))
            if opening < closing:
                total += closing - opening
        day += timedelta(days=1)
    return total // timedelta(microseconds=1)


def _add_by_day(a: int, us: int) -> int:
    start, left = moment_of(a, ZONE), timedelta(microseconds=us)
    day = start.date()
    while True:
        if day.weekday() < 5:
            opening = max(start, datetime.combine(day, OPEN, ZONE))
            closing = datetime.combine(day, CLOSE, ZONE)
            if opening < closing:
                if left <= closing - opening:
                    return _us(opening + left)
                left -= closing - opening
        day += timedelta(days=1)


def _workdays_by_day(a: int, count: int) -> int:
    table = official_days()
    day: date = moment_of(a, ZONE).date()
    while count:
        day += timedelta(days=1)
        count -= table.is_workday(day.toordinal())
    return _us(datetime.combine(day, CLOSE, ZONE))
