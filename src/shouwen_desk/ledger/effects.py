"""The hash of what one event made, the same however the event reached its states."""

from __future__ import annotations

from collections.abc import Iterable

from shouwen.clauses.changes import Changes


def effects_hash(parts: Iterable[Changes | None]) -> str:
    """SHA-256 over the event's own part in each of its states.

    A state that the clock had already carried past the event gives its part by a second fold
    (``late``); rows are ordered by id, so that this leaves no trace in the hash.
    """
    own = Changes()
    for part in parts:
        if part is not None:
            own.take(part)
    own.verdicts.sort(key=lambda row: row.id)
    own.notices.sort(key=lambda row: row.id)
    own.performs.sort(key=lambda row: row.id)
    return own.effects_hash()


def own_part(stepped: Changes) -> Changes:
    """What the event itself made in a step: all of it where nothing had to be advanced before."""
    return stepped if stepped.own is None else stepped.own
