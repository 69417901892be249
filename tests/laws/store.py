"""A desk in memory for the laws: records, ticks, and forgets everything but JSON in between."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from shouwen.clauses.state import State
from shouwen.engine.replay import Tables
from shouwen.engine.run import Programs
from shouwen.events import Event


def through_json(tables: Tables) -> None:
    """Every state goes to text and back, as it does between two transactions."""
    for key, state in tables.states.items():
        text = json.dumps(state.to_json())
        back = State.from_json(json.loads(text))
        assert back == state
        tables.states[key] = back


def play(
    programs: Programs,
    arriving: Iterable[Event],
    ticks: Sequence[int] = (),
    *,
    end: int,
    stored: bool = False,
) -> Tables:
    """Record events in the order given, ticking in between where an event lies beyond a tick.

    A desk ticks with its own time, so a tick never comes before an event that arrived earlier:
    each is made when the first event later than it arrives.
    """
    tables = Tables(programs)
    waiting = sorted(ticks)
    for event in arriving:
        while waiting and waiting[0] < event.at:
            tables.tick(waiting.pop(0))
        tables.record(event)
        if stored:
            through_json(tables)
    for at in (*waiting, end):
        tables.tick(at)
        if stored:
            through_json(tables)
    return tables


def rows(tables: Tables) -> dict[str, Any]:
    """All that must be the same however a stream was cut, as plain data."""
    return {
        "states": {key: state.to_json() for key, state in sorted(tables.states.items())},
        "obligations": {i: o.to_json() for i, o in sorted(tables.obligations.items())},
        "verdicts": {i: v.to_json() for i, v in sorted(tables.verdicts.items())},
        "findings": {i: f.to_json() for i, f in sorted(tables.findings.items())},
        "kept": sorted(tables.kept),
        "tally": sorted(tables.tally.items()),
    }


def told(tables: Tables) -> dict[str, Any]:
    """What people and the desk were told to do; a late fact cannot take that back."""
    return {
        "notices": {i: n.to_json() for i, n in sorted(tables.notices.items())},
        "performs": {i: p.to_json() for i, p in sorted(tables.performs.items())},
    }
