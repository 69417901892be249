"""Durations as handbooks write them; what cannot be compared is refused, not guessed."""

import pytest

from shouwen.events.instant import HOUR, MINUTE, SECOND
from shouwen.worktime import BadDuration, Duration, span_words

GOOD = [
    ("30 分钟", Duration(30 * MINUTE, "time")),
    ("30分钟内", Duration(30 * MINUTE, "time")),
    ("2 小时", Duration(2 * HOUR, "time")),
    ("两个小时", Duration(2 * HOUR, "time")),
    ("２ 小时", Duration(2 * HOUR, "time")),
    ("48h", Duration(48 * HOUR, "time")),
    ("90 s", Duration(90 * SECOND, "time")),
    ("20 秒", Duration(20 * SECOND, "time")),
    ("1.5 小时", Duration(90 * MINUTE, "time")),
    ("0.000001 秒", Duration(1, "time")),
    ("1 小时 30 分钟", Duration(90 * MINUTE, "time")),
    ("一个半小时", Duration(90 * MINUTE, "time")),
    ("1小时半", Duration(90 * MINUTE, "time")),
    ("半小时", Duration(30 * MINUTE, "time")),
    ("半个小时以内", Duration(30 * MINUTE, "time")),
    ("一刻钟", Duration(15 * MINUTE, "time")),
    ("二十四小时", Duration(24 * HOUR, "time")),
    ("一百二十分钟", Duration(2 * HOUR, "time")),
    ("十五分钟之内", Duration(15 * MINUTE, "time")),
    ("0 分钟", Duration(0, "time")),
    ("1 工作小时", Duration(HOUR, "time", "work")),
    ("30 工作分钟", Duration(30 * MINUTE, "time", "work")),
    ("4 个工作小时", Duration(4 * HOUR, "time", "work")),
    ("3 个工作日", Duration(3, "workday")),
    ("3个工作日内", Duration(3, "workday")),
    ("三个工作日", Duration(3, "workday")),
    ("15 工作日", Duration(15, "workday")),
    ("3 个工作日同一时刻", Duration(3, "workday", same_time=True)),
    ("3 个工作日（同一时刻）", Duration(3, "workday", same_time=True)),
    ("3 个工作日后的同一时间", Duration(3, "workday", same_time=True)),
    ("7 天", Duration(7, "day")),
    ("10 日", Duration(10, "day")),
    ("15 个自然日", Duration(15, "day")),
    ("2 周", Duration(14, "day")),
    ("一个星期", Duration(7, "day")),
    ("1 个月", Duration(1, "month")),
    ("半年", Duration(6, "month")),
    ("1 年", Duration(12, "month")),
    ("-1 小时", Duration(-HOUR, "time")),
    ("−1 小时", Duration(-HOUR, "time")),
    ("+30 分钟", Duration(30 * MINUTE, "time")),
    ("-1 个工作日", Duration(-1, "workday")),
]  # fmt: skip

BAD = [
    ("", "没有写时限"),
    ("内", "没有写时限"),
    ("30", "“30”没有写单位"),
    ("三", "“三”没有写单位"),
    ("30m", "“30m”里的 m 可能是分钟，也可能是月"),
    ("1 个月 3 天", "“1 个月 3 天”把不能相加的单位写在了一起"),
    ("1 天 2 小时", "“1 天 2 小时”把不能相加的单位写在了一起"),
    ("1 个工作日 2 小时", "“1 个工作日 2 小时”把不能相加的单位写在了一起"),
    ("1 工作小时 30 分钟", "“1 工作小时 30 分钟”里有的按工作时间、有的按自然时间"),
    ("半个工作日", "“半个工作日”里的“半”说不清是多久"),
    ("半天", "“半天”里的“半”说不清是多久"),
    ("半个月", "“半个月”里的“半”说不清是多久"),
    ("1.5 个工作日", "“1.5 个工作日”不是整数"),
    ("0.0000001 秒", "“0.0000001 秒”不是整数"),
    ("nan 小时", "“nan 小时”看不懂"),
    ("inf 小时", "“inf 小时”看不懂"),
    ("1e3 小时", "“1e3 小时”看不懂"),
    ("小时", "“小时”看不懂"),
    ("很快", "“很快”看不懂"),
    ("3 个工作月", "“3 个工作月”看不懂"),
    ("半半小时", "“半半小时”看不懂"),
    ("二三小时", "“二三小时”的数目看不懂"),
    ("2 小时同一时刻", "“同一时刻”只用于按日计算的时限"),
    ("1000 年", "“1000 年”太长"),
    ("9999999 小时", "“9999999 小时”太长"),
    ("99999999999999999999 小时", "“99999999999999999999 小时”的数目太大"),
    ("1" * 61, "时限写得太长"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), GOOD)
def test_what_is_meant(text: str, meant: Duration) -> None:
    assert Duration.parse(text) == meant
    assert Duration.parse(str(meant)) == meant


@pytest.mark.parametrize(("text", "what"), BAD)
def test_what_is_refused(text: str, what: str) -> None:
    with pytest.raises(BadDuration) as caught:
        Duration.parse(text)
    assert caught.value.what == what
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("us", "words"),
    [
        (0, "0 秒"), (HOUR + 30 * MINUTE, "1 小时 30 分钟"), (30 * SECOND, "30 秒"),
        (-MINUTE, "-1 分钟"), (49 * HOUR, "49 小时"), (SECOND + 500_000, "1.5 秒"),
    ],
)  # fmt: skip
def test_spans_in_words(us: int, words: str) -> None:
    assert span_words(us) == words
