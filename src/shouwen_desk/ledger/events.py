"""Events out of the table, as the core knows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from shouwen.events import Event

COLUMNS = (
    "seq",
    "event_id",
    "kind",
    "unit",
    "subjects",
    "actor",
    "at",
    "at_source",
    "recorded_at",
    "source_key",
    "payload",
)
_SELECT = "SELECT " + ", ".join(f'e."{name}"' for name in COLUMNS) + " FROM ledger_event e "
CHUNK = 1000


def _event(row: Sequence[Any]) -> Event:
    return Event(
        seq=row[0],
        id=row[1],
        kind=row[2],
        unit=row[3],
        subjects=json.loads(row[4]),
        actor=row[5],
        at=row[6],
        at_source=row[7],
        recorded_at=row[8],
        source_key=row[9],
        payload=json.loads(row[10]),
    )


def of_key(key: str) -> list[Event]:
    """Every event of a subject (``case:C1``) in the order of truth (at, seq)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SELECT + "JOIN ledger_event_state s ON s.seq = e.seq WHERE s.key = %s "
            "ORDER BY e.at, e.seq",
            [key],
        )
        return [_event(row) for row in cursor.fetchall()]


def after(seq: int, limit: int = CHUNK) -> list[Event]:
    """The next events by seq."""
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + "WHERE e.seq > %s ORDER BY e.seq LIMIT %s", [seq, limit])
        return [_event(row) for row in cursor.fetchall()]


def everything(start: int = 0) -> Iterator[Event]:
    """All events by seq, read in chunks."""
    while batch := after(start):
        yield from batch
        start = batch[-1].seq


def by_ids(ids: Iterable[str]) -> dict[str, Event]:
    """Events by id."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + f"WHERE e.event_id IN ({marks})", wanted)
        return {row[1]: _event(row) for row in cursor.fetchall()}


def by_source_or_id(keys: Sequence[str], ids: Sequence[str]) -> dict[str, Event]:
    """Events by source key and by id, each under both its names."""
    found: dict[str, Event] = by_ids(ids)
    if keys:
        marks = ", ".join(["%s"] * len(keys))
        with connection.cursor() as cursor:
            cursor.execute(_SELECT + f"WHERE e.source_key IN ({marks})", list(keys))
            for row in cursor.fetchall():
                found[row[9]] = _event(row)
    return found


def by_seqs(seqs: Sequence[int]) -> list[Event]:
    """Events by seq, in no particular order."""
    if not seqs:
        return []
    marks = ", ".join(["%s"] * len(seqs))
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + f"WHERE e.seq IN ({marks})", list(seqs))
        return [_event(row) for row in cursor.fetchall()]


def of_kinds(kinds: Sequence[str]) -> list[Event]:
    """Every event of some rare kinds in the order of truth (at, seq)."""
    marks = ", ".join(["%s"] * len(kinds))
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + f"WHERE e.kind IN ({marks}) ORDER BY e.at, e.seq", list(kinds))
        return [_event(row) for row in cursor.fetchall()]


def newest_of(kind: str, limit: int) -> list[Event]:
    """The newest events of a kind, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SELECT + "WHERE e.kind = %s ORDER BY e.at DESC, e.seq DESC LIMIT %s", [kind, limit]
        )
        return [_event(row) for row in cursor.fetchall()]
