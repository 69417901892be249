"""Due instants, time used, pauses: exact cases."""

import pytest

from shouwen.events.instant import HOUR, MINUTE
from shouwen.worktime import BeyondCalendar, Calendar, Duration, cn_office, due_at, elapsed
from shouwen.worktime.duration import Basis
from tests.core.worktime.times import BERLIN, SHANGHAI, at, iso

OFFICE = cn_office()


def due(
    start: str, within: str, basis: Basis = "work", pauses: tuple[tuple[str, str | None], ...] = ()
) -> str | None:
    spans = [(at(a), None if b is None else at(b)) for a, b in pauses]
    return iso(due_at(OFFICE, at(start), Duration.parse(within), basis, spans))


@pytest.mark.parametrize(
    ("start", "within", "basis", "expected"),
    [
        # bare hours follow the clause's basis; 工作小时 is work whatever the clause says
        ("2026-09-30 17:30", "1 小时", "wall", "2026-09-30T18:30:00"),
        ("2026-09-30 17:30", "1 小时", "work", "2026-10-08T09:30:00"),
        ("2026-09-30 17:30", "1 工作小时", "wall", "2026-10-08T09:30:00"),
        ("2026-11-16 20:00", "0 分钟", "work", "2026-11-16T20:00:00"),
        # working days: the day of the start is not counted, the end is the close of business
        ("2026-11-16 00:00", "1 个工作日", "work", "2026-11-17T18:00:00"),
        ("2026-11-16 23:59:59", "1 个工作日", "wall", "2026-11-17T18:00:00"),
        ("2026-11-20 10:00", "1 个工作日", "work", "2026-11-23T18:00:00"),
        ("2026-11-21 10:00", "1 个工作日", "work", "2026-11-23T18:00:00"),
        ("2026-09-30 16:20", "3 个工作日", "work", "2026-10-10T18:00:00"),  # a Saturday that is worked
        ("2026-09-30 16:20", "3 个工作日同一时刻", "work", "2026-10-10T16:20:00"),
        ("2026-11-16 08:00", "1 个工作日同一时刻", "work", "2026-11-17T09:00:00"),
        ("2026-11-16 20:00", "1 个工作日同一时刻", "work", "2026-11-17T18:00:00"),
        # calendar days end at the close of business or at 24:00; a day off moves on (art. 203)
        ("2026-11-16 10:00", "2 天", "work", "2026-11-18T18:00:00"),
        ("2026-11-16 10:00", "2 天", "wall", "2026-11-19T00:00:00"),
        ("2026-09-25 10:00", "10 天", "work", "2026-10-08T18:00:00"),
        ("2026-09-25 10:00", "10 天", "wall", "2026-10-06T00:00:00"),
        ("2026-11-16 10:00", "2 天同一时刻", "wall", "2026-11-18T10:00:00"),
        # months end on the corresponding day, or on the last of the month (art. 202)
        ("2026-01-31 10:00", "1 个月", "wall", "2026-03-01T00:00:00"),
        ("2024-01-31 10:00", "1 个月", "work", "2024-02-29T18:00:00"),
        ("2025-12-15 10:00", "1 个月", "work", "2026-01-15T18:00:00"),
        ("2024-02-29 10:00", "1 年", "work", "2025-02-28T18:00:00"),
        # back from an appointment
        ("2026-11-16 10:00", "-1 小时", "wall", "2026-11-16T09:00:00"),
        ("2026-11-16 10:00", "-2 小时", "work", "2026-11-13T17:00:00"),
        ("2026-11-16 10:00", "-1 个工作日", "work", "2026-11-13T18:00:00"),
        ("2026-11-16 10:00", "-1 天", "work", "2026-11-13T18:00:00"),
    ],
)  # fmt: skip
def test_due(start: str, within: str, basis: Basis, expected: str) -> None:
    assert due(start, within, basis) == expected


PAUSE = ("2026-11-16 11:00", "2026-11-16 15:00")


