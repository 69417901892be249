"""Working calendars: open hours of a company or channel in its zone.

Sources: 《民法典》第二百条至第二百零四条 for counting days; the notices of the State Council for
days off and make-up working days (see :mod:`shouwen.worktime.official`).
"""

import json
from bisect import bisect_left, bisect_right
from datetime import date
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from shouwen.events.instant import moment_of
from shouwen.source import Mistakes, Node
from shouwen.worktime.official import OfficialDays
from shouwen.worktime.sheet import BadCalendar, Sheet, Windows, read_sheet
from shouwen.worktime.table import Table, build_table

FIRST_YEAR = 1900
LAST_YEAR = 2199
DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")


class BeyondCalendar(ValueError):
    """An instant outside the years that calendars reckon with; Chinese words."""

    def __init__(self) -> None:
        super().__init__(f"时间超出了日历的范围（{FIRST_YEAR} 年至 {LAST_YEAR} 年）")


class Calendar:
    """Open hours, working days and their arithmetic. Instants are microseconds (see
    :mod:`shouwen.events.instant`), days are :class:`datetime.date`.

    An interval contains its start and not its end. Immutable to its users; tables are built on
    first use and widened when an instant lies outside them, up to the years 1900–2199.
    """

    def __init__(self, sheet: Sheet, zone: ZoneInfo | None = None) -> None:
        self.title = sheet.title
        self.zone = sheet.zone or zone or DEFAULT_ZONE
        self.official: OfficialDays | None = sheet.official
        self.has_hours = sheet.has_hours
        self._sheet = sheet
        self._table: Table | None = None
        self._first_year, self._last_year = self._horizon()

    @classmethod
    def from_mapping(cls, data: object, zone: ZoneInfo | str | None = None) -> "Calendar":
        """Build from plain data (see :func:`shouwen.worktime.sheet.read_sheet` for the keys).

        ``zone`` applies where the data names none. Raises :class:`BadCalendar` with everything
        that is wrong.
        """
        return cls(read_sheet(data), ZoneInfo(zone) if isinstance(zone, str) else zone)

    @classmethod
    def from_node(
        cls, node: Node, mistakes: Mistakes, zone: ZoneInfo | None = None
    ) -> "Calendar | None":
        """Build from a located tree; what is wrong goes to ``mistakes`` with its place."""
        try:
            return cls.from_mapping(node.plain(), zone)
        except BadCalendar as error:
            error.note(node, mistakes)
            return None

    def add(self, start: int, us: int) -> int | None:
        """The instant at which ``us`` microseconds of open time have passed since ``start``.

        Exactly at closing time is closing time, not the next opening; 0 gives ``start``. Negative
        goes back, and exactly at opening time is opening time. None: never within the calendar.
        """
        if us == 0:
            return start
        table = self._table
        if table is None or not table.first <= start < table.last:
            table = self._covering(start)
        i = bisect_right(table.starts, start) - 1
        if i < 0:
            target = us
        else:
            end = table.ends[i]
            target = table.before[i] + (start if start < end else end) - table.starts[i] + us
        if us > 0:
            j = bisect_left(table.through, target)
            if j < len(table.through):
                return table.ends[j] - table.through[j] + target
        elif target >= 0:
            j = bisect_right(table.before, target) - 1
            if j >= 0:
                return table.starts[j] + target - table.before[j]
        return self.add(start, us) if self._widen(forward=us > 0) else None

    def between(self, a: int, b: int) -> int:
        """Open microseconds from ``a`` to ``b``; negative where ``b`` is before ``a``."""
        table = self._table
        if table is None or not (table.first <= a < table.last and table.first <= b < table.last):
            self._covering(a)
            table = self._covering(b)
        starts, ends, before = table.starts, table.ends, table.before
        total = 0
        i = bisect_right(starts, b) - 1
        if i >= 0:
            end = ends[i]
            total = before[i] + (b if b < end else end) - starts[i]
        i = bisect_right(starts, a) - 1
        if i >= 0:
            end = ends[i]
            total -= before[i] + (a if a < end else end) - starts[i]
        return total

    def is_open(self, at: int) -> bool:
        """Whether ``at`` lies in open hours (an opening counts, a closing does not)."""
        table = self._covering(at)
        i = bisect_right(table.starts, at) - 1
        return i >= 0 and at < table.ends[i]

    def next_open(self, at: int) -> int | None:
        """``at`` itself where open, else the next opening; None where there is none."""
        if self.is_open(at):
            return at
        just_after = self.add(at, 1)
        return None if just_after is None else just_after - 1

    def intervals(self, a: int, b: int) -> list[tuple[int, int]]:
        """The open intervals between two instants, cut at both."""
        if b <= a:
            return []
        self._covering(a)
        table = self._covering(b)
        first = bisect_right(table.ends, a)
        last = bisect_left(table.starts, b)
        pairs = zip(table.starts[first:last], table.ends[first:last], strict=True)
        return [(max(start, a), min(end, b)) for start, end in pairs]

    def date_of(self, at: int) -> date:
        """The local date of an instant."""
        return date.fromordinal(self._day_of(at))

    def start_of_day(self, day: date) -> int:
        """The instant at which the local date begins."""
        table = self._covering_day(day.toordinal())
        return table.midnights[day.toordinal() - table.first_day]

    def hours_of(self, day: date) -> Windows:
        """Opening hours of a date, as ``(from, to)`` seconds after local midnight."""
        return self._hours(day.toordinal())

    def is_workday(self, day: date) -> bool:
        """Whether the calendar has hours that begin on that date."""
        return bool(self._hours(day.toordinal()))

    def close_of_workday(self, day: date) -> int | None:
        """When business ends on a working day (24:00 where no hours are known); else None."""
        table = self._covering_day(day.toordinal())
        i = bisect_left(table.workdays, day.toordinal())
        if i < len(table.workdays) and table.workdays[i] == day.toordinal():
            return table.closes[i]
        return None

    def open_of_workday(self, day: date) -> int | None:
        """When business begins on a working day; None on another."""
        table = self._covering_day(day.toordinal())
        i = bisect_left(table.workdays, day.toordinal())
        if i < len(table.workdays) and table.workdays[i] == day.toordinal():
            return table.opens[i]
        return None

    def workday_after(self, day: date, count: int) -> date | None:
        """The ``count``-th working day after ``day`` (before it where negative; 0 is ``day``)."""
        if count == 0:
            return day
        table = self._covering_day(day.toordinal())
        ordinal = day.toordinal()
        if count > 0:
            i = bisect_right(table.workdays, ordinal) + count - 1
        else:
            i = bisect_left(table.workdays, ordinal) + count
        if 0 <= i < len(table.workdays):
            return date.fromordinal(table.workdays[i])
        return self.workday_after(day, count) if self._widen(forward=count > 0) else None

    def close_of_workday_after(self, at: int, count: int) -> int | None:
        """When business ends on the ``count``-th working day (from 1) after the day of ``at``."""
        table = self._covering(at)
        day = table.first_day + bisect_right(table.midnights, at) - 1
        i = bisect_right(table.workdays, day) + count - 1
        if i < len(table.workdays):
            return table.closes[i]
        return self.close_of_workday_after(at, count) if self._widen(forward=True) else None

    def workdays_between(self, a: date | int, b: date | int) -> int:
        """Working days after the day of ``a`` up to and with the day of ``b`` (dates or
        instants); negative where ``b`` is earlier."""
        first = a.toordinal() if isinstance(a, date) else self._day_of(a)
        last = b.toordinal() if isinstance(b, date) else self._day_of(b)
        self._covering_day(first)
        workdays = self._covering_day(last).workdays
        return bisect_right(workdays, last) - bisect_right(workdays, first)

    def not_announced(self, a: int, b: int) -> list[int]:
        """The years between two instants whose official days are not announced (暂定)."""
        if self.official is None:
            return []
        return self.official.without_word(self._day_of(min(a, b)), self._day_of(max(a, b)))

    def pinned(self) -> dict[str, object]:
        """The calendar with its official days written out, as JSON data for an edition.

        ``Calendar.from_mapping(calendar.pinned())`` reckons the same for ever, also after the
        built-in table has learnt of a further year.
        """
        sheet = self._sheet
        official: object = "none"
        if sheet.official is not None:
            official = {
                "off": {_iso(day): name for day, name in sorted(sheet.official.off.items())},
                "work": {_iso(day): name for day, name in sorted(sheet.official.work.items())},
                "years": sorted(sheet.official.years),
            }
        data: dict[str, object] = {
            "title": sheet.title,
            "zone": str(self.zone),
            "official": official,
        }
        names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        if sheet.has_hours:
            data["hours"] = {name: _texts(sheet.week[index]) for index, name in enumerate(names)}
        data["makeup"] = _texts(sheet.makeup)
        data["overrides"] = {
            _iso(day): _texts(windows) for day, windows in sorted(sheet.overrides.items())
        }
        return data

    def _hours(self, day: int) -> Windows:
        sheet = self._sheet
        override = sheet.overrides.get(day)
        if override is not None:
            return override
        if sheet.official is not None:
            if day in sheet.official.off:
                return ()
            if day in sheet.official.work:
                return sheet.makeup
        return sheet.week[(day - 1) % 7]

    def _horizon(self) -> tuple[int, int]:
        """The years worth a look: without weekly hours only named days can be open."""
        sheet = self._sheet
        if any(sheet.week):
            return FIRST_YEAR, LAST_YEAR
        days = [*sheet.overrides, *(sheet.official.work if sheet.official else ())]
        if not days:
            return LAST_YEAR, FIRST_YEAR
        # A year more on both sides: a night may end in the next, a zone may lie in another.
        first, last = date.fromordinal(min(days)).year - 1, date.fromordinal(max(days)).year + 1
        return max(FIRST_YEAR, first), min(LAST_YEAR, last)

    def _day_of(self, at: int) -> int:
        table = self._covering(at)
        return table.first_day + bisect_right(table.midnights, at) - 1

    def _covering(self, at: int) -> Table:
        table = self._table
        if table is not None and table.first <= at < table.last:
            return table
        try:
            year = moment_of(at, self.zone).year
        except (OverflowError, ValueError):
            raise BeyondCalendar from None
        return self._cover_year(year)

    def _covering_day(self, ordinal: int) -> Table:
        return self._cover_year(date.fromordinal(ordinal).year)

    def _cover_year(self, year: int) -> Table:
        table = self._table
        if table is not None and table.first_year <= year <= table.last_year:
            return table
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BeyondCalendar
        if table is None:
            return self._build(year - 1, year + 3)
        return self._build(min(table.first_year, year - 1), max(table.last_year, year + 3))

    def _widen(self, *, forward: bool) -> bool:
        """Double the table in one direction; False where nothing more can be found there."""
        table = self._table
        if table is None:
            return False
        first, last = table.first_year, table.last_year
        more = last - first + 1
        if forward and last < self._last_year:
            self._build(first, min(last + more, self._last_year))
            return True
        if not forward and first > self._first_year:
            self._build(max(first - more, self._first_year), last)
            return True
        return False

    def _build(self, first: int, last: int) -> Table:
        years = (max(FIRST_YEAR, first), min(LAST_YEAR, last))
        # One assignment: a reader in another thread sees the old table or the new one, both right.
        self._table = table = build_table(*years, self._hours, self.zone)
        return table


@cache
def cn_office() -> Calendar:
    """The default calendar ``cn-office``: Monday to Friday 9:00–18:00, official Chinese days."""
    text = (
        Path(__file__).with_name("calendars").joinpath("cn-office.json").read_text(encoding="utf-8")
    )
    return Calendar.from_mapping(json.loads(text))


@cache
def cn_workdays() -> Calendar:
    """Official Chinese working days without hours: each is the whole day."""
    return Calendar.from_mapping({"official": "cn", "zone": "Asia/Shanghai"})


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _texts(windows: Windows) -> list[str]:
    return [
        f"{_clock(start)}-{_clock(end if end <= 86_400 else end - 86_400)}"
        for start, end in windows
    ]


def _clock(second: int) -> str:
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}"
    return clock if second % 60 == 0 else f"{clock}:{second % 60:02d}"
