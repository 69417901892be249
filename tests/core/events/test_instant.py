"""Instants: exact both ways, zones, what is no time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.events import BadInstant, day_of, format_instant, parse_instant, zone_of
from shouwen.events.instant import EARLIEST, LATEST

SHANGHAI = zone_of("Asia/Shanghai")


def test_an_offset_wins_and_a_naive_text_is_in_the_zone_named() -> None:
    assert parse_instant("1970-01-01T00:00:00Z") == 0
    assert parse_instant("1970-01-01T08:00:00", SHANGHAI) == 0
    assert parse_instant("1970-01-01T09:00:00+09:00", SHANGHAI) == 0
    assert parse_instant(" 2026-10-01 ", SHANGHAI) == parse_instant("2026-09-30T16:00:00Z")


@given(st.integers(EARLIEST, LATEST))
def test_text_and_back_to_the_microsecond(at: int) -> None:
    assert parse_instant(format_instant(at)) == at
    assert parse_instant(format_instant(at, SHANGHAI)) == at


@given(
    st.integers(EARLIEST, LATEST),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu"]),
)
def test_the_local_date_is_that_of_the_text(at: int, name: str) -> None:
    zone = zone_of(name)
    assert day_of(at, zone) == format_instant(at, zone)[:10]


@pytest.mark.parametrize("text", ["", "明天", "2026-13-01", "2026-10-01T25:00:00", "12:30", "1e9"])
def test_what_is_no_time_says_how_to_write_one(text: str) -> None:
    with pytest.raises(BadInstant, match="请写成 2026-10-01T09:00:00"):
        parse_instant(text)
