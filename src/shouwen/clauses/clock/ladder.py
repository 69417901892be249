"""What time alone does to a clock's obligation: warn, perform, break, climb the ladder, repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouwen.clauses.clock import time
from shouwen.clauses.fold import Fold
from shouwen.clauses.rows import Obligation
from shouwen.events import Instant
from shouwen.worktime import Calendar

if TYPE_CHECKING:
    from shouwen.clauses.clock.rule import ClockRule


def limit(rule: ClockRule, obligation: Obligation, calendar: Calendar) -> Instant | None:
    """The last instant at which doing it keeps it: the due time, and the grace where the desk
    itself is to do it. None: there is no deadline."""
    if obligation.due is None or rule.grace is None:
        return obligation.due
    return time.after(calendar, obligation.due, rule.grace, "wall")


def schedule(rule: ClockRule, obligation: Obligation, now: Instant) -> None:
    """Set ``next_at``: the next warning, the due time, the end of the grace, the next rung.

    Nothing is ever decided before ``now``: a due time that already lay in the past when it
    became known is decided at once, after everything else that happened at this instant.
    """
    obligation.next_at = None
    if obligation.paused_since is not None or obligation.due is None:
        return
    if obligation.outcome is None:
        due: Instant | None = obligation.due
        if obligation.performed:
            due = limit(rule, obligation, rule.hours(obligation.channel))
        if obligation.warns and (due is None or obligation.warns[0] < due):
            due = obligation.warns[0]
    else:
        due = _next_rung(rule, obligation)
    obligation.next_at = None if due is None else max(due, now)


def _next_rung(rule: ClockRule, obligation: Obligation) -> Instant | None:
    if obligation.rung >= len(rule.rungs) or obligation.due is None:
        return None
    _, span = rule.rungs[obligation.rung]
    if span is None:
        return obligation.due
    calendar = rule.hours(obligation.channel)
    return time.after(calendar, obligation.due, span, rule.block.basis, time.pauses_of(obligation))


def decide(rule: ClockRule, fold: Fold, obligation: Obligation, at: Instant) -> None:
    """Take the one step that is due at ``at``."""
    if obligation.closed is not None:
        # The period of a series that was kept early has run out.
        fold.state.waiting.pop(obligation.id, None)
        rule.open_next(fold, obligation, at)
        return
    obligation = fold.edit(obligation)
    if obligation.outcome is not None:
        _climb(rule, fold, obligation, at)
    elif obligation.warns and obligation.warns[0] <= at:
        _warn(fold, obligation, at)
    elif rule.block.does is not None and not obligation.performed:
        _perform(rule, fold, obligation, at)
    else:
        _break(rule, fold, obligation, at)
    if obligation.closed is None:
        schedule(rule, obligation, at)


def _warn(fold: Fold, obligation: Obligation, at: Instant) -> None:
    while obligation.warns and obligation.warns[0] <= at:
        obligation.warned.append(obligation.warns.pop(0))
    fold.tell(obligation, "owner", "warn", at, f"快到期了：{obligation.act}")


def _perform(rule: ClockRule, fold: Fold, obligation: Obligation, at: Instant) -> None:
    does = rule.block.does
    assert does is not None
    obligation.performed = True
    before = limit(rule, obligation, rule.hours(obligation.channel))
    fold.perform(
        obligation, does.act, does.text or "", at, at if before is None else max(before, at)
    )


def _break(rule: ClockRule, fold: Fold, obligation: Obligation, at: Instant) -> None:
    _relieve(rule, fold, obligation, at)
    missing = [part[0] for part in obligation.parts if part[1] is None]
    reason = f"到期未办，还差{'、'.join(missing)}" if missing else "到期未办"
    if rule.block.every is not None and rule.ends_with(obligation):
        reason += "，次数已满，到此为止"
    fold.end(
        obligation, "broken", at, reason=reason, attribution="系统" if rule.block.does else None
    )
    _climb(rule, fold, obligation, at)
    if rule.block.every is not None:
        rule.open_next(fold, obligation, at)


def _relieve(rule: ClockRule, fold: Fold, obligation: Obligation, at: Instant) -> None:
    """In a series the period before, broken and never made good, ends where the next is missed:
    what is owed stays bounded however long nobody does anything."""
    if rule.block.every is None:
        return
    for before in fold.owed(rule):
        if (
            before.outcome == "broken"
            and before.opened_by == obligation.opened_by
            and before.n < obligation.n
        ):
            before = fold.edit(before)
            before.used_us = time.used(rule.hours(before.channel), before, at, rule.block.basis)
            before.reason += "，由下一次接替"
            fold.close(before, at)


def _climb(rule: ClockRule, fold: Fold, obligation: Obligation, at: Instant) -> None:
    """Tell whoever the ladder names by now."""
    while obligation.rung < len(rule.rungs):
        instant = _next_rung(rule, obligation)
        if instant is None or instant > at:
            return
        step, _ = rule.rungs[obligation.rung]
        obligation.rung += 1
        fold.tell(obligation, step.tell, "breach", at, step.text or f"过期未办：{obligation.act}")
