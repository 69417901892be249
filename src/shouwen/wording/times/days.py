"""Which days: the interval of local dates that the words for a day, week, month or year name.

Where words leave two readings open, both come back, the likelier first, with the reason to ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shouwen.wording.times.numbers import spelt, whole

FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Days:
    """Local dates from `first` to before `end`."""

    first: date
    end: date


@dataclass(frozen=True, slots=True)
class Named:
    """The readings of the words for days; `ask` is empty where there is no doubt."""

    days: tuple[Days, ...]
    ask: str = ""


_DAY = timedelta(days=1)
_WEEKDAYS = {sign: index for index, sign in enumerate("一二三四五六日")} | {"天": 6}
_RELATIVE = {"今": 0, "明": 1, "后": 2, "大后": 3, "昨": -1, "前": -2, "大前": -3}
_YEARS = {
    "今": 0,
    "本": 0,
    "当": 0,
    "这一": 0,
    "明": 1,
    "后": 2,
    "大后": 3,
    "去": -1,
    "前": -2,
    "大前": -3,
}


_NOW = ("现在", "目前", "今")


class NoDay(Exception):
    """The words name no day of the calendar (2月30日), or one beyond it."""


def one(day: date) -> Days:
    """The single day."""
    return Days(day, day + _DAY)


def month_of(year: int, month: int) -> Days:
    """A month; months below 1 and above 12 fall into the years beside."""
    first, end = (_first_of(year, month), _first_of(year, month + 1))
    return Days(first, end)


def _first_of(year: int, month: int) -> date:
    index = year * 12 + month - 1
    return _date(index // 12, index % 12 + 1, 1)


def _date(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR + 1:
        raise NoDay
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDay from None


def steps(text: str) -> int:
    """本周 0, 下周 1, 下下周 2, 上周 -1."""
    return text.count("下") - text.count("上")


def named_days(words: Mapping[str, str], today: date) -> Named | None:
    """The days that the atoms of one moment name (kind → text); None where they name none.

    Raises :class:`NoDay` where no calendar has such a day.
    """
    if "date" in words:
        parts = re.findall("[0-9]+", words["date"])
        if len(parts) == 1:
            parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
        return _with_weekday(Named((one(_date(*map(int, parts))),)), words)
    if "dayslash" in words:
        month, day = map(int, re.findall("[0-9]+", words["dayslash"]))
        return _without_year(today, lambda year: one(_date(year, month, day)))
    if "yearmonth" in words:
        year, month = map(int, re.findall("[0-9]+", words["yearmonth"]))
        return _inside(Named((month_of(year, month),)), words)
    if "weekday" in words and not words.keys() & {"day", "month", "relative"}:
        return _weekday(words["weekday"], today)
    if "relative" in words:
        return _relative(words["relative"], today)
    if "week" in words or "weekpart" in words:
        return _week(words, today)
    if words.keys() & {"year", "shortyear", "half", "quarter", "month", "day", "edge"}:
        return _with_weekday(_dated(words, today), words)
    return None


def _with_weekday(named: Named, words: Mapping[str, str]) -> Named:
    said = words.get("weekday")
    if said is not None and any(day.first.weekday() != _index(said) for day in named.days):
        return Named(named.days, "日期和星期对不上")
    return named


def _index(text: str) -> int:
    last = text[-1]
    return int(last) - 1 if last.isdecimal() else _WEEKDAYS.get(last, 5)


def _relative(text: str, today: date) -> Named:
    if text in _NOW:
        return Named((one(today),))
    key = text.rstrip("天日")
    if key in _RELATIVE:
        return Named((one(today + _RELATIVE[key] * _DAY),))
    if key == "当":
        return Named((one(today),), "“当天”指哪一天要看上文")
    return Named((one(today + _DAY),), "“次日”指哪一天要看上文")


def _weekday(text: str, today: date) -> Named:
    index = _index(text)
    near = re.match("[^周星礼]*", text)
    lead = near.group() if near else ""
    weekend = text.endswith("末")
    monday = today - today.weekday() * _DAY
    length = 2 if weekend else 1

    def of(week: int) -> Days:
        first = monday + (week * 7 + index) * _DAY
        return Days(first, first + length * _DAY)

    if not lead:
        this, following = of(0), of(1)
        if weekend:
            asked = today.weekday() == 6
            return Named((this, following) if asked else (this,), "今天就是周末" if asked else "")
        if this.first > today:
            return Named((this,))
        if this.first == today:
            return Named((this, following), "今天就是这一天，是今天还是下周")
        return Named((following, this), "本周的这一天已经过了")
    week = steps(lead)
    if today.weekday() == 6:
        # Some begin the week on Sunday: to them this Sunday is already in the next week.
        return Named((of(week), of(week + 1)), "今天是周日，一周从周一算还是从周日算")
    if index == 6 and week and not weekend:
        return Named((of(week), of(week - 1)), "周日算一周的最后一天还是第一天")
    return Named((of(week),))


def _week(words: Mapping[str, str], today: date) -> Named:
    monday = today - today.weekday() * _DAY
    if "weekpart" in words:
        early = words["weekpart"][0] in "上前"
        first = monday if early else monday + 3 * _DAY
        days = Days(first, monday + (4 if early else 7) * _DAY)
        return Named((days,), "半周到哪一天没有定说")
    week = steps(words["week"])
    first = monday + 7 * week * _DAY
    days = Days(first, first + 7 * _DAY)
    edge = words.get("edge", "")
    if edge.endswith("初"):
        return Named((Days(first, first + 2 * _DAY),), "“周初”到哪一天没有定说")
    if edge.endswith("中"):
        return Named((Days(first + 2 * _DAY, first + 4 * _DAY),), "“周中”到哪一天没有定说")
    if today.weekday() == 6:
        later = Days(days.first + 7 * _DAY, days.end + 7 * _DAY)
        return Named((days, later), "今天是周日，一周从周一算还是从周日算")
    return Named((days,))


def _dated(words: Mapping[str, str], today: date) -> Named:
    """Days by year, quarter, month, day and edge."""
    year, ask = _year(words, today)
    if "half" in words:
        first = 1 if words["half"][0] in "上前" else 7
        known = today.year if year is None else year
        return Named((Days(_first_of(known, first), _first_of(known, first + 6)),), ask)
    if "quarter" in words:
        return _inside(_quarter(words["quarter"], today, year, ask), words)
    if "month" in words:
        return _month(words, today, year, ask)
    if year is not None:
        if "day" in words:
            raise NoDay
        return _inside(Named((Days(_first_of(year, 1), _first_of(year + 1, 1)),), ask), words)
    if "day" in words:
        return _day_of_month(_number_in(words["day"]), today)
    edge = words["edge"]
    if edge[0] == "年":
        return _inside(
            Named((Days(_first_of(today.year, 1), _first_of(today.year + 1, 1)),)), words
        )
    if edge[0] == "季":
        return _inside(_quarter("本季度", today, None, ""), words)
    if edge[0] == "周":
        return _week({"week": "本周", "edge": edge}, today)
    named = _inside(Named((month_of(today.year, today.month),)), words)
    if named.days[0].end <= today:
        following = _inside(Named((month_of(today.year, today.month + 1),)), words)
        return Named((*following.days, *named.days), "本月的已经过了")
    return named


def _year(words: Mapping[str, str], today: date) -> tuple[int | None, str]:
    if "year" in words:
        text = words["year"].rstrip("度").rstrip("年").rstrip()
        if text in _YEARS:
            return today.year + _YEARS[text], ""
        return spelt(text), ""
    if "shortyear" in words:
        short = spelt(words["shortyear"].rstrip("年"))
        century = today.year // 100 * 100
        year = min(
            (century + short + step for step in (-100, 0, 100)), key=lambda y: abs(y - today.year)
        )
        return year, "" if abs(year - today.year) <= 40 else "年份只写了两位"
    return None, ""


def _quarter(text: str, today: date, year: int | None, ask: str) -> Named:
    number = text.removeprefix("第")[0]
    if number in "一二三四1234" or text[0] == "q":
        index = (
            "一二三四".find(number) if number in "一二三四" else int(text.strip("第q季度个")) - 1
        )
        known = today.year if year is None else year
        days = Days(_first_of(known, index * 3 + 1), _first_of(known, index * 3 + 4))
        return Named((days,), ask)
    first = ((today.month - 1) // 3 + steps(text)) * 3 + 1
    return Named((Days(_first_of(today.year, first), _first_of(today.year, first + 3)),), ask)


def _month(words: Mapping[str, str], today: date, year: int | None, ask: str) -> Named:
    text = words["month"]
    said = (
        whole(re.sub("月份?$", "", text)) if re.match("[0-9十一二两三四五六七八九]", text) else None
    )
    if text[0] == "正":
        raise NoDay
    if said is None:
        near = month_of(today.year if year is None else year, today.month + steps(text))
        return _in_month(near, words, ask)
    if not 1 <= said <= 12:
        raise NoDay
    if year is not None:
        return _in_month(month_of(year, said), words, ask)
    named = _without_year(today, lambda known: _in_month(month_of(known, said), words, ask).days[0])
    doubt = _in_month(month_of(named.days[0].first.year, said), words, ask).ask
    return Named(named.days, named.ask or doubt)


def _in_month(month: Days, words: Mapping[str, str], ask: str) -> Named:
    if "day" in words:
        day = _number_in(words["day"])
        return Named((one(_date(month.first.year, month.first.month, day)),), ask)
    return _inside(Named((month,), ask), words)


def _number_in(text: str) -> int:
    found = whole(text[:-1].replace("廿", "二十"))
    if found is None:
        raise NoDay
    return found


def _day_of_month(day: int, today: date) -> Named:
    """A day without a month: this month's, or the next that has such a day."""
    found = []
    for month in range(3):
        first = _first_of(today.year, today.month + month)
        try:
            found.append(one(_date(first.year, first.month, day)))
        except NoDay:
            continue
    coming = [days for days in found if days.first >= today]
    if not coming:
        raise NoDay
    past = [days for days in found if days.first < today]
    if past:
        return Named((coming[0], past[0]), "本月的这一天已经过了")
    return Named((coming[0],))


