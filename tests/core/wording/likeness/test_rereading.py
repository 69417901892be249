"""The quick way of reading gives the tree of the slow one, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.source import ListNode, MappingNode, Mistakes, Node, load_text
from shouwen.wording.likeness.rereading import reread
from shouwen.wording.likeness.tables import LearntTable, written


def whole(node: Node | None) -> Any:
    """Everything that a tree says, places too."""
    if isinstance(node, MappingNode):
        below = [(key, whole(each)) for key, each in node.items()]
        return "mapping", node.place, node.key_place, below
    if isinstance(node, ListNode):
        return "list", node.place, node.key_place, [whole(each) for each in node]
    assert node is not None
    return type(node), repr(node)


def slowly(text: str) -> Any:
    mistakes = Mistakes()
    node = load_text(text, "learnt.yaml", mistakes)
    assert not mistakes, mistakes.text()
    return whole(node)


PIECES = st.text(st.sampled_from("您我\"'\\#:␣⏎,[]{}\U0001f44d- "), min_size=1, max_size=12)


@given(
    st.dictionaries(
        st.sampled_from(["a", "says_so", "null", "x9"]),
        st.tuples(
            st.integers(0, 999_999),
            st.dictionaries(st.integers(-999, 999).map(str), PIECES, min_size=1, max_size=5),
        ),
        min_size=1,
    )
)
def test_the_same_tree_with_the_same_places(said: dict[str, tuple[int, dict[str, str]]]) -> None:
    tables = {
        name: LearntTable.model_construct(
            lines="0123456789abcdef", from_=(3, least), least=least, doubt=-least, pieces=pieces
        )
        for name, (least, pieces) in said.items()
    }
    text = written(tables)
    node = reread(text, "learnt.yaml")
    if node is not None:
        assert whole(node) == slowly(text)
    assert node is not None or any("\u2028" in p for _, ps in said.values() for p in ps.values())


GOOD = """\
learnt:
  a:
    lines: "0123456789abcdef"
    from: [1, 2]
    least: 3
    pieces:
      "61": "您 我"
      "-4": "x\\"y"
"""


def test_this_is_read_quickly() -> None:
    assert whole(reread(GOOD, "learnt.yaml")) == slowly(GOOD)


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ('"61": "您 我"', "61: 您 我"),
        ('"61": "您 我"', '"61": "您 我" # 说明'),
        ('"61": "您 我"', '"-4": "您 我"'),
        ('"61": "您 我"', '"61": "您\t我"'),
        ('"61": "您 我"', '"61": "您 \\x41"'),
        ('      "61"', '     "61"'),
        ('      "61"', '        "61"'),
        ("  a:", "\ta:"),
        ("least: 3", "least: 03"),
        ("least: 3", "least: 1.5"),
        ("least: 3", "least: &x 3"),
        ("[1, 2]", "[1,2]"),
        ("[1, 2]", "[1, 02]"),
        ("learnt:", "'learnt':"),
        ("    pieces:\n", ""),
        ('      "61": "您 我"\n      "-4": "x\\"y"\n', ""),
        ("您", "\u202e"),
    ],
)
def test_anything_else_is_left_to_the_reader_of_yaml(there: str, instead: str) -> None:
    assert there in GOOD
    text = GOOD.replace(there, instead, 1)
    node = reread(text, "learnt.yaml")
    assert node is None or whole(node) == slowly(text)
    assert node is None
