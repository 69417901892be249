"""Rows of the engine as the lines of ``shouwen run``."""

from datetime import tzinfo
from typing import Any

from shouwen.clauses.rows import Finding, Obligation, Verdict
from shouwen.events import SECOND, Instant, format_instant


def line_of_obligation(
    obligation: Obligation, verdict: Verdict | None, zone: tzinfo
) -> dict[str, Any]:
    """``{"subject", "clause", "edition", "measures", "opened", "due", "warned", "closed",
    "outcome", "used_seconds", "because", …}``; times in ISO 8601 with the company's offset."""
    line: dict[str, Any] = {
        "subject": obligation.key,
        "clause": obligation.clause,
        "edition": obligation.edition,
        "measures": obligation.measures,
        "opened": format_instant(obligation.opened, zone),
        "due": _at(obligation.due, zone),
        "warned": [format_instant(at, zone) for at in obligation.warned],
        "closed": _at(obligation.closed, zone),
        "outcome": obligation.outcome,
        "used_seconds": None if obligation.used_us is None else seconds(obligation.used_us),
        "because": list(obligation.because),
        "act": obligation.act,
        "reason": obligation.reason,
        "grade": obligation.grade,
        "owner": obligation.owner if verdict is None else verdict.person,
    }
    if obligation.parts:
        line["parts"] = {title: _at(done, zone) for title, done in obligation.parts}
    if verdict is not None and verdict.attribution is not None:
        line["attribution"] = verdict.attribution
    return line


def line_of_verdict(verdict: Verdict, finding: Finding | None, zone: tzinfo) -> dict[str, Any]:
    """The same keys for a finding (or what could not be observed): opened when it was said."""
    line: dict[str, Any] = {
        "subject": verdict.key,
        "clause": verdict.clause,
        "edition": verdict.edition,
        "measures": None,
        "opened": format_instant(verdict.at, zone),
        "due": None,
        "warned": [],
        "closed": format_instant(verdict.at, zone),
        "outcome": verdict.outcome,
        "used_seconds": None,
        "because": list(verdict.because),
        "reason": verdict.reason,
        "grade": verdict.grade,
        "owner": verdict.person,
        "pending": verdict.pending,
    }
    if finding is not None:
        line["event"], line["turn"] = finding.event, finding.turn
        line["span"] = None if finding.span is None else list(finding.span)
        line["severity"], line["message"] = finding.severity, finding.message
    return line


def seconds(us: int) -> int | float:
    """Microseconds as seconds, a whole number where it is one."""
    return us // SECOND if us % SECOND == 0 else us / SECOND


def _at(at: Instant | None, zone: tzinfo) -> str | None:
    return None if at is None else format_instant(at, zone)