def _without_year(today: date, of: Callable[[int], Days]) -> Named:
    """This year's where it is still to come or running; otherwise next year's and this one's."""
    found: dict[int, Days] = {}
    for year in (today.year, today.year + 1):
        try:
            found[year] = of(year)
        except NoDay:
            continue
    if not found:
        raise NoDay
    this = found.get(today.year)
    following = found.get(today.year + 1)
    if this is not None and this.end > today:
        return Named((this,))
    if following is None:
        return Named((this,) if this else (), "今年的已经过了")
    if this is None:
        return Named((following,), "今年没有这一天")
    if (today - this.end).days > 183 and (following.first - today).days < 120:
        return Named((following,))
    return Named((following, this), "今年的已经过了")


def _inside(named: Named, words: Mapping[str, str]) -> Named:
    """The beginning, middle, end or third of a period."""
    edge = words.get("edge")
    if edge is None:
        return named
    days = tuple(_part_of(each, edge) for each in named.days)
    month = all((each.end - each.first).days <= 31 for each in named.days)
    loose = edge[-1] in "初中" if not edge.endswith("旬") else not month
    return Named(days, named.ask or (f"“{edge}”到哪一天没有定说" if loose else ""))


def _part_of(days: Days, edge: str) -> Days:
    length = (days.end - days.first).days
    if edge.endswith("旬"):
        first = {"上": 0, "中": 10, "下": 20}[edge[0]]
        return Days(
            days.first + first * _DAY,
            days.end if edge[0] == "下" else days.first + (first + 10) * _DAY,
        )
    third = max(2, length // 6)
    if edge.endswith("初"):
        return Days(days.first, days.first + third * _DAY)
    if edge.endswith("中"):
        middle = days.first + length // 2 * _DAY
        return Days(middle - third * _DAY, middle + third * _DAY)
    return Days(days.end - third * _DAY, days.end)
