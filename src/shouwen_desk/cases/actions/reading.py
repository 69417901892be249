"""Reading the customer: a person decides what the customer's words propose. Decision 0021."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shouwen_desk.ledger import editions
from shouwen_desk.ledger.models import Finding
from shouwen_desk.people.errors import Conflict, NotFound

from ..queries.proposals import level_after, moot
from ..telling import concerned_in, ring
from .frame import draft, found, instant, write

if TYPE_CHECKING:
    from shouwen.clauses.frame import Clause
    from shouwen.wording.schema import Proposal
    from shouwen_desk.ledger.record import Draft, Recorded
    from shouwen_desk.people.models import Person

    from ..models import Case


def accept_proposal(person: Person, finding_id: str, *, at: int | None = None) -> None:
    """Do what the customer's words propose: the decision and the act are recorded together.

    The act meets the gates that it meets when somebody does it without a proposal. Accepting twice
    does it once; ``Conflict`` where somebody dismissed it before.
    """
    row, case, clause, proposal = _proposal(person, finding_id)
    decided = _decided(case, row, "proposal.accepted", proposal)
    act, values, intent = _act(case, proposal)
    drafts = [decided, act] if act is not None else [decided]

    def project(recorded: Recorded) -> None:
        if proposal.act == "tell_leader":
            ring(
                "leader", concerned_in(case), row.pk, level="warn",
                text=f"{case.number} {clause.title}，请看一眼。", clause=row.clause,
                edition=row.edition, obligation="", case=case.pk, at=recorded.event.at,
            )  # fmt: skip

    recorded = write(
        person.actor, case, *drafts, intent=intent, at=at, project=project, **values
    )  # fmt: skip
    _same(recorded, "proposal.accepted")


def dismiss_proposal(person: Person, finding_id: str, *, at: int | None = None) -> None:
    """Say that it is not needed; the act is not proposed again in this case."""
    row, case, _, proposal = _proposal(person, finding_id)
    decided = _decided(case, row, "proposal.dismissed", proposal)
    recorded = write(person.actor, case, decided, intent="proposal.dismiss", at=at)
    _same(recorded, "proposal.dismissed")


def _proposal(person: Person, finding_id: str) -> tuple[Finding, Case, Clause, Proposal]:
    row = Finding.objects.filter(pk=finding_id, outcome="noticed", superseded_at=None).first()
    if row is None or not row.case:
        raise NotFound("没有这条提议。", field="finding", remedy="请回到个案再看一眼。")
    case = found(person, row.case, "case.act")
    # As the edition wrote it under which the words were read.
    clause = editions.compiled(row.edition).clauses[row.clause]
    proposal = clause.utterance.proposes if clause.utterance is not None else None
    if proposal is None:
        raise NotFound("没有这条提议。", field="finding", remedy="请回到个案再看一眼。")
    if case.closed_at is not None:
        raise Conflict("个案已经结案。", field="case", remedy="需要再办，请先重新打开。")
    return row, case, clause, proposal


def _decided(case: Case, row: Finding, kind: str, proposal: Proposal) -> Draft:
    payload = {"finding": row.pk, "clause": row.clause, "act": proposal.act}
    # One decision a proposal, whoever comes first.
    return draft(case, kind, payload, source_key=f"proposal:{row.pk}")


def _act(case: Case, proposal: Proposal) -> tuple[Draft | None, dict[str, Any], str]:
    """The event of the act, the columns of the case that follow, and the intent to ask gates for."""
    if moot(proposal, case):
        return None, {}, "proposal.accept"
    match proposal.act:
        case "open_complaint" | "set_type":
            kind = proposal.type or "complaint"
            return draft(case, "case.typed", {"type": kind}), {"type": kind}, "case.set_type"
        case "raise_level":
            level = level_after(proposal, case.level)
            payload = {"level": level, "reason": "客户的话提议"}
            return draft(case, "case.level_set", payload), {"level": level}, "case.set_level"
        case "mark_solved":
            solved = {"solved_at": instant, "status": "solved"}
            return draft(case, "case.solved"), solved, "case.solve"
    return None, {}, "proposal.accept"


def _same(recorded: Recorded, kind: str) -> None:
    if recorded.repeated and not any(event.kind == kind for event in recorded.events):
        raise Conflict("这条提议刚刚有人定过了。", field="finding", remedy="请看一眼现在的样子。")
