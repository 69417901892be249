"""Agreement with recorded results of other programs and with official notices."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shouwen.events.instant import MINUTE, SECOND, parse_instant
from shouwen.worktime import Calendar, Duration, cn_workdays, due_at, official_days
from tests.core.worktime.times import SHANGHAI

pytestmark = pytest.mark.shared
Shared = Callable[[str], Path]


def test_all_calendar_vectors(shared: Shared) -> None:
    data = json.loads(shared("clocks/cn-calendar-vectors.json").read_text())
    zone = ZoneInfo(data["timezone"])
    calendars = {
        name: Calendar.from_mapping(
            {
                "hours": table["hours"],
                "overrides": {**dict.fromkeys(table["holidays"], "off"), **table["shifts"]},
            },
            zone,
        )
        for name, table in data["schedules"].items()
    }
    wrong = []
    for vector in data["vectors"]:
        calendar, start = calendars[vector["schedule"]], parse_instant(vector["start"])
        if vector["op"] == "after":
            good = calendar.add(start, vector["business_seconds"] * SECOND) == parse_instant(
                vector["expect"]
            )
        elif vector["op"] == "within":
            good = (
                calendar.between(start, parse_instant(vector["end"]))
                == vector["expect_business_seconds"] * SECOND
            )
        else:
            good = calendar.is_open(start) is vector["expect"]
        if not good:
            wrong.append(vector["id"])
    assert wrong == []
    assert len(data["vectors"]) == 1000


def test_the_built_in_table_gives_the_same_timetable(shared: Shared) -> None:
    """The vectors' timetables name their days; ``official: cn`` must come to the same."""
    data = json.loads(shared("clocks/cn-calendar-vectors.json").read_text())
    calendar = Calendar.from_mapping({"official": "cn", "hours": {"mon-fri": ["09:00-18:00"]}})
    for vector in data["vectors"]:
        if vector["schedule"] == "weekday_9_18" and vector["op"] == "after":
            got = calendar.add(parse_instant(vector["start"]), vector["business_seconds"] * SECOND)
            assert got == parse_instant(vector["expect"]), vector["id"]


def test_working_days_of_all_citizens_letters(shared: Shared) -> None:
    rows = [json.loads(line) for line in shared("citizen-letters/pairs.jsonl").open()]
    calendar = cn_workdays()
    wrong = []
    for row in rows:
        asked, replied = (parse_instant(turn["at"], SHANGHAI) for turn in row["turns"])
        labels = row["labels"]
        if calendar.workdays_between(asked, replied) != labels["workdays_after_asked_to_replied"]:
            wrong.append(row["id"])
        if calendar.is_workday(calendar.date_of(asked)) is not labels["asked_on_workday"]:
            wrong.append(row["id"])
    assert wrong == []
    assert len(rows) == 841


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_days_off_and_make_up_days_of_the_notices(shared: Shared, year: int) -> None:
    notice = json.loads(shared(f"cn-workdays/{year}.json").read_text())
    table = official_days()
    got = {
        (date.fromordinal(day).isoformat(), name, off)
        for rows, off in ((table.off, True), (table.work, False))
        for day, name in rows.items()
        if date.fromordinal(day).year == year
    }
    assert got == {(row["date"], row["name"], row["isOffDay"]) for row in notice["days"]}


def test_facts_of_biz(shared: Shared) -> None:
    data = json.loads(shared("clocks/biz-facts.json").read_text())
    zone = ZoneInfo(data["timezone"])
    calendar = Calendar.from_mapping({"hours": data["hours"]}, zone)
    known = {"after", "before", "after_business_days", "within", "in_hours_with_exceptions"}
    assert {fact["op"] for fact in data["facts"]} <= known
    exceptions = data["exceptions_for_in_hours_with_exceptions"]
    # A break is closed time within a day's hours; the days that have one are written out.
    overrides = {
        **dict.fromkeys(exceptions["holidays"], "off"),
        **exceptions["replaced_hours_on_date"],
    }
    overrides |= {"2006-01-03": ["11:00-16:00"], "2006-01-10": [], "2006-01-11": "off"}
    excepted = Calendar.from_mapping({"hours": data["hours"], "overrides": overrides}, zone)
    for fact in data["facts"]:
        start = parse_instant(fact.get("start") or fact["time"])
        match fact["op"]:
            case "after":
                got: object = calendar.add(start, fact["business_seconds"] * SECOND)
            case "before":
                got = calendar.add(start, -fact["business_seconds"] * SECOND)
            case "after_business_days":
                got = due_at(calendar, start, Duration(fact["days"], "workday", same_time=True))
            case "within":
                assert (
                    calendar.between(start, parse_instant(fact["end"]))
                    == fact["expect_business_seconds"] * SECOND
                )
                continue
            case _:
                assert excepted.is_open(start) is fact["expect"], fact["id"]
                continue
        assert got == parse_instant(fact["expect"]), fact["id"]


def test_facts_of_request_tracker(shared: Shared) -> None:
    for case in json.loads(shared("clocks/rt-facts.json").read_text())["cases"]:
        calendar = Calendar.from_mapping({"hours": case["hours"]}, ZoneInfo(case["tz"]))
        start = parse_instant(case["start"])
        if case["op"] == "first_working_moment":
            got = calendar.next_open(start)
        else:
            got = calendar.add(start, case["minutes"] * MINUTE)
        assert got == parse_instant(case["expect"]), case["id"]
