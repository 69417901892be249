"""Things known by their form: which times count as one that a promise names."""

from __future__ import annotations

import pytest

from shouwen.wording.entities import Entities, value_of


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("24h内", {"due_time", "duration"}),
        ("24 h 内", {"due_time", "duration"}),
        ("30min内", {"due_time", "duration"}),
        ("24小时内", {"due_time", "duration"}),
        ("11.25前", {"due_time", "date"}),
        ("11/25 之前", {"due_time", "date"}),
        ("11.25元", set()),
        ("v4.2之前", set()),
        ("型号a3h", set()),
        ("7*24h", set()),
    ],
)
def test_a_short_way_of_writing_names_a_time(text: str, kinds: set[str]) -> None:
    """24h and 11.25前 are a duration and a date; models, versions and amounts are not."""
    found = Entities(["due_time", "duration", "date"]).places(text)
    assert {name.removeprefix("entity:") for _, _, name in found} == kinds


def test_the_same_time_written_two_ways_has_one_value() -> None:
    """24h is 24小时, 11.25前 is 11月25日."""
    assert value_of("duration", "24h") == value_of("duration", "24小时") is not None
    assert value_of("date", "11.25") == value_of("date", "11月25日") is not None
