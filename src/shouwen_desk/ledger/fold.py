"""Between the engine's plain rows and the tables: load states under lock, write changes."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from shouwen.clauses.changes import Changes
from shouwen.clauses.rows import Finding, Notice, Obligation, Perform, Verdict
from shouwen.clauses.state import BEFORE_TIME, EVENT, State

from . import models
from .fields import canonical
from .rows import insert, upsert

_OBLIGATION = tuple(f.name for f in models.Obligation._meta.fields if f.name != "superseded_at")
_VERDICT = tuple(
    f.name for f in models.Verdict._meta.fields if not f.name.startswith("superseded_")
)
_FINDING = tuple(f.name for f in models.Finding._meta.fields if f.name != "superseded_at")
_TALLY = ("clause", "day", "unit", "edition", "person", "team", "channel", "outcome", "grade")
_ADD_UP = (
    "(" + ", ".join(f'"{name}"' for name in _TALLY) + ") "
    'DO UPDATE SET "n" = "ledger_tally"."n" + excluded."n"'
)


def load(keys: Collection[str], unit: str) -> dict[str, State]:
    """States by key, locked in key order until the transaction ends; a new one is empty.

    SQLite has one writer, whose transaction is the lock. PostgreSQL locks the rows; for a key
    without a row a bare one is put in, so that two first events of one subject queue up too.
    """
    ordered = sorted(keys)
    if not ordered:
        return {}
    if connection.vendor == "sqlite":
        found = _select(ordered, "")
    else:
        found = _select(ordered, " FOR UPDATE")
        absent = [key for key in ordered if key not in found]
        if absent:
            fresh = [_row(State(key, unit)) for key in absent]
            ours = insert(models.State, fresh, conflict="DO NOTHING", returning='"key"')
            if len(ours) < len(absent):
                found = _select(ordered, " FOR UPDATE")
    return {key: _state(found[key]) if key in found else State(key, unit) for key in ordered}


def _select(keys: Sequence[str], lock: str) -> dict[str, str]:
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "key", "data" FROM ledger_state WHERE "key" IN ({marks}) ORDER BY "key"{lock}',
            list(keys),
        )
        return dict(cursor.fetchall())


def _state(data: str) -> State:
    return State.from_json(json.loads(data))


def _row(state: State) -> dict[str, Any]:
    return {
        "key": state.key,
        "unit": state.unit,
        "data": canonical(state.to_json()),
        "mark_at": state.at,
        "mark_phase": state.phase,
        "next_at": state.next_at,
    }


def write(changes: Changes, now: int) -> None:
    """Write everything that the engine changed, one statement a table."""
    write_states(changes.states.values())
    write_obligations(changes.obligations.values())
    write_verdicts(changes.verdicts, now)
    write_findings(changes.findings.values())
    write_kept(changes)
    write_tally(changes)
    write_outbox(changes.notices, changes.performs, now)


def write_states(states: Iterable[State]) -> None:
    """Replace the rows of these states; one that nothing was ever applied to needs none."""
    used = [s for s in states if s.mark != (BEFORE_TIME, EVENT)]
    upsert(models.State, [_row(state) for state in sorted(used, key=lambda s: s.key)], "key")


def write_obligations(obligations: Iterable[Obligation]) -> None:
    """Insert or replace obligations; one that a late fact had taken away and brings back lives again."""
    upsert(
        models.Obligation,
        [obligation_row(obligation) | {"superseded_at": None} for obligation in obligations],
        "id",
    )


def obligation_row(obligation: Obligation) -> dict[str, Any]:
    """The columns of an obligation."""
    return {name: getattr(obligation, name) for name in _OBLIGATION}


def write_verdicts(verdicts: Sequence[Verdict], now: int) -> None:
    """Add verdicts; one that takes the place of another leaves its row and is named in it."""
    rows = [
        verdict_row(verdict) | {"superseded_at": None, "superseded_by": "", "superseded_reason": ""}
        for verdict in _newest(verdicts)
    ]
    upsert(models.Verdict, rows, "id")
    for verdict in verdicts:
        if verdict.supersedes:
            supersede(verdict.supersedes, verdict.id, verdict.reason or "复核", now)


def supersede(old: str, by: str, reason: str, now: int) -> None:
    """Mark a verdict as overtaken."""
    models.Verdict.objects.filter(pk=old).update(
        superseded_at=now, superseded_by=by, superseded_reason=reason[:32]
    )


def _newest(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return list({verdict.id: verdict for verdict in verdicts}.values())


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """The columns of a verdict."""
    return {name: getattr(verdict, name) for name in _VERDICT}


def write_findings(findings: Iterable[Finding]) -> None:
    """Insert or replace findings."""
    upsert(
        models.Finding,
        [finding_row(finding) | {"superseded_at": None} for finding in findings],
        "id",
    )


def finding_row(finding: Finding) -> dict[str, Any]:
    """The columns of a finding."""
    return {name: getattr(finding, name) for name in _FINDING}


def write_kept(changes: Changes) -> None:
    """Add clauses to the lists of what messages kept."""
    lists: dict[tuple[str, str], list[str]] = {}
    for key, event, clause in changes.kept:
        lists.setdefault((key, event), []).append(clause)
    rows = [
        {"key": key, "event": event, "clauses": " ".join(clauses)}
        for (key, event), clauses in lists.items()
    ]
    insert(
        models.Kept,
        rows,
        conflict='("key", "event") DO UPDATE SET "clauses" = '
        '"ledger_kept"."clauses" || \' \' || excluded."clauses"',
    )


def write_tally(changes: Changes) -> None:
    """Add increments to the daily figures, in one order everywhere so that two writers never cross."""
    rows = [
        {name: getattr(key, name) for name in _TALLY} | {"n": n}
        for key, n in sorted(changes.tally.items())
    ]
    insert(models.Tally, rows, conflict=_ADD_UP)


def write_outbox(notices: Sequence[Notice], performs: Sequence[Perform], now: int) -> None:
    """Queue what must be told or done; a token that is there already stays as it is."""
    rows = [_outgoing("notice", notice, now) for notice in notices] + [
        _outgoing("perform", perform, now) for perform in performs
    ]
    insert(models.Outbox, rows, conflict="DO NOTHING")


def _outgoing(kind: str, item: Notice | Perform, now: int) -> dict[str, Any]:
    return {
        "token": item.id,
        "kind": kind,
        "key": item.key,
        "unit": item.unit,
        "case": item.case,
        "body": item.to_json(),
        "at": item.at,
        "tries": 0,
        "next_try": item.at if kind == "perform" else min(item.at, now),
        "failed": "",
    }
