"""Whatever the text: reading times never raises, spans are true, and a certain due is a reading."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.events.instant import DAY, parse_instant
from shouwen.wording.fold import fold
from shouwen.wording.times import times_in
from shouwen.wording.times.atoms import atoms
from shouwen.worktime import cn_office

NOW = parse_instant("2026-11-20T14:00:00+08:00")
PIECES = [
    "今天",
    "明天",
    "大后天",
    "昨天",
    "周五",
    "下周日",
    "上周三",
    "周末",
    "本周",
    "下个月",
    "月底",
    "年初",
    "2月",
    "29日",
    "30号",
    "二月三十",
    "2026年",
    "98年",
    "一九九八年",
    "上午",
    "下午",
    "晚上",
    "凌晨",
    "三点",
    "12点",
    "25点",
    "24:00",
    "9:30",
    "半",
    "一刻",
    "前",
    "之前",
    "后",
    "以后",
    "内",
    "之内",
    "到",
    "至",
    "-",
    "~",
    "的",
    "三个工作日",
    "1-3",
    "天",
    "小时",
    "半年",
    "两三天",
    "几分钟",
    "尽快",
    "过",
    "再过",
    "未来",
    "近",
    "每",
    "每周三",
    "农历",
    "初五",
    "国庆节",
    "康熙",
    "第二周",
    "前两个季度",
    "下班前",
    "上班后",
    "世纪",
    "年代",
    "左右",
    "起",
    "0",
    "9",
    "零",
    "十",
]
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*PIECES, " ", "，", "9" * 5]), max_size=12).map("".join),
)
instants = st.integers(parse_instant("1971-01-01T00:00:00Z"), parse_instant("2198-12-31T00:00:00Z"))


@settings(max_examples=400, deadline=None)
@given(texts, instants)
def test_reading_never_raises_and_spans_lie_in_the_text(text: str, now: int) -> None:
    """Any text at any now: ordered spans inside the text, vague or unsure ones without a due instant."""
    last = 0
    for time in times_in(text, now, cn_office()):
        start, end = time.span
        assert last <= start < end <= len(text)
        last = end
        assert time.due is None or not (time.unsure or time.vague)
        assert bool(time.ask) or not time.unsure


@settings(max_examples=200, deadline=None)
@given(texts)
def test_an_atom_is_the_text_of_its_span(text: str) -> None:
    """What an atom says stood there is what stands there."""
    folded = fold(text)
    assert all(folded[atom.start : atom.end] == atom.text for atom in atoms(folded))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["明天下午三点前", "三个工作日内", "尽快", "周五", "12月1日"]), texts)
def test_a_time_keeps_its_span_behind_other_words(time: str, before: str) -> None:
    """A full stop parts what stands before from the time behind it."""
    text = f"{before}。。{time}"
    start = len(text) - len(time)
    found = times_in(text, NOW, cn_office())
    assert found[-1].span == (start, len(text))


def test_long_texts_are_read_by_the_piece() -> None:
    """The work grows with the text: twice the text has twice the atoms, a time list ends at two hundred."""
    assert len(times_in("明天三点" * 50_000, NOW, cn_office())) == 200
    assert len(list(atoms("一" * 200_000))) == 0
    assert times_in("9" * 200_000 + "点", NOW, cn_office()) == []
    assert times_in("十" * 100_000, NOW, cn_office()) == []


def test_the_day_after_is_always_one_day_later() -> None:
    """明天 ends one second before the day after it begins, every day of four years."""
    for day in range(4 * 366):
        now = NOW + day * DAY
        (time,) = times_in("明天", now, cn_office())
        assert time.first is not None
        assert time.due == time.first + DAY - 1_000_000
        assert (
            cn_office().date_of(time.first).toordinal() == cn_office().date_of(now).toordinal() + 1
        )
