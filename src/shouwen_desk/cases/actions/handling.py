"""Who handles a case, what it is, and when its clocks stand still."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from shouwen_desk.people import words
from shouwen_desk.people.errors import Conflict, Invalid
from shouwen_desk.people.models import Person
from shouwen_desk.people.permissions import allowed, require

from ..errors import Overtaken
from ..models import LEVELS, TYPES, Case
from ..tables import EMPTY, FILLED
from .frame import draft, found, instant, write

if TYPE_CHECKING:
    from shouwen_desk.ledger.record import Draft


def set_type(person: Person, case_id: str, kind: str, *, at: int | None = None) -> None:
    """Say what the case is (咨询, 投诉 …); clocks of the new type begin."""
    case = found(person, case_id, "case.act")
    if kind not in TYPES:
        raise Invalid("没有这个类别。", field="type", remedy=f"可用：{'、'.join(TYPES.values())}。")
    if kind != case.type:
        write(
            person.actor, case, draft(case, "case.typed", {"type": kind}),
            intent="case.set_type", at=at, type=kind,
        )  # fmt: skip


def set_level(
    person: Person, case_id: str, level: int, reason: str = "", *, at: int | None = None
) -> None:
    """Set the tier, 1 to 3."""
    case = found(person, case_id, "case.act")
    if level not in LEVELS:
        raise Invalid("级别只有一、二、三级。", field="level", remedy="请填 1、2 或 3。")
    why = words.line(reason, "reason", required=False)
    if level != case.level:
        payload = {"level": level} | ({"reason": why} if why else {})
        write(
            person.actor, case, draft(case, "case.level_set", payload),
            intent="case.set_level", at=at, level=level,
        )  # fmt: skip


def set_urgency(person: Person, case_id: str, urgent: bool, *, at: int | None = None) -> None:
    """Mark as urgent, or no longer."""
    case = found(person, case_id, "case.act")
    if urgent != case.urgent:
        write(
            person.actor, case, draft(case, "case.urgency_set", {"urgent": urgent}),
            intent="case.set_urgency", at=at, urgent=urgent,
        )  # fmt: skip


def claim(person: Person, case_id: str, *, at: int | None = None) -> None:
    """Take a case that nobody handles; whoever takes it first is its 首问责任人."""
    case = found(person, case_id, "case.act")
    if case.handler_id == person.pk:
        return
    taken = Conflict("这个个案已经有人处理。", field="case", remedy="可以请当前处理人转交给您。")
    if case.handler_id is not None:
        raise taken
    try:
        _hand_over(person, case, person, "", at)
    except Overtaken:
        # Two people may press at once: the row is taken inside the transaction, or nothing is.
        raise taken from None


def assign(
    person: Person, case_id: str, to: str, reason: str = "", *, at: int | None = None
) -> None:
    """A leader or manager gives a case to a person."""
    case = found(person, case_id, "case.assign")
    _hand_over(person, case, _colleague(to), reason, at)


def transfer(
    person: Person, case_id: str, to: str, reason: str = "", *, at: int | None = None
) -> None:
    """The handler (or who may assign) hands a case to somebody else, in any team."""
    case = found(person, case_id, "case.act")
    if case.handler_id != person.pk:
        require("case.assign", person, case)
    _hand_over(person, case, _colleague(to), reason, at)


def assignment(case: Case, to: Person, reason: str = "") -> Draft:
    """The event by which ``to`` becomes the handler."""
    payload = {"to": to.pk}
    if to.team_id:
        payload["team"] = to.team_id
    if case.handler_id:
        payload["from"] = case.handler_id
    if reason:
        payload["reason"] = reason
    return draft(case, "case.assigned", payload, subjects={"person": to.pk})


def assigned_values(case: Case, to: Person) -> dict[str, Any]:
    """Columns of the case row after ``assignment``."""
    return {
        "handler_id": to.pk,
        "team_id": to.team_id or case.team_id,
        "first_asked_id": case.first_asked_id or to.pk,
    }


def pause(person: Person, case_id: str, reason: str, *, at: int | None = None) -> None:
    """Stop the clocks that a pause stops, waiting for the customer or somebody outside."""
    case = found(person, case_id, "case.act")
    why = words.line(reason, "reason", 60)
    if case.paused_at is not None:
        raise Conflict("计时已经暂停了。", field="case", remedy="要改原因，请先恢复计时。")
    if case.closed_at is not None:
        raise Conflict("个案已经结案。", field="case")
    write(
        person.actor, case, draft(case, "case.paused", {"reason": why}),
        intent="case.pause", at=at, paused_at=instant, pause_reason=why, status="paused",
        only_if={"paused_at": EMPTY, "closed_at": EMPTY},
    )  # fmt: skip


def resume(person: Person, case_id: str, *, at: int | None = None) -> None:
    """Let the clocks run on."""
    case = found(person, case_id, "case.act")
    if case.paused_at is None:
        return
    with suppress(Overtaken):
        write(
            person.actor, case, draft(case, "case.resumed"),
            intent="case.resume", at=at, paused_at=None, pause_reason="",
            status="solved" if case.solved_at else "open", only_if={"paused_at": FILLED},
        )  # fmt: skip


def _hand_over(
    person: Person,
    case: Case,
    to: Person,
    reason: str,
    at: int | None,
) -> None:
    if case.closed_at is not None:
        raise Conflict(
            "个案已经结案，不能再转交。", field="case", remedy="需要再办，请先重新打开。"
        )
    why = words.line(reason, "reason", required=False)
    if to.pk != case.handler_id:
        write(
            person.actor, case, assignment(case, to, why),
            intent="case.assign", at=at, **assigned_values(case, to),
            only_if={"handler_id": case.handler_id, "closed_at": EMPTY},
        )  # fmt: skip


def _colleague(person_id: str) -> Person:
    to = Person.objects.filter(pk=person_id, is_active=True).first()
    if to is None or not allowed("case.search", to):
        raise Invalid("没有这位同事。", field="to", remedy="请从名单里选一位在职的客服。")
    return to
