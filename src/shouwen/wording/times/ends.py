"""Where a time ends: local ranges, lengths and opening hours as instants, by a now and a calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shouwen.events.instant import SECOND, Instant, moment_of, parse_instant
from shouwen.wording.times.days import NoDay
from shouwen.wording.times.lengths import Length, moved
from shouwen.wording.times.moments import Moment, Range
from shouwen.wording.times.outcome import Reading, Time, settled
from shouwen.worktime import Basis, Calendar, Duration, due_at

_ONE = timedelta(seconds=1)


class Ends:
    """The now, the calendar and the basis that a text is read with."""

    def __init__(self, at: Instant, calendar: Calendar, basis: Basis) -> None:
        self.at = at
        self.calendar = calendar
        self.basis = basis
        self.now = moment_of(at, calendar.zone).replace(tzinfo=None)

    def after(self, length: Length, sign: int, tail: str) -> Reading:
        """A length from now: to the second by the clock, to the end of the day by days."""
        workdays, workseconds = length.much.get("workday"), length.much.get("worksecond")
        if workdays or workseconds:
            if len(length.much) > 1 or sign < 0:
                raise NoDay
            duration = (
                Duration(int(workdays), "workday")
                if workdays
                else Duration(int((workseconds or 0) * SECOND), "time", "work")
            )
            due = due_at(self.calendar, self.at, duration, "work")
            if due is None:
                raise NoDay
            return Reading(self.at, due, due)
        there = moved(self.now, length, sign)
        if length.exact:  # by the clock, whatever clocks are put forward in between
            at = self.at + sign * round(length.much.get("second", 0) * SECOND)
            return Reading(at if tail == "after" else self.at, at, at)
        if "second" in length.much:
            at = self.us(there)
            return Reading(at if tail == "after" else self.at, at, at)
        day = there.replace(hour=0, minute=0, second=0, microsecond=0)
        named = self.read_range(Range(day, day + timedelta(days=1)))
        return named if tail == "after" else Reading(self.at, named.last, named.due)

    def read_range(self, one: Range) -> Reading:
        """A local range as instants; the end of days by the basis, of a part of a day its hour."""
        first = self.us(one.first)
        if one.point:
            return Reading(first, first, first)
        days = one.first.hour == one.end.hour == 0
        if not days and self.basis == "work":
            end = self.us(one.end)
            return Reading(first, end, end)
        last = self.us(one.end - _ONE)
        if not days or self.basis == "wall":
            return Reading(first, last, last)
        return Reading(first, last, self.closing(one, last))

    def closing(self, one: Range, last: Instant) -> Instant:
        """When business ends on the last working day of a stretch, if that is still to come."""
        day = (one.end - _ONE).date()
        for n in range(min((one.end - one.first).days, 31)):
            close = self.calendar.close_of_workday(day - timedelta(days=n))
            if close is not None:
                return min(close, last) if close > self.at else last
        return last

    def us(self, wall: datetime) -> Instant:
        """The instant of a local wall time."""
        return parse_instant(wall.isoformat(), self.calendar.zone)

    def local(self, at: Instant | None) -> datetime:
        """The local wall time of an instant."""
        assert at is not None
        return moment_of(at, self.calendar.zone).replace(tzinfo=None)

    def business(self, span: tuple[int, int], moment: Moment) -> Time:
        """下班前, 上班前: by the calendar's hours of the day; 下班后 has no end."""
        word = moment.business
        closes = word[0] in "下收停打" or word.startswith("营业结束")
        readings: list[Reading] = []
        ask = moment.ask
        for one in moment.ranges:
            day = self._last_workday(one)
            at = self._hour(day, closes=closes)
            if at is None:
                at = self._hour(self.calendar.workday_after(day, 1), closes=closes)
                ask = ask or "这一天不上班，是不是说下一个工作日"
            elif at <= self.at and not moment.has_day:
                later = self._hour(self.calendar.workday_after(day, 1), closes=closes)
                readings += [] if later is None else [Reading(None, later, later)]
                ask = ask or "今天的这个时间已经过了"
            if at is None:
                raise NoDay
            readings.append(Reading(None, at, at))
        if word.endswith("后"):
            return settled(span, "span", [Reading(one.due, None, None) for one in readings], ask)
        return settled(span, "point", readings, ask)

    def _last_workday(self, one: Range) -> date:
        """本周下班前: the last working day of the stretch, else its first day."""
        first, days = one.first.date(), (one.end - one.first).days
        if days > 7:
            raise NoDay
        for n in range(days - 1, -1, -1):
            if self.calendar.is_workday(first + timedelta(days=n)):
                return first + timedelta(days=n)
        return first

    def _hour(self, day: date | None, *, closes: bool) -> Instant | None:
        if day is None:
            return None
        return self.calendar.close_of_workday(day) if closes else self.calendar.open_of_workday(day)
