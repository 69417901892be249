"""Patterns of handbooks: what is refused, in which words, and that none can run away."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.source import Wrong
from shouwen.wording import prefilter
from shouwen.wording.fold import fold
from shouwen.wording.normalise import squeeze
from shouwen.wording.pattern import parse_pattern
from tests.core.wording.samples import TEXTS


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("(a+)+b", "重复套着重复"),
        ("(.*)*", "空文字"),
        ("(x+x+)+y", "重复套着重复"),
        ("(a|a)*b", "重复套着重复"),
        ("(a|ab|b)+c", "重复套着重复"),
        (".*.*.*不行", "重复套着重复"),
        ("a?", "空文字"),
        ("不知道|", "空文字"),
        ("^$", "空文字"),
        ("(不知道", "少了一个 )"),
        ("不知道)", "多了一个 )"),
        ("[不知道", "[ 没有对应的 ]"),
        ("*不", "没有可重复的内容"),
        ("不{x}", "{ } 里要写次数"),
        ("不{5,2}", "次数不对"),
        ("不{0,999}", "次数不对"),
        ("不**", "重复符号连写"),
        ("(?i)abc", "不支持这种括号"),
        (r"(不)\1", "不支持引用"),
        (r"\q", "不认识"),
        (r"\p{Han}", "不认识"),
        ("不\\", "后面没有内容"),
        ("[z-a]", "范围不对"),
        (r"\u12", "写到一半"),
        (r"\uzzzz", "不是字符编号"),
        ("(?<=不.{0,3})行", "长度必须固定"),
        ("[[:alpha:]]", "不支持"),
        ("(?=不)*行", "位置不能重复"),
        ("(" * 30 + "a" + ")" * 30, "套得太深"),
        ("不" * 2001, "太长"),
        (".{200}.{200}.{200}", "太长"),
    ],
)
def test_refused_in_chinese(source: str, what: str) -> None:
    with pytest.raises(Wrong) as refused:
        parse_pattern(source)
    assert what in refused.value.what
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("不是我.{0,4}的事", "这不是我们部门的事啊", "不是我们部门的事"),
        ("[０-９]+元", "要１２元", "12元"),
        ("[A-Z]{2}", "ＡＢ", "ab"),
        ("说(?:不知道|不清楚)", "說不清楚", "说不清楚"),
        (r"(?<!听)不清楚", "我不清楚", "不清楚"),
        (r"(?<!听)不清楚", "听不清楚", None),
        (r"^喂", "喂，您好", "喂"),
        (r"^喂", "您喂", None),
        (r"\d{3}-\d{4}", "打010-1234吧", "010-1234"),
        ("（[^）]*）", "好（是）的", "(是)"),
        (r"\bok\b", "ok的", None),
        (r"不.*行", "不" + "能" * 41 + "行", None),
        (r"不.*行", "不" + "能" * 40 + "行", "不" + "能" * 40 + "行"),
        (r"[\]\-a]b", "]b", "]b"),
        (r"a+?b", "aaab", "aaab"),
        ("(?P<what>不)行", "不行", "不行"),
        (r"不\u77e5道", "不知道", "不知道"),
        ("要(?:(?=[不没])不|.|说|做|给|改)了", "都要不了", "要不了"),
        ("要(?:(?=[不没])不|.|说|做|给|改)了", "要不", None),
        ("要(?:(?=[不没])不|.|说|做|给|改)了", "改了", None),
    ],
)
def test_what_a_pattern_finds(source: str, text: str, found: str | None) -> None:
    hit = parse_pattern(source).compiled().search(fold(text))
    assert (hit.group() if hit else None) == found


ATOMS = st.sampled_from(
    ["不", "知", "道", "a", "1", ".", "[不知a]", "[^道]", r"\d", r"\w", r"\s", r"\W", "您好", r"\b", "^", "$", "(?=知)", "(?<!不)", "[a-z0-9]", "，"]
)  # fmt: skip
SOURCES = st.recursive(
    ATOMS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join)
        | st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})")
        | st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,3}", "{0,9}?"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        )
    ),
    max_leaves=8,
)


@given(SOURCES, st.lists(TEXTS, max_size=4))
def test_the_wide_form_never_misses(source: str, texts: list[str]) -> None:
    """Whatever `re` finds, the phrase engine must have announced."""
    try:
        pattern = parse_pattern(source)
    except Wrong:
        return
    which = prefilter.FirstStage([pattern]).which
    for text in texts:
        plain = squeeze(fold(text))
        found = pattern.compiled().search(plain)
        spans = [each.span() for each in pattern.compiled().finditer(plain)]
        assert spans == [each.span() for each in re.finditer(pattern.exact, plain)]
        for signs in pattern.told()[0]:
            assert found is None or any(sign in found.group() for sign in signs), signs
        if pattern.at_start:
            assert spans == [(0, spans[0][1])] if spans else pattern.compiled().match(plain) is None
        if found is not None:
            assert which(plain) == [0], (source, plain)
            low, high = pattern.width
            assert low <= len(found.group()) <= high


@given(st.text(alphabet=string.printable + "不知道（）［］", max_size=20))
def test_any_text_is_a_pattern_or_a_chinese_refusal(source: str) -> None:
    refusal: str | None = None
    try:
        re.compile(parse_pattern(source).exact)
    except Wrong as wrong:
        refusal = wrong.what
    assert refusal is None or re.search("[\u4e00-\u9fff]", refusal)
