"""The built-in table of days off and make-up days, and its form."""

from datetime import date, timedelta

import holidays
import pytest

from shouwen.worktime import official_days
from shouwen.worktime.official import parse_table


def test_every_day_agrees_with_an_independent_table() -> None:
    china = holidays.country_holidays("CN", years=range(2006, 2028))
    table = official_days()
    day = date(2007, 1, 1)
    while day <= date(2026, 12, 31):
        assert table.is_workday(day.toordinal()) == china.is_working_day(day), day
        day += timedelta(days=1)


def test_announced_years_are_2007_to_2026() -> None:
    table = official_days()
    assert table.years == frozenset(range(2007, 2027))
    assert {date.fromordinal(day).year for day in table.off} == set(table.years)
    # The arrangement for 2007 had two working days in the last days of 2006.
    assert min(table.work) == date(2006, 12, 30).toordinal()
    assert not table.off.keys() & table.work.keys()


def test_only_weekend_days_are_made_up() -> None:
    assert {date.fromordinal(day).weekday() for day in official_days().work} == {5, 6}


def test_unknown_countries_and_broken_tables() -> None:
    with pytest.raises(KeyError):
        official_days("us")
    with pytest.raises(ValueError, match="放假表第 2 行看不懂：2027-01-01\tfrei"):
        parse_table("year\t2027\tx\n2027-01-01\tfrei\t元旦\n")
    with pytest.raises(ValueError, match="放假表第 3 行看不懂：01"):
        parse_table("# kept\n\n01.01.2027\toff\t元旦\n")
