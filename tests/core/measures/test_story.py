"""Scenarios: how times are written, what is filled in, what comes of them."""

from pathlib import Path

import pytest

from shouwen.clauses.frame import Scenario
from shouwen.handbook import load_handbook
from shouwen.handbook.program import Program
from shouwen.measures.story import BadStory, offset, play, written_offset
from shouwen.measures.trials import try_handbook
from tests.core.handbook.folders import clock, write

HOUR = 3600 * 1_000_000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("+0", 0),
        ("+30分", 1800),
        ("+1小时59分59秒", 7199),
        ("+2天", 172_800),
        ("+1 小时 5 分钟", 3900),
    ],
)
def test_offsets(text: str, seconds: int) -> None:
    assert offset(text) == seconds * 1_000_000


@pytest.mark.parametrize("text", ["+", "+5", "30分", "+一小时x", "+5分5"])
def test_offsets_that_cannot_be_read(text: str) -> None:
    if text == "30分":
        assert offset(text) == 1800 * 1_000_000
        return
    with pytest.raises(BadStory):
        offset(text)


@pytest.mark.parametrize("text", ["+0", "+30分", "+1小时59分59秒", "+48小时"])
def test_offsets_are_written_as_they_are_read(text: str) -> None:
    assert written_offset(offset(text)) == text


def _program(tmp_path: Path) -> Program:
    handbook, mistakes = load_handbook(write(tmp_path, "shop", ("1", clock())))
    assert handbook is not None, mistakes.text()
    return Program.compile(handbook)


def _story(**parts: object) -> Scenario:
    opened = {"at": "+0", "kind": "case.opened", "level": 3}
    return Scenario.model_validate({"title": "一段", "events": [opened], **parts})


def test_what_is_due_at_the_end_of_the_story_is_decided(tmp_path: Path) -> None:
    program = _program(tmp_path)
    (before,) = play(program, _story(until="+1小时59分59秒")).outcomes
    (after,) = play(program, _story(until="+2小时")).outcomes
    assert (before.outcome, after.outcome) == (None, "broken")
    assert after.due is not None
    assert after.opened is not None
    assert after.due - after.opened == 2 * HOUR


def test_a_story_begins_where_it_says(tmp_path: Path) -> None:
    played = play(_program(tmp_path), _story(start="2026-10-16 17:00", until="+4天"))
    (outcome,) = played.outcomes
    assert played.written(outcome.due) == "+65小时"  # Friday 17:00 → Monday 10:00


def test_facts_of_the_story_are_known_from_its_first_event(tmp_path: Path) -> None:
    events = [{"at": "+0", "kind": "case.opened"}]
    assert play(_program(tmp_path), _story(events=events, facts={"level": 2})).outcomes == ()


@pytest.mark.parametrize(
    ("events", "path"),
    [
        ([{"at": "+0", "kind": "case.open"}], ("events", 0, "kind")),
        ([{"at": "五点", "kind": "case.opened"}], ("events", 0, "at")),
        ([{"at": "+0", "kind": "case.opened", "levl": 3}], ("events", 0)),
        (
            [{"at": "+1分", "kind": "case.opened"}, {"at": "+0", "kind": "case.solved"}],
            ("events", 1, "at"),
        ),
    ],
)
def test_stories_that_cannot_be_played(
    tmp_path: Path, events: list[dict[str, object]], path: tuple[str | int, ...]
) -> None:
    with pytest.raises(BadStory) as bad:
        play(_program(tmp_path), _story(events=events))
    assert bad.value.path == path


def test_a_story_that_expects_otherwise_says_what_came(tmp_path: Path) -> None:
    examples = """\
    examples:
      - title: 说错了
        events: [{at: "+0", kind: case.opened, level: 3}]
        until: "+3小时"
        expect: [{outcome: kept}]
      - title: 多说了
        events: [{at: "+0", kind: case.opened, level: 3}]
        expect: [{outcome: null}, {outcome: null}]
"""
    handbook, _ = load_handbook(write(tmp_path, "shop", ("1", clock() + examples)))
    assert handbook is not None
    wrong, more = try_handbook(handbook)
    assert wrong.what.startswith("1.1 应是 守，得到 违 due +2小时")
    assert more.what == "1.1 应有 2 项，得到 1 项（还没有判定 due +2小时）"
