"""A line of an exported ledger is an event like any other; other additions are still refused."""

from __future__ import annotations

import pytest

from shouwen.events.event import BadEvent, Event

LINE = {
    "id": "e1",
    "kind": "case.closed",
    "unit": "desk",
    "subjects": {"case": "C1"},
    "at": "2026-11-20T10:00:00+08:00",
    "payload": {},
}


def test_what_the_export_says_beside_an_event_is_passed_over() -> None:
    exported = LINE | {"position": 7, "leaf": "ab" * 32, "texts": {"cd" * 32: "…"}}
    assert Event.from_json(exported) == Event.from_json(LINE)


def test_anything_else_is_refused() -> None:
    with pytest.raises(BadEvent, match="信封上没有“place”这一项"):
        Event.from_json(LINE | {"place": 7})
