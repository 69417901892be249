"""Exact answers of calendars: boundaries, nights, clock changes, company days, empty calendars."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from shouwen.events.instant import DAY, HOUR, MINUTE, SECOND
from shouwen.worktime import BeyondCalendar, Calendar, cn_office, cn_workdays
from tests.core.worktime.times import BERLIN, SHANGHAI, at, iso

OFFICE = {"hours": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}
NIGHT = {"hours": {"mon-fri": "20:00-04:00"}}


def calendar(data: object, zone: ZoneInfo = SHANGHAI) -> Calendar:
    return Calendar.from_mapping(data, zone)


# 2026-11-16 is a Monday.
@pytest.mark.parametrize(
    ("start", "us", "end"),
    [
        ("2026-11-16 09:00", 3 * HOUR - 1, "2026-11-16T11:59:59.999999"),
        ("2026-11-16 09:00", 3 * HOUR, "2026-11-16T12:00:00"),  # closing time is the answer
        ("2026-11-16 09:00", 3 * HOUR + 1, "2026-11-16T13:30:00.000001"),
        ("2026-11-16 09:00", 7 * HOUR + 30 * MINUTE - 1, "2026-11-16T17:59:59.999999"),
        ("2026-11-16 09:00", 7 * HOUR + 30 * MINUTE, "2026-11-16T18:00:00"),
        ("2026-11-16 09:00", 7 * HOUR + 30 * MINUTE + 1, "2026-11-17T09:00:00.000001"),
        ("2026-11-16 08:59:59.999999", HOUR, "2026-11-16T10:00:00"),
        ("2026-11-16 09:00:00.000001", HOUR, "2026-11-16T10:00:00.000001"),
        ("2026-11-16 12:00", SECOND, "2026-11-16T13:30:01"),
        ("2026-11-16 12:30", SECOND, "2026-11-16T13:30:01"),
        ("2026-11-16 17:59:59", 2 * SECOND, "2026-11-17T09:00:01"),
        ("2026-11-16 18:00", SECOND, "2026-11-17T09:00:01"),
        ("2026-11-20 17:00", 2 * HOUR, "2026-11-23T10:00:00"),  # over the weekend
        ("2026-11-21 10:00", 0, "2026-11-21T10:00:00"),  # nothing to do needs no opening
        ("2026-11-16 10:00", -HOUR, "2026-11-16T09:00:00"),  # opening time is the answer
        ("2026-11-16 10:00", -HOUR - 1, "2026-11-13T17:59:59.999999"),
        ("2026-11-16 13:30", -HOUR, "2026-11-16T11:00:00"),
        ("2026-11-21 10:00", -HOUR, "2026-11-20T17:00:00"),
    ],
)  # fmt: skip
def test_add_at_the_boundaries(start: str, us: int, end: str) -> None:
    assert iso(calendar(OFFICE).add(at(start), us)) == end


@pytest.mark.parametrize(
    ("moment", "is_open", "opening"),
    [
        ("2026-11-16 08:59:59.999999", False, "2026-11-16T09:00:00"),
        ("2026-11-16 09:00", True, "2026-11-16T09:00:00"),
        ("2026-11-16 11:59:59.999999", True, "2026-11-16T11:59:59.999999"),
        ("2026-11-16 12:00", False, "2026-11-16T13:30:00"),
        ("2026-11-20 18:00", False, "2026-11-23T09:00:00"),
    ],
)  # fmt: skip
def test_an_interval_has_its_start_and_not_its_end(
    moment: str, is_open: bool, opening: str
) -> None:
    assert calendar(OFFICE).is_open(at(moment)) is is_open
    assert iso(calendar(OFFICE).next_open(at(moment))) == opening


def test_a_night_belongs_to_the_day_it_begins() -> None:
    night = calendar({**NIGHT, "overrides": {"2026-11-18": "off"}})
    assert (
        night.between(at("2026-11-16 00:00"), at("2026-11-17 00:00")) == 4 * HOUR
    )  # Monday evening
    assert night.between(at("2026-11-17 00:00"), at("2026-11-18 00:00")) == 8 * HOUR
    # Wednesday is off: its evening and the morning after, not the end of Tuesday's night.
    assert night.is_open(at("2026-11-18 03:59"))
    assert not night.is_open(at("2026-11-18 04:00"))
    assert not night.is_open(at("2026-11-19 03:00"))
    assert iso(night.add(at("2026-11-18 03:00"), 2 * HOUR)) == "2026-11-19T21:00:00"
    # Friday's night ends on Saturday; its close is Friday's close.
    assert iso(night.close_of_workday(date(2026, 11, 20))) == "2026-11-21T04:00:00"
    assert night.close_of_workday(date(2026, 11, 21)) is None


def test_a_night_that_runs_into_an_early_shift_is_one_stretch() -> None:
    both = calendar({"hours": {"mon": ["20:00-04:00"], "tue": ["03:00-09:00"]}})
    assert both.intervals(at("2026-11-16 00:00"), at("2026-11-18 00:00")) == [
        (at("2026-11-16 20:00"), at("2026-11-17 09:00"))
    ]
    assert both.between(at("2026-11-16 00:00"), at("2026-11-18 00:00")) == 13 * HOUR


def test_european_summer_time() -> None:
    office = calendar({"hours": {"mon-fri": ["08:00-18:00"]}}, BERLIN)
    # Friday 17:00 to Monday 9:00 over the change of 29 March 2026: two hours, by 7:00 UTC.
    assert office.add(at("2026-03-27 17:00", BERLIN), 2 * HOUR) == at("2026-03-30T07:00Z")
    assert (
        office.between(at("2026-03-27 17:00", BERLIN), at("2026-03-30 09:00", BERLIN)) == 2 * HOUR
    )
    night = calendar({"hours": {"sat": "22:00-06:00"}}, BERLIN)
    assert night.between(at("2026-03-28 12:00", BERLIN), at("2026-03-29 12:00", BERLIN)) == 7 * HOUR
    assert night.between(at("2026-10-24 12:00", BERLIN), at("2026-10-25 12:00", BERLIN)) == 9 * HOUR
    always = calendar({"hours": ["00:00-24:00"]}, BERLIN)
    assert (
        always.between(at("2026-03-29 00:00", BERLIN), at("2026-03-30 00:00", BERLIN)) == 23 * HOUR
    )
    assert (
        always.between(at("2026-10-25 00:00", BERLIN), at("2026-10-26 00:00", BERLIN)) == 25 * HOUR
    )


def test_a_boundary_that_the_clocks_skip_is_the_moment_of_the_skip() -> None:
    early = calendar({"hours": {"sun": ["02:30-06:00"]}}, BERLIN)
    # At 2:00 the clocks show 3:00: the window opens there and lasts three hours.
    assert early.intervals(at("2026-03-29T00:00Z"), at("2026-03-29T12:00Z")) == [
        (at("2026-03-29T01:00Z"), at("2026-03-29T04:00Z"))
    ]
    gone = calendar({"hours": {"sun": ["02:10-02:50"]}}, BERLIN)
    assert gone.intervals(at("2026-03-28T00:00Z"), at("2026-03-30T00:00Z")) == []
    assert gone.close_of_workday(date(2026, 3, 29)) is None
    assert gone.workday_after(date(2026, 3, 22), 1) == date(2026, 4, 5)


def test_a_reading_that_comes_twice_means_the_first() -> None:
    early = calendar({"hours": {"sun": ["02:30-06:00"]}}, BERLIN)
    assert early.intervals(at("2026-10-25T00:00Z"), at("2026-10-25T12:00Z")) == [
        (at("2026-10-25T00:30Z"), at("2026-10-25T05:00Z"))
    ]


def test_midnight_that_does_not_exist() -> None:
    # In Santiago the clocks went from 24:00 on 5 September 2026 straight to 1:00.
    zone = ZoneInfo("America/Santiago")
    always = calendar({"hours": ["00:00-24:00"]}, zone)
    start = always.start_of_day(date(2026, 9, 6))
    assert start == at("2026-09-06T04:00Z")
    assert always.date_of(start) == date(2026, 9, 6)
    assert always.date_of(start - 1) == date(2026, 9, 5)
    assert always.between(start, always.start_of_day(date(2026, 9, 7))) == 23 * HOUR


def test_company_days_override_both_ways() -> None:
    shop = calendar(
        {
            "official": "cn",
            "hours": {"mon-fri": ["09:00-18:00"]},
            "makeup": ["10:00-16:00"],
            "overrides": {
                "2026-10-02": ["10:00-12:00"],  # an official day off, yet open
                "2026-10-10": "off",  # a make-up day, yet closed
                "2026-11-21": "work",  # an ordinary Saturday, worked
                "2026-11-23": ["22:00-02:00"],
            },
        }
    )
    assert shop.hours_of(date(2026, 10, 2)) == ((36_000, 43_200),)
    assert shop.hours_of(date(2026, 10, 10)) == ()
    assert shop.hours_of(date(2026, 9, 20)) == ((36_000, 57_600),)  # make-up hours
    assert shop.hours_of(date(2026, 11, 21)) == ((32_400, 64_800),)
    assert iso(shop.close_of_workday(date(2026, 11, 23))) == "2026-11-24T02:00:00"
    assert (
        shop.workdays_between(date(2026, 9, 30), date(2026, 10, 12)) == 4
    )  # 2, 8, 9 and 12 October
    assert iso(shop.add(at("2026-09-30 17:00"), 2 * HOUR)) == "2026-10-02T11:00:00"


def test_a_make_up_day_has_fridays_hours_where_none_are_named() -> None:
    plain = calendar(
        {"official": "cn", "hours": {"mon-thu": ["09:00-18:00"], "fri": ["09:00-15:00"]}}
    )
    assert plain.hours_of(date(2026, 10, 10)) == ((32_400, 54_000),)
    saturdays = calendar(
        {"official": "cn", "hours": {"mon": ["08:00-17:00"], "sat": ["09:00-12:00"]}}
    )
    assert saturdays.hours_of(date(2026, 10, 10)) == (
        (28_800, 61_200),
    )  # a working day, not a Saturday
    assert saturdays.hours_of(date(2026, 10, 17)) == ((32_400, 43_200),)
    assert saturdays.hours_of(date(2026, 10, 3)) == ()  # inside the holiday


def test_default_week() -> None:
    assert calendar({"official": "cn", "hours": ["09:00-18:00"]}).hours_of(date(2026, 11, 21)) == ()
    assert calendar({"hours": ["09:00-18:00"]}).hours_of(date(2026, 11, 21)) != ()
    assert calendar({"hours": "09:00-18:00"}).hours_of(date(2026, 11, 22)) != ()
    # Without hours a working day is the whole day.
    assert iso(cn_workdays().close_of_workday(date(2026, 11, 20))) == "2026-11-21T00:00:00"
    assert calendar({}).between(at("2026-11-16"), at("2026-11-23")) == 7 * DAY


def test_counting_working_days() -> None:
    office = cn_office()
    assert office.workdays_between(at("2026-09-30 23:59"), at("2026-10-10 00:00")) == 3
    assert office.workdays_between(at("2026-10-10 00:00"), at("2026-09-30 23:59")) == -3
    assert office.workdays_between(at("2026-10-01 10:00"), at("2026-10-01 11:00")) == 0
    assert office.workday_after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert office.workday_after(date(2026, 10, 3), 1) == date(2026, 10, 8)
    assert office.workday_after(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert office.workday_after(date(2026, 10, 3), 0) == date(2026, 10, 3)


def test_a_calendar_that_never_opens_says_so() -> None:
    for closed in (calendar({"hours": {}}), calendar({"hours": {"mon": []}})):
        assert closed.add(at("2026-11-16"), 1) is None
        assert closed.add(at("2026-11-16"), -1) is None
        assert closed.add(at("2026-11-16"), 0) == at("2026-11-16")
        assert closed.between(at("2000-01-01"), at("2100-01-01")) == 0
        assert closed.next_open(at("2026-11-16")) is None
        assert closed.workday_after(date(2026, 11, 16), 1) is None
    once = calendar({"hours": {}, "overrides": {"2031-05-05": ["09:00-10:00"]}})
    assert iso(once.add(at("2026-11-16"), HOUR)) == "2031-05-05T10:00:00"
    assert once.add(at("2026-11-16"), HOUR + 1) is None
    assert once.add(at("2031-05-06"), 1) is None
    assert iso(once.add(at("2040-01-01"), -HOUR)) == "2031-05-05T09:00:00"


def test_years_beyond_the_calendar() -> None:
    office = cn_office()
    for moment in (at("9999-01-01"), at("1899-12-31"), at("2200-01-01"), 10**30, -(10**30)):
        with pytest.raises(BeyondCalendar):
            office.add(moment, HOUR)
        with pytest.raises(BeyondCalendar):
            office.date_of(moment)
    assert office.add(at("2199-12-31 17:00"), 5 * HOUR) is None
    assert office.add(at("1900-01-01 10:00"), -5 * HOUR) is None
    assert office.add(at("2026-11-16"), 400 * 365 * DAY) is None
    assert iso(office.add(at("2026-11-16 09:00"), 9 * HOUR * 250 * 100)) is not None


def test_tables_widen_both_ways_and_stay_consistent() -> None:
    office = Calendar.from_mapping({"official": "cn", "hours": ["09:00-18:00"]})
    near = office.between(at("2026-01-01"), at("2026-12-31"))
    assert office.between(at("1950-01-01"), at("2150-01-01")) > near
    assert office.between(at("2026-01-01"), at("2026-12-31")) == near
    assert office.start_of_day(date(1950, 1, 1)) == at("1950-01-01")


def test_not_announced_years_are_named() -> None:
    office = cn_office()
    assert office.not_announced(at("2026-01-01"), at("2026-12-31 23:59")) == []
    assert office.not_announced(at("2026-12-31"), at("2028-01-01")) == [2027, 2028]
    assert office.not_announced(at("2006-12-31"), at("2007-01-01")) == [2006]
    assert calendar(OFFICE).not_announced(at("2026-12-31"), at("2028-01-01")) == []


def test_a_company_may_write_down_a_year_before_the_table_knows_it() -> None:
    told = calendar(
        {
            "official": "cn",
            "hours": ["09:00-18:00"],
            "announced": {"2027": {"off": ["2027-01-01"], "work": ["2027-01-02"]}},
        }
    )
    assert told.not_announced(at("2026-12-31"), at("2027-06-01")) == []
    assert not told.is_workday(date(2027, 1, 1))
    assert told.is_workday(date(2027, 1, 2))
    assert (
        Calendar.from_mapping(told.pinned()).workdays_between(date(2026, 12, 31), date(2027, 1, 4))
        == 2
    )


def test_every_announced_year_has_days_off_and_a_plausible_number_of_working_days() -> None:
    days = cn_workdays()
    counts = {
        year: days.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))
        for year in range(2007, 2027)
    }
    assert set(days.official.years) == set(counts) if days.official else False
    # 365 days less 104 or so weekends less 11 (from 2025: 13) statutory days
    assert {count for count in counts.values() if not 246 <= count <= 253} == set()
    assert counts[2025] == 248


def test_a_long_way_is_one_bisection() -> None:
    office = cn_office()
    start = at("2024-01-02 09:00")
    due = office.add(start, 9 * HOUR * 250)
    assert due is not None
    assert office.between(start, due) == 9 * HOUR * 250
    assert office.date_of(due) - office.date_of(start) > timedelta(days=360)
