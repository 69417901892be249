"""Open hours of a stretch of years as sorted intervals with prefix sums.

Everything a calendar answers is a bisection of these lists; nothing walks minute by minute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from shouwen.events.instant import DAY, HOUR, SECOND
from shouwen.worktime.sheet import Windows

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local clock readings, which have no zone
_ONE = timedelta(microseconds=1)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Table:
    """Instants in microseconds; ``first`` ≤ instant < ``last`` is what the table knows.

    ``starts``/``ends``: open intervals, merged where they touch. ``before[i]``: open time before
    interval i; ``through[i]``: up to its end. ``midnights[i]``: start of the local day
    ``first_day + i`` (an ordinal). ``workdays``: ordinals of days with hours, ``opens`` and
    ``closes`` of each; for a night the close is on the next day.
    """

    first_year: int
    last_year: int
    first: int
    last: int
    starts: list[int]
    ends: list[int]
    before: list[int]
    through: list[int]
    first_day: int
    midnights: list[int]
    workdays: list[int]
    opens: list[int]
    closes: list[int]


def build_table(
    first_year: int, last_year: int, hours: Callable[[int], Windows], zone: tzinfo
) -> Table:
    """The table of the years, both counted; ``hours`` gives the windows of a day (an ordinal)."""
    first_day = date(first_year, 1, 1).toordinal()
    last_day = date(last_year, 12, 31).toordinal()
    midnights = _midnights(first_day, last_day + 2, zone)
    spans: list[tuple[int, int]] = []
    workdays: list[int] = []
    opens: list[int] = []
    closes: list[int] = []
    # The night before the first day may reach into it.
    for day in range(first_day - 1, last_day + 1):
        windows = hours(day)
        if not windows:
            continue
        index = day - first_day
        midnight = midnights[index] if index >= 0 else instant_of(day, 0, zone)
        plain = index >= 0 and midnights[index + 2] - midnight == 2 * DAY
        opening = closing = 0
        for start, end in windows:
            if plain:
                a, b = midnight + start * SECOND, midnight + end * SECOND
            else:  # the clocks change: ask the zone for every boundary
                a, b = instant_of(day, start, zone), instant_of(day, end, zone)
            if a < b:
                opening = opening or a
                closing = b
                spans.append((a, b))
        if index >= 0 and closing:
            workdays.append(day)
            opens.append(opening)
            closes.append(closing)
    first, last = midnights[0], midnights[last_day + 1 - first_day]
    starts, ends = _merged(spans, first, last)
    before: list[int] = []
    through: list[int] = []
    total = 0
    for start, end in zip(starts, ends, strict=True):
        before.append(total)
        total += end - start
        through.append(total)
    return Table(
        first_year, last_year, first, last, starts, ends, before, through,
        first_day, midnights, workdays, opens, closes,
    )  # fmt: skip


def _midnights(first_day: int, last_day: int, zone: tzinfo) -> list[int]:
    """The starts of the days, both counted; only where the offset changes is the zone asked twice."""
    midnights: list[int] = []
    known: timedelta | None = None
    for day in range(first_day, last_day + 1):
        offset = datetime.fromordinal(day).replace(tzinfo=zone).utcoffset()
        if offset is not None and offset == known:
            midnights.append((day - _EPOCH_ORDINAL) * DAY - offset // _ONE)
        else:
            midnights.append(instant_of(day, 0, zone))
        known = offset
    return midnights


def _merged(spans: list[tuple[int, int]], first: int, last: int) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        a, b = max(start, first), min(end, last)
        if a >= b:
            continue
        if ends and a <= ends[-1]:
            ends[-1] = max(ends[-1], b)
        else:
            starts.append(a)
            ends.append(b)
    return starts, ends


def instant_of(day: int, second: int, zone: tzinfo) -> int:
    """The instant at which the local clock shows ``second`` after midnight of ``day``.

    A reading that occurs twice means the first; one that is skipped means the moment of the skip.
    """
    naive = _NAIVE_EPOCH + timedelta(days=day - _EPOCH_ORDINAL, seconds=second)
    at = (naive.replace(tzinfo=zone) - _EPOCH) // _ONE
    back = (_EPOCH + timedelta(microseconds=at)).astimezone(zone).replace(tzinfo=None)
    if back == naive:
        return at
    low, high = at - 4 * HOUR, at  # the skip lies between; local time jumps over ``naive`` there
    while high - low > 1:
        middle = (low + high) // 2
        local = (_EPOCH + timedelta(microseconds=middle)).astimezone(zone).replace(tzinfo=None)
        low, high = (low, middle) if local >= naive else (middle, high)
    return high
