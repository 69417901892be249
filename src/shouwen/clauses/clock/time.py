"""The arithmetic of one clock: due times, warnings, rungs of the ladder, time used.

Everything here is a function of the obligation, the calendar that it opened under and the clause.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shouwen.clauses.rows import Obligation
from shouwen.events import BadInstant, Event, Instant, parse_instant
from shouwen.worktime import (
    BadDuration,
    Basis,
    BeyondCalendar,
    Calendar,
    Duration,
    Pause,
    due_at,
    elapsed,
)


def parse_span(text: str) -> Duration | None:
    """A duration that came with an event; None where it is none."""
    try:
        span = Duration.parse(text)
    except BadDuration:
        return None
    return span if span.amount > 0 else None


def span_of_value(value: Any, unit: str) -> str | None:
    """``within: {field: …}``: the words of the time allowed, from text or a number of ``unit``."""
    if isinstance(value, bool) or value is None:
        return None
    text = f"{value} {unit}" if isinstance(value, int | float) else str(value)
    return text if parse_span(text) is not None else None


def instant_of_value(value: Any, calendar: Calendar) -> Instant | None:
    """``due: {field: …}``: microseconds, or ISO text in the calendar's zone."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value
    try:
        return parse_instant(str(value), calendar.zone)
    except BadInstant:
        return None


def after(
    calendar: Calendar, start: Instant, span: Duration, basis: Basis, pauses: Sequence[Pause] = ()
) -> Instant | None:
    """``start`` + ``span``; None where that never comes."""
    try:
        return due_at(calendar, start, span, basis, pauses)
    except BeyondCalendar:
        return None


def pauses_of(obligation: Obligation) -> list[Pause]:
    """Its pauses, the running one still open."""
    pauses: list[Pause] = [(a, b) for a, b in obligation.pauses]
    if obligation.paused_since is not None:
        pauses.append((obligation.paused_since, None))
    return pauses


def used(calendar: Calendar, obligation: Obligation, end: Instant, basis: Basis) -> int:
    """Microseconds from anchor to ``end`` without the pauses: working time on an hour clock of
    basis work; wall time by the wall and where days are counted."""
    span = parse_span(obligation.within) if obligation.within else None
    hours = span is not None and not span.counts_days
    by: Basis = "work" if hours and span is not None and (span.basis or basis) == "work" else "wall"
    try:
        return elapsed(calendar, obligation.anchor, end, by, pauses_of(obligation))
    except BeyondCalendar:
        return 0


def warnings(
    calendar: Calendar, due: Instant | None, spans: Sequence[Duration], basis: Basis, now: Instant
) -> list[Instant]:
    """When to warn before ``due``, ascending; what is not after ``now`` is left out."""
    if due is None:
        return []
    found = set()
    for span in spans:
        at = after(calendar, due, -span, basis)
        if at is not None and now < at < due:
            found.add(at)
    return sorted(found)


def facts_first(payload: Mapping[str, Any], facts: Mapping[str, Any], name: str) -> Any:
    """A field of the event, else the fact of that name."""
    value = payload.get(name)
    return facts.get(name) if value is None else value


def counted_at(event: Event, accepts: frozenset[str]) -> Instant:
    """When an act counts: at its own time, unless that is only declared (or a device's) and the
    clause does not take it at its word; then when it was recorded (DESIGN §2, law 4)."""
    if event.at_source in ("device", "declared") and event.at_source not in accepts:
        return max(event.at, event.recorded_at)
    return event.at
