"""Ways round a word list: each found, each a switch, and what merely sounds alike left alone."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import agreement
from shouwen.wording import Acts, Language, Utterance
from shouwen.wording.evasion.reading import as_read, readings, syllables
from tests.core.wording.samples import FRAGMENTS, clause, labels

BANNED = ["不知道", "不归我管", "下三滥", "不侯道", "慢慢等", "傻冒", "fuck", "good", "重新办"]


def spoken(form: dict[str, Any] | None = None, fast: bool | None = None) -> Language:
    block = {"any": BANNED, "except": ["不知道您"], "unless_quoting": True, **(form or {})}
    utterance = {"must_not": block}
    return Language.compile([clause("1", utterance)], labels(), Acts(), fast=fast)


FAST = spoken()
PLAIN = spoken(fast=False)


def found(language: Language, text: str) -> list[str]:
    return [
        text[hit.start : hit.end]
        for hit in language.recognise(text, "agent").hits
        if hit.matcher == "HXZY:1/must_not"
    ]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("这个布归我管", ["布归我管"]),
        ("不歸沃管啊", ["不歸沃管"]),
        ("布*知-到", ["布*知-到"]),
        ("虫新办一下", ["虫新办"]),
        ("不知dao呢", ["不知dao"]),
        ("bu zhi dao", ["bu zhi dao"]),
        ("buzhidao", ["buzhidao"]),
        ("不 zhi 道", ["不 zhi 道"]),
        ("下3滥", ["下3滥"]),
        ("不8道", []),
        ("不知知道", ["不知知道"]),
        ("不不知知道道", ["不不知知道道"]),
        ("慢等", []),
        ("慢慢慢等", ["慢慢等"]),
        ("不🐒道", ["不🐒道"]),
        ("傻@冒", ["傻@冒"]),
        ("傻 冒", []),
        ("沙茂", []),
        ("Ⓕⓤⓤⓤc⒦", ["Ⓕⓤⓤⓤc⒦"]),
        ("god", []),
        ("goood", ["goood"]),
        ("made in china", []),
        ("不知xdao", []),
        ("布知道您方便吗", []),
        ("您说“布知道”", []),
        ("不知道", ["不知道"]),
    ],
)
def test_found(text: str, hits: list[str]) -> None:
    assert found(FAST, text) == found(PLAIN, text) == hits


@pytest.mark.parametrize(
    ("switch", "text"),
    [
        ("traditional", "不歸我管"),
        ("width", "ｆｕｃｋ"),
        ("hidden", "不\u200b知道"),
        ("marks", "不*知*道"),
        ("repetition", "不知知道"),
        ("homophone", "布知道"),
        ("pinyin", "不知dao"),
        ("emoji", "不🐒道"),
        ("numeral", "下3滥"),
    ],
)
def test_each_is_a_switch(switch: str, text: str) -> None:
    assert found(FAST, text) == [text]
    without = spoken({"evasion": {switch: False}})
    assert found(without, text) == []
    assert found(without, "不知道，FUCK") == ["不知道", "FUCK"]


def test_two_characters_only_where_asked_for() -> None:
    assert found(spoken({"evasion": {"short": True}}), "沙茂") == ["沙茂"]


def test_labels_look_through_it_only_where_they_say_so() -> None:
    """A sentence is not praised for what it only sounds like; a ban over a label is not fooled."""
    text = "岸照规定"
    over = Language.compile([clause("1", {"must_not": {"label": "explanation"}})], labels(), Acts())
    seen = over.recognise(text, "agent")
    assert not seen.has("explanation")
    assert [hit.matcher for hit in seen.hits] == ["HXZY:1/must_not~explanation"]
    must = Language.compile([clause("1", {"must": {"any": ["按照规定"]}})], {}, Acts())
    assert must.recognise(text, "agent").hits == ()
    assert Utterance.model_validate({"must": {"any": ["好的呢"], "evasion": {"homophone": True}}})


DODGES = [*FRAGMENTS, "布", "之", "dao", "zhi", "bu", "3", "下", "滥", "🐒", "知知", "fu", "uuu", "ck", "归", "我", "管", "您说“"]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(DODGES) | st.text(max_size=2), max_size=12).map("".join))
def test_fast_and_plain_agree_and_spans_are_of_the_text(text: str) -> None:
    seen = FAST.recognise(text, "agent")
    assert seen == PLAIN.recognise(text, "agent")
    for hit in seen.hits:
        assert 0 <= hit.start < hit.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "布知道",
        "不知知道",
        "bu zhi dao ",
        "bu",
        "x",
        "🐒",
        "不🐒道",
        "goood ",
        "您说“布知道",
        "u" * 40 + " ",
    ],
    ids=range(10),
)
def test_time_grows_with_the_text_only(text: str) -> None:
    """A bound far above what linear work needs and far below what anything worse would take."""
    for language in (FAST, PLAIN):
        started = time.perf_counter()
        language.recognise("🐒" + text * (200_000 // len(text)), "agent")
        assert time.perf_counter() - started < 10


def test_fast_and_plain_agree_on_the_shipped_handbook() -> None:
    """A hundred thousand of these are a long run by hand: `python -m bench.agreement 100000`."""
    assert agreement.disagreements(2_000, seed=7) == []


def test_readings() -> None:
    assert len(readings().codes) < 0x700  # two bytes of UTF-8 each
    assert as_read("虫")[0] in as_read("重")
    assert syllables("zhidao") == (3, 3)
    assert syllables("tai") == (3,)
    assert syllables("wifi") is None


@pytest.mark.parametrize("text", ["有病a被坑", "有病a", "有病aa", "有病啊", "a有病"])
def test_a_single_letter_is_no_sign_of_pinyin_on_either_path(text: str) -> None:
    form = {"any": ["有病啊"]}
    assert found(spoken(form), text) == found(spoken(form, fast=False), text)
