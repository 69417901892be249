"""Calendars as written: every mistake in one pass, at its place."""

import pytest

from shouwen.source import Mistakes, load_text
from shouwen.worktime import BadCalendar, Calendar

MISTAKES = [
    ("houres: x", "k.yaml:1:9 日历里没有“houres”这一项。是不是想写 hours。"),
    ("hours: 9点到18点", "k.yaml:1:8 “9点到18点”里的钟点不对。钟点从 00:00 到 24:00，如 09:00-18:00。"),
    ("hours: [9-18]", "k.yaml:1:9 “9-18”里的钟点不对。钟点从 00:00 到 24:00，如 09:00-18:00。"),
    ('hours: ["09:00"]', 'k.yaml:1:9 “09:00”不是一段服务时间。请写成 "09:00-18:00"，一天几段就写成列表。'),
    ('hours: ["09:00-25:00"]', "k.yaml:1:9 “09:00-25:00”里的钟点不对。钟点从 00:00 到 24:00，如 09:00-18:00。"),
    ('hours: ["24:00-08:00"]', "k.yaml:1:9 “24:00-08:00”里的钟点不对。钟点从 00:00 到 24:00，如 09:00-18:00。"),
    ('hours: ["09:60-18:00"]', "k.yaml:1:9 “09:60-18:00”里的钟点不对。钟点从 00:00 到 24:00，如 09:00-18:00。"),
    ('hours: ["09:00-09:00"]', "k.yaml:1:9 “09:00-09:00”开始和结束相同。整天请写 00:00-24:00，不服务请写 off。"),
    ('hours: ["09:00-12:00", "11:00-18:00"]', "k.yaml:1:8 服务时间有重叠。请合并成一段。"),
    ("hours: 3", 'k.yaml:1:8 这里要写服务时间。请写成 "09:00-18:00"，一天几段就写成列表。'),
    ('hours: {monday: ["09:00-18:00"]}', "k.yaml:1:17 “monday”不是星期。请写 mon、tue、wed、thu、fri、sat、sun，或 mon-fri 这样的一段。"),
    ('hours: {mon-fri: "09:00-18:00", wed: "10:00-12:00"}', "k.yaml:1:38 wed 已经在“mon-fri”里写过。请只留一处。"),
    ("official: us", "k.yaml:1:11 没有“us”的放假表。可以写的有：cn、none。"),
    ("official: NO", "k.yaml:1:11 没有“NO”的放假表。可以写的有：cn、none。"),
    ("zone: Asia/Beijing", "k.yaml:1:7 没有“Asia/Beijing”这个时区。如 Asia/Shanghai。"),
    ("zone: ../../etc/passwd", "k.yaml:1:7 没有“../../etc/passwd”这个时区。如 Asia/Shanghai。"),
    ("overrides: [2026-10-01]", 'k.yaml:1:12 overrides 要按日期写。如 "2026-12-31": off。'),
    ("overrides: {2026-02-30: off}", "k.yaml:1:25 “2026-02-30”不是日期。请写成 2026-10-01 这样。"),
    ("overrides: {10-01: off}", "k.yaml:1:20 “10-01”不是日期。请写成 2026-10-01 这样。"),
    ("overrides: {2026-10-01: 休息}", 'k.yaml:1:25 “休息”不是一段服务时间。请写成 "09:00-18:00"，一天几段就写成列表。'),
    ("announced: {2027: {off: []}}", "k.yaml:1:12 不按法定节假日的日历用不到 announced。请写 official: cn，或删去它。"),
    ("official: cn\nannounced: 2027", 'k.yaml:2:12 announced 要按年份写。如 announced: {2027: {off: ["2027-01-01"], work: []}}。'),
    ("official: cn\nannounced: {明年: {}}", "k.yaml:2:17 “明年”不是年份。如 2027。"),
    ("official: cn\nannounced: {2027: {of: []}}", "k.yaml:2:24 没有“of”这一项。是不是想写 off。"),
    ("official: cn\nannounced: {2027: {off: [1月1日]}}", "k.yaml:2:26 “1月1日”不是日期。请写成 2026-10-01 这样。"),
    ("- 09:00-18:00", "k.yaml:1:1 日历要写成一组“名称: 内容”。如 hours: 一行、official: 一行。"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), MISTAKES)
def test_each_mistake_has_its_place_and_remedy(text: str, said: str) -> None:
    mistakes = Mistakes()
    node = load_text(text, "k.yaml", mistakes)
    assert node is not None
    assert Calendar.from_node(node, mistakes) is None
    assert mistakes.text() == said


def test_all_mistakes_come_at_once() -> None:
    text = "zone: Mars\nofficial: us\nhours: {mon: 9-18, luni: x}\nmakeup: 7\noverrides: {x: off, 2026-10-01: [a]}\nhuors: 1\n"
    mistakes = Mistakes()
    node = load_text(text, "k.yaml", mistakes)
    assert node is not None
    assert Calendar.from_node(node, mistakes) is None
    assert [mistake.place.line for mistake in mistakes] == [1, 2, 3, 3, 4, 5, 5, 6]


def test_plain_data_raises_with_every_complaint() -> None:
    with pytest.raises(BadCalendar) as caught:
        Calendar.from_mapping({"official": "us", "hours": {"mon": "x"}})
    assert [complaint.path for complaint in caught.value.complaints] == [
        ("official",),
        ("hours", "mon"),
    ]


@pytest.mark.parametrize(
    "hours",
    [
        "09:00-18:00", ["09:00-18:00"], [["09:00", "18:00"]], {"09:00": "18:00"}, "9:00–18:00", "09：00 至 18：00",
        {"mon-sun": "09:00-18:00"}, {"mon-fri": ["09:00-18:00"], "sat-sun": {"09:00": "18:00"}}, {"fri-thu": "09:00-18:00"},
    ],
)  # fmt: skip
def test_ways_of_writing_the_same_hours(hours: object) -> None:
    assert (
        Calendar.from_mapping({"hours": hours}).pinned()
        == Calendar.from_mapping({"hours": "09:00-18:00"}).pinned()
    )
