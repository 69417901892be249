"""The nearest known word, and hand-written checks on a tree."""

import pytest

from shouwen.source import Mistake, Mistakes, Place, instead_of, load_text, nearest, visible
from shouwen.source.tree import MappingNode

KEYS = ["measures", "starts", "stops", "within", "must_not", "must_first"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("start", "starts"), ("Starts", "starts"), ("must-not", "must_not"), ("must not", "must_not"),
        ("withinn", "within"), (" stops ", "stops"), ("zzz", None), ("", None),
    ],
)  # fmt: skip
def test_nearest(word: str, meant: str | None) -> None:
    assert nearest(word, KEYS) == meant


def test_remedies_for_an_unknown_word() -> None:
    assert instead_of("start", KEYS) == "是不是想写 starts"
    assert instead_of("甲", ["a", "b"]) == "可以写的有：a、b"
    assert instead_of("甲", []) == "请删去它"
    assert instead_of("甲", [f"k{n}" for n in range(30)]).endswith("、k19……")


def test_mistakes_are_sorted_said_once_and_end_with_a_full_stop() -> None:
    mistakes = Mistakes()
    mistakes.add(Place("b", 1, 1), "乙")
    mistakes.add(Place("a", 10, 1), "丙", "改")
    mistakes.add(Place("a", 9, 5), "甲", "怎么改？")
    mistakes.extend([Mistake(Place("a", 9, 5), "甲", "怎么改？")])
    assert len(mistakes) == 3
    assert mistakes.text() == "a:9:5 甲。怎么改？\na:10:1 丙。改。\nb:1:1 乙。"


def test_a_hand_written_reader_refuses_unknown_keys() -> None:
    mistakes = Mistakes()
    node = load_text("hours: x\nhuors: y\n", "c.yaml", mistakes)
    assert isinstance(node, MappingNode)
    node.refuse_unknown_keys(("hours", "official"), mistakes)
    assert mistakes.text() == "c.yaml:2:1 这里没有“huors”这一项。是不是想写 hours。"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u200bb", "a\\u200bb"),
        ("\ufeffa\xad\u2060\u200c", "\\ufeffa\\u00ad\\u2060\\u200c"),
        ("a\u202eb\tc", "a\\u202eb c"),
        ("a\U000e0041", "a\\U000e0041"),
        ("a\u200db", "a\\u200db"),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("\u2764\ufe0f 好的　……", "\u2764\ufe0f 好的　……"),
    ],
)
def test_what_hides_or_turns_is_spelt_and_a_family_stays_one(text: str, shown: str) -> None:
    assert visible(text) == shown
