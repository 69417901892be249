"""The engine: a pure function of events, states, editions and time (DESIGN §3).

::

    touched = keys(program, event)                      # the states to lock, sorted
    missing = permit(programs, states, intent, at)      # [] or what a gate still wants
    changes = step(programs, states, event)             # advance to the event, then apply it
    changes = advance(programs, state, until)           # decide every instant before `until`
    changes = refold(programs, key, events)             # a state anew from all its events
    lines = explain(program, obligation)                # how a due time or outcome was reached

``programs`` answers ``edition(hash)`` and ``at(unit, instant)`` (None where no edition is in force
yet). Nothing handed in is changed. A state that an event comes too late for is named in
``changes.late``; the caller re-folds it.
"""

from shouwen.engine.explain import explain
from shouwen.engine.run import advance, keys, permit, refold, step
from shouwen.engine.single import Single

VERSION = "1"
"""Raised when the same events would give other effects than before."""

__all__ = [
    "VERSION",
    "Single",
    "advance",
    "explain",
    "keys",
    "permit",
    "refold",
    "step",
]
