"""A language with compiled loops recognises what it does without; when it takes them up, and from where."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.agreement import texts
from shouwen.handbook import load_program
from shouwen.wording import Acts, Label, Language, matcher
from shouwen.wording import language as language_module
from shouwen.wording.likeness.weighing import Table
from shouwen.wording.native import arrays, kernel
from tests.core.wording.samples import ACTS, CLAUSES, LABELS, ROLES, TEXTS, clause

type Message = tuple[str, str]

MORE = {
    "2.1": {"must_not": {"any": ["不知道", "不归我管", "滚 蛋"], "evasion": {"short": True}}},
    "2.2": {
        "speaker": "customer",
        "must_not": {"entity": ["phone", "number", "date", "emoji", "latin_word", "link"]},
    },
    "2.3": {"recap": {"of": ["date", "phone", "number", "detail"], "farewell": "farewell"}},
    "2.4": {"must_not": {"patterns": ["不(?:行|归)"], "weighed_by": "grim", "except": ["不行了"]}},
}
TABLES = {
    "grim": Table(30, {25: ("不行", "管"), -20: ("您好", "。"), 9: ("^", "不")}, doubt=5),
    "glum": Table(12, {9: ("太差", "不"), 4: ("0",), -3: ("我",)}),
}
DODGES = st.sampled_from(["布知道", "bu zhi道", "不归归我管", "滚", "蛋", "13800001234", "明天下午3点", "两箱", "不行了", "我管不行"])  # fmt: skip


def made() -> Language:
    """The sample language, and one of everything that is looked for in another way."""
    grim = {name: {"learnt": True, "speaker": "agent"} for name in ("grim", "glum")}
    return Language.compile(
        [clause(number, utterance) for number, utterance in {**CLAUSES, **MORE}.items()],
        {name: Label.model_validate(label) for name, label in {**LABELS, **grim}.items()},
        Acts.model_validate(ACTS),
        tables=TABLES,
    )


PLAIN, LOOPS = made(), made()
LOOPS.expect_many(now=True)
PADDING: list[Message] = [
    (f"您好{number}", role)
    for role in ("agent", "customer", "bot", "system")
    for number in range(matcher.MANY)
]


def recognised(language: Language, messages: Sequence[Message]) -> object:
    language.forget()
    return language.recognise_many([*messages, *PADDING])[: len(messages)]


@settings(max_examples=300)
@given(st.lists(st.tuples(st.lists(TEXTS | DODGES, max_size=4).map("".join), ROLES), max_size=8))
def test_the_same_with_loops_and_without(messages: list[Message]) -> None:
    assert recognised(LOOPS, messages) == [PLAIN.recognise(*message) for message in messages]


def test_words_are_doubted_by_any_of_many_labels() -> None:
    """Of 70 labels that were learnt the last has a say in what words find."""
    letters = [chr(ord("一") + at) for at in range(70)]
    names = [f"l{at:02}" for at in range(len(letters))]
    said = {"speaker": "agent", "any": ["退款"], "weighed_by": names[-1], "weighed_from": 20}
    labels = {name: {"learnt": True, "speaker": "agent"} for name in names} | {"money": said}
    plain, loops = (
        Language.compile(
            [clause("1.1", {"must_not": {"label": "money"}})],
            {name: Label.model_validate(label) for name, label in labels.items()},
            Acts.model_validate(ACTS),
            tables={
                name: Table(30, {40: (letter,)}, doubt=0)
                for name, letter in zip(names, letters, strict=True)
            },
        )
        for _ in range(2)
    )
    loops.expect_many(now=True)
    messages = [(f"{letter}要退款", "agent") for letter in letters]
    alone = [plain.recognise(*message) for message in messages]
    assert [each.has("money") for each in alone] == [False] * 69 + [True]
    assert recognised(loops, messages) == alone


def test_the_sample_makes_use_of_all() -> None:
    """What the test above would not notice if it were never there."""
    seen = recognised(
        LOOPS,
        [("布知道，不行，我管", "agent"), ("13800001234，明天", "customer"), ("两箱，太差，不我", "agent")],
    )  # fmt: skip
    names = {hit.matcher for each in seen for hit in each.hits}  # type: ignore[attr-defined]
    assert {"grim", "glum", "entity:phone", "entity:detail", "HXZY:2.4/must_not"} <= names
    assert "HXZY:2.1/must_not" in names


@pytest.mark.slow
def test_the_shipped_handbook_on_texts_that_try_to_upset_it() -> None:
    plain, loops = load_program("enterprise").language, load_program("enterprise").language
    loops.expect_many(now=True)
    tried = [(text, "agent") for text in texts(plain, 400, seed=11)]
    tried += [(text, "customer") for text in texts(plain, 400, seed=12)]
    assert recognised(loops, tried) == [plain.recognise(*message) for message in tried]


# ---- when, and from where --------------------------------------------------------------------------


class Asked:
    """Stands in for `Matcher.hasten`: what it was asked for."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.only_kept: list[bool] = []

    def __call__(self, each: Sequence[bool], *, only_kept: bool) -> bool:
        self.only_kept.append(only_kept)
        return self.answer


