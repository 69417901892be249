"""The five calls of the engine. All are pure: what they are given stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from shouwen.clauses.changes import Changes
from shouwen.clauses.fold import Fold
from shouwen.clauses.rows import Intent, Missing
from shouwen.clauses.state import DUE, EVENT, State
from shouwen.engine.apply import apply
from shouwen.engine.judged import JUDGEMENTS, needs_history
from shouwen.events import Event, Instant
from shouwen.events.catalogue import facts_of
from shouwen.handbook.program import Program


class Programs(Protocol):
    """Editions by hash, and what is in force in a unit at an instant."""

    def edition(self, edition: str, /) -> Program:
        """The program of that hash; KeyError where there is none."""

    def at(self, unit: str, at: Instant, /) -> Program | None:
        """The program in force; None before the first edition of the unit."""


def keys(program: Program, event: Event) -> list[str]:
    """The states that an event touches, sorted: one for each subject whose kind has clauses."""
    scopes = program.scopes
    return sorted([f"{kind}:{name}" for kind, name in event.subjects.items() if kind in scopes])


def permit(
    programs: Programs, states: Mapping[str, State], intent: Intent, at: Instant
) -> list[Missing]:
    """What gates still want before ``intent``; an empty list means go ahead.

    ``states``: those of the intent's subjects; one that is absent is empty. An override in
    ``intent.overrides`` (or its payload) names clause, ``by`` and ``reason``; whether that person
    has the role is for the desk to check.
    """
    program = programs.at(intent.unit, at)
    if program is None:
        return []
    given = [*intent.overrides, *(intent.payload.get("overrides") or ())]
    missing: list[Missing] = []
    for kind in sorted(intent.subjects):
        gates = program.gates.get((kind, intent.kind))
        if not gates:
            continue
        key = f"{kind}:{intent.subjects[kind]}"
        state = states.get(key) or State(key, intent.unit)
        for gate in gates:
            missing.extend(gate.asks(state, intent.payload, given))
    return missing


def step(programs: Programs, states: Mapping[str, State], event: Event) -> Changes:
    """Advance each state that the event touches to its ``at``, then apply it.

    ``states`` by key; a missing one begins empty. A state that the event comes too late for, or
    whose past it judges, is named in ``changes.late`` and left for :func:`refold`. Obligations are
    returned in full form, tallies as increments. ``changes.own`` is the event's own part where
    something was due before it, and ``changes.effects_hash()`` the hash of that part.
    """
    own = Changes()
    program = programs.at(event.unit, event.at)
    if program is None:
        return own
    at = event.at
    due: Changes | None = None
    learnt = facts_of(event)
    for key in keys(program, event):
        state = states.get(key)
        if state is None:
            state = State(key, event.unit)
        elif state.at > at or (state.at == at and state.phase > EVENT):
            own.late.append(key)
            continue
        else:
            if event.kind in JUDGEMENTS and _needs_history(programs, state, event):
                own.late.append(key)
                continue
            state = state.copy()
        fold = Fold(programs, state, own)
        if state.next_at is not None and state.next_at < at:
            fold.changes = due = due or Changes()
            _decide(fold, at)
            fold.changes = own
        apply(fold, program, event, learnt)
        fold.settle(at, EVENT)
        own.states[key] = state
    if due is None:
        return own
    due.take(own)
    due.own = own
    return due


def _needs_history(programs: Programs, state: State, event: Event) -> bool:
    by_then = advance(programs, state, event.at).states.get(state.key, state)
    return needs_history(by_then, event)


def advance(programs: Programs, state: State, until: Instant) -> Changes:
    """Decide everything that is due before ``until``, each at its own instant, in order.

    The mark moves to what was decided, never to ``until``: how time is cut into ticks leaves no
    trace. ``changes.states`` is empty where there was nothing to decide.
    """
    changes = Changes()
    if state.next_at is None or state.next_at >= until:
        return changes
    fold = Fold(programs, state.copy(), changes)
    _decide(fold, until)
    changes.states[state.key] = fold.state
    return changes


def refold(
    programs: Programs, key: str, events: Iterable[Event], until: Instant | None = None
) -> Changes:
    """A state anew from all its events: the full rows that the tables must equal.

    ``events``: those that touch ``key``, in any order; they are taken by (``at``, ``seq``, id).
    ``until``: decide what is due before it, too. ``changes.own`` is what the event of the highest
    ``seq`` made, for the hash of a late event's effects.
    """
    ordered = sorted(events, key=lambda event: event.order)
    changes = Changes()
    newest = max(ordered, key=lambda event: (event.seq, event.at, event.id), default=None)
    state: State | None = None
    for event in ordered:
        program = programs.at(event.unit, event.at)
        if program is None or key not in keys(program, event):
            continue
        if state is None:
            state = State(key, event.unit)
        own = Changes() if event is newest else changes
        fold = Fold(programs, state, changes, changes)
        _decide(fold, event.at)
        fold.changes = own
        apply(fold, program, event, facts_of(event))
        fold.settle(event.at, EVENT)
        if own is not changes:
            changes.take(own)
            changes.own = own
    if state is not None:
        if until is not None:
            _decide(Fold(programs, state, changes), until)
        changes.states[key] = state
    return changes


def _decide(fold: Fold, until: Instant) -> None:
    """Take every decision that is due before ``until``, instant by instant."""
    state = fold.state
    while (at := state.next_at) is not None and at < until:
        for obligation in fold.due_now(at):
            # An earlier decision of this instant may have ended or moved it.
            now = state.open.get(obligation.id) or state.waiting.get(obligation.id)
            if now is not None and now.next_at is not None and now.next_at <= at:
                rule = fold.editions.edition(now.edition).rules[now.clause]
                rule.decide(fold, now, at)
        fold.settle(at, DUE)
