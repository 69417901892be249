"""What people say about the machine's judgement: excuse, confirm, overturn, dispute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from shouwen_desk.config import clock
from shouwen_desk.ledger import texts
from shouwen_desk.ledger.actions import fall_back
from shouwen_desk.ledger.models import Finding, Obligation
from shouwen_desk.people import bells, words
from shouwen_desk.people.errors import Invalid, NotAllowed, NotFound

from .. import speech
from ..models import Message
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
            "还没有选算谁的。", field="attribution", remedy=f"可选：{'、'.join(ATTRIBUTIONS)}。"
        )
    payload = {"finding": row.pk, "attribution": attribution}
    write(
        person.actor, case,
        draft(case, "finding.confirmed", payload, subjects=_owner_of(row.key)),
        intent="finding.confirm", at=at,
    )  # fmt: skip


def overturn_finding(person: Person, finding_id: str, reason: str, *, at: int | None = None) -> str:
    """A leader or manager saw it: it does not count, and why. Too many, and the clause falls back.

    Answers what followed beyond that, in words; empty where nothing did.
    """
    row, case = _finding(person, finding_id)
    payload = {"finding": row.pk, "reason": words.line(reason, "reason", 120)}
    with transaction.atomic():
        write(
            person.actor, case,
            draft(case, "finding.overturned", payload, subjects=_owner_of(row.key)),
            intent="finding.overturn", at=at,
        )  # fmt: skip
        return _fall_back(person, row.clause, at)


def dispute_draft(
    person: Person,
    case_id: str,
    clause: str,
    text: str,
    *,
    client_id: str | None = None,
    at: int | None = None,
) -> str:
    """这里不该提示, pressed while writing: the one sentence that fired goes to the handbook's editor.

    The rest of the draft is not kept. The same press again (``client_id`` of the unchanged draft)
    writes nothing. Answers what followed beyond that (a clause that fell back), in words; empty
    where nothing did. Raises ``Invalid`` where the clause says nothing about this text.
    """
    case = found(person, case_id, "case.act")
    said, key = words.message(text), words.client_id(client_id)
    moment = clock.now() if at is None else at
    checked = speech.check(case, person, said, moment)
    hint = next((one for one in checked.findings if one.clause == clause), None)
    if hint is None:
        raise Invalid(
            "这句话现在没有这条提示。", field="clause", remedy="提示已经变了，请看一眼再按。"
        )
    payload: dict[str, Any] = {"clause": clause, "severity": hint.severity}
    if hint.span is not None:
        payload["span"] = list(hint.span)
    source = None
    if key is not None:
        payload["client_id"] = key
        place = "-".join(map(str, hint.span or ()))
        source = f"dispute:{case.conversation}:{key}:{clause}:{place}"
    sentence = speech.sentence_at(said, hint.span)
    return _dispute(person, case, clause, payload, sentence, source, at)


def dispute_finding(
    person: Person, finding_id: str, reason: str = "", *, at: int | None = None
) -> str:
    """这里不该提示, pressed on what was found in a message; once a person and finding.

    Answers what followed, as ``dispute_draft`` does.
    """
    row = _row(finding_id)
    case = found(person, row.case, "case.act")
    payload: dict[str, Any] = {"clause": row.clause, "finding": row.pk, "severity": row.severity}
    why = words.line(reason, "reason", 120, required=False)
    if why:
        payload["reason"] = why
    if row.span is not None:
        payload["span"] = list(row.span)
    message = Message.objects.filter(case=case, event=row.event).first()
    sentence = ""
    if message is not None:
        payload["message"] = message.pk
        said = texts.read([message.digest]).get(message.digest, "")
        place: Any = row.span
        sentence = speech.sentence_at(said, place and (place[0], place[1]))
    source = f"dispute:{row.pk}:{person.pk}"
    return _dispute(person, case, row.clause, payload, sentence, source, at)


def _dispute(
    person: Person,
    case: Case,
    clause: str,
    payload: dict[str, Any],
    sentence: str,
    source_key: str | None,
    at: int | None,
) -> str:
    pressed = draft(
        case, "hint.disputed", payload, texts={"text": sentence} if sentence else {},
        subjects={"person": person.pk, "clause": clause}, source_key=source_key,
    )  # fmt: skip
    with transaction.atomic():
        recorded = write(person.actor, case, pressed, intent="hint.dispute", at=at)
        return "" if recorded.repeated else _fall_back(person, clause, at)


def _fall_back(person: Person, clause: str, at: int | None) -> str:
    """The objection may be the one too many: then the clause is a step quieter from now on, and
    whoever keeps the handbook hears of it. Answers what to tell the person who pressed."""
    program = speech.program(clock.now() if at is None else at)
    if program is None or clause not in program.clauses:
        return ""
    fallen = fall_back(program, clause, at=at)
    if fallen is None:
        return ""
    return f"{bells.step_taken(program, fallen.event, person.pk)}已告诉经理和管理员，判定不变。"


def _row(finding_id: str) -> Finding:
    row = Finding.objects.filter(pk=finding_id, superseded_at=None).first()
    if row is None or not row.case:
        raise NotFound("没有这条发现。", field="finding")
    return row


def _finding(person: Person, finding_id: str) -> tuple[Finding, Case]:
    row = _row(finding_id)
    case = found(person, row.case, "case.arbitrate")
    _not_own(person, row.person)
    return row, case


def _not_own(person: Person, owner: str) -> None:
    if owner == person.pk:
        raise NotAllowed("自己的记录由别人判。", remedy="请另一位组长或经理处理。")


def _owner_of(key: str) -> dict[str, str]:
    kind, _, subject = key.partition(":")
    return {kind: subject}
