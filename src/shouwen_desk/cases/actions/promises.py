"""Promises to customers: registered by a person, moved in time, kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from shouwen_desk.config import clock
from shouwen_desk.ledger.record import Recorded
from shouwen_desk.people import words
from shouwen_desk.people.errors import Conflict, Invalid, NotFound
from shouwen_desk.people.identity import new_id

from ..models import Case, Message, Promise
from .frame import draft, found, instant, write

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person


def make_promise(
    person: Person,
    case_id: str,
    text: str,
    due: int,
    *,
    message_id: str | None = None,
    at: int | None = None,
) -> Promise:
    """Register what was promised and until when (microseconds UTC), and in which message of the
    case it was said, where it was."""
    case = found(person, case_id, "case.act")
    said = words.line(text, "text", 300)
    moment = clock.now() if at is None else at
    if due <= moment:
        raise Invalid("承诺的时间已经过去。", field="due", remedy="请选一个以后的时间。")
    if (
        message_id is not None
        and not Message.objects.filter(pk=message_id[:40], case_id=case.pk).exists()
    ):
        raise NotFound("这个个案里没有这条消息。", field="message")
    promise_id = new_id("R", moment)
    payload: dict[str, object] = {"due": due}
    if message_id is not None:
        payload["message"] = message_id

    def project(recorded: Recorded) -> None:
        Promise.objects.create(
            id=promise_id,
            case_id=case.pk,
            digest=recorded.digests[0]["text"],
            due=due,
            made_by=person.actor,
            made_at=recorded.event.at,
        )

    write(
        person.actor, case,
        draft(
            case, "promise.made", payload, texts={"text": said},
            subjects={"promise": promise_id, "person": person.pk},
        ),
        intent="promise.make", at=at, project=project, promised=True,
    )  # fmt: skip
    return Promise.objects.get(pk=promise_id)


def move_promise(
    person: Person, promise_id: str, due: int, *, told: bool, at: int | None = None
) -> None:
    """Agree on another time; ``told`` says that the customer knows."""
    promise, case = _promise(person, promise_id)
    moment = clock.now() if at is None else at
    if due <= moment:
        raise Invalid("新的时间已经过去。", field="due", remedy="请选一个以后的时间。")

    def project(_: Recorded) -> None:
        _still_open(promise, due=due, moved=F("moved") + 1)

    write(
        person.actor, case,
        draft(
            case, "promise.moved", {"due": due, "told": told},
            subjects={"promise": promise.pk, "person": person.pk},
        ),
        intent="promise.move", at=at, project=project,
    )  # fmt: skip


def keep_promise(person: Person, promise_id: str, *, at: int | None = None) -> None:
    """What was promised is done."""
    promise, case = _promise(person, promise_id)

    def project(recorded: Recorded) -> None:
        _still_open(promise, kept_at=instant(recorded))

    write(
        person.actor, case,
        draft(case, "promise.kept", subjects={"promise": promise.pk, "person": person.pk}),
        intent="promise.keep", at=at, project=project,
    )  # fmt: skip


def _promise(person: Person, promise_id: str) -> tuple[Promise, Case]:
    promise = Promise.objects.filter(pk=promise_id).first()
    if promise is None:
        raise NotFound("没有这个承诺。", field="promise")
    case = found(person, promise.case_id, "case.act")
    if promise.kept_at is not None:
        raise _kept()
    return promise, case


def _still_open(promise: Promise, **values: Any) -> None:
    """Set columns inside the transaction, unless somebody kept the promise a moment before."""
    if not Promise.objects.filter(pk=promise.pk, kept_at=None).update(**values):
        raise _kept()


def _kept() -> Conflict:
    return Conflict("这个承诺已经兑现。", field="promise")
