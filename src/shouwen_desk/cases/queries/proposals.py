"""What a customer's words propose: shown with its trigger until a person decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from shouwen_desk.ledger import editions
from shouwen_desk.ledger.models import Event, EventState, Finding

from ..models import Case
from ..prepared import Prepared
from ..shapes import ProposalRow
from .rows import FINDING, Gathered, branch, decoded

if TYPE_CHECKING:
    from shouwen.wording.schema import Proposal

_GRAVITY = ("tell_leader", "open_complaint", "raise_level", "set_type", "mark_solved")
UNSORTED = "inquiry"
_PAUSES = " \t\n\u3000,，、;；:："  # a quotation does not end with them; ? and ! it may
DECIDED = ("proposal.accepted", "proposal.dismissed")
# Columns of a case on which it depends what is proposed in it, and those that mirror it.
DECIDING = (
    "type",
    "level",
    "solved_at",
    "closed_at",
    "proposal",
    "proposal_clause",
    "proposal_edition",
)


def proposals(gathered: Gathered, case: Case, words: Mapping[str, str]) -> list[ProposalRow]:
    """The newest undecided proposal of each act, the gravest first; ``words`` by event of a message.

    An act that somebody dismissed in this case is not proposed in it again, and none whose end is
    already there (the case is a complaint, the level is as high): a checker that repeats itself is
    switched off. Nothing in a closed case, and nothing of a clause that only watches.
    """
    if case.closed_at is not None:
        return []
    decided = {e["payload"].get("finding") for e in gathered.events if e["kind"] in DECIDED}
    over = {e["payload"].get("act") for e in gathered.events if e["kind"] == DECIDED[1]}
    rows: dict[str, ProposalRow] = {}
    for row in sorted(noticed(gathered), key=lambda row: (row["at"], row["id"]), reverse=True):
        clause = editions.compiled(row["edition"]).clauses.get(row["clause"])
        proposal = clause.utterance.proposes if clause is not None and clause.utterance else None
        if clause is None or proposal is None or clause.severity == "watch":
            continue
        if row["id"] in decided or proposal.act in over:
            continue
        level = level_after(proposal, case.level)
        if moot(proposal, case):
            continue
        span = row["span"]
        rows.setdefault(
            proposal.act,
            ProposalRow(
                id=row["id"],
                clause=row["clause"],
                edition=row["edition"],
                title=clause.title,
                why=clause.why or "",
                act=proposal.act,
                level=level,
                type=proposal.type or "",
                event=row["event"],
                span=(span[0], span[1]) if span else None,
                words=words.get(row["event"], "")[slice(*span)].rstrip(_PAUSES) if span else "",
                at=row["at"],
            ),
        )
    return [rows[act] for act in _GRAVITY if act in rows]


def standing(case_id: str) -> tuple[Case, Gathered]:
    """What decides which proposals of a case wait, in one statement: what it noticed, what people decided
    about it, and the case with the columns of ``DECIDING`` only."""
    gathered = Gathered()
    columns: dict[str, Any] = {}
    for kind, data in _STANDING(case=case_id, own=f"case:{case_id}"):
        row = json.loads(data)
        match kind:
            case "c":
                columns = row
            case "f":
                gathered.findings.append(decoded(row, "span"))
            case _:
                gathered.events.append(decoded(row, "payload"))
    return Case(pk=case_id, **columns), gathered


def _standing(case: str, own: str) -> QuerySet[Any, Any]:
    decisions = Event.objects.filter(
        pk__in=EventState.objects.filter(key=own).values("seq"), kind__in=DECIDED
    )
    found = Finding.objects.filter(case=case, outcome="noticed", superseded_at=None)
    return branch("c", Case.objects.filter(pk=case), DECIDING).union(
        branch("f", found, FINDING), branch("e", decisions, ("kind", "payload")), all=True
    )


_STANDING = Prepared(_standing, texts=("case", "own"))


def triggers(
    gathered: Gathered, proposed: Iterable[ProposalRow]
) -> dict[str, list[tuple[int, int]]]:
    """Spans of customers' words that propose something now or were followed, by event of their
    message; what leads nowhere is not marked. Where one lies in another the narrower says it: words
    that name a thing, within a sentence that was only weighed."""
    told = {row.id for row in proposed}
    told |= {e["payload"].get("finding") for e in gathered.events if e["kind"] == DECIDED[0]}
    found: dict[str, set[tuple[int, int]]] = {}
    for row in noticed(gathered):
        if row["span"] and row["id"] in told:
            found.setdefault(row["event"], set()).add((row["span"][0], row["span"][1]))
    return {
        event: [span for span in spans if not _holds(span, spans)] for event, spans in found.items()
    }


def _holds(wide: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    """Whether another of the spans lies within this one."""
    return any(span != wide and wide[0] <= span[0] and span[1] <= wide[1] for span in spans)


def noticed(gathered: Gathered) -> list[dict[str, Any]]:
    """Rows of findings that propose."""
    return [row for row in gathered.findings if row["outcome"] == "noticed"]


def level_after(proposal: Proposal, level: int) -> int | None:
    """To which level a raise leads; None for any other act."""
    if proposal.act != "raise_level":
        return None
    return proposal.level if proposal.level is not None else max(1, level - 1)


def moot(proposal: Proposal, case: Case) -> bool:
    """Whether what is proposed is so already, or would undo what somebody decided."""
    match proposal.act:
        case "open_complaint":
            return case.type == "complaint"
        case "raise_level":
            return case.level <= (level_after(proposal, case.level) or 0)
        case "set_type":
            # Sorted once, a case is not sorted anew by what is said in passing.
            return case.type != UNSORTED
        case "mark_solved":
            return case.solved_at is not None
    return False
