"""Steps of a case between its opening and its end, each a fact that clauses wait for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from shouwen.events.catalogue import KINDS
from shouwen_desk.config import clock
from shouwen_desk.customers.actions import reveal
from shouwen_desk.ledger.queries import program_in_force
from shouwen_desk.ledger.record import Draft, Recorded
from shouwen_desk.people import words
from shouwen_desk.people.errors import Conflict, Invalid
from shouwen_desk.people.permissions import ranks_as
from shouwen_desk.registers.actions import add_entries, as_text, entry_draft

from ..errors import Overtaken
from ..models import QUESTIONS, Case
from ..queries.papers import question_fields
from ..tables import EMPTY, FILLED
from .frame import draft, found, instant, write

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

# Registers of steps that carry words themselves; a handbook's own registers never begin so.
QUESTION_STEP, SOLUTION_STEP, FOLLOW_UP_STEP = (
    "question.recorded",
    "case.solution_issued",
    "followup.done",
)
# What happens elsewhere and is told to the desk by a person or another system.
FACTS = (
    "order.received",
    "order.reviewed",
    "order.unfulfillable",
    "invoice.requested",
    "invoice.mailed",
    "customer.contacted",
    "visit.scheduled",
    "visit.moved",
    "visit.cancelled",
    "service.completed",
    "followup.attempted",
)


def record_question(
    person: Person, case_id: str, question: str, text: str, *, at: int | None = None
) -> None:
    """Write down the customer's answer to one of the 三问."""
    case = found(person, case_id, "case.act")
    if question not in QUESTIONS:
        raise Invalid(
            "三问里没有这一问。", field="question", remedy=f"可用：{'、'.join(QUESTIONS)}。"
        )
    said = _question(case, question, words.message(text, limit=1000))

    def project(recorded: Recorded) -> None:
        add_entries(recorded, 0, case.pk, QUESTION_STEP, [question])

    write(person.actor, case, said, intent="question.record", at=at, project=project)


def fill_register(
    person: Person,
    case_id: str,
    register: str,
    values: Mapping[str, str],
    *,
    at: int | None = None,
) -> None:
    """Add an entry to a register of the case; what stood there before stays on the ledger.

    A field that one of the 三问 fills is that answer, whoever fills it in and from wherever: it is
    recorded as the question, so that its clock hears of it.
    """
    case = found(person, case_id, "case.act")
    name = words.line(register, "register", 48)
    fields = {
        words.line(field, "field", 48): words.message(text, field, 2000)
        for field, text in values.items()
    }
    if not fields:
        raise Invalid("还没有填任何一栏。", field="fields", remedy="请至少填一栏。")
    asked = _questions(case, name, clock.now() if at is None else at)
    rest = {field: said for field, said in fields.items() if field not in asked}
    answers = {asked[field]: said for field, said in fields.items() if field in asked}
    drafts = [entry_draft(case.subjects, case.unit, name, rest)] if rest else []
    drafts += [_question(case, question, said) for question, said in answers.items()]

    def project(recorded: Recorded) -> None:
        if rest:
            add_entries(recorded, 0, case.pk, name, list(rest))
        for index, question in enumerate(answers, 1 if rest else 0):
            add_entries(recorded, index, case.pk, QUESTION_STEP, [question])

    write(
        person.actor, case, *drafts, intent="register.add_entry" if rest else "question.record",
        at=at, project=project,
    )  # fmt: skip


def _questions(case: Case, register: str, at: int) -> dict[str, str]:
    """The fields of a register that one of the 三问 fills, each with its question."""
    program = program_in_force(at, case.unit)
    rule = program.registers.get(register) if program is not None else None
    return question_fields(rule.block) if rule is not None else {}


def _question(case: Case, question: str, said: str) -> Draft:
    text = as_text({question: said})
    return draft(case, "question.recorded", {"question": question}, texts={"text": text})


def issue_solution(person: Person, case_id: str, text: str, *, at: int | None = None) -> None:
    """The solution that the customer was given: who does what by when."""
    case = found(person, case_id, "case.act")
    said = as_text({"solution": words.message(text, limit=2000)})

    def project(recorded: Recorded) -> None:
        add_entries(recorded, 0, case.pk, SOLUTION_STEP, ["solution"])

    write(
        person.actor, case, draft(case, "case.solution_issued", texts={"text": said}),
        intent="case.issue_solution", at=at, project=project,
    )  # fmt: skip


def confirm(person: Person, case_id: str, *, at: int | None = None) -> None:
    """The customer agreed, and a person of ours says so."""
    case = found(person, case_id, "case.act")
    _fact(case, person.actor, "case.customer_confirmed", "case.confirm", at)


def customer_confirms(case: Case, *, at: int | None = None) -> None:
    """The customer agreed by pressing it; a channel has recognised the customer."""
    _fact(case, f"customer:{case.customer_id}", "case.customer_confirmed", "case.confirm", at)


