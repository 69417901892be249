"""What moves a clock that already runs: pauses, new dates, a fresh start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shouwen.clauses.clock import time
from shouwen.clauses.fold import Fold
from shouwen.clauses.rows import Obligation
from shouwen.events import Event, Instant

if TYPE_CHECKING:
    from shouwen.clauses.clock.rule import ClockRule


def pauses_for(rule: ClockRule, reason: Any) -> bool:
    """Whether a pause for this reason stops the clock."""
    return bool(rule.block.pauses) and (rule.reasons is None or reason in rule.reasons)


def pause_or_resume(rule: ClockRule, fold: Fold, event: Event) -> None:
    """``case.paused`` with a reason that counts stops the clock; any other one, or
    ``case.resumed``, lets it run."""
    pause = event.kind == "case.paused" and pauses_for(rule, event.payload.get("reason"))
    for obligation in fold.owed(rule):
        if (obligation.paused_since is not None) != pause:
            _turn(rule, fold.edit(obligation), event.at, pause=pause)
    for identity, waiting in list(fold.state.waiting.items()):
        mine = waiting.clause == rule.code and waiting.edition == rule.home.edition
        if mine and (waiting.paused_since is not None) != pause:
            fold.state.waiting[identity] = waiting = waiting.copy()
            _turn(rule, waiting, event.at, pause=pause)


def _turn(rule: ClockRule, obligation: Obligation, at: Instant, *, pause: bool) -> None:
    """Stop or start the clock of one obligation (or of a period that waits for its end)."""
    if pause:
        obligation.paused_since = at
        obligation.next_at = None
        return
    assert obligation.paused_since is not None
    obligation.pauses.append([obligation.paused_since, at])
    obligation.paused_since = None
    if obligation.outcome != "broken" and rule.block.due is None:
        calendar, basis = rule.hours(obligation.channel), rule.block.basis
        span = time.parse_span(obligation.within)
        assert span is not None
        due = time.after(calendar, obligation.anchor, span, basis, time.pauses_of(obligation))
        # Paused at the very due time: what is left is nothing, and due is now, not in the past.
        obligation.due = None if due is None else max(due, at)
        left = len(rule.warns) - len(obligation.warned)
        planned = time.warnings(calendar, obligation.due, rule.warns, basis, at)
        obligation.warns = planned[-left:] if left > 0 else []
    if obligation.closed is not None:
        obligation.next_at = None if obligation.due is None else max(obligation.due, at)
    else:
        rule.schedule(obligation, at)


def start_again(rule: ClockRule, fold: Fold, obligation: Obligation, event: Event) -> None:
    """Count from this start instead (``restarts: last``)."""
    at = time.counted_at(event, rule.accepts)
    calendar, basis = rule.hours(obligation.channel), rule.block.basis
    due: Instant | None
    if rule.block.due is not None:
        within, due = "", rule.due_of_field(fold, event, calendar)
        if due is None:
            return
        due = max(due, at)
    else:
        found = rule.within(fold, event)
        span = None if found is None else time.parse_span(found)
        if found is None or span is None:
            return
        within, due = found, time.after(calendar, at, span, basis)
    obligation = fold.edit(obligation)
    obligation.anchor, obligation.within, obligation.due = at, within, due
    obligation.because = [obligation.opened_by, event.id]
    obligation.pauses, obligation.warned, obligation.performed = [], [], False
    if obligation.paused_since is not None:
        obligation.paused_since = at
    obligation.warns = time.warnings(calendar, due, rule.warns, basis, at)
    rule.schedule(obligation, at)


def redate(rule: ClockRule, fold: Fold, event: Event) -> None:
    """Move what is not yet due; what is overdue stays broken and a new one opens."""
    owed = fold.owed(rule)
    if not owed:
        return
    undecided = [o for o in owed if o.outcome is None]
    if not undecided:
        _open_moved(rule, fold, owed[-1], event)
        return
    cap = rule.block.moves_at_most
    for obligation in undecided:
        calendar = rule.hours(obligation.channel)
        due = rule.due_of_field(fold, event, calendar)
        if due is None or (cap is not None and obligation.moves >= cap):
            continue
        obligation = fold.edit(obligation)
        obligation.due = max(due, event.at)
        obligation.moves += 1
        obligation.performed = False
        if event.id not in obligation.because:
            obligation.because.append(event.id)
        obligation.warns = time.warnings(
            calendar, obligation.due, rule.warns, rule.block.basis, event.at
        )
        rule.schedule(obligation, event.at)


def _open_moved(rule: ClockRule, fold: Fold, before: Obligation, event: Event) -> None:
    calendar = rule.hours(before.channel)
    due = rule.due_of_field(fold, event, calendar)
    if due is None:
        return
    at = time.counted_at(event, rule.accepts)
    new = rule.new(fold, at, at, before.n + 1, before.opened_by, event.id, "", before.channel)
    new.owner = before.owner
    rule.run(fold, new, at, calendar, max(due, at))
