"""Print the table of official Chinese days off, to be compared with or pasted into
``src/shouwen/worktime/official/cn.tsv``.

    python -m tools.official_days 2007 2026

The rows come from the ``holidays`` package (a development dependency), which records what was
substituted for what but not the ordinary weekend days inside a holiday; those are added by the
rule in :func:`stretch`. The table itself stays the authority: read the notice, edit the row.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import holidays

_ONE = timedelta(days=1)


def stretch(day: date, china: holidays.HolidayBase) -> list[date]:
    """The days off around a holiday that belong to it.

    A notice names the whole run of free days ("4月4日至6日放假"), but not a full weekend that
    merely precedes a holiday ("6月10日放假，与周末连休").
    """
    first = last = day
    while not china.is_working_day(first - _ONE):
        first -= _ONE
    while not china.is_working_day(last + _ONE):
        last += _ONE
    run = [first + _ONE * offset for offset in range((last - first).days + 1)]
    if run[0].weekday() == 5 and not any(free in china for free in run[:2]):
        del run[:2]
    return run


def rows(first_year: int, last_year: int) -> list[str]:
    """The table's rows for the years, both counted."""
    china = holidays.country_holidays(
        "CN", years=range(first_year - 1, last_year + 2), language="zh_CN"
    )
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    for day in sorted(china):
        run = stretch(day, china)
        name = "、".join(dict.fromkeys(_names(china.get(free, "") for free in run)))
        off.update(dict.fromkeys(run, name))
        made_up = re.search(r"由 (\d{4}-\d{2}-\d{2}) 调休", china[day])
        if made_up:
            work[date.fromisoformat(made_up[1])] = name
    # The arrangement of a year may name working days in the last days of the year before.
    first = min(
        [
            date(first_year, 1, 1),
            *(day for day in work if day.year == first_year - 1 and day.month == 12),
        ]
    )
    kinds = {
        **{day: ("off", name) for day, name in off.items()},
        **{day: ("work", name) for day, name in work.items()},
    }
    lines = [
        f"year\t{year}\t国务院办公厅关于{year}年部分节假日安排的通知"
        for year in range(first_year, last_year + 1)
    ]
    for day in sorted(kinds):
        if first <= day <= date(last_year, 12, 31):
            kind, name = kinds[day]
            lines.append(f"{day.isoformat()}\t{kind}\t{name}")
    return lines


def _names(titles: Iterable[str]) -> Iterator[str]:
    """The holidays that a run is for, the greater one first; eves and substituted days aside."""
    found: list[str] = []
    for title in titles:
        for piece in re.split("[;；]", title):
            name = piece.split("（")[0].strip()
            if name.startswith("中国人民抗日战争"):
                name = "抗战胜利纪念日"
            if name and not name.startswith("休息日"):
                found.append("春节" if name == "农历除夕" else name)
    yield from sorted(set(found), key=lambda name: (name != "国庆节", found.index(name)))


if __name__ == "__main__":
    sys.stdout.write("\n".join(rows(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
