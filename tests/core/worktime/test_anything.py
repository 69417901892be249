"""Whatever is written, it is read or refused with words; nothing else is raised."""

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shouwen.worktime import (
    BadCalendar,
    BadDuration,
    BeyondCalendar,
    Calendar,
    Duration,
    due_at,
    explain,
)
from tests.core.worktime.times import at

WORDS = st.sampled_from(
    ["半", "一", "十", "两", "万", "3", "0", "1.5", ".", "-", "个", "工作", "日", "天", "小时", "分钟", "时", "月", "年", "周", "内", "同一时刻", " ", "h", "m", "½", "²", "①", "٣"]
)  # fmt: skip


@given(st.one_of(st.lists(WORDS, max_size=8).map("".join), st.text(max_size=70)))
@example("1/0 小时")
@example("²小时")
@settings(max_examples=500)
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    try:
        duration = Duration.parse(text)
    except BadDuration:
        return
    assert Duration.parse(str(duration)) == duration
    calendar = Calendar.from_mapping({"official": "cn", "hours": ["09:00-18:00"]})
    try:
        due = due_at(calendar, at("2026-11-16 10:00"), duration)
    except BeyondCalendar:
        return
    if due is None or abs(due) < 10**17:
        assert explain(calendar, at("2026-11-16 10:00"), duration)


KEYS = st.sampled_from(
    [
        "title",
        "zone",
        "official",
        "hours",
        "makeup",
        "overrides",
        "announced",
        "mon",
        "mon-fri",
        "2026-10-01",
        "2027",
        "off",
        "work",
        "x",
    ]
)
VALUES = st.sampled_from(
    [
        "cn",
        "none",
        "off",
        "work",
        "09:00-18:00",
        "20:00-04:00",
        "24:00-24:00",
        "2026-10-01",
        "9999-12-31",
        "0001-01-01",
        "Asia/Shanghai",
        "",
        "/",
        "\0",
        "Europe",
    ]
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), VALUES)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@given(st.one_of(TREES, st.dictionaries(KEYS, TREES, max_size=6)))
@example({"overrides": {"9999-12-31": ["20:00-04:00"]}})
@example({"overrides": {"0001-01-01": ["20:00-04:00"]}})
@example({"official": "cn", "announced": {"9999": {"off": ["9999-12-31"]}}})
@example({"official": {"off": {}, "work": {"9999-12-31": "x"}, "years": []}, "hours": {}})
@settings(max_examples=500)
def test_any_data_is_a_calendar_or_refused(data: Any) -> None:
    try:
        calendar = Calendar.from_mapping(data)
    except BadCalendar:
        return
    assert (
        Calendar.from_mapping(json.loads(json.dumps(calendar.pinned()))).pinned()
        == calendar.pinned()
    )
    calendar.is_open(at("2026-11-16 10:00"))
    calendar.between(at("2026-01-01"), at("2027-01-01"))
    if calendar.is_open(at("2026-11-16 10:00")):
        assert calendar.add(at("2026-11-16 10:00"), 1) is not None
