"""A calendar as written (``calendars/NAME.yaml``) and its reading, all mistakes in one pass."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from shouwen.source import Mistakes, Node, instead_of, shown
from shouwen.worktime.official import OfficialDays, official_days

type Windows = tuple[tuple[int, int], ...]
"""Opening hours of one day: ``(from, to)`` in seconds after local midnight, sorted, not
overlapping; ``to`` is beyond 86,400 for a night that ends on the next morning."""

type Path = tuple[str | int, ...]

DAY_SECONDS = 86_400
WHOLE_DAY: Windows = ((0, DAY_SECONDS),)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEYS = ("title", "zone", "official", "hours", "makeup", "overrides", "announced")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
_WINDOW_REMEDY = '请写成 "09:00-18:00"，一天几段就写成列表'


@dataclass(frozen=True, slots=True)
class Complaint:
    """One mistake in a calendar: the path of keys to it, what is wrong, the remedy (Chinese)."""

    path: Path
    what: str
    remedy: str


class BadCalendar(ValueError):
    """The calendar cannot be read; ``complaints`` holds everything that is wrong with it."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(f"{c.what}。{c.remedy}。" for c in complaints))
        self.complaints = tuple(complaints)

    def note(self, node: Node, mistakes: Mistakes) -> None:
        """Hand the complaints to ``mistakes`` at their places in the located tree ``node``."""
        for complaint in self.complaints:
            mistakes.add(node.place_of(*complaint.path), complaint.what, complaint.remedy)


@dataclass(slots=True)
class Sheet:
    """What a calendar says. ``week`` has seven entries from Monday; ``overrides`` by ordinal."""

    title: str = ""
    zone: ZoneInfo | None = None
    official: OfficialDays | None = None
    week: list[Windows] = field(default_factory=lambda: [()] * 7)
    makeup: Windows = ()
    overrides: dict[int, Windows] = field(default_factory=dict)
    has_hours: bool = True


def read_sheet(data: object) -> Sheet:
    """Read plain data; raises :class:`BadCalendar` with all complaints.

    Keys: ``title``; ``zone`` (IANA name); ``official: cn | none``; ``hours``: windows for every
    working day, or a mapping from ``mon`` … ``sun`` or ``mon-fri`` to windows, absent = the whole
    day of every working day; ``makeup``: windows of a make-up working day (default: Friday's,
    else the first weekday's that has any); ``overrides``: a date → ``off``, ``work`` (like an
    ordinary working day) or windows; ``announced``: a year that the built-in table does not know
    yet → ``{off: [dates], work: [dates]}``. Windows: ``"09:00-18:00"``, a list of such, or
    ``{"09:00": "18:00"}``; an end not after its start is on the next day.
    """
    return _Reader().read(data)


