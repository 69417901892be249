"""The clock worker: decides what has come due. All deadlines live in ``state.next_at``.

Any number of workers share the states: on PostgreSQL each takes rows that nobody else holds
(``FOR UPDATE SKIP LOCKED``), on SQLite there is one. How often it runs changes nothing but how
soon people learn of a decision: every instant is decided as if by itself.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from django.db import connection, transaction

from shouwen.clauses.changes import Changes
from shouwen.clauses.state import State
from shouwen.engine import advance

from . import batches, editions, fold, listeners, live
from .batches import Between, nothing
from .record import UNIT, Draft, record

BATCH = 100


class StuckState(RuntimeError):
    """The engine left something undecided that it had been asked to decide."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick, or one batch of it, did; ``more``: there may be something left."""

    states: int
    decided: int
    more: bool = False


def tick(now: int, *, batch: int = BATCH, between: Between = nothing) -> Ticked:
    """Decide everything due before ``now`` (µs UTC), batch by batch; ``between`` is called after each."""
    states = decided = 0
    while True:
        done = _batch(now, batch)
        states += done.states
        decided += done.decided
        if not done.more:
            return Ticked(states, decided)
        between()


def next_at() -> int | None:
    """The earliest instant at which some state must be decided."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(next_at) FROM ledger_state WHERE next_at IS NOT NULL")
        value = cursor.fetchone()[0]
    return None if value is None else int(value)


def _batch(now: int, limit: int) -> Ticked:
    earliest = next_at()
    if earliest is None or earliest >= now:
        # Without looking first an idle desk would take the write lock twice a second.
        return Ticked(0, 0)
    with transaction.atomic():
        programs = editions.programs(lock=True)
        claimed = _claim(now, limit)
        merged, count = _advanced(programs, claimed, now)
        if not count:
            return Ticked(0, 0)
        fold.write(merged, now)
        listeners.decided(merged)
        decided = len(merged.verdicts) + len(merged.notices) + len(merged.performs)
        if decided:
            record(
                Draft("time.observed", {}, {"until": now, "decided": decided}, unit=UNIT),
                actor="system",
            )
        live.announce((), merged)
    return Ticked(count, decided, more=count < len(claimed) or len(claimed) == limit)


def _advanced(programs: editions.Programs, claimed: list[str], now: int) -> tuple[Changes, int]:
    """Decide what is due in the first of the claimed states; answers how many there was time for."""
    merged = Changes()
    ends = time.monotonic() + batches.BATCH_SECONDS
    for count, data in enumerate(claimed):
        if count and time.monotonic() > ends:
            return merged, count
        state = State.from_json(json.loads(data))
        done = advance(programs, state, now)
        merged.take(done)
        left = done.states.get(state.key, state).next_at
        if left is not None and left < now:
            raise StuckState(f"{state.key}: next_at {left} is still before {now}")
    return merged, len(claimed)


def _claim(now: int, limit: int) -> list[str]:
    skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data FROM ledger_state WHERE next_at IS NOT NULL AND next_at < %s "
            f"ORDER BY next_at LIMIT %s{skip}",
            [now, limit],
        )
        return [data for (data,) in cursor.fetchall()]
