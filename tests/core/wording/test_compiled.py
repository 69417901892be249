"""What the phrase engine compiled is kept, found again, and never trusted when damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouwen.wording import compiled, prefilter


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kept"
    monkeypatch.setenv("SHOUWEN_CACHE", str(folder))
    return folder


def test_what_was_kept_is_found_again_until_a_byte_is_wrong(place: Path) -> None:
    name = compiled.name_of("1", [b"a", b"b"], [0, 1])
    assert compiled.kept(name) is None
    compiled.keep(name, b"compiled form")
    assert compiled.kept(name) == b"compiled form"
    (file,) = place.iterdir()
    assert place.stat().st_mode & 0o777 == 0o700
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert compiled.kept(name) is None


def test_names_differ_with_all_that_matters() -> None:
    names = {
        compiled.name_of("1", [b"a", b"b"], [0, 1]),
        compiled.name_of("2", [b"a", b"b"], [0, 1]),
        compiled.name_of("1", [b"ab"], [0]),
        compiled.name_of("1", [b"ab", b""], [0, 1]),
        compiled.name_of("1", [b"a", b"b"], [0, 2]),
    }
    assert len(names) == 5


def test_only_the_newest_stay(place: Path) -> None:
    for number in range(compiled.MOST + 1):
        compiled.keep(f"{number:03}", b"x")
    assert len(list(place.iterdir())) == compiled.MOST
    assert compiled.kept(f"{compiled.MOST:03}") == b"x"


def test_a_folder_that_cannot_be_made_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path / "file" / "under"))
    compiled.keep("a", b"x")
    assert compiled.kept("a") is None


def test_where_it_lies() -> None:
    assert compiled.folder({"SHOUWEN_CACHE": "", "HOME": "/srv/a"}) is None
    assert compiled.folder({"SHOUWEN_CACHE": "/x", "HOME": "/srv/a"}) == Path("/x")
    assert compiled.folder({"XDG_CACHE_HOME": "/c", "HOME": "/srv/a"}) == Path("/c/shouwen")
    assert compiled.folder({"XDG_CACHE_HOME": "c", "HOME": "/srv/h"}) == Path(
        "/srv/h/.cache/shouwen"
    )
    assert compiled.folder({}) is None


@pytest.mark.skipif(not prefilter.available(), reason="the phrase engine is not on this machine")
def test_the_engine_answers_the_same_from_what_was_kept(place: Path) -> None:
    needles = [f"短语{number}号" for number in range(300)]
    text = "这里有短语7号，也有短语299号。"
    first = prefilter.FirstStage(needles).which(text)
    assert [file.suffix for file in place.iterdir()] == [".compiled"]
    assert prefilter.FirstStage(needles).which(text) == first == [7, 299]
