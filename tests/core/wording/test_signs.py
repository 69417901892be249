"""Of which strings every match of a pattern holds one, and how rare they are."""

from __future__ import annotations

import pytest

from shouwen.wording import prefilter
from shouwen.wording.pattern import parse_pattern
from shouwen.wording.signs import MOST, Rarity

CASES = [
    ("退款", (("退款",),)),
    ("(?:不|没)知道", (("不知道", "没知道"),)),
    ("您[^,。]{0,8}(?:吗|么|\\?)", (("您",), ("?", "么", "吗"))),
    ("已经?(?:退|换)", (("已换", "已退", "已经换", "已经退"),)),
    ("(?:退|退款|换货)了?", (("退", "换货"),)),  # what holds a shorter one tells nothing more
    ("(?:我们|我.{0,3}司)不管", (("我",), ("不管",))),
    ("(?<!不)能(?!不)", (("能",),)),
    ("[0-9]{4,8}号", (("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), ("号",))),
    ("(?:.|退)款", (("款",),)),
    ("[^ ]{2}", ()),
    ("(?:退.{0,3})?.", ()),
]  # fmt: skip


@pytest.mark.parametrize(("source", "signs"), CASES)
def test_signs(source: str, signs: tuple[tuple[str, ...], ...]) -> None:
    found = parse_pattern(source).told()[0]
    assert [sorted(each) for each in found] == [sorted(each) for each in signs]


def test_many_ways_of_writing_are_told_apart_by_parts() -> None:
    one = "(?:" + "|".join(chr(0x4E00 + number) for number in range(20)) + ")"
    assert [len(each) for each in parse_pattern(one * 3).told()[0]] == [20, 20, 20]
    assert MOST < 20 * 20


def test_what_many_words_hold_is_common() -> None:
    rarity = Rarity(["退款", "退货", "退换", "销户"])
    assert rarity.of("退") > rarity.of("款") > 0
    assert rarity.of("退") > rarity.of("退款") > rarity.of("退款吧") > 0
    assert rarity.rarest([("退",), ("款", "货"), ("户",)]) == ("户",)
    assert rarity.rarest([]) == ()


@pytest.mark.skipif(not prefilter.available(), reason="the phrase engine is not on this machine")
def test_no_match_far_behind_a_gap_is_lost() -> None:
    """As expressions, the engine leaves such matches out (Vectorscan's issue 382)."""
    pattern = parse_pattern("(?:难道|居然)[^。]{0,120}[!?]{2}")
    which = prefilter.FirstStage([pattern, "日资"]).which
    for size in range(120):
        assert which("难道" + "k" * size + "??") == [0]
        assert which("居然" + "我" * size + "日资!?") == [0, 1]


@pytest.mark.skipif(not prefilter.available(), reason="the phrase engine is not on this machine")
def test_a_string_is_told_once_for_all_that_it_stands_for() -> None:
    sources = ["请.{0,3}退款", "退款", "别.{0,9}退款", "(?:退款|换货)吗?"]
    which = prefilter.FirstStage([*map(parse_pattern, sources), "退款"]).which
    assert which("我要退款") == [1, 3, 4]
    assert which("请您退款") == [0, 1, 3, 4]
    assert which("请别换货") == [0, 2, 3]  # more than can be found, never less
    assert which("") == which("您好") == []
