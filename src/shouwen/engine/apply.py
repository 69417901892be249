"""What one event does to one state: gates judge, facts fold in, clauses react."""

from __future__ import annotations

from dataclasses import replace

from shouwen.clauses.fold import OPENED, Fold, grade_of
from shouwen.clauses.register.rule import ENTRY
from shouwen.clauses.rows import Finding, Obligation, Verdict, row_id
from shouwen.clauses.state import Ended
from shouwen.clauses.utterance.rule import KINDS as SPEECH
from shouwen.clauses.utterance.rule import SCOPE as SPEAKING
from shouwen.events import Event
from shouwen.events.catalogue import facts_of
from shouwen.handbook.program import Program

_JUDGED = frozenset({"finding.confirmed", "finding.overturned", "verdict.excused"})


def apply(fold: Fold, program: Program, event: Event) -> None:
    """Fold ``event`` into the state, under the edition in force at the event's time."""
    state = fold.state
    scope = state.key.partition(":")[0]
    concerned = program.interest.get((scope, event.kind), ())
    for rule in concerned:
        rule.judge(fold, event)
    _learn(fold, event)
    if event.kind == ENTRY:
        _remember_entry(fold, event)
    _let_old_editions_react(fold, program, event)
    for rule in concerned:
        rule.react(fold, event, open_new=True)
    if scope == SPEAKING and event.kind in SPEECH and program.wording is not None:
        program.wording.react(fold, event)
    if event.kind in _JUDGED:
        _judged(fold, event)


def _learn(fold: Fold, event: Event) -> None:
    """Facts, other subjects, pauses, and who owns what is still undecided."""
    state = fold.state
    facts = state.facts
    before = (facts.get("owner"), facts.get("team"))
    for name, value, only_first in facts_of(event):
        if not (only_first and name in facts):
            facts[name] = value
    for kind, name in event.subjects.items():
        state.subjects[kind] = name
    if event.kind == "case.opened":
        state.memory.setdefault(OPENED, event.at)
    elif event.kind in ("case.paused", "case.resumed"):
        if state.pauses and state.pauses[-1][1] is None:
            begun, _, reason = state.pauses[-1]
            state.pauses[-1] = [begun, event.at, reason]
        if event.kind == "case.paused":
            state.pauses.append([event.at, None, event.payload.get("reason")])
    after = (facts.get("owner"), facts.get("team"))
    if after != before:
        _hand_over(fold, after[0] or "", after[1] or "")


def _hand_over(fold: Fold, owner: str, team: str) -> None:
    """What is not yet due goes with the case; what is overdue stays with whom it befell."""
    for obligation in list(fold.state.open.values()):
        if obligation.outcome is None and (obligation.owner, obligation.team) != (owner, team):
            obligation = fold.edit(obligation)
            obligation.owner, obligation.team = owner, team
    for identity, waiting in list(fold.state.waiting.items()):
        waiting = waiting.copy()
        waiting.owner, waiting.team = owner, team
        fold.state.waiting[identity] = waiting


def _remember_entry(fold: Fold, event: Event) -> None:
    """What a register holds is remembered by its name, whether a clause asks for it yet or not."""
    name = f"register:{event.payload.get('register')}"
    filled = fold.state.memory.get(name) or {}
    new = {field: event.id for field in event.payload.get("fields") or () if field not in filled}
    if new:
        fold.remember(name, {**filled, **new})


def _let_old_editions_react(fold: Fold, program: Program, event: Event) -> None:
    """Obligations keep the edition under which they opened."""
    old = {
        (o.edition, o.clause)
        for group in (fold.state.open, fold.state.waiting)
        for o in group.values()
        if o.edition != program.edition
    }
    for edition, clause in sorted(old):
        rule = fold.editions.edition(edition).rules[clause]
        if event.kind in rule.kinds:
            rule.react(fold, event, open_new=False)


def _judged(fold: Fold, event: Event) -> None:
    """A person confirms, overturns or excuses: a new verdict takes the place of the old one."""
    state = fold.state
    identity = str(
        event.payload.get("obligation" if event.kind == "verdict.excused" else "finding")
    )
    ended = state.ended.get(identity)
    if ended is None:
        running = state.open.get(identity)
        if event.kind == "verdict.excused" and running is not None:
            running = fold.edit(running)
            fold.close(running, event.at, event.id)
            fold.end(running, "excused", event.at, reason=_reason(event), grade=grade_of(event))
        return
    confirmed = event.kind == "finding.confirmed"
    old = ended.verdict
    outcome = "broken" if confirmed else "excused"
    new = replace(
        old,
        id=row_id("verdict", identity, outcome, event.at, event.id),
        outcome=outcome,
        at=event.at,
        grade=grade_of(event),
        attribution=str(event.payload["attribution"]) if confirmed else None,
        reason="" if confirmed else _reason(event),
        because=(*old.because, event.id),
        pending=False,
        supersedes=old.id,
    )
    # The figure stays on the day of the deed, not on the day of the judgement.
    fold.tally(replace(old, at=ended.at), -1)
    fold.changes.verdicts.append(new)
    fold.tally(replace(new, at=ended.at))
    _rewrite_row(fold, ended, new, event)


def _rewrite_row(fold: Fold, ended: Ended, verdict: Verdict, event: Event) -> None:
    state = fold.state
    row: Obligation | Finding
    if isinstance(ended.row, Finding):
        state_of = "confirmed" if verdict.outcome == "broken" else "overturned"
        row = replace(
            ended.row,
            outcome=verdict.outcome,
            state=state_of,
            reason=verdict.reason,
            because=verdict.because,
        )
        fold.changes.findings[row.id] = row
    else:
        row = state.open.get(ended.row.id, ended.row)
        row = fold.edit(row) if row.closed is None else row.copy()
        row.outcome, row.reason, row.grade = verdict.outcome, verdict.reason, verdict.grade
        if row.closed is None:
            fold.close(row, event.at, event.id)
        elif event.id not in row.because:
            row.because.append(event.id)
        fold.changes.obligations[row.id] = row
    # It may still be judged again: confirmed first, excused on appeal later.
    state.ended[verdict.of] = Ended(verdict, row, ended.at)


def _reason(event: Event) -> str:
    return str(event.payload.get("reason") or "")
