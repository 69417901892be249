"""What people say about the machine's judgement: excuse, confirm, overturn, dispute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouwen_desk.ledger.models import Finding, Obligation
from shouwen_desk.people import words
from shouwen_desk.people.errors import Invalid, NotAllowed, NotFound

from .frame import draft, found, write

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

    from ..models import Case

ATTRIBUTIONS = ("本人", "他部门", "系统", "客户", "不可抗力")


def excuse(person: Person, obligation_id: str, reason: str, *, at: int | None = None) -> None:
    """A leader or manager excuses an obligation: 判免, with the reason."""
    row = Obligation.objects.filter(pk=obligation_id, superseded_at=None).first()
    if row is None or not row.case:
        raise NotFound("没有这项应办。", field="obligation")
    case = found(person, row.case, "case.arbitrate")
    _not_own(person, row.owner)
    why = words.line(reason, "reason", 120)
    payload = {"obligation": row.pk, "reason": why, "by": person.pk}
    write(
        person.actor, case,
        draft(case, "verdict.excused", payload, subjects=_owner_of(row.key)),
        intent="verdict.excuse", at=at,
    )  # fmt: skip


def confirm_finding(
    person: Person, finding_id: str, attribution: str, *, at: int | None = None
) -> None:
    """A leader or manager saw it: the finding stands, and whose it is."""
    row, case = _finding(person, finding_id)
    if attribution not in ATTRIBUTIONS:
        raise Invalid(
            "要写明算谁的。", field="attribution", remedy=f"可选：{'、'.join(ATTRIBUTIONS)}。"
        )
    payload = {"finding": row.pk, "attribution": attribution}
    write(
        person.actor, case,
        draft(case, "finding.confirmed", payload, subjects=_owner_of(row.key)),
        intent="finding.confirm", at=at,
    )  # fmt: skip


def overturn_finding(
    person: Person, finding_id: str, reason: str, *, at: int | None = None
) -> None:
    """A leader or manager saw it: it does not count, and why."""
    row, case = _finding(person, finding_id)
    payload = {"finding": row.pk, "reason": words.line(reason, "reason", 120)}
    write(
        person.actor, case,
        draft(case, "finding.overturned", payload, subjects=_owner_of(row.key)),
        intent="finding.overturn", at=at,
    )  # fmt: skip


def dispute_hint(
    person: Person, case_id: str, clause: str, reason: str = "", *, at: int | None = None
) -> None:
    """这里不该提示: the handbook's editor hears of it; the draft itself is not stored."""
    case = found(person, case_id, "case.act")
    payload = {"clause": words.line(clause, "clause", 64)}
    why = words.line(reason, "reason", 120, required=False)
    if why:
        payload["reason"] = why
    write(
        person.actor, case,
        draft(case, "hint.disputed", payload, subjects={"person": person.pk}),
        intent="hint.dispute", at=at,
    )  # fmt: skip


def _finding(person: Person, finding_id: str) -> tuple[Finding, Case]:
    row = Finding.objects.filter(pk=finding_id, superseded_at=None).first()
    if row is None or not row.case:
        raise NotFound("没有这条发现。", field="finding")
    case = found(person, row.case, "case.arbitrate")
    _not_own(person, row.person)
    return row, case


def _not_own(person: Person, owner: str) -> None:
    if owner == person.pk:
        raise NotAllowed("自己的记录由别人判。", remedy="请另一位组长或经理处理。")


def _owner_of(key: str) -> dict[str, str]:
    kind, _, subject = key.partition(":")
    return {kind: subject}
