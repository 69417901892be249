"""Rows of spans, and where a weighed span begins and ends."""

from __future__ import annotations

import pytest

from shouwen.wording.spans import apart, merge, to_pauses


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("上个月多扣了钱,查一下", "个月多扣了钱", "上个月多扣了钱"),
        (
            "这个不归我管,你去问店里",
            "管,你去问店里",
            "这个不归我管,你去问店里",
        ),  # five before: the start
        ("就在这个不归我管,你去问店里", "管,你去问店里", "管,你去问店里"),  # seven: no pause near
        ("好,随便你去告吧。", "随便你去", "随便你去告吧"),
        ("随便你一二三四五六。", "随便你", "随便你一二三四五六"),
        ("随便你一二三四五六七。", "随便你", "随便你"),
        ("随便你", "随便你", "随便你"),
    ],
)
def test_a_weighed_span_reaches_to_the_pauses_near_by(text: str, words: str, shown: str) -> None:
    start = text.index(words)
    low, high = to_pauses(text, (start, start + len(words)))
    assert text[low:high] == shown


def test_spans_that_share_a_character_are_joined_or_taken_out() -> None:
    assert merge([(4, 6), (0, 2), (1, 3)]) == [(0, 3), (4, 6)]
    assert merge([(0, 2), (2, 4)]) == [(0, 2), (2, 4)]
    assert apart([(0, 2), (3, 5), (5, 6)], [(4, 5)]) == [(0, 2), (5, 6)]
