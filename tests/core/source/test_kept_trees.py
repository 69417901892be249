"""A file that was read before gives the same tree, places included; a changed one is read anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.handbook import shipped_folders
from shouwen.source import (
    ListNode,
    MappingNode,
    Mistakes,
    Node,
    ScalarNode,
    load_bytes,
    load_file,
    load_text,
    loading,
    parsing,
)

PIECES = st.sampled_from(
    ["a", "b: ", "- ", "\n  ", "\n- ", "\n", "条: ", "不归我管", "\"引\\u5f15\"", "'12'", "12", "1.50", "true", "~", "[1, 二]", "{a: 1, b: ''}", "|\n    块\n    块\n", ">-\n    块\n", "&x ", "*x", "!t ", "0217", "# 注\n", "\t", "\u2028", "\ufeff", "𠮷", "? ", ": "]
)  # fmt: skip
ROWS = st.lists(PIECES, max_size=30).map("".join)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


def told(node: Node | None) -> object:
    """All that a tree says."""
    match node:
        case None:
            return None
        case ScalarNode(value=value, text=text, quoted=quoted, refused=refused):
            return (node.place, node.key_place, type(value), value, text, quoted, refused)
        case ListNode(items=items):
            return (node.place, node.key_place, [told(item) for item in items])
        case MappingNode(entries=entries):
            return (node.place, node.key_place, [(k, told(below)) for k, below in entries.items()])
    raise TypeError(node)


def read(raw: bytes, name: str = "f.yaml") -> tuple[object, list[str]]:
    mistakes = Mistakes()
    node = load_bytes(raw, name, mistakes)
    return told(node), [str(mistake) for mistake in mistakes]


@pytest.mark.usefixtures("place")
@given(ROWS)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_second_reading_says_what_the_first_said(rows: str) -> None:
    raw = (rows + "\n" + "# " + "x" * loading.WORTH_KEEPING + "\n").encode()
    with pytest.MonkeyPatch.context() as without:
        without.setenv("SHOUWEN_CACHE", "")
        expected = read(raw)
    assert [read(raw), read(raw)] == [expected, expected]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(p, id=f"{f.name}/{p.name}")
        for f in shipped_folders().values()
        for p in sorted(f.rglob("*.yaml"))
    ],
)
def test_every_shipped_file(path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mistakes = Mistakes()
    first = told(load_file(path, mistakes, "f.yaml"))
    assert told(load_text(path.read_text("utf-8"), "f.yaml", mistakes)) == first
    large = path.stat().st_size >= loading.WORTH_KEEPING
    assert len([*place.glob("*.tree")] if place.exists() else []) == large
    if large:
        monkeypatch.delattr(parsing, "parse")  # nothing is parsed any more
    assert told(load_file(path, mistakes, "f.yaml")) == first
    assert not mistakes


def test_a_tree_bears_the_name_that_it_is_read_under(place: Path) -> None:
    raw = b"a: [1, 2]\n#" + b"x" * loading.WORTH_KEEPING
    first = read(raw, "first.yaml")
    assert str(first).count("first.yaml") == 5
    assert read(raw, "second.yaml") == renamed(first, "first.yaml", "second.yaml")
    assert len(list(place.iterdir())) == 1


def renamed(whole: object, old: str, new: str) -> object:
    """The same with another name of a file in every place."""
    match whole:
        case str():
            return whole.replace(old, new)
        case list():
            return [renamed(each, old, new) for each in whole]
        case tuple():
            return tuple(renamed(each, old, new) for each in whole)
    return whole


def test_what_has_a_mistake_is_not_kept(place: Path) -> None:
    raw = b"a: 1\na: 2\n#" + b"x" * loading.WORTH_KEEPING
    first = read(raw)
    assert len(first[1]) == 1
    assert read(raw) == first
    twice = Mistakes()
    load_bytes(raw, "f.yaml", twice)
    load_bytes(raw, "f.yaml", twice)  # the same mistake is noted once, and is one all the same
    assert len(twice) == 1
    assert not place.exists()


def test_a_changed_file_is_read_anew_and_a_damaged_one_again(place: Path) -> None:
    rest = b"\n#" + b"x" * loading.WORTH_KEEPING
    kept = read(b"a: 1" + rest)
    assert str(read(b"a: 2" + rest)) == str(kept).replace("1, '1'", "2, '2'")
    for file in place.iterdir():
        file.write_bytes(file.read_bytes().replace(b"1", b"3"))
    assert read(b"a: 1" + rest) == kept


def test_what_other_code_kept_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b"a: 1\n#" + b"x" * loading.WORTH_KEEPING
    first = read(raw)
    monkeypatch.setattr(loading, "_code", lambda: "another")
    monkeypatch.setattr(loading, "_row", lambda _: [0, 9, 9, "another"])
    assert read(raw) == first
    assert read(raw) != first  # and what that code kept is its own affair
    monkeypatch.undo()
    monkeypatch.setenv("SHOUWEN_CACHE", str(place))
    assert read(raw) == first
