"""What is known of patterns from an earlier start says the same as reading them again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouwen.handbook import load_handbook, shipped_folders
from shouwen.handbook.program import Program
from shouwen.source import Wrong, keeping, loading
from shouwen.wording import fold, knowing, pattern, prefilter
from shouwen.wording.knowing import known_patterns
from shouwen.wording.pattern import Pattern, parse_pattern
from tests.core.wording.test_pattern import SOURCES


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path / "kept"))
    forget()
    yield tmp_path / "kept"
    forget()


def forget() -> None:
    """As in a process that has just begun."""
    parse_pattern.cache_clear()
    fold.table.cache_clear()


def found(source: str) -> tuple[Pattern, object, str] | None:
    try:
        read = parse_pattern(source)
    except Wrong:
        return None
    return read, read.told(), read.exact


@pytest.mark.usefixtures("place")
@given(st.lists(SOURCES, min_size=1, max_size=8, unique=True))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_known_pattern_is_the_same(sources: list[str]) -> None:
    parse_pattern.cache_clear()
    plainly = [found(source) for source in sources]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knowing, "WORTH_KEEPING", 1)
        for _ in range(2):
            parse_pattern.cache_clear()
            with known_patterns("H"):
                assert [found(source) for source in sources] == plainly


def test_a_second_start_reads_no_pattern(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [f"退{number}.{{0,4}}(?:款|货)" for number in range(knowing.WORTH_KEEPING)]
    with known_patterns("H"):
        first = [found(source) for source in sources]
    assert sorted(file.suffix for file in place.iterdir()) == [".patterns", ".signs", ".table"]
    forget()
    monkeypatch.delattr(pattern, "_read")
    monkeypatch.delattr(pattern, "sets")
    with known_patterns("H"):
        known = [pattern.parse_pattern(source) for source in sources]
        assert [(each, each.told()) for each in known] == [each[:2] for each in first if each]
    forget()
    with known_patterns("another"), pytest.raises(NameError):
        parse_pattern(sources[0])


def test_few_new_ones_are_not_worth_writing(place: Path) -> None:
    with known_patterns("H"):
        for number in range(knowing.WORTH_KEEPING - 1):
            parse_pattern(f"退{number}款?")
    assert [*place.glob("*.patterns")] == []


def test_what_was_known_stays_beside_what_is_new_up_to_a_number(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meet(*numbers: int) -> list[str]:
        parse_pattern.cache_clear()
        with known_patterns("H"):
            for number in numbers:
                parse_pattern(f"退{number}款?")
        (file,) = place.glob("*.patterns")
        data = keeping.kept(knowing.READ, file.stem)
        assert data is not None
        return [*json.loads(data)]

    monkeypatch.setattr(knowing, "WORTH_KEEPING", 1)
    monkeypatch.setattr(knowing, "MOST", 3)
    assert meet(1, 2) == ["退1款?", "退2款?"]
    assert meet(2, 3) == ["退1款?", "退2款?", "退3款?"]
    assert meet(1) == ["退1款?", "退2款?", "退3款?"]
    assert meet(1, 4) == ["退1款?", "退4款?"]


def test_a_damaged_file_is_written_anew(place: Path) -> None:
    sources = [f"退{number}款?" for number in range(knowing.WORTH_KEEPING)]
    with known_patterns("H"):
        first = [parse_pattern(source) for source in sources]
    (file,) = place.glob("*.patterns")
    whole = file.read_bytes()
    for damaged in (whole[:-5], whole.replace("款".encode(), "货".encode()), b""):
        file.write_bytes(damaged)
        forget()
        with known_patterns("H"):
            assert [parse_pattern(source) for source in sources] == first
        assert file.read_bytes() == whole


def test_inside_another_block_nothing_is_kept_apart(place: Path) -> None:
    with known_patterns(), known_patterns("H"):
        for number in range(knowing.WORTH_KEEPING):
            parse_pattern(f"退{number}款?")
    assert [*place.glob("*.patterns")] == []
    assert knowing.read_before() is None


def test_the_table_of_plain_forms_is_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out = fold.table()
    assert [file.suffix for file in place.iterdir()] == [".table"]
    fold.table.cache_clear()
    monkeypatch.delattr(fold, "_work_out")
    assert fold.table() == worked_out
    assert [*fold.table()] == [*worked_out]


def test_what_is_invisible_lies_where_it_is_looked_for() -> None:
    between = [
        code
        for code in range(0x10000)
        if not any(code in part for part in fold.WHERE_TO_LOOK_FOR_INVISIBLE)
    ]
    assert len(between) > 30_000
    assert [code for code in between if fold.invisible(code)] == []


@pytest.mark.parametrize("code", [*shipped_folders()])
def test_a_shipped_handbook_is_the_same_at_every_start(
    code: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start() -> list[object]:
        forget()
        handbook, mistakes = load_handbook(code)
        assert handbook is not None, mistakes.text()
        program = Program.compile(handbook)
        matcher = program.language._matcher
        views = [
            (
                [(each.serves, each.excuses) for each in view.needles],
                None if view.stage is None else (view.stage._serves, view.stage._always),
            )
            for view in matcher.whole.views.values()
        ]
        places = {
            name: (node.place, node.key_place_of("utterance"), node.place_of("title"))
            for name, node in handbook.nodes.items()
        }
        return [handbook.edition, program.language.version, places, views]

    monkeypatch.setenv("SHOUWEN_CACHE", "")
    plainly = start()
    monkeypatch.setenv("SHOUWEN_CACHE", str(place))
    assert start() == plainly
    # From now on nothing is worked out any more.
    monkeypatch.delattr(loading, "load_text")
    monkeypatch.delattr(pattern, "_read")
    monkeypatch.delattr(fold, "_work_out")
    if prefilter.available():
        monkeypatch.delattr(prefilter, "_told")
    assert start() == plainly


@pytest.mark.skipif(not prefilter.available(), reason="the phrase engine is not on this machine")
def test_the_engine_answers_the_same_from_what_was_kept(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patterns = [parse_pattern("短语.?1号"), parse_pattern("[^ ]{3}号")]
    needles = [*(f"短语{number}号" for number in range(300)), *patterns, "短语7号"]
    text = "这里有短语7号，也有短语299号。"
    first = prefilter.FirstStage(needles).which(text)
    monkeypatch.setattr(prefilter, "_work_out", None)
    assert prefilter.FirstStage(needles).which(text) == first == [7, 299, 301, 302]
    monkeypatch.undo()
    monkeypatch.setenv("SHOUWEN_CACHE", str(place))
    (file,) = place.glob("*.compiled")
    file.write_bytes(file.read_bytes()[:-1])
    assert prefilter.FirstStage(needles).which(text) == first
    monkeypatch.setattr(prefilter.hyperscan, "loadb", refuse)
    assert prefilter.FirstStage(needles).which(text) == first
    other = prefilter.FirstStage([*needles[:7], "别的", *needles[8:]]).which(text)
    assert other == [299, 301, 302]


def refuse(*_: object) -> None:
    """As for a processor that can do less than that of the machine that compiled it."""
    raise prefilter.hyperscan.error("made for another machine")
