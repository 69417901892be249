"""The ladder of strengths: what the steps make of it, and when it falls or may rise."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.measures.ladder import (
    FALL_LEAST,
    RISE_LEAST,
    Figures,
    Step,
    above,
    below,
    lacks,
    must_fall,
    strength_at,
)
from shouwen.wording.turns import SEVERITIES


def step(at: int, before: str, after: str, *, seq: int = 0, written: str = "stop") -> Step:
    return Step("a:1", at, seq or at, f"e{at}", written, before, after)


def test_a_clause_without_steps_is_as_loud_as_the_handbook_writes() -> None:
    assert strength_at([], "urge", 10) == "urge"


def test_a_step_holds_from_its_own_instant_on() -> None:
    steps = [step(10, "stop", "urge"), step(20, "urge", "hint")]
    got = [strength_at(steps, "stop", at) for at in (9, 10, 19, 20, 10**9)]
    assert got == ["stop", "urge", "urge", "hint", "hint"]


def test_of_two_steps_at_one_instant_the_later_recorded_rules() -> None:
    steps = [step(10, "urge", "hint", seq=8), step(10, "stop", "urge", seq=7)]
    assert strength_at(steps, "stop", 10) == "hint"


def test_an_edition_that_writes_another_strength_begins_anew() -> None:
    steps = [step(10, "stop", "urge")]
    assert strength_at(steps, "hint", 20) == "hint"
    assert strength_at(steps, "stop", 20) == "urge"


@pytest.mark.parametrize(
    ("objections", "fired", "falls"),
    [
        (5, 100, False), (6, 100, True), (5, 101, False), (5, 99, True),  # 5 % is not above 5 %
        (FALL_LEAST - 1, FALL_LEAST - 1, False), (FALL_LEAST, FALL_LEAST, True),
        (FALL_LEAST, 59, True), (FALL_LEAST, 60, False), (FALL_LEAST, 61, False), (0, 0, False),
    ],
)  # fmt: skip
def test_it_falls_above_five_per_cent_and_never_for_one_or_two_presses(
    objections: int, fired: int, falls: bool
) -> None:
    assert must_fall(Figures(fired=fired, objections=objections)) is falls


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (Figures(40, RISE_LEAST, 0), []),
        (Figures(40, RISE_LEAST - 1, 0), ["复核过 19 条，要满 20 条"]),
        (Figures(40, 19, 1, 0, 1), []),  # 95 % exactly
        (Figures(40, 38, 3, 0, 2), ["准确率 92.7%，要到 95%"]),
        (Figures(60, 20, 0, 3, 3), []),  # 5 % exactly
        (Figures(59, 20, 0, 3, 3), ["异议占提示的 5.1%，要在 5% 以内"]),
        (Figures(), ["复核过 0 条，要满 20 条"]),
    ],
)
def test_a_step_up_says_what_it_lacks(figures: Figures, words: list[str]) -> None:
    assert lacks(figures) == words


def test_up_and_down_meet() -> None:
    assert [below("watch"), below("hint"), below("stop")] == [None, "watch", "urge"]
    assert [above("watch"), above("urge"), above("stop")] == ["hint", "stop", None]


_STEPS = st.lists(
    st.tuples(st.integers(0, 50), st.sampled_from(SEVERITIES), st.sampled_from(SEVERITIES)),
    max_size=12,
)


@given(_STEPS, st.integers(0, 60), st.randoms(use_true_random=False))
def test_the_past_stands_whatever_comes_later_and_in_whatever_order_it_is_read(
    raw: list[tuple[int, str, str]], at: int, chance: random.Random
) -> None:
    steps = [step(t, b, a, seq=i + 1) for i, (t, b, a) in enumerate(raw)]
    known_then = [one for one in steps if one.at <= at]
    shuffled = steps[:]
    chance.shuffle(shuffled)
    assert strength_at(shuffled, "stop", at) == strength_at(known_then, "stop", at)
