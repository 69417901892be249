"""The recorded Chinese times: nothing certain is wrong, and what is claimed is read."""

from __future__ import annotations

from collections import Counter

from bench.zh_time import measure
from tests.shared import shared_data


def test_no_certain_answer_is_wrong_and_nine_of_ten_are_right() -> None:
    """Of the kinds that `shouwen times --help` claims at least 90 % are right, and none is wrong in silence."""
    tally, lines = measure(shared_data("zh-time"))
    assert [line for line in lines if line.startswith("wrong")] == []
    claimed: Counter[str] = sum(
        (c for name, c in tally.items() if name.startswith("claimed")), Counter()
    )
    assert claimed.total() > 100
    assert claimed["right"] >= 0.9 * claimed.total()
