"""Compiled loops find what `re` finds: the same spans of the same patterns in the same texts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.source import Wrong
from shouwen.wording.fold import fold
from shouwen.wording.native import machine
from shouwen.wording.native import search as search_module
from shouwen.wording.native.search import Search, batch_of
from shouwen.wording.needles import MOST_HITS, Span, find_phrase
from shouwen.wording.normalise import squeeze
from shouwen.wording.pattern import Pattern, parse_pattern
from shouwen.wording.prefilter import Rough
from shouwen.wording.signs import placed
from tests.core.wording.samples import FRAGMENTS, TEXTS
from tests.core.wording.test_pattern import SOURCES

LOOKS = st.sampled_from(
    ["(?=知|道a)", "(?!知道)", "(?<=不|知)", "(?<!不知)", "(?<![^a])", "(?=[不知]{1,3}?道)", r"\B", r"\Z", "(?!(?<=不)知)"]
)  # fmt: skip
PATTERNS = st.lists(SOURCES | LOOKS, min_size=1, max_size=4).map("".join)


def found(search: Search, texts: list[str]) -> dict[tuple[int, int], list[Span]]:
    """By text and needle."""
    spans: dict[tuple[int, int], list[Span]] = {}
    for text, needle, start, end in search.hits(batch_of(texts)):
        spans.setdefault((text, needle), []).append((start, end))
    return spans


def plainly(each: str | Pattern, text: str) -> list[Span]:
    """What the plain path finds."""
    if isinstance(each, str):
        return find_phrase(each, text)
    return [hit.span() for hit in each.compiled().finditer(text)][:MOST_HITS]


def patterns_of(sources: list[str]) -> list[Pattern]:
    """Those that a handbook may write."""
    read = []
    for source in sources:
        try:
            read.append(parse_pattern(source))
        except Wrong:
            continue
    return read


@settings(max_examples=150)
@given(
    st.lists(PATTERNS, min_size=4, max_size=12),
    st.lists(st.sampled_from(FRAGMENTS), max_size=4),
    st.lists(TEXTS, max_size=6),
)
def test_the_same_spans(sources: list[str], phrases: list[str], texts: list[str]) -> None:
    folded = {squeeze(fold(phrase)).strip() for phrase in phrases} - {""}
    needles: list[str | Pattern] = [*sorted(folded), *patterns_of(sources)]
    plain = [squeeze(fold(text)) for text in texts]
    spans = found(Search(needles), plain)
    for at, text in enumerate(plain):
        for number, each in enumerate(needles):
            seen = spans.pop((at, number), [])
            if seen != [(-1, -1)]:  # `re` is asked
                assert seen == plainly(each, text), (each, text)
    assert not spans


@given(st.lists(PATTERNS, min_size=4, max_size=12), st.lists(TEXTS, max_size=6))
def test_as_written_is_what_re_makes_of_the_source(sources: list[str], texts: list[str]) -> None:
    forms = [Rough(pattern.source) for pattern in patterns_of(sources)]
    folded = [fold(text) for text in texts]
    seen = found(Search(forms, as_written=True), folded)
    for at, text in enumerate(folded):
        for number, form in enumerate(forms):
            spans = [hit.span() for hit in re.finditer(form.source, text)][:MOST_HITS]
            mine = seen.get((at, number), [])
            assert mine in (spans, [(-1, -1)]), (form, text)


@given(PATTERNS, st.lists(TEXTS, max_size=4))
def test_where_signs_stand_in_a_match(source: str, texts: list[str]) -> None:
    for pattern in patterns_of([source]):
        for text in texts:
            plain = squeeze(fold(text))
            for hit in pattern.compiled().finditer(plain):
                for signs, low, high in placed(pattern.tree()):
                    places = [
                        at for at in range(low, high + 1) if hit.group().startswith(signs, at)
                    ]
                    assert places, (signs, low, high, hit)


@pytest.mark.parametrize(
    ("source", "text", "spans"),
    [
        ("a{2,}", "a" * 100, [(0, 42), (42, 84), (84, 100)]),
        ("不.{0,3}?行", "不能不行", [(0, 4)]),
        ("(?:不|不能)行", "不能行不行", [(0, 3), (3, 5)]),
        ("(?:不|不能)(?:能)?", "不能", [(0, 2)]),
        ("行$", "不行\n", [(1, 2)]),
        (r"行\Z", "不行\n", []),
        (r"\b行", "a行", []),
        ("^不", "不不", [(0, 1)]),
        ("(?<=不.)行", "不可行行", [(2, 3)]),
        (r"\d", "٣9", [(0, 1), (1, 2)]),
        ("[^不]行", "\U0001f600行", [(0, 2)]),
        (r"[^\w]", "_不!", [(2, 3)]),
    ],
)
def test_single_patterns(source: str, text: str, spans: list[Span]) -> None:
    assert found(Search([parse_pattern(source)]), [text]) == ({(0, 0): spans} if spans else {})


def test_no_more_hits_than_are_kept() -> None:
    search = Search([parse_pattern("[不能]"), "不"])
    assert {len(spans) for spans in found(search, ["不" * 900]).values()} == {MOST_HITS}
    # More hits in all than there is room for at first.
    many = found(search, ["不" * 900] * 9)
    assert [*map(len, many.values())] == [MOST_HITS] * 18


def test_what_repeats_nothing_is_left_to_re() -> None:
    empty = parse_pattern("行(?:不?){3}")
    assert found(Search([empty, "行"]), ["好行", "", "不"]) == {
        (0, 0): [(-1, -1)],
        (0, 1): [(1, 2)],
    }


def test_what_asks_for_too_much_room_is_left_to_re(monkeypatch: pytest.MonkeyPatch) -> None:
    one_after_another = Search([parse_pattern("(?:a|b|c){1,9}d")])
    text = ["dad" + "abc" * 3 + "d"]
    assert found(one_after_another, text) == {(0, 0): [(1, 3), (3, 13)]}
    monkeypatch.setattr(search_module, "_STACK", machine.ROOM + 6)
    # The whole text is left, with what was already found in it.
    assert found(one_after_another, text) == {(0, 0): [(-1, -1)]}


def test_half_words_are_looked_for_where_codes_are() -> None:
    assert found(Search(["ab"]), ["cab", "ab"]) == {(1, 0): [(0, 2)]}
    assert found(Search(["ab"], words=False), ["cab", "ab"]) == {
        (0, 0): [(1, 3)],
        (1, 0): [(0, 2)],
    }


def test_the_loops_are_the_functions_that_they_are_compiled_from() -> None:
    for key in (1, 65_536, 2**40 + 7):
        assert machine.hashed(key, 1024) == machine.hashed.py_func(key, 1024)