@pytest.mark.parametrize(
    ("within", "basis", "pauses", "expected"),
    [
        # from Monday 2026-11-16 10:00
        ("2 小时", "wall", (PAUSE,), "2026-11-16T16:00:00"),
        ("1 小时", "wall", (PAUSE,), "2026-11-16T11:00:00"),  # due as the pause begins
        ("61 分钟", "wall", (PAUSE,), "2026-11-16T15:01:00"),
        ("2 小时", "wall", (("2026-11-16 08:00", "2026-11-16 10:30"),), "2026-11-16T12:30:00"),  # begun before
        ("2 小时", "wall", (("2026-11-16 12:00", "2026-11-16 13:00"),), "2026-11-16T12:00:00"),
        ("2 小时", "wall", (("2026-11-16 12:01", "2026-11-16 13:00"),), "2026-11-16T12:00:00"),
        ("2 小时", "wall", (PAUSE, PAUSE, ("2026-11-16 14:00", "2026-11-16 16:00")), "2026-11-16T17:00:00"),
        ("2 小时", "wall", (("2026-11-16 16:00", "2026-11-16 16:00"),), "2026-11-16T12:00:00"),
        ("2 小时", "wall", (("2026-11-16 11:00", None),), None),
        ("2 小时", "wall", (("2026-11-16 13:00", None),), "2026-11-16T12:00:00"),
        # in open hours only the open part of a pause counts
        ("8 小时", "work", (("2026-11-16 17:00", "2026-11-17 10:00"),), "2026-11-17T11:00:00"),
        ("8 小时", "work", (("2026-11-16 18:00", "2026-11-17 09:00"),), "2026-11-16T18:00:00"),
        ("9 小时", "work", (("2026-11-16 18:00", "2026-11-17 09:00"),), "2026-11-17T10:00:00"),
        # working days: only days paused whole
        ("3 个工作日", "work", (), "2026-11-19T18:00:00"),
        ("3 个工作日", "work", (("2026-11-17 09:00", "2026-11-17 18:00"),), "2026-11-20T18:00:00"),
        ("3 个工作日", "work", (("2026-11-17 09:00", "2026-11-17 17:59:59.999999"),), "2026-11-19T18:00:00"),
        ("3 个工作日", "work", (("2026-11-17 09:00:00.000001", "2026-11-17 18:00"),), "2026-11-19T18:00:00"),
        ("3 个工作日", "work", (("2026-11-17 10:00", "2026-11-19 10:00"),), "2026-11-20T18:00:00"),
        ("3 个工作日", "work", (("2026-11-16 10:00", "2026-11-18 18:00"),), "2026-11-23T18:00:00"),
        ("3 个工作日", "work", (("2026-11-20 09:00", "2026-11-23 18:00"),), "2026-11-19T18:00:00"),  # afterwards
        ("3 个工作日", "work", (("2026-11-21 00:00", "2026-11-23 00:00"),), "2026-11-19T18:00:00"),  # a weekend
        ("3 个工作日", "work", (("2026-11-18 09:00", None),), None),
        ("3 个工作日", "work", (("2026-11-19 10:00", None),), "2026-11-19T18:00:00"),  # the day had begun
        ("3 个工作日", "work", (("2026-11-17 00:00", "2026-11-17 20:00"), ("2026-11-17 21:00", "2026-11-18 20:00")), "2026-11-23T18:00:00"),
        # days: only those paused from 0:00 to 24:00
        ("3 天", "wall", (("2026-11-17 00:00", "2026-11-18 00:00"),), "2026-11-21T00:00:00"),
        ("3 天", "wall", (("2026-11-17 09:00", "2026-11-18 18:00"),), "2026-11-20T00:00:00"),
    ],
)  # fmt: skip
def test_pauses(
    within: str, basis: Basis, pauses: tuple[tuple[str, str | None], ...], expected: str | None
) -> None:
    assert due("2026-11-16 10:00", within, basis, pauses) == expected


def test_two_pauses_parted_by_lunch_are_a_day_paused_whole() -> None:
    lunch = Calendar.from_mapping({"hours": {"mon-fri": ["09:00-12:00", "13:30-18:00"]}}, SHANGHAI)
    pauses = [
        (at("2026-11-17 08:00"), at("2026-11-17 12:00")),
        (at("2026-11-17 13:00"), at("2026-11-17 18:00")),
    ]
    got = due_at(lunch, at("2026-11-16 10:00"), Duration.parse("1 个工作日"), "work", pauses)
    assert iso(got) == "2026-11-18T18:00:00"


def test_pauses_do_not_move_what_counts_back_from_an_appointment() -> None:
    assert (
        due("2026-11-16 10:00", "-1 小时", "wall", (("2026-11-16 08:00", "2026-11-16 12:00"),))
        == "2026-11-16T09:00:00"
    )


def test_nights_and_clock_changes() -> None:
    night = Calendar.from_mapping({"hours": {"mon-sun": ["22:00-06:00"]}}, BERLIN)
    start = at("2026-03-28 23:00", BERLIN)
    assert iso(due_at(night, start, Duration.parse("6 工作小时")), BERLIN) == "2026-03-29T06:00:00"
    assert iso(due_at(night, start, Duration.parse("6 小时")), BERLIN) == "2026-03-29T06:00:00"
    assert iso(due_at(night, start, Duration.parse("1 个工作日")), BERLIN) == "2026-03-30T06:00:00"
    # a whole night paused: Sunday's, which ends on Monday morning
    pause = [(at("2026-03-29 22:00", BERLIN), at("2026-03-30 06:00", BERLIN))]
    assert (
        iso(due_at(night, start, Duration.parse("1 个工作日"), "work", pause), BERLIN)
        == "2026-03-31T06:00:00"
    )


def test_without_hours_a_working_day_ends_at_24() -> None:
    days = Calendar.from_mapping({"official": "cn"})
    assert (
        iso(due_at(days, at("2026-09-30 16:20"), Duration.parse("1 个工作日")))
        == "2026-10-09T00:00:00"
    )


def test_what_never_comes() -> None:
    closed = Calendar.from_mapping({"hours": {}})
    start = at("2026-11-16 10:00")
    for words in ("1 工作小时", "1 个工作日", "2 天"):
        assert due_at(closed, start, Duration.parse(words), "work") is None
    assert due_at(closed, start, Duration.parse("2 天"), "wall") == at("2026-11-19")
    assert due_at(OFFICE, at("2150-01-04"), Duration.parse("99 年")) is None
    with pytest.raises(BeyondCalendar):
        due_at(OFFICE, at("9000-01-01"), Duration.parse("1 个工作日"))


def test_time_used() -> None:
    start, end = at("2026-11-16 17:00"), at("2026-11-17 10:00")
    assert elapsed(OFFICE, start, end) == 17 * HOUR
    assert elapsed(OFFICE, start, end, "work") == 2 * HOUR
    assert elapsed(OFFICE, end, start, "work") == -2 * HOUR
    pauses = [(at("2026-11-16 17:30"), at("2026-11-17 09:15")), (at("2026-11-17 09:45"), None)]
    assert elapsed(OFFICE, start, end, "wall", pauses) == 60 * MINUTE
    assert elapsed(OFFICE, start, end, "work", pauses) == 60 * MINUTE
    assert elapsed(OFFICE, start, end, "work", [(start, None)]) == 0
