"""Promises in what an agent says: which words, by when, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.events.instant import format_instant, parse_instant
from shouwen.wording.promises import promises_in
from shouwen.worktime import cn_office

NOW = parse_instant("2026-11-23T14:00:00+08:00")


def found(text: str) -> list[tuple[str, list[str], bool]]:
    """Words, due instants and whether they are vague, of each promise."""
    return [
        (
            text[slice(*one.span)],
            [format_instant(due, cn_office().zone)[:16] for due in one.dues(NOW)],
            one.time.vague,
        )
        for one in promises_in(text, NOW, cn_office())
    ]


@pytest.mark.parametrize(
    ("text", "words", "dues"),
    [
        ("明天下班前给您回电。", "明天下班前给您回电", ["2026-11-24T18:00"]),
        ("您好，检测结果我今天17:30前打电话告诉您。", "检测结果我今天17:30前打电话告诉您", ["2026-11-23T17:30"]),
        ("我核实一下，三个工作日内给您答复", "三个工作日内给您答复", ["2026-11-26T18:00"]),
        ("最迟明天中午12点，我给您准话", "最迟明天中午12点，我给您准话", ["2026-11-24T12:00"]),
        ("我给您回电，明天上午10点前。", "我给您回电，明天上午10点前", ["2026-11-24T10:00"]),
        ("本周内发货", "本周内发货", ["2026-11-27T18:00"]),
        ("退款预计3-5个工作日到账", "退款预计3-5个工作日到账", ["2026-11-30T18:00"]),
        ("三点我给您回电", "三点我给您回电", ["2026-11-23T15:00", "2026-11-24T03:00"]),
        ("预计两小时修复", "预计两小时修复", ["2026-11-23T16:00"]),
        ("请您放心，30分钟内工程师联系您", "30分钟内工程师联系您", ["2026-11-23T14:30"]),
        ("我们会尽快处理，24h内给您答复。", "24h内给您答复", ["2026-11-24T14:00"]),
        ("24 H 内给您答复", "24 H 内给您答复", ["2026-11-24T14:00"]),
        ("11.25前给您答复", "11.25前给您答复", ["2026-11-25T18:00", "2026-11-24T18:00"]),
        ("周一上午师傅上门", "周一上午师傅上门", ["2026-11-30T12:00"]),  # this one's morning is over
        ("已安排明天上门", "已安排明天上门", ["2026-11-24T18:00"]),
        ("记录已核实，今天18:00前出结果", "今天18:00前出结果", ["2026-11-23T18:00"]),
        ("我会在收到您的确认后，明天给您答复", "明天给您答复", ["2026-11-24T18:00"]),
    ],
)  # fmt: skip
def test_a_promise_has_its_words_and_its_due_instants(
    text: str, words: str, dues: list[str]
) -> None:
    """One promise, the words as they were written, and every instant that it may mean."""
    assert found(text) == [(words, dues, False)]


def test_a_promise_without_a_time_is_known_as_one() -> None:
    """尽快 promises and names no time; where the sentence names one, that counts."""
    assert found("我们会尽快处理，请您放心。") == [("我们会尽快处理", [], True)]
    assert found("我会尽快处理，明天上午10点前给您答复。") == [
        ("明天上午10点前给您答复", ["2026-11-24T10:00"], False)
    ]


def test_two_promises_of_a_message_are_two() -> None:
    """Each sentence promises for itself."""
    assert [words for words, _, _ in found("今天18:00前给您回电。三个工作日内退款到账。")] == [
        "今天18:00前给您回电",
        "三个工作日内退款到账",
    ]


def test_whoever_gives_his_word_comes_first() -> None:
    """What is told as done is none; a call that is promised stands before what will be done."""
    told = "记录已经核实，当天确实是我们怠慢了您，当事人已当面受到批评"
    call = "今天下班前由我给您打电话"
    assert [words for words, _, _ in found(f"{told}，{call}。")] == [call]
    assert [words for words, _, _ in found(f"今天18:00前修好。明天上午{call[5:]}。")] == [
        f"明天上午{call[5:]}",
        "今天18:00前修好",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "记录已经核实，当天确实是我们怠慢了您，当事人已当面受到批评",
        "当天我们给您处理了",
        "今天上午给您回电",
        "您是本月27日有反馈过信号问题",
        "您明天下午三点方便接电话吗？",
        "您昨天几点联系我们的？",
        "我们的服务时间是9:00到18:00",
        "请您明天上午10点前发给我订单号",
        "您可以在三天内申请退款",
        "24小时热线为您服务",
        "您的订单昨天已经发出",
        "马上为您查询",
        "您等了三天，非常抱歉给您添麻烦了",
        "我们每天回访客户",
        "好的，谢谢。",
        "",
    ],
)
def test_what_only_looks_like_a_promise_is_none(text: str) -> None:
    """Questions, opening hours, requests to the customer, what is done, what is at once."""
    assert found(text) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["明天", "三点", "前", "给您回电", "，", "。", "？", "尽快", "三天内", "处理", " ", "😀", "\u200b"]),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_words_of_a_promise_lie_in_the_text_and_hold_its_time(text: str) -> None:
    """Whatever the text: the span is inside, holds no sentence's end, and has the time within it."""
    for one in promises_in(text, NOW, cn_office()):
        start, end = one.span
        assert (
            0
            <= start
            <= one.time.span[0]
            < one.time.span[1]
            <= max(end, one.time.span[1])
            <= len(text)
        )
        assert "。" not in text[start:end]
        assert all(due > NOW for due in one.dues(NOW))
