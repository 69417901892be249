"""The nearest known word, and hand-written checks on a tree."""

import pytest

from shouwen.source import Mistake, Mistakes, Place, instead_of, load_text, nearest
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
