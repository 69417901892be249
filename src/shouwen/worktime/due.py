"""When something is due, and how much of its time is used.

* **Time** (分钟, 小时, 工作小时): runs from the start (Civil Code art. 201, second paragraph), by
  the wall or in open hours. A pause moves it by the time that would have run meanwhile.
* **Working days**: the day of the start is not counted; ends at the close of business of the Nth
  working day (arts. 201, 203), or at the same clock time within that day's hours. Pauses move it
  only by working days that are paused whole, from opening to close, and not by parts of a day.
* **Days and months**: the day of the start is not counted; a month ends on the corresponding day
  or on the month's last (art. 202); a last day without business moves to the next working day
  (art. 203). ``wall`` knows no business: the last day ends at 24:00. Pauses move it by days that
  are paused from 0:00 to 24:00.
"""

import calendar as months
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from shouwen.events.instant import moment_of
from shouwen.worktime.calendar import FIRST_YEAR, LAST_YEAR, Calendar
from shouwen.worktime.duration import Basis, Duration
from shouwen.worktime.pauses import FOREVER, Pause, merged
from shouwen.worktime.table import instant_of


def due_at(
    calendar: Calendar,
    start: int,
    duration: Duration,
    basis: Basis = "wall",
    pauses: Sequence[Pause] = (),
) -> int | None:
    """The instant (µs) at which ``duration`` from ``start`` ends; None where it never does.

    ``basis`` applies where the duration's own words leave it open. A pause ``(a, None)`` still
    lasts: an hour clock then has no due time unless it was due before, while a day count keeps
    its due time as long as no whole working day more is paused. Pauses do not touch a negative
    duration, which counts back from an appointment. Raises :class:`BeyondCalendar` where
    ``start`` itself lies outside the calendar.
    """
    basis = duration.basis or basis
    if duration.unit == "time":
        return _time_due(calendar, start, duration.amount, basis, pauses)
    if duration.unit == "workday" and duration.amount > 0 and not pauses and not duration.same_time:
        return calendar.close_of_workday_after(start, duration.amount)  # the common case, at once
    day = last_day(calendar, start, duration, basis, pauses)
    if day is None:
        return None
    return _end_of(calendar, start, day, duration, basis)


def elapsed(
    calendar: Calendar, start: int, end: int, basis: Basis = "wall", pauses: Sequence[Pause] = ()
) -> int:
    """Microseconds that a clock of ``basis`` ran from ``start`` to ``end``, pauses taken out."""
    if end < start:
        return -elapsed(calendar, end, start, basis, pauses)
    used = end - start if basis == "wall" else calendar.between(start, end)
    for a, b in merged(pauses, start):
        if a >= end:
            break
        b = min(b, end)
        used -= b - a if basis == "wall" else calendar.between(a, b)
    return used


def last_day(
    calendar: Calendar, start: int, duration: Duration, basis: Basis, pauses: Sequence[Pause] = ()
) -> date | None:
    """The day on which a duration counted in days ends; None where it never does."""
    first = calendar.date_of(start)
    spans = _paused_days(calendar, start, pauses, works=duration.unit == "workday")
    if duration.unit == "workday":
        if duration.amount <= 0:
            return calendar.workday_after(first, duration.amount)
        return _nth(
            first, duration.amount, spans, calendar.workdays_between, calendar.workday_after
        )
    day = _shifted(first, duration)
    if day is not None and day > first:
        day = _nth(first, (day - first).days, spans, _days_between, _day_after)
    if day is None or basis == "wall" or calendar.is_workday(day):
        return day
    return calendar.workday_after(day, 1 if duration.amount > 0 else -1)


def _time_due(
    calendar: Calendar, start: int, amount: int, basis: Basis, pauses: Sequence[Pause]
) -> int | None:
    left, since = amount, start
    if pauses and amount > 0:
        for a, b in merged(pauses, start):
            ran = a - since if basis == "wall" else calendar.between(since, a)
            if ran >= left:
                break
            if b == FOREVER:
                return None
            left -= ran
            since = b
    return since + left if basis == "wall" else calendar.add(since, left)


def _nth(
    first: date,
    count: int,
    paused: list[tuple[date, date | None]],
    between: Callable[[date, date], int],
    after: Callable[[date, int], date | None],
) -> date | None:
    """The ``count``-th day after ``first`` that is not paused whole."""
    day = first
    for paused_from, paused_to in paused:
        counted = between(day, paused_from) - 1
        if counted >= count:
            break
        if paused_to is None:
            return None
        count -= max(0, counted)
        day = max(day, paused_to)
    return after(day, count)


def _paused_days(
    calendar: Calendar, start: int, pauses: Sequence[Pause], *, works: bool
) -> list[tuple[date, date | None]]:
    """First and last day of each stretch that is paused whole; a last of None: still paused.

    ``works``: only working days matter, from opening to close; else each day from 0:00 to 24:00.
    """
    joined: list[tuple[int, int]] = []
    for a, b in merged(pauses, start):
        # Closed time between two pauses does not part them.
        if works and joined and calendar.between(joined[-1][1], a) == 0:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    spans: list[tuple[date, date | None]] = []
    for a, b in joined:
        first = _first_whole(calendar, a, works=works)
        if first is None:
            continue
        last = None if b == FOREVER else _last_whole(calendar, b, first, works=works)
        if last is None or first <= last:
            spans.append((first, last))
    return spans


def _first_whole(calendar: Calendar, a: int, *, works: bool) -> date | None:
    """The first day that begins at or after ``a``."""
    day = calendar.date_of(a)
    begin = calendar.open_of_workday(day) if works else calendar.start_of_day(day)
    if begin is not None and begin >= a:
        return day
    return calendar.workday_after(day, 1) if works else _day_after(day, 1)


def _last_whole(calendar: Calendar, b: int, first: date, *, works: bool) -> date:
    """The last day that ends at or before ``b``; a day before ``first`` where there is none."""
    day = calendar.date_of(b)
    while works and day >= first:  # a night that ends in the morning of b is the day before's
        close = calendar.close_of_workday(day)
        if close is not None and close <= b:
            return day
        day -= timedelta(days=1)
    return day - timedelta(days=1)


def _days_between(a: date, b: date) -> int:
    return (b - a).days


def _day_after(day: date, count: int) -> date | None:
    try:
        later = day + timedelta(days=count)
    except OverflowError:
        return None
    return later if later.year <= LAST_YEAR else None


def _shifted(day: date, duration: Duration) -> date | None:
    if duration.unit == "day":
        return _day_after(day, duration.amount)
    year, month = divmod(day.year * 12 + day.month - 1 + duration.amount, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _end_of(calendar: Calendar, start: int, day: date, duration: Duration, basis: Basis) -> int:
    business = basis == "work" or duration.unit == "workday"
    close = calendar.close_of_workday(day) if business else None
    if not duration.same_time:
        return instant_of(day.toordinal() + 1, 0, calendar.zone) if close is None else close
    local = moment_of(start, calendar.zone)
    second = local.hour * 3600 + local.minute * 60 + local.second
    at = instant_of(day.toordinal(), second, calendar.zone) + local.microsecond
    opening = calendar.open_of_workday(day) if business else None
    return at if opening is None or close is None else min(max(at, opening), close)
