"""Times in Chinese words: exact instants, what is asked instead of guessed, what is known as vague."""

from __future__ import annotations

import pytest

from shouwen.events.instant import format_instant, parse_instant
from shouwen.wording.times import Time, times_in
from shouwen.worktime import Calendar, cn_office

FRIDAY = "2026-11-20T14:00:00+08:00"


def read(text: str, now: str = FRIDAY, *, work: bool = False) -> list[Time]:
    """All times of a text at a given now, by the office's calendar."""
    return times_in(text, parse_instant(now), cn_office(), "work" if work else "wall")


def iso(at: int | None) -> str | None:
    """An instant in the company's zone, without the offset."""
    return None if at is None else format_instant(at, cn_office().zone).removesuffix("+08:00")


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("今天17:30前打电话告诉您", "2026-11-20T17:30:00"),
        ("今天下班前给您回电", "2026-11-20T18:00:00"),
        ("下周一上班前给您", "2026-11-23T09:00:00"),
        ("本周内给您答复", "2026-11-22T23:59:59"),
        ("月底前", "2026-11-30T23:59:59"),
        ("年底前办好", "2026-12-31T23:59:59"),
        ("季度末", "2026-12-31T23:59:59"),
        ("下个月", "2026-12-31T23:59:59"),
        ("下周三下午三点", "2026-11-25T15:00:00"),
        ("明早9点", "2026-11-21T09:00:00"),
        ("后天上午", "2026-11-22T11:59:59"),
        ("大后天上午10点半", "2026-11-23T10:30:00"),
        ("晚上12点前", "2026-11-21T00:00:00"),
        ("今天24:00前", "2026-11-21T00:00:00"),
        ("晚上八点一刻", "2026-11-20T20:15:00"),
        ("18时三刻", "2026-11-20T18:45:00"),
        ("24小时内", "2026-11-21T14:00:00"),
        ("24h内", "2026-11-21T14:00:00"),
        ("24 Ｈ 内", "2026-11-21T14:00:00"),
        ("24-48h内", "2026-11-22T14:00:00"),
        ("1.5H后", "2026-11-20T15:30:00"),
        ("30min内", "2026-11-20T14:30:00"),
        ("11.25上午10点", "2026-11-25T10:00:00"),
        ("11.25 18:00前", "2026-11-25T18:00:00"),
        ("半小时内", "2026-11-20T14:30:00"),
        ("一个半小时后", "2026-11-20T15:30:00"),
        ("再过20分钟", "2026-11-20T14:20:00"),
        ("3天内", "2026-11-23T23:59:59"),
        ("3日内", "2026-11-23T23:59:59"),
        ("十五日内", "2026-12-05T23:59:59"),
        ("两周后", "2026-12-04T23:59:59"),
        ("两个半月内", "2027-02-04T23:59:59"),
        ("三个工作日内处理完", "2026-11-25T18:00:00"),
        ("1-3个工作日", "2026-11-25T18:00:00"),
        ("4个工作小时内", "2026-11-20T18:00:00"),
        ("30号", "2026-11-30T23:59:59"),
        ("12月底前", "2026-12-31T23:59:59"),
        ("第四季度末", "2026-12-31T23:59:59"),
        ("大后年", "2029-12-31T23:59:59"),
        ("下个月5号", "2026-12-05T23:59:59"),
        ("2026年12月1日上午10点", "2026-12-01T10:00:00"),
        ("2026-12-01 10:00", "2026-12-01T10:00:00"),
        ("12月1日或之前", "2026-12-01T23:59:59"),
        ("明天下午两点到三点", "2026-11-21T15:00:00"),
        ("9点到18点", "2026-11-20T18:00:00"),
        ("下午5:00到凌晨3:00", "2026-11-21T03:00:00"),
        ("12月1日至5日", "2026-12-05T23:59:59"),
        ("這週五下午５點", "2026-11-20T17:00:00"),
    ],
)
def test_a_time_that_is_said_clearly_has_one_due_instant(text: str, due: str) -> None:
    """What everybody reads the same way comes out as one instant, without asking."""
    (time,) = read(text)
    assert (iso(time.due), time.unsure, time.vague) == (due, False, False)


