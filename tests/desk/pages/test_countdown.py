"""The server's words for due times are the browser's, row by row of the vectors that both are held to."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shouwen_desk.pages import countdown

VECTORS = json.loads(
    (Path(__file__).resolve().parents[3] / "frontend/test/countdown.vectors.json").read_text(
        "utf-8"
    )
)


def _instant(text: str | None) -> int | None:
    return None if text is None else round(datetime.fromisoformat(text).timestamp() * 1_000_000)


@pytest.mark.parametrize("row", VECTORS["shown"], ids=lambda row: f"{row['due']}-{row['text']}")
def test_words_of_a_due_time(row: dict[str, str]) -> None:
    now = _instant(VECTORS["now"])
    assert now is not None
    got = countdown.shown(
        _instant(row["due"]),
        now,
        warn=_instant(row.get("warn")),
        opened=_instant(row.get("opened")),
        form=row.get("form", "left"),
        zone=ZoneInfo(VECTORS["zone"]),
    )
    assert (got.mark, got.text, got.share) == (row["mark"], row["text"], row["share"])


@pytest.mark.parametrize(
    ("us", "text"),
    [(0, "0秒"), (59_999_999, "59秒"), (22 * 60_000_000, "22分"), (188 * 60_000_000, "3时08分")],
)
def test_words_of_a_span(us: int, text: str) -> None:
    assert countdown.length(us) == text