class _Reader:
    def __init__(self) -> None:
        self.complaints: list[Complaint] = []

    def read(self, data: object) -> Sheet:
        sheet = Sheet()
        if not isinstance(data, Mapping):
            self._bad((), "日历要写成一组“名称: 内容”", "如 hours: 一行、official: 一行")
            raise BadCalendar(self.complaints)
        for key in data:
            if key not in _KEYS:
                self._bad(
                    (str(key),), f"日历里没有“{shown(str(key))}”这一项", instead_of(str(key), _KEYS)
                )
        sheet.title = str(data.get("title") or "")
        sheet.zone = self._zone(data.get("zone"))
        sheet.official = self._official(data.get("official"), data.get("announced"))
        sheet.has_hours = data.get("hours") is not None
        sheet.week = self._week(data.get("hours"), sheet.official is not None)
        weekday = next((sheet.week[day] for day in (4, 0, 1, 2, 3) if sheet.week[day]), ())
        sheet.makeup = (
            self._windows(data["makeup"], ("makeup",))
            if data.get("makeup") is not None
            else weekday
        )
        sheet.overrides = self._overrides(
            data.get("overrides"), weekday or next(filter(None, sheet.week), ())
        )
        if self.complaints:
            raise BadCalendar(self.complaints)
        return sheet

    def _bad(self, path: Path, what: str, remedy: str) -> None:
        self.complaints.append(Complaint(path, what, remedy))

    def _zone(self, name: object) -> ZoneInfo | None:
        if name is None:
            return None
        try:
            return ZoneInfo(str(name))
        except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError and an unknown name
            self._bad(("zone",), f"没有“{shown(str(name))}”这个时区", "如 Asia/Shanghai")
        except KeyError:
            self._bad(("zone",), f"没有“{shown(str(name))}”这个时区", "如 Asia/Shanghai")
        return None

    def _official(self, name: object, announced: object) -> OfficialDays | None:
        if isinstance(name, Mapping):
            return self._pinned(name)
        if name is None or name == "none":
            if announced is not None:
                self._bad(
                    ("announced",),
                    "不按法定节假日的日历用不到 announced",
                    "请写 official: cn，或删去它",
                )
            return None
        if name != "cn":
            self._bad(("official",), f"没有“{shown(str(name))}”的放假表", "可以写的有：cn、none")
            return None
        table = official_days("cn")
        return table if announced is None else self._announced(table, announced)

    def _pinned(self, data: Mapping[object, object]) -> OfficialDays | None:
        """The form that an edition stores, so that a later table does not change it."""
        off, work, years = data.get("off"), data.get("work"), data.get("years")
        if not (
            isinstance(off, Mapping) and isinstance(work, Mapping) and isinstance(years, Sequence)
        ):
            self._bad(("official",), "放假表不完整", "请写 cn 或 none")
            return None
        tables: list[dict[int, str]] = []
        for key, rows in (("off", off), ("work", work)):
            found = {
                self._date(day, ("official", key, str(day))): str(title)
                for day, title in rows.items()
            }
            tables.append({day: title for day, title in found.items() if day is not None})
        return OfficialDays(
            tables[0], tables[1], frozenset(year for year in years if isinstance(year, int))
        )

    def _announced(self, table: OfficialDays, data: object) -> OfficialDays:
        if not isinstance(data, Mapping):
            self._bad(
                ("announced",),
                "announced 要按年份写",
                '如 announced: {2027: {off: ["2027-01-01"], work: []}}',
            )
            return table
        off, work, years = dict(table.off), dict(table.work), set(table.years)
        for year, days in data.items():
            if not (str(year).isdigit() and len(str(year)) == 4):
                self._bad(("announced", str(year)), f"“{shown(str(year))}”不是年份", "如 2027")
                continue
            if not isinstance(days, Mapping):
                self._bad(
                    ("announced", str(year)),
                    "每年要写 off 与 work 两项",
                    '如 2027: {off: ["2027-01-01"], work: []}',
                )
                continue
            years.add(int(str(year)))
            for key in days:
                if key not in ("off", "work"):
                    self._bad(
                        ("announced", str(year), str(key)),
                        f"没有“{shown(str(key))}”这一项",
                        instead_of(str(key), ("off", "work")),
                    )
            for key, into, out in (("off", off, work), ("work", work, off)):
                rows = days.get(key) or []
                if not isinstance(rows, Sequence) or isinstance(rows, str):
                    self._bad(
                        ("announced", str(year), key), "这里要写日期的列表", '如 ["2027-01-01"]'
                    )
                    continue
                for index, text in enumerate(rows):
                    day = self._date(text, ("announced", str(year), key, index))
                    if day is not None:
                        into[day] = "法定节假日" if key == "off" else "调休"
                        out.pop(day, None)
        return OfficialDays(off, work, frozenset(years))

    def _week(self, hours: object, official: bool) -> list[Windows]:
        days = 5 if official else 7
        if hours is None:
            return [WHOLE_DAY if day < days else () for day in range(7)]
        keys = set(map(str, hours)) if isinstance(hours, Mapping) else set()
        if not isinstance(hours, Mapping) or (keys and all(_CLOCK.fullmatch(key) for key in keys)):
            windows = self._windows(hours, ("hours",))
            return [windows if day < days else () for day in range(7)]
        week: list[Windows] = [()] * 7
        seen: dict[int, str] = {}
        for key, value in hours.items():
            span = self._days(str(key))
            if not span:
                self._bad(
                    ("hours", str(key)),
                    f"“{shown(str(key))}”不是星期",
                    "请写 mon、tue、wed、thu、fri、sat、sun，或 mon-fri 这样的一段",
                )
                continue
            windows = self._windows(value, ("hours", str(key)))
            for day in span:
                if day in seen:
                    self._bad(
                        ("hours", str(key)),
                        f"{WEEKDAYS[day]} 已经在“{seen[day]}”里写过",
                        "请只留一处",
                    )
                seen[day] = str(key)
                week[day] = windows
        return week

    @staticmethod
    def _days(key: str) -> list[int]:
        first, _, last = key.strip().lower().partition("-")
        if first not in WEEKDAYS or (last and last not in WEEKDAYS):
            return []
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        return [day % 7 for day in range(start, (end if end >= start else end + 7) + 1)]

    def _overrides(self, data: object, ordinary: Windows) -> dict[int, Windows]:
        if data is None:
            return {}
        if not isinstance(data, Mapping):
            self._bad(("overrides",), "overrides 要按日期写", '如 "2026-12-31": off')
            return {}
        overrides: dict[int, Windows] = {}
        for key, value in data.items():
            day = self._date(key, ("overrides", str(key)))
            if value == "off":
                windows: Windows = ()
            elif value == "work":
                windows = ordinary
            else:
                windows = self._windows(value, ("overrides", str(key)))
            if day is not None:
                overrides[day] = windows
        return overrides

    def _date(self, text: object, path: Path) -> int | None:
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(text), re.ASCII):
                raise ValueError
            return date.fromisoformat(str(text)).toordinal()
        except ValueError:
            self._bad(path, f"“{shown(str(text))}”不是日期", "请写成 2026-10-01 这样")
            return None

    def _windows(self, value: object, path: Path) -> Windows:
        found: list[tuple[int, int]] = []
        if isinstance(value, str):
            found.extend(self._window(value, path))
        elif isinstance(value, Mapping):
            for start, end in value.items():
                found.extend(self._window(f"{start}-{end}", (*path, str(start))))
        elif isinstance(value, Sequence):
            for index, item in enumerate(value):
                pair = isinstance(item, Sequence) and not isinstance(item, str) and len(item) == 2
                text = "-".join(map(str, item)) if pair else item
                found.extend(self._window(text, (*path, index)))
        else:
            self._bad(path, "这里要写服务时间", _WINDOW_REMEDY)
        found.sort()
        for (_, end), (start, _) in pairwise(found):
            if start < end:
                self._bad(path, "服务时间有重叠", "请合并成一段")
                break
        return tuple(found)

    def _window(self, value: object, path: Path) -> list[tuple[int, int]]:
        pieces = (
            re.split(r"\s*(?:-|–|—|~|至|到)\s*", value.strip()) if isinstance(value, str) else []
        )
        if len(pieces) != 2:
            self._bad(path, f"“{shown(str(value))}”不是一段服务时间", _WINDOW_REMEDY)
            return []
        clocks = [self._clock(piece) for piece in pieces]
        start, end = clocks
        if start is None or end is None or start >= DAY_SECONDS:
            self._bad(
                path, f"“{shown(str(value))}”里的钟点不对", "钟点从 00:00 到 24:00，如 09:00-18:00"
            )
            return []
        if start == end:
            self._bad(
                path, f"“{shown(str(value))}”开始和结束相同", "整天请写 00:00-24:00，不服务请写 off"
            )
            return []
        return [(start, end if end > start else end + DAY_SECONDS)]

    @staticmethod
    def _clock(text: str) -> int | None:
        match = _CLOCK.fullmatch(text.strip().replace("：", ":"))
        if match is None:
            return None
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        seconds = hour * 3600 + minute * 60 + second
        return seconds if minute < 60 and second < 60 and seconds <= DAY_SECONDS else None
