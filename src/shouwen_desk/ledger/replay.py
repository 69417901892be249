"""Fold the ledger again and list every difference (重算有别); nothing is written.

Two looks: subject by subject, whether the tables equal the fold of the events; and event by event
in the order of recording, whether the engine of today makes of each what the engine that recorded
it made. A difference of the second kind after an upgrade is no fault: old verdicts stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from shouwen.clauses.changes import Changes
from shouwen.clauses.rows import TallyKey
from shouwen.clauses.state import State
from shouwen.engine import VERSION, step

from . import editions, events, fold, listeners, models
from .effects import effects_hash, own_part
from .late import folded

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that folds otherwise today; ``say`` is a Chinese sentence."""

    table: str
    id: str
    say: str


@dataclass(slots=True)
class Replay:
    """The answer of ``replay``."""

    states: int = 0
    events: int = 0
    differences: list[Difference] = field(default_factory=list)
    other_engine: int = 0

    @property
    def ok(self) -> bool:
        """True when everything folds as it stands in the tables."""
        return not self.differences

    def differs(self, table: str, name: str, say: str) -> None:
        """Add a difference."""
        self.differences.append(Difference(table, name, say))


def replay(*, effects: bool = True) -> Replay:
    """Fold everything again; ``effects`` also compares what each event made."""
    result = Replay()
    programs = editions.programs()
    tally: dict[TallyKey, int] = {}
    seen: set[str] = set()
    for state in _states():
        seen.add(state.key)
        result.states += 1
        fresh = folded(programs, state.key, events.of_key(state.key), state)
        _compare_state(result, state, fresh)
        _compare_rows(result, state.key, fresh)
        for key, n in fresh.tally.items():
            tally[key] = tally.get(key, 0) + n
    _compare_tally(result, tally)
    _without_state(result, seen)
    for table, name, say in listeners.replayed():
        result.differs(table, name, say)
    if effects:
        _compare_effects(result, programs)
    return result


def _states() -> Iterator[State]:
    last = ""
    while True:
        rows = list(
            models.State.objects.filter(key__gt=last)
            .order_by("key")
            .values_list("key", "data")[:CHUNK]
        )
        if not rows:
            return
        last = rows[-1][0]
        for _, data in rows:
            yield State.from_json(json.loads(data))


def _compare_state(result: Replay, stored: State, fresh: Changes) -> None:
    state = fresh.states.get(stored.key, State(stored.key))
    was, now = _plain(stored.to_json()), _plain(state.to_json())
    if was != now:
        parts = "、".join(sorted(name for name in now if was.get(name) != now[name]))
        result.differs("state", stored.key, f"{stored.key} 的状态重算后不同：{parts}。")


def _compare_rows(result: Replay, key: str, fresh: Changes) -> None:
    standing = {"key": key, "superseded_at": None}
    tables: list[tuple[str, Any, dict[str, dict[str, Any]]]] = [
        (
            "obligation",
            models.Obligation.objects.filter(**standing),
            {o.id: fold.obligation_row(o) for o in fresh.obligations.values()},
        ),
        (
            "finding",
            models.Finding.objects.filter(**standing),
            {f.id: fold.finding_row(f) for f in fresh.findings.values()},
        ),
        (
            "verdict",
            models.Verdict.objects.filter(**standing),
            {v.id: fold.verdict_row(v) for v in _standing(fresh)},
        ),
    ]
    words = {"obligation": "应办", "finding": "发现", "verdict": "判定"}
    for table, rows, wanted in tables:
        stored = {row.pk: row for row in rows}
        for name in sorted(stored.keys() - wanted.keys()):
            result.differs(table, name, f"{words[table]} {name} 重算后没有了。")
        for name, row in sorted(wanted.items()):
            if name not in stored:
                result.differs(
                    table, name, f"重算多出一项{words[table]} {name}（{row['clause']}）。"
                )
                continue
            columns = [
                column
                for column, value in row.items()
                if not _same(value, getattr(stored[name], column))
            ]
            if columns:
                result.differs(
                    table, name, f"{words[table]} {name} 重算后不同：{'、'.join(columns)}。"
                )
    kept = {(k.event, c) for k in models.Kept.objects.filter(key=key) for c in k.clauses.split()}
    if kept != {(event, clause) for _, event, clause in fresh.kept}:
        result.differs("kept", key, f"{key} 里守了哪些条款，重算后不同。")


def _standing(fresh: Changes) -> list[Any]:
    """Verdicts that no later one took the place of."""
    overtaken = {verdict.supersedes for verdict in fresh.verdicts if verdict.supersedes}
    return [verdict for verdict in fresh.verdicts if verdict.id not in overtaken]


def _same(fresh: Any, stored: Any) -> bool:
    return bool(fresh == stored) or bool(_plain(fresh) == _plain(stored))


def _plain(value: Any) -> Any:
    """As JSON has it: tuples are lists."""
    return json.loads(json.dumps(value))


def _compare_tally(result: Replay, wanted: dict[TallyKey, int]) -> None:
    stored = {
        TallyKey(**{name: getattr(row, name) for name in TallyKey._fields}): row.n
        for row in models.Tally.objects.exclude(n=0).iterator(CHUNK)
    }
    wanted = {key: n for key, n in wanted.items() if n}
    for key in sorted(stored.keys() | wanted.keys()):
        if stored.get(key, 0) != wanted.get(key, 0):
            result.differs(
                "tally",
                f"{key.day} {key.clause}",
                f"{key.day} {key.clause} 的计数是 {stored.get(key, 0)}，重算是 {wanted.get(key, 0)}。",
            )


def _without_state(result: Replay, seen: set[str]) -> None:
    """A subject whose events fold into a state must have one."""
    programs = editions.programs()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT s.key FROM ledger_event_state s "
            "LEFT JOIN ledger_state t ON t.key = s.key WHERE t.key IS NULL"
        )
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        touched = any(name in editions.keys(programs, event) for event in events.of_key(name))
        if name not in seen and touched:
            result.differs("state", name, f"{name} 有事件，却没有状态。")


def _compare_effects(result: Replay, programs: editions.Programs) -> None:
    """Step through all events in the order of recording, as ``record`` did."""
    states: dict[str, State] = {}
    stored = _stored_effects()
    for event in events.everything():
        result.events += 1
        engine, effects = next(stored)
        keys = sorted(editions.keys(programs, event))
        before = {key: states.get(key) or State(key, event.unit) for key in keys}
        changes = step(programs, before, event)
        parts: list[Changes | None] = [own_part(changes)]
        states |= changes.states
        for key in changes.late:
            history = [one for one in events.of_key(key) if one.seq <= event.seq]
            anew = folded(programs, key, history, before[key])
            parts.append(anew.own)
            states |= anew.states
        if effects_hash(parts) != effects:
            result.other_engine += engine != VERSION
            result.differs(
                "event",
                event.id,
                f"事件 {event.id}（{event.kind}）的后果重算有别"
                + (f"，当时的引擎是 {engine}。" if engine != VERSION else "。"),
            )


def _stored_effects() -> Iterator[tuple[str, str]]:
    last = 0
    while True:
        rows = list(
            models.Event.objects.filter(seq__gt=last)
            .order_by("seq")
            .values_list("seq", "engine", "effects")[:CHUNK]
        )
        if not rows:
            return
        last = rows[-1][0]
        for _, engine, effects in rows:
            yield engine, effects
