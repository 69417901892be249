"""A moment: neighbouring atoms read as the days and the time of day that they name together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shouwen.wording.times.atoms import Atom
from shouwen.wording.times.clocks import Clock, NoClock, Told, clock_time, part_of_day
from shouwen.wording.times.days import Named, NoDay, named_days, one

# How far along a moment an atom stands: one does not come before another of a higher rank.
_RANK = {
    "date": 0, "yearmonth": 0, "dayslash": 0, "year": 0, "shortyear": 0, "half": 1, "quarter": 1,
    "month": 2, "week": 2, "weekpart": 2, "edge": 3, "day": 4, "relative": 4, "weekday": 5,
    "part": 6, "clock": 7, "business": 8,
}  # fmt: skip
_DATES = frozenset(kind for kind, rank in _RANK.items() if rank <= 5)


@dataclass(frozen=True, slots=True)
class Range:
    """Local wall time from `first` to before `end`; a clock time has both equal."""

    first: datetime
    end: datetime

    @property
    def point(self) -> bool:
        """Whether it is one instant."""
        return self.first == self.end


@dataclass(frozen=True, slots=True)
class Moment:
    """The readings of a moment, the likelier first, and why one has to ask (else empty).

    `words` are its atoms by kind; `business` is what was said of opening or closing (下班前).
    """

    ranges: tuple[Range, ...]
    ask: str
    words: dict[str, str]
    business: str = ""

    @property
    def has_day(self) -> bool:
        """Whether it names a day and not only a time of day."""
        return not self.words.keys().isdisjoint(_DATES)


def take(run: Sequence[Atom], at: int) -> tuple[dict[str, str], int]:
    """The atoms of one moment that begins at `at`, and the place behind them."""
    words: dict[str, str] = {}
    rank = -1
    here = at
    while here < len(run):
        atom = run[here]
        if (
            atom.kind == "of"
            and words
            and here + 1 < len(run)
            and _follows(run[here + 1], rank, words)
        ):
            here += 1
            continue
        if not _follows(atom, rank, words):
            break
        words[atom.kind] = atom.text
        rank = _RANK[atom.kind]
        here += 1
        if atom.kind == "clock":
            last = here + 1 if here < len(run) and run[here].kind == "of" else here
            if last < len(run) and run[last].kind == "part" and run[last].text[0] in "ap":
                words["part"] = run[last].text  # 8:00 a.m.
                here = last + 1
    return words, here


def _follows(atom: Atom, rank: int, words: dict[str, str]) -> bool:
    mine = _RANK.get(atom.kind)
    if mine is None or mine < rank or atom.kind in words:
        return False
    if atom.kind == "part" and atom.text[0] in "ap":
        return False
    return not (mine == rank and mine <= 2 and rank >= 0)


def understood(
    words: dict[str, str], now: datetime, *, lent: dict[str, str] | None = None
) -> Moment | None:
    """The moment that the atoms name; `lent` are those of the other end of a range (今天下午1点 lends
    its day and half to 3点). None where they name nothing.

    Raises :class:`NoDay` and :class:`NoClock` for what no calendar or clock shows.
    """
    said = dict(words)
    if lent is not None:
        words = _with_lent(words, lent)
    today = now.date()
    named = named_days(words, today)
    told = _told(words)
    business = words.get("business", "")
    if named is None and told is None and not business:
        return None
    if business:
        return Moment(
            tuple(_day_ranges(named or Named((one(today),)))),
            named.ask if named else "",
            said,
            business,
        )
    if told is None:
        assert named is not None
        return Moment(tuple(_day_ranges(named)), named.ask, said)
    if named is None:
        return Moment(*_today(told, now), said)
    if any((day.end - day.first).days > 7 for day in named.days):
        raise NoDay  # 本月三点
    single = [
        one(day.first + timedelta(days=n))
        for day in named.days
        for n in range((day.end - day.first).days)
    ]
    ranges = tuple(_at(day.first, clock) for day in single for clock in told.clocks)
    several = "有几天，没有说哪一天" if len(single) > len(named.days) else ""
    if len(named.days) > 1 and named.days[0].first == today and "weekday" in words:
        # 周五上午 on a Friday afternoon: next week's stands before what is over.
        coming = tuple(each for each in ranges if each.end > now)
        over = tuple(each for each in ranges if each.end <= now)
        gone = not any(each.first.date() == today for each in coming)
        return Moment((*coming, *over), "今天的这个时间已经过了" if gone else named.ask, said)
    return Moment(ranges, named.ask or told.ask or several, said)


def _with_lent(words: dict[str, str], lent: dict[str, str]) -> dict[str, str]:
    if "month" in words and words["month"][0] in "本这下上当同":
        return words
    merged = dict(words)
    highest = min((_RANK[kind] for kind in words if kind in _RANK), default=9)
    for kind, text in lent.items():
        if kind in merged or _RANK[kind] >= highest or kind == "edge":
            continue
        merged[kind] = text
    if "date" in merged and len(words.keys() & {"month", "day", "year"}):
        year = merged.pop("date")[:4]
        merged["year"] = year
    if words.keys() & {"relative", "weekday", "week", "date"}:
        merged = {kind: text for kind, text in merged.items() if kind in words or _RANK[kind] >= 6}
        if "part" not in words:
            merged.pop("part", None)
    if "weekday" in lent and "weekday" not in words and words.keys() & {"day", "month"}:
        merged.pop("weekday", None)
    return merged


def _told(words: dict[str, str]) -> Told | None:
    if "clock" in words:
        written = bool(words.keys() & {"date", "dayslash"}) or (
            ":" in words["clock"] and {"month", "day"} <= words.keys()
        )
        return clock_time(words["clock"], words.get("part"), written=written)
    if "part" in words:
        try:
            return part_of_day(words["part"])
        except KeyError:
            raise NoClock from None
    return None


def _day_ranges(named: Named) -> list[Range]:
    return [Range(_midnight(days.first), _midnight(days.end)) for days in named.days]


def _today(told: Told, now: datetime) -> tuple[tuple[Range, ...], str]:
    """A time of day without a day: today's, where it is still to come."""
    today = [_at(now.date(), clock) for clock in told.clocks]
    coming = [each for each in today if each.end > now]
    over = [each for each in today if each.end <= now]
    if not over:
        return tuple(coming), told.ask
    tomorrow = [_at(now.date() + timedelta(days=1), clock) for clock in told.clocks]
    if told.bare and coming:  # three o'clock at noon: this afternoon, or tomorrow morning
        return (
            *coming,
            *(one for one, now_over in zip(tomorrow, today, strict=True) if now_over in over),
        ), told.ask
    return (*coming, *tomorrow, *over), told.ask or "今天的这个时间已经过了"


def _at(day: date, clock: Clock) -> Range:
    midnight = _midnight(day)
    return Range(midnight + timedelta(seconds=clock.first), midnight + timedelta(seconds=clock.end))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall time of the company's zone