def tell_result(person: Person, case_id: str, *, at: int | None = None) -> None:
    """The customer was told what came of it."""
    case = found(person, case_id, "case.act")
    _fact(case, person.actor, "case.result_told", "case.tell_result", at)


def solve(person: Person, case_id: str, *, at: int | None = None) -> None:
    """The problem itself is solved; the case stays open until it is closed."""
    case = found(person, case_id, "case.act")
    if case.solved_at is None:
        with suppress(Overtaken):
            write(
                person.actor, case, draft(case, "case.solved"), intent="case.solve", at=at,
                solved_at=instant, status="solved", only_if={"solved_at": EMPTY},
            )  # fmt: skip


def close(
    person: Person, case_id: str, *, override_reason: str | None = None, at: int | None = None
) -> None:
    """Close the case and its conversation.

    Raises ``ledger.record.Refused`` with what a gate still asks. With a reason the clauses that
    allow this role to override are overridden; their leader or manager is told.
    """
    case = found(person, case_id, "case.act")
    if case.closed_at is not None:
        return
    payload: dict[str, object] = {}
    if override_reason is not None:
        payload["overrides"] = _overrides(case, person, override_reason, at)
    drafts = [draft(case, "case.closed", payload)]
    if case.conversation:
        drafts.append(draft(case, "conversation.closed"))

    with suppress(Overtaken):
        write(
            person.actor, case, *drafts, intent="case.close", at=at,
            closed_at=instant, status="closed", unread=0, waiting_since=None, unanswered="",
            paused_at=None, pause_reason="", only_if={"closed_at": EMPTY},
        )  # fmt: skip


def reopen(person: Person, case_id: str, reason: str, *, at: int | None = None) -> None:
    """It was thought done and was not: the case goes on with its handler."""
    case = found(person, case_id, "case.act")
    why = words.line(reason, "reason", 120)
    if case.closed_at is None:
        raise Conflict("个案还没有结案。", field="case")
    drafts = [draft(case, "case.reopened", {"reason": why})]
    if case.conversation:
        drafts.append(draft(case, "conversation.opened", {"channel": case.channel}))

    write(
        person.actor, case, *drafts, intent="case.reopen", at=at,
        closed_at=None, solved_at=None, status="open", only_if={"closed_at": FILLED},
    )  # fmt: skip


def record_fact(
    person: Person,
    case_id: str,
    kind: str,
    payload: Mapping[str, object] | None = None,
    *,
    also: Callable[[], None] | None = None,
    at: int | None = None,
) -> None:
    """Record that something happened outside this desk that clauses wait for; kinds in ``FACTS``.

    Raises ``ledger.record.Unfit`` where the payload does not fit the catalogue of events.
    """
    case = found(person, case_id, "case.act")
    if kind not in FACTS:
        raise Invalid("这件事不能这样记。", field="kind", remedy=f"可用：{'、'.join(FACTS)}。")
    write(
        person.actor, case, draft(case, kind, dict(payload or {})),
        intent=KINDS[kind].intent, at=at, project=lambda _: also() if also else None,
    )  # fmt: skip


def reveal_phone(person: Person, case_id: str, reason: str, *, at: int | None = None) -> str:
    """The customer's whole number, for whoever may act on the case and says why; recorded."""
    case = found(person, case_id, "case.act")
    return reveal(person, case.customer_id, reason, case_id=case.pk, at=at)


def follow_up(
    person: Person, case_id: str, text: str, score: int | None = None, *, at: int | None = None
) -> None:
    """The customer was called back; ``score`` 1 to 5 where one was given."""
    case = found(person, case_id, "case.act")
    if score is not None and score not in range(1, 6):
        raise Invalid("评分是 1 到 5。", field="score", remedy="请填 1、2、3、4 或 5。")
    payload = {} if score is None else {"score": score}
    said = as_text({"text": words.message(text, limit=1000)})

    def project(recorded: Recorded) -> None:
        add_entries(recorded, 0, case.pk, FOLLOW_UP_STEP, ["text"])

    write(
        person.actor, case, draft(case, "followup.done", payload, texts={"text": said}),
        intent="followup.do", at=at, project=project,
    )  # fmt: skip


def _fact(case: Case, actor: str, kind: str, intent: str, at: int | None) -> None:
    write(actor, case, draft(case, kind), intent=intent, at=at)


def _overrides(case: Case, person: Person, reason: str, at: int | None) -> list[dict[str, str]]:
    from ..queries.gates import missing_to_close

    why = words.line(reason, "override_reason", 120)
    return [
        {"clause": row.clause, "by": person.actor, "reason": why}
        for row in missing_to_close(case, at)
        if ranks_as(person, row.override_by)
    ]
