"""Laws of the arithmetic on made-up calendars, and agreement with a day-by-day reckoning."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shouwen.events.instant import DAY, HOUR, MINUTE
from shouwen.worktime import Calendar, Duration, due_at, elapsed
from tests.core.worktime import reference
from tests.core.worktime.times import at

WINDOWS = st.sampled_from(
    [
        [], ["09:00-18:00"], ["09:00-12:00", "13:30-18:00"], ["00:00-24:00"], ["20:00-04:00"],
        ["00:00-02:00", "22:15-24:00"], ["08:30-08:31"], ["06:00-10:00", "21:00-05:30"], ["04:00-04:30"],
    ]
)  # fmt: skip
# No window begins or ends between 2:00 and 4:00 but at 2:00 and 4:00, where European, American
# and Australian clocks do not skip; what happens inside a skip has exact tests of its own.
ZONES = st.sampled_from(
    ["Asia/Shanghai", "UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"]
)
FIRST, LAST = date(2024, 12, 1), date(2027, 2, 1)
DATES = st.dates(FIRST, LAST)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[dict[str, Any], ZoneInfo]:
    week = {day: draw(WINDOWS) for day in reference.DAYS}
    override = st.one_of(st.just("off"), WINDOWS)
    data = {
        "hours": week,
        "official": draw(st.sampled_from(["cn", "none"])),
        "makeup": draw(WINDOWS),
        "overrides": draw(st.dictionaries(DATES.map(date.isoformat), override, max_size=6)),
    }
    return data, ZoneInfo(draw(ZONES))


# Whole minutes and odd microseconds both meet boundaries often enough.
INSTANTS = st.one_of(
    st.integers(at("2025-01-01"), at("2026-12-31")),
    st.integers(at("2025-01-01") // (30 * MINUTE), at("2026-12-31") // (30 * MINUTE)).map(
        lambda n: n * 30 * MINUTE
    ),
)
AMOUNTS = st.one_of(st.integers(0, 60 * DAY), st.integers(0, 200).map(lambda n: n * 30 * MINUTE))


@given(calendars(), INSTANTS, AMOUNTS)
@settings(max_examples=150)
def test_add_and_between_undo_each_other(
    made: tuple[dict[str, Any], ZoneInfo], start: int, us: int
) -> None:
    calendar = Calendar.from_mapping(*made)
    due = calendar.add(start, us)
    assume(due is not None)
    assert due is not None
    assert calendar.between(start, due) == us
    if us:
        assert calendar.between(start, due - 1) == us - 1  # no earlier instant will do
    back = calendar.add(due, -us)
    assert back is not None
    assert calendar.between(back, due) == us
    if us:
        assert calendar.between(back + 1, due) == us - 1


@given(calendars(), INSTANTS, INSTANTS, AMOUNTS, AMOUNTS)
@settings(max_examples=100)
def test_later_and_longer_is_never_earlier(
    made: tuple[dict[str, Any], ZoneInfo], a: int, b: int, us: int, more: int
) -> None:
    calendar = Calendar.from_mapping(*made)
    a, b = sorted((a, b))
    first, later, longer = calendar.add(a, us), calendar.add(b, us), calendar.add(a, us + more)
    if longer is not None:
        assert first is not None
        assert first <= longer
    if first is not None and later is not None and us:
        assert first <= later


@given(calendars(), INSTANTS, INSTANTS, INSTANTS)
@settings(max_examples=100)
def test_parts_of_a_span_add_up(
    made: tuple[dict[str, Any], ZoneInfo], a: int, b: int, c: int
) -> None:
    calendar = Calendar.from_mapping(*made)
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert calendar.between(a, b) == -calendar.between(b, a)
    assert sum(y - x for x, y in calendar.intervals(a, b)) == max(0, calendar.between(a, b))
    days = calendar.workdays_between
    assert days(a, b) + days(b, c) == days(a, c)


@given(calendars(), INSTANTS, AMOUNTS, AMOUNTS)
@settings(max_examples=100)
def test_two_steps_are_one(
    made: tuple[dict[str, Any], ZoneInfo], start: int, us: int, more: int
) -> None:
    calendar = Calendar.from_mapping(*made)
    once = calendar.add(start, us + more)
    halfway = calendar.add(start, us)
    assert once == (None if halfway is None else calendar.add(halfway, more))


@given(calendars(), INSTANTS, st.one_of(AMOUNTS, AMOUNTS.map(int.__neg__)), INSTANTS)
@settings(max_examples=150)
def test_equals_the_reckoning_day_by_day(
    made: tuple[dict[str, Any], ZoneInfo], start: int, us: int, end: int
) -> None:
    data, zone = made
    calendar = Calendar.from_mapping(data, zone)
    assume(any(data["hours"].values()))
    assert calendar.add(start, us) == reference.add(data, start, us, zone)
    first, last = sorted((start, end))
    assert calendar.between(first, last) == reference.between(data, first, last, zone)
    days = calendar.date_of(first), calendar.date_of(last)
    assert calendar.workdays_between(first, last) == reference.workdays(data, *days)


@given(calendars(), INSTANTS)
@settings(max_examples=100)
def test_open_now_means_open_time_runs_now(
    made: tuple[dict[str, Any], ZoneInfo], moment: int
) -> None:
    calendar = Calendar.from_mapping(*made)
    assert calendar.is_open(moment) is (calendar.between(moment, moment + 1) == 1)
    opening = calendar.next_open(moment)
    if opening is None:
        assert calendar.between(moment, moment + 1000 * DAY) == 0
    else:
        assert calendar.is_open(opening)
        assert calendar.between(moment, opening) == 0


@given(calendars(), INSTANTS)
@settings(max_examples=60)
def test_a_pinned_calendar_reckons_the_same(
    made: tuple[dict[str, Any], ZoneInfo], moment: int
) -> None:
    calendar = Calendar.from_mapping(*made)
    pinned = Calendar.from_mapping(calendar.pinned())
    assert pinned.pinned() == calendar.pinned()
    assert pinned.zone == calendar.zone
    assert pinned.add(moment, 100 * HOUR) == calendar.add(moment, 100 * HOUR)
    assert pinned.not_announced(moment, moment + 900 * DAY) == calendar.not_announced(
        moment, moment + 900 * DAY
    )


PAUSES = st.lists(
    st.tuples(INSTANTS, st.integers(-DAY, 20 * DAY)).map(
        lambda pause: (pause[0], pause[0] + pause[1])
    ),
    max_size=5,
)


@given(calendars(), INSTANTS, AMOUNTS, PAUSES, st.sampled_from(["wall", "work"]))
@settings(max_examples=150)
def test_an_hour_clock_moves_by_what_would_have_run_in_its_pauses(
    made: tuple[dict[str, Any], ZoneInfo],
    start: int,
    us: int,
    pauses: list[tuple[int, int]],
    basis: Any,
) -> None:
    calendar = Calendar.from_mapping(*made)
    due = due_at(calendar, start, Duration(us, "time"), basis, pauses)
    assume(due is not None)
    assert due is not None
    assert elapsed(calendar, start, due, basis, pauses) == us
    if us:
        assert elapsed(calendar, start, due - 1, basis, pauses) == us - 1
    plain = due_at(calendar, start, Duration(us, "time"), basis)
    assert plain is not None
    assert plain <= due
    assert not any(a < due < b for a, b in pauses if b > start) or us == 0


@given(calendars(), INSTANTS, st.integers(1, 40), PAUSES)
@settings(max_examples=150)
def test_a_day_count_skips_only_days_paused_whole(
    made: tuple[dict[str, Any], ZoneInfo], start: int, count: int, pauses: list[tuple[int, int]]
) -> None:
    data, zone = made
    calendar = Calendar.from_mapping(data, zone)
    assume(sum(map(bool, data["hours"].values())) > 2)
    due = due_at(calendar, start, Duration(count, "workday"), "work", pauses)
    day, left = calendar.date_of(start), count
    while left:
        day += timedelta(days=1)
        opening, close = calendar.open_of_workday(day), calendar.close_of_workday(day)
        if opening is not None and close is not None:
            stood_still = calendar.between(opening, close) and not elapsed(
                calendar, opening, close, "work", [(a, b) for a, b in pauses if b > a]
            )
            left -= not stood_still
    assert due == calendar.close_of_workday(day)