@pytest.mark.parametrize(("kept", "asked"), [(True, [True]), (False, [True, False])])
def test_loops_come_in_when_they_pay(
    monkeypatch: pytest.MonkeyPatch, kept: bool, asked: list[bool]
) -> None:
    monkeypatch.setattr(language_module, "_WORTH_LOADING", 10)
    monkeypatch.setattr(language_module, "_WORTH_COMPILING", 20)
    hasten = Asked(kept)
    monkeypatch.setattr(matcher.Matcher, "hasten", hasten)
    language = made()
    messages = [(f"您好{number}", "agent") for number in range(40)]
    language.recognise_many(messages[:15])
    assert hasten.only_kept == []  # nobody said that many were to come
    language.expect_many()
    language.recognise_many(messages[:15])
    assert hasten.only_kept == []  # the same again is no work
    language.recognise_many(messages[15:24])
    assert hasten.only_kept == []
    language.recognise_many(messages[24:25])
    assert hasten.only_kept == [True]
    language.recognise_many(messages[25:35])
    language.recognise_many(messages[35:])
    assert hasten.only_kept == asked


def test_an_earlier_run_is_needed_where_only_what_is_kept_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path / "kept"))
    each = PLAIN._entities.read_alone()
    first, second = made()._matcher, made()._matcher
    assert not first.hasten(each, only_kept=True)
    assert first.hasten(each, only_kept=False)
    assert second.hasten(each, only_kept=True)
    (tmp_path / "kept").chmod(0o777)  # numba does not read from there
    assert not made()._matcher.hasten(each, only_kept=True)
    monkeypatch.setenv("SHOUWEN_CACHE", "")
    assert not made()._matcher.hasten(each, only_kept=True)


def test_the_plain_path_stays_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_MATCHER", "plain")
    assert not made()._matcher.hasten(PLAIN._entities.read_alone(), only_kept=False)


def test_without_numba_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shouwen.wording.native.find_spec", lambda _: None)
    from shouwen.wording.native import available

    available.cache_clear()
    try:
        language = made()
        language.expect_many(now=True)
        assert recognised(language, [("不知道", "agent")]) == [PLAIN.recognise("不知道", "agent")]
        assert language._matcher._batching is None
    finally:
        available.cache_clear()


def test_arrays_are_kept_and_damaged_ones_worked_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path))
    name = arrays.name_of("a test")
    worked_out: list[int] = []

    def work_out() -> dict[str, np.ndarray[tuple[int], np.dtype[np.int32]]]:
        worked_out.append(1)
        return {"row": np.array([3, 1, 2], np.int32)}

    for _ in range(3):
        assert arrays.known(name, work_out)["row"].tolist() == [3, 1, 2]
    assert worked_out == [1]
    arrays.keeping.keep(arrays.LOOPS, name or "", b"no arrays")
    assert arrays.known(name, work_out)["row"].tolist() == [3, 1, 2]
    assert worked_out == [1, 1]


def test_each_version_of_the_code_has_its_own_loops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path))
    places = []
    for version in range(5):
        monkeypatch.setattr(kernel, "name_of", lambda *_, version=version: f"{version}" * 64)
        place = kernel._folder()
        assert place is not None
        os.utime(place, (version, version))
        places.append(place)
    assert len(set(places)) == 5
    assert [place.exists() for place in places] == [False, False, True, True, True]
    monkeypatch.setattr(kernel, "name_of", lambda *_: None)
    assert kernel._folder() is None


def test_where_compiled_loops_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path / "a"))
    place = kernel._folder()
    assert place is not None
    assert place.is_dir()
    assert place.stat().st_mode & 0o777 == 0o700
    assert place.parent.stat().st_mode & 0o777 == 0o700
    for folder in (place, place.parent, place.parent.parent):
        folder.chmod(0o777)
        assert kernel._folder() is None
        folder.chmod(0o700)
    assert kernel._folder() == place
    monkeypatch.setenv("SHOUWEN_CACHE", "")
    assert kernel._folder() is None
    (tmp_path / "file").touch()
    monkeypatch.setenv("SHOUWEN_CACHE", str(tmp_path / "file" / "under"))
    assert kernel._folder() is None
