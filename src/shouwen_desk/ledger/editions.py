"""Editions of handbooks on the ledger: kept for ever, in force from an instant for a unit."""

from __future__ import annotations

import json
import threading
from bisect import bisect_right
from dataclasses import dataclass, field

from django.db import connection

from shouwen.engine import keys as engine_keys
from shouwen.events import Event
from shouwen.handbook.program import Program
from shouwen.measures.ladder import KINDS as STEPS

from . import models

# "edit" in ASCII; any number that no other advisory lock of this product uses.
_ADVISORY = 0x65646974


class Programs:
    """What is in force when: the engine's window on editions.

    ``at`` answers the program of a unit at an instant, ``edition`` one by its hash. An edition is
    compiled once a process.
    """

    def __init__(self, spans: dict[str, tuple[list[int], list[str]]]) -> None:
        self._spans = spans

    @property
    def units(self) -> list[str]:
        """Units that ever had an edition in force."""
        return sorted(self._spans)

    def edition(self, name: str) -> Program:
        """The program of an edition hash; KeyError where the ledger does not hold it."""
        return compiled(name)

    def at(self, unit: str, instant: int) -> Program | None:
        """The program in force for ``unit`` at ``instant``; None before the first."""
        starts, names = self._spans.get(unit, ([], []))
        place = bisect_right(starts, instant)
        return compiled(names[place - 1]) if place else None

    def hash_at(self, unit: str, instant: int) -> str | None:
        """The hash of the edition in force, without compiling it."""
        starts, names = self._spans.get(unit, ([], []))
        place = bisect_right(starts, instant)
        return names[place - 1] if place else None


@dataclass(slots=True)
class _Cache:
    """Spans as this process last read them; ``newest`` is the id of the last span, ``newest_step``
    the seq of the last step of the ladder (PostgreSQL; see ``ledger.strengths``)."""

    newest: int = -1
    newest_step: int = 0
    programs: Programs = field(default_factory=lambda: Programs({}))


_cache = _Cache()
# One look at both that other processes may have changed.
_NEWEST = (
    "SELECT (SELECT coalesce(max(id), 0) FROM ledger_editionspan), "
    "(SELECT coalesce(max(seq), 0) FROM ledger_event WHERE kind IN (%s, %s))"
)


def programs(*, lock: bool = False) -> Programs:
    """The editions in force, as they are now.

    ``lock`` (inside a transaction that writes events): no edition is put in force until it ends.
    SQLite needs neither lock nor look: the desk is the one process that writes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if lock:
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_ADVISORY])
            cursor.execute(_NEWEST, list(STEPS))
            newest, _cache.newest_step = map(int, cursor.fetchone())
        if newest != _cache.newest:
            _read(newest)
    elif _cache.newest < 0:
        _read(0)
    return _cache.programs


def newest_step() -> int:
    """The seq of the last step of the ladder, as the last look at the editions found it."""
    return _cache.newest_step


def forget() -> None:
    """Read the spans anew on the next use (another database, or a new span)."""
    _cache.newest = -1


def _read(newest: int) -> None:
    spans: dict[str, tuple[list[int], list[str]]] = {}
    rows = models.EditionSpan.objects.order_by("unit", "starts")
    for unit, starts, name in rows.values_list("unit", "starts", "edition_id"):
        instants, names = spans.setdefault(unit, ([], []))
        instants.append(starts)
        names.append(name)
    _cache.programs = Programs(spans)
    _cache.newest = newest


_compiled: dict[str, Program] = {}
_compiling = threading.Lock()


def compiled(name: str) -> Program:
    """The program of an edition on the ledger; KeyError where there is none, ValueError if altered."""
    program = _compiled.get(name)
    if program is None:
        # Compiling takes half a second; threads that ask for the same edition wait for the first.
        with _compiling:
            program = _compiled.get(name)
            if program is None:
                program = _compiled[name] = _compile(name)
    return program


def warm(now: int) -> None:
    """Compile what is in force at ``now`` (µs UTC), so that the first customer need not wait."""
    known = programs()
    for unit in known.units:
        known.at(unit, now)


def _compile(name: str) -> Program:
    content = models.Edition.objects.filter(pk=name).values_list("content", flat=True).first()
    if content is None:
        raise KeyError(name)
    program = Program.from_content(json.loads(content))
    if program.edition != name:
        raise ValueError(f"手册版本 {name[:12]} 的内容与它的摘要不符，台账可能被改过。")
    return program


def keys(known: Programs, event: Event) -> set[str]:
    """The states that an event touches under the edition in force when it happened."""
    program = known.at(event.unit, event.at)
    return set() if program is None else set(engine_keys(program, event))
