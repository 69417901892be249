"""The page on calendars and durations says what the program does."""

import re
from datetime import date
from pathlib import Path

import pytest

from shouwen.source import Mistakes, load_text
from shouwen.worktime import BadDuration, Calendar, Duration

PAGE = Path(__file__).parents[3].joinpath("docs/reference/calendars.md").read_text(encoding="utf-8")


def test_its_calendar_is_read_as_it_says() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    mistakes = Mistakes()
    node = load_text(text, "calendars.md", mistakes)
    assert node is not None
    calendar = Calendar.from_node(node, mistakes)
    assert not mistakes, mistakes.text()
    assert calendar is not None
    assert calendar.hours_of(date(2026, 12, 31)) == ((32_400, 43_200),)
    assert calendar.is_workday(date(2026, 10, 3))
    assert not calendar.is_workday(date(2026, 11, 11))
    assert calendar.hours_of(date(2026, 10, 10)) == ((32_400, 64_800),)
    assert not calendar.is_workday(date(2027, 1, 1))


def test_its_durations_are_read() -> None:
    table = PAGE.partition("## Durations")[2].partition("Refused")[0]
    words = [
        word
        for line in table.splitlines()
        for word in re.findall(r"`([^`]+)`", line.split(" | ")[0])
    ]
    assert len(words) == 14
    for word in words:
        assert Duration.parse(word)


@pytest.mark.parametrize("word", ["30", "30m"])
def test_what_it_calls_refused_is_refused(word: str) -> None:
    assert f"`{word}`" in PAGE
    with pytest.raises(BadDuration):
        Duration.parse(word)