@pytest.mark.parametrize(
    ("text", "now", "due"),
    [
        ("明天", "2026-12-31T14:00:00+08:00", "2027-01-01T23:59:59"),
        ("后天上午9点", "2028-02-27T14:00:00+08:00", "2028-02-29T09:00:00"),
        ("明天", "2027-02-28T14:00:00+08:00", "2027-03-01T23:59:59"),
        ("一个月后", "2027-01-31T14:00:00+08:00", "2027-02-28T23:59:59"),
        ("一个月后", "2028-01-31T14:00:00+08:00", "2028-02-29T23:59:59"),
        ("月底前", "2028-02-10T09:00:00+08:00", "2028-02-29T23:59:59"),
        ("月底前", "2026-11-30T23:00:00+08:00", "2026-11-30T23:59:59"),
        ("下个月底前", "2026-12-31T09:00:00+08:00", "2027-01-31T23:59:59"),
        ("下周一", "2026-12-29T09:00:00+08:00", "2027-01-04T23:59:59"),
        ("24小时内", "2026-12-31T14:00:00+08:00", "2027-01-01T14:00:00"),
        ("1月5日", "2026-12-28T14:00:00+08:00", "2027-01-05T23:59:59"),
        ("三个工作日内", "2026-09-30T16:30:00+08:00", "2026-10-10T18:00:00"),
        ("两个工作日内", "2026-09-18T10:00:00+08:00", "2026-09-21T18:00:00"),
        ("五个工作日内", "2026-02-13T10:00:00+08:00", "2026-02-27T18:00:00"),
    ],
)
def test_ends_of_months_and_years_and_days_off(text: str, now: str, due: str) -> None:
    """Month and year ends, leap days, holidays and make-up working days move the due instant."""
    (time,) = read(text, now)
    assert iso(time.due) == due


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("三点给您回电", ["2026-11-20T15:00:00", "2026-11-21T03:00:00"]),
        ("明天五点前", ["2026-11-21T17:00:00", "2026-11-21T05:00:00"]),
        ("周五给您", ["2026-11-20T23:59:59", "2026-11-27T23:59:59"]),
        ("周三", ["2026-11-25T23:59:59", "2026-11-18T23:59:59"]),
        ("下周日", ["2026-11-29T23:59:59", "2026-11-22T23:59:59"]),
        ("12月5日前", ["2026-12-05T23:59:59", "2026-12-04T23:59:59"]),
        ("上午10:30", ["2026-11-21T10:30:00", "2026-11-20T10:30:00"]),
        ("两三天内", ["2026-11-23T23:59:59", "2026-11-22T23:59:59"]),
        ("明天下班前", ["2026-11-23T18:00:00"]),
        ("明天晚上", ["2026-11-21T23:59:59"]),
        ("15号", ["2026-12-15T23:59:59", "2026-11-15T23:59:59"]),
        ("农历八月十五前", []),
        ("国庆节前", []),
        ("2月30日", []),
        ("八月八", []),
        ("15日后", ["2026-12-05T23:59:59"]),
        ("近两三天", ["2026-11-20T14:00:00"]),
    ],
)
def test_what_leaves_two_readings_is_asked(text: str, readings: list[str]) -> None:
    """No due instant is given where people would ask back; the readings come with the reason."""
    (time,) = read(text)
    assert time.due is None
    assert time.unsure
    assert time.ask
    assert [iso(reading.due) for reading in time.readings] == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("11.25前", ["2026-11-25T23:59:59", "2026-11-24T23:59:59"]),
        ("11/25之前", ["2026-11-25T23:59:59", "2026-11-24T23:59:59"]),
        ("2.30前", []),  # no such day
        ("周五上午", ["2026-11-27T11:59:59", "2026-11-20T11:59:59"]),  # today's is over
        ("周五下午3点", ["2026-11-20T15:00:00", "2026-11-27T15:00:00"]),
        ("周日3点", ["2026-11-22T15:00:00", "2026-11-22T03:00:00"]),  # not the end of Sunday
        ("周六三点", ["2026-11-21T15:00:00", "2026-11-21T03:00:00"]),
    ],
)
def test_short_writing_is_read_or_asked(text: str, readings: list[str]) -> None:
    """11.25前, 周六三点: what is asked, with what is still to come before what is over."""
    (time,) = read(text)
    assert time.due is None
    assert time.unsure
    assert [iso(reading.due) for reading in time.readings] == readings


