"""What our side says: the live check of a draft, and sending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError

from shouwen.handbook.control import BUSY_CHATS
from shouwen_desk.config import clock
from shouwen_desk.ledger.record import Recorded, record
from shouwen_desk.people import words
from shouwen_desk.people.errors import Conflict, Invalid
from shouwen_desk.people.identity import new_id

from .. import projection, speech
from ..errors import Held, Overtaken, Unfilled
from ..models import Case, Message
from ..shapes import Checked, DraftFinding
from ..tables import EMPTY
from ..waiting import ANSWERING
from .frame import draft, found
from .handling import assigned_values, assignment
from .opening import add_message, clash

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

LIVE_CHANNELS = ("chat", "app", "wechat", "social")


def check_draft(
    person: Person,
    case_id: str,
    text: str,
    *,
    case: Case | None = None,
    composer: bool = False,
) -> Checked:
    """What sending this text now would be found against; nothing of it is stored or counted.

    ``case`` spares a read where the caller has the row already. ``composer``: somebody is writing,
    who with many chats open is shown only what holds the message (see ``is_busy``).
    """
    case = found(person, case_id, "case.act", case)
    if not isinstance(text, str) or len(text) > words.MESSAGE_LIMIT:
        raise Invalid(
            f"一次最多 {words.MESSAGE_LIMIT} 字。", field="text", remedy="请分成几段发送。"
        )
    now = clock.now()
    return speech.check(case, person, text, now, busy=composer and is_busy(person, now))


def send_message(
    person: Person,
    case_id: str,
    text: str,
    *,
    client_id: str | None = None,
    override_reason: str | None = None,
    also: Callable[[Message], None] | None = None,
    case: Case | None = None,
    at: int | None = None,
) -> Message:
    """Send a reply to the customer; the same ``client_id`` again answers the first message.

    A finding of strength 拦 raises ``Held`` unless its clause allows an override and a reason is
    given, which goes on the ledger with the message; a slot that nobody filled raises ``Unfilled``. Sending in a case that nobody handles makes
    the sender its handler, and the first-asked owner if there was none.
    """
    case = found(person, case_id, "case.act", case)
    if case.closed_at is not None:
        raise Conflict("个案已经结案。", field="case", remedy="需要再回复，请先重新打开。")
    if not case.conversation:
        raise Conflict(
            "这个个案没有可以回复的对话。", field="case", remedy="请电话联系客户并记下来。"
        )
    said, key = words.message(text), words.client_id(client_id)
    moment = clock.now() if at is None else at
    checked = speech.check(case, person, said, moment)
    overrides = _overrides(checked, override_reason, person)
    if checked.blanks:
        raise Unfilled(checked.blanks)
    message_id = new_id("M", moment)
    payload: dict[str, Any] = {"message": message_id, "by": "person", "channel": case.channel}
    payload |= speech.recognised(said, "agent", moment)
    if overrides:
        payload["overrides"] = overrides
    if key is not None:
        payload["client_id"] = key
    sent = draft(
        case, "message.sent", payload, texts={"text": said}, subjects={"person": person.pk},
        source_key=None if key is None else f"desk:{case.conversation}:{key}",
    )  # fmt: skip
    takes = case.handler_id is None
    drafts = [assignment(case, person), sent] if takes else [sent]

    made: list[Message] = []
    as_seen: dict[str, Any] = {"closed_at": EMPTY}
    if takes:
        as_seen["handler_id"] = EMPTY

    def project(recorded: Recorded) -> None:
        made.append(add_message(recorded, len(drafts) - 1, sent, key))
        values: dict[str, Any] = {"last_at": recorded.events[-1].at, "unread": 0}
        if payload["act"] in ANSWERING:
            values |= {"waiting_since": None, "unanswered": ""}
        if takes:
            values |= assigned_values(case, person)
        projection.settle(case, recorded, values, only_if=as_seen)
        if also is not None:
            also(made[0])

    try:
        recorded = record(
            *drafts, actor=person.actor, intent="message.send", at=at, projections=[project]
        )
    except Overtaken:
        # Somebody took or closed it a moment before: the reply goes out in the case as it is now,
        # and whoever was first stays the first-asked owner.
        return send_message(
            person, case.pk, text, client_id=client_id, override_reason=override_reason,
            also=also, at=at,
        )  # fmt: skip
    except IntegrityError as error:
        raise clash(case, key) or error from None
    if recorded.repeated:
        said_event = next(event for event in recorded.events if event.kind == "message.sent")
        return Message.objects.get(pk=said_event.payload["message"])
    return made[0]


def is_busy(person: Person, at: int) -> bool:
    """Whether the person has so many chats open that the composer shows only what holds a message.

    The number is the handbook's (``settings.busy_chats``); what is found once a message is sent does
    not depend on it. One statement.
    """
    most = speech.settings(at).get("busy_chats") or BUSY_CHATS
    chats = Case.objects.filter(
        handler=person.pk, closed_at=None, status="open", channel__in=LIVE_CHANNELS
    )
    return chats.exclude(conversation="").count() >= int(most)


def mark_read(person: Person, case_id: str) -> None:
    """The person has the case on screen: nothing in it is unread any more."""
    case = found(person, case_id, "case.read")
    if case.unread and case.handler_id in (person.pk, None):
        Case.objects.filter(pk=case.pk).update(unread=0)


def _overrides(checked: Checked, reason: str | None, person: Person) -> Sequence[dict[str, str]]:
    stops: list[DraftFinding] = [one for one in checked.findings if one.severity == "stop"]
    if not stops:
        return []
    if not reason or not all(one.override for one in stops):
        raise Held(stops)
    why = words.line(reason, "override_reason", 120)
    return [
        {"clause": clause, "by": person.actor, "reason": why}
        for clause in dict.fromkeys(one.clause for one in stops)
    ]
