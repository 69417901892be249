"""What a person says of a verdict: confirmed, overturned, excused.

A state does not carry what is over, or it would grow for ever. A judgement of something that is
over is therefore applied while the state is folded anew, where all rows are at hand; ``step``
names the state in ``changes.late`` for that.
"""

from __future__ import annotations

from dataclasses import replace

from shouwen.clauses.changes import Changes
from shouwen.clauses.fold import Fold, grade_of
from shouwen.clauses.rows import Finding, Obligation, Verdict, row_id
from shouwen.clauses.state import BEFORE_TIME, State
from shouwen.events import Event

JUDGEMENTS = frozenset({"finding.confirmed", "finding.overturned", "verdict.excused"})


def needs_history(state: State, event: Event) -> bool:
    """Whether a judgement is of something that the state no longer carries."""
    if state.at == BEFORE_TIME:
        return False
    running = state.open.get(_judged_id(event))
    return running is None or running.outcome is not None


def judged(fold: Fold, event: Event) -> None:
    """A new verdict takes the place of the one that stood; its row follows."""
    identity = _judged_id(event)
    running = fold.state.open.get(identity)
    if running is not None and running.outcome is None:
        running = fold.edit(running)
        fold.close(running, event.at, event.id)
        fold.end(running, "excused", event.at, reason=_reason(event), grade=grade_of(event))
        return
    history = fold.history
    verdicts = [] if history is None else [v for v in history.verdicts if v.of == identity]
    if history is None or not verdicts or verdicts[-1].outcome == "kept":
        return
    old = verdicts[-1]
    confirmed = event.kind == "finding.confirmed"
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
    deed = verdicts[0].at
    fold.tally(replace(old, at=deed), -1)
    fold.changes.verdicts.append(new)
    fold.tally(replace(new, at=deed))
    _rewrite_row(fold, history, new, event)


def _rewrite_row(fold: Fold, history: Changes, verdict: Verdict, event: Event) -> None:
    finding = history.findings.get(verdict.of)
    if finding is not None:
        fold.changes.findings[finding.id] = _rewritten(finding, verdict)
        return
    obligation = history.obligations.get(verdict.of)
    if obligation is None:
        return
    if obligation.closed is None:
        obligation = fold.edit(obligation)
        fold.close(obligation, event.at, event.id)
    else:
        obligation = obligation.copy()
        if event.id not in obligation.because:
            obligation.because.append(event.id)
        fold.changes.obligations[obligation.id] = obligation
    _take(obligation, verdict)


def _rewritten(finding: Finding, verdict: Verdict) -> Finding:
    return replace(
        finding,
        outcome=verdict.outcome,
        state="confirmed" if verdict.outcome == "broken" else "overturned",
        reason=verdict.reason,
        because=verdict.because,
    )


def _take(obligation: Obligation, verdict: Verdict) -> None:
    obligation.outcome, obligation.reason = verdict.outcome, verdict.reason
    obligation.grade = verdict.grade


def _judged_id(event: Event) -> str:
    field = "obligation" if event.kind == "verdict.excused" else "finding"
    return str(event.payload.get(field))


def _reason(event: Event) -> str:
    return str(event.payload.get("reason") or "")