@pytest.mark.parametrize(
    "text",
    ["型号A3H内", "版本4.2之前", "10.15.7之前", "¥11.25前", "11.25元", "24hd内", "7*24h热线"],
)
def test_figures_with_letters_or_points_are_not_all_times(text: str) -> None:
    """Models, versions, amounts and opening hours."""
    assert read(text) == []


def test_on_a_sunday_a_week_may_begin_today_or_tomorrow() -> None:
    """下周三 said on a Sunday is three days off or ten; it is asked."""
    (time,) = read("下周三", "2026-11-22T10:00:00+08:00")
    assert [iso(one.due) for one in time.readings] == ["2026-11-25T23:59:59", "2026-12-02T23:59:59"]


@pytest.mark.parametrize(
    "text", ["尽快", "稍后", "过几天", "近期", "几分钟后", "第一时间", "十几分钟"]
)
def test_vague_words_are_known_as_vague(text: str) -> None:
    """尽快 names no time: vague, without a due instant, and nothing to choose from."""
    (time,) = read(text + "给您答复")
    assert (time.span, time.vague, time.due, time.unsure) == ((0, len(text)), True, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "十分抱歉", "我们的电话是400-820-8820", "订单号20261120889", "3楼", "有一点慢", "两点五折",
        "零点一", "调高二十四点五度", "减八点八", "好的", "",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    """Numbers, prices, places and idioms are no times."""
    assert read(text) == []


def test_an_open_end_has_a_beginning_and_no_due_instant() -> None:
    """今晚八点以后 says the earliest instant and no latest one."""
    (time,) = read("今晚八点以后")
    assert (iso(time.first), time.last, time.due, time.unsure) == (
        "2026-11-20T20:00:00",
        None,
        None,
        False,
    )


def test_a_repetition_is_no_time() -> None:
    """每周三 is known as repeating and has no due instant."""
    (time,) = read("每周三下午三点")
    assert (time.kind, time.due, time.unsure) == ("repeat", None, True)


def test_by_working_time_a_day_ends_when_business_ends() -> None:
    """For the desk a day without a clock time ends at closing, a weekend or an hour past it at its last second."""
    assert iso(read("下周一", work=True)[0].due) == "2026-11-23T18:00:00"
    assert iso(read("本周内", work=True)[0].due) == "2026-11-20T18:00:00"
    assert (
        iso(read("本周内", "2026-11-20T19:00:00+08:00", work=True)[0].due) == "2026-11-22T23:59:59"
    )
    assert iso(read("明天", work=True)[0].due) == "2026-11-21T23:59:59"
    assert iso(read("后天上午", work=True)[0].due) == "2026-11-22T12:00:00"


def test_opening_hours_are_the_companys() -> None:
    """下班前 follows the calendar that is given: an evening shop closes at 22:00, on Saturdays too."""
    shop = Calendar.from_mapping({"official": "none", "hours": {"mon-sat": ["14:00-22:00"]}})
    (time,) = times_in("明天下班前", parse_instant(FRIDAY), shop)
    assert iso(time.due) == "2026-11-21T22:00:00"


def test_several_times_of_a_text_come_in_its_order() -> None:
    """Each time keeps its own span."""
    text = "今天18:00前给您回电，三个工作日内到账，有问题尽快联系"
    assert [text[slice(*time.span)] for time in read(text)] == [
        "今天18:00前",
        "三个工作日内",
        "尽快",
    ]
