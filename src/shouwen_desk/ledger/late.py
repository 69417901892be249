"""A fact that arrives late: the state is folded anew, and what differs is marked, not erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shouwen.clauses.changes import Changes
from shouwen.clauses.state import DUE, State
from shouwen.engine import refold
from shouwen.events import Event
from shouwen_desk.config import clock

from . import editions, events, fold, listeners, models

REASON = "迟到的事实"
# Events of the call that is being recorded have no seq yet; they come after all that have one.
_NOT_YET = 2**62


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second fold gives that the first did not: rows to write and ids that are gone."""

    changes: Changes
    obligations: list[str]
    verdicts: dict[str, str]  # gone -> the one that now stands for the same thing, or ""
    altered: list[str]  # verdicts whose id stays and whose particulars change
    findings: list[str]
    kept: set[tuple[str, str]]  # (key, event) whose list shrank


def refold_into(
    changes: Changes,
    programs: editions.Programs,
    state: State,
    pending: Sequence[Event],
    event: Event,
) -> Changes | None:
    """Fold ``state``'s subject again with the late ``event`` in its place; amends ``changes``.

    ``pending`` are the events of the same call before it, which the table does not have yet.
    Rows in the tables that no longer follow are marked superseded here; new and changed ones
    are added to ``changes``, which the caller writes. Answers what the event itself made here.
    """
    known = events.of_key(state.key)
    waiting = [
        replace(one, seq=_NOT_YET + i)
        for i, one in enumerate([*pending, event])
        if state.key in editions.keys(programs, one)
    ]
    old = folded(programs, state.key, [*known, *waiting[:-1]], state)
    new = folded(programs, state.key, [*known, *waiting], state)
    found = difference(old, new)
    now = clock.now()
    _forget(changes, found)
    models.Obligation.objects.filter(pk__in=found.obligations).update(superseded_at=now)
    models.Finding.objects.filter(pk__in=found.findings).update(superseded_at=now)
    _keep_altered(found.altered, now)
    for gone, by in found.verdicts.items():
        fold.supersede(gone, by, REASON, now)
    _rewrite_kept(found, new)
    changes.take(found.changes)
    listeners.decided(found.changes)
    return new.own


def folded(
    programs: editions.Programs, key: str, history: Sequence[Event], until: State
) -> Changes:
    """All rows of a subject from its events, decided as far as ``until`` had been decided."""
    return refold(programs, key, history, until.at + (1 if until.phase == DUE else 0))


def difference(old: Changes, new: Changes) -> Difference:
    """What has to be written so that the rows of ``old`` become those of ``new``."""
    out = Changes(states=new.states)
    out.obligations = _differing(old.obligations, new.obligations)
    out.findings = _differing(old.findings, new.findings)
    before = {verdict.id: verdict for verdict in old.verdicts}
    after = {verdict.id: verdict for verdict in new.verdicts}
    out.verdicts = list(_differing(before, after).values())
    told = {notice.id for notice in old.notices}
    out.notices = [notice for notice in new.notices if notice.id not in told]
    done = {perform.id for perform in old.performs}
    out.performs = [perform for perform in new.performs if perform.id not in done]
    out.kept = [kept for kept in new.kept if kept not in set(old.kept)]
    for key, n in new.tally.items():
        out.count(key, n)
    for key, n in old.tally.items():
        out.count(key, -n)
    standing = {verdict.of: verdict.id for verdict in new.verdicts}
    return Difference(
        changes=out,
        obligations=sorted(old.obligations.keys() - new.obligations.keys()),
        verdicts={gone: standing.get(before[gone].of, "") for gone in before.keys() - after.keys()},
        altered=sorted(
            name for name in before.keys() & after.keys() if before[name] != after[name]
        ),
        findings=sorted(old.findings.keys() - new.findings.keys()),
        kept={(key, event) for key, event, _ in set(old.kept) - set(new.kept)},
    )


def _differing(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in new.items() if old.get(name) != row}


def _keep_altered(names: Sequence[str], now: int) -> None:
    """Keep a verdict as it read, under an id of its own, before its particulars change."""
    for row in models.Verdict.objects.filter(pk__in=names):
        earlier = models.Verdict.objects.filter(pk__startswith=f"{row.pk}~").count()
        standing, row.pk = row.pk, f"{row.pk}~{earlier + 1}"
        row.superseded_at, row.superseded_by, row.superseded_reason = now, standing, REASON
        row.save(force_insert=True)


def _forget(changes: Changes, found: Difference) -> None:
    """Drop rows that this very call had made and that no longer follow."""
    for name in found.obligations:
        changes.obligations.pop(name, None)
    for name in found.findings:
        changes.findings.pop(name, None)
    changes.verdicts = [verdict for verdict in changes.verdicts if verdict.id not in found.verdicts]
    changes.kept = [kept for kept in changes.kept if (kept[0], kept[1]) not in found.kept]


def _rewrite_kept(found: Difference, new: Changes) -> None:
    """Lists that shrank are written whole, since they are otherwise only added to."""
    for key, event in sorted(found.kept):
        rows: Any = models.Kept.objects.filter(key=key, event=event)
        rows.delete()
        fresh = [kept for kept in new.kept if (kept[0], kept[1]) == (key, event)]
        others = [kept for kept in found.changes.kept if (kept[0], kept[1]) != (key, event)]
        found.changes.kept = others + fresh
