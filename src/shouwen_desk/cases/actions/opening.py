"""A customer reaches the desk: the case opens, messages come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection

from shouwen_desk.config import clock
from shouwen_desk.customers.actions import NewCustomer
from shouwen_desk.ledger.record import UNIT, Draft, Recorded, record
from shouwen_desk.people import words
from shouwen_desk.people.errors import Conflict, Invalid
from shouwen_desk.people.identity import new_id
from shouwen_desk.people.models import Person
from shouwen_desk.people.permissions import require
from shouwen_desk.people.queries import receiving_team

from .. import projection, speech, waiting
from ..days import day_number
from ..errors import Overtaken
from ..models import CHANNELS, LEVELS, TYPES, Case, Message
from ..tables import insert_case, insert_message


@dataclass(frozen=True, slots=True)
class Opened:
    """What ``open_case`` made; ``repeated`` when the same request had been recorded before."""

    case_id: str
    number: str
    conversation: str
    customer_id: str
    message_id: str | None
    repeated: bool = False


def open_case(
    by: Person | str,
    *,
    customer: str | NewCustomer,
    channel: str,
    type: str | None = None,  # noqa: A002 - the word of the domain
    level: int | None = None,
    urgent: bool | None = None,
    handler: Person | None = None,
    team: str | None = None,
    text: str | None = None,
    client_id: str | None = None,
    source_key: str | None = None,
    also: Callable[[Opened], None] | None = None,
    at: int | None = None,
) -> Opened:
    """Open a case with its conversation and, where ``text`` is given, the customer's first message.

    ``by`` is a person (permission ``case.create``) or the ledger's actor of a customer whom a
    channel has recognised, with ``{customer}`` where the id belongs. Missing type, level and
    urgency come from the edition in force; the team is the handler's, the one named, or the one that
    receives the channel. All in one transaction, in which ``also`` runs last.
    """
    if isinstance(by, Person):
        require("case.create", by)
    moment = clock.now() if at is None else at
    opening = _opening(channel, type, level, urgent, moment)
    customer_id = customer if isinstance(customer, str) else customer.id
    case_id, conversation = new_id("C", moment), new_id("V", moment)
    team_id = handler.team_id if handler is not None else team or receiving_team(channel, case_id)
    opening |= {"owner": handler.pk} if handler is not None else {}
    opening |= {"team": team_id} if team_id else {}
    subjects = {"case": case_id, "conversation": conversation, "customer": customer_id}
    drafts = [
        Draft("case.opened", subjects, opening, source_key=source_key),
        Draft("conversation.opened", subjects, {"channel": channel}),
    ]
    if not isinstance(customer, str):
        added = customer.draft
        drafts.insert(0, Draft(added.kind, subjects, added.payload, texts=added.texts))
    key = words.client_id(client_id)
    said = None
    if text is not None:
        said = incoming(subjects, words.message(text), channel, key, moment)
        drafts.append(said)
    made: list[Opened] = []

    def project(recorded: Recorded) -> None:
        if not isinstance(customer, str):
            customer.project(recorded)
        number = _insert_case(recorded, opening, handler)
        if waiting.moved(case_id, recorded, {}):
            waiting.mirror(case_id)
        message = add_message(recorded, len(drafts) - 1, said, key) if said is not None else None
        projection.told(case_id, team_id, handler.pk if handler else None)
        message_id = message.pk if message is not None else None
        made.append(Opened(case_id, number, conversation, customer_id, message_id))
        if also is not None:
            also(made[0])

    actor = by.actor if isinstance(by, Person) else by.format(customer=customer_id)
    recorded = record(
        *drafts,
        actor=actor,
        intent="case.open",
        at=at,
        projections=[project],
        fresh=(f"case:{case_id}", f"conversation:{conversation}"),
    )
    return _opened_before(recorded, key) if recorded.repeated else made[0]


def receive_message(
    case: Case,
    text: str,
    *,
    client_id: str | None = None,
    also: Callable[[Message], None] | None = None,
    at: int | None = None,
) -> Message:
    """A further message of the customer; the same ``client_id`` again answers the first one.

    Whoever calls (a channel, the API) has checked that the sender is this customer.
    """
    over = Conflict("这件事已经办完了。", field="case", remedy="请重新发起一次对话，我们从头跟进。")
    if case.closed_at is not None:
        raise over
    key = words.client_id(client_id)
    moment = clock.now() if at is None else at
    said = incoming(case.subjects, words.message(text), case.channel, key, moment)
    made: list[Message] = []

    def project(recorded: Recorded) -> None:
        made.append(add_message(recorded, 0, said, key))
        projection.customer_wrote(case, recorded)
        if also is not None:
            also(made[0])

    try:
        recorded = record(
            said, actor=f"customer:{case.customer_id}", intent="message.receive", at=at,
            projections=[project],
        )  # fmt: skip
    except Overtaken:
        # Closed a moment before: what is taken into a closed case nobody would read.
        raise over from None
    except IntegrityError as error:
        raise clash(case, key) or error from None
    if recorded.repeated:
        return Message.objects.get(pk=recorded.event.payload["message"])
    return made[0]


def clash(case: Case, client_id: str | None) -> Conflict | None:
    """What to say where a message's id already names one that went the other way; None where the
    database refused for another reason."""
    taken = Message.objects.filter(conversation=case.conversation, client_id=client_id)
    if client_id is None or not taken.exists():
        return None
    return Conflict(
        "这个消息编号已经用于对方的一句话。", field="client_id", remedy="请换一个新的编号。"
    )


def incoming(
    subjects: Mapping[str, str], text: str, channel: str, client_id: str | None, at: int
) -> Draft:
    """``message.received`` with what the edition in force recognises in the text."""
    payload: dict[str, Any] = {"message": new_id("M", at), "channel": channel}
    payload |= speech.recognised(text, "customer", at)
    # What an agent's sentence counts for has no meaning in a customer's.
    payload.pop("act", None)
    key = None
    if client_id is not None:
        payload["client_id"] = client_id
        key = f"chat:{subjects['conversation']}:{client_id}"
    return Draft("message.received", subjects, payload, texts={"text": text}, source_key=key)


def add_message(recorded: Recorded, index: int, said: Draft, client_id: str | None) -> Message:
    """Insert the row of a message that was just recorded as the event at ``index``."""
    event = recorded.events[index]
    message = Message(
        id=said.payload["message"],
        case_id=said.subjects["case"],
        conversation=said.subjects["conversation"],
        seq=event.seq,
        event=event.id,
        direction="in" if said.kind == "message.received" else "out",
        by=event.actor,
        act=said.payload.get("act", ""),
        digest=recorded.digests[index]["text"],
        length=said.payload["length"],
        client_id=client_id,
        at=event.at,
    )
    insert_message(message)
    return message


def _opening(
    channel: str,
    kind: str | None,
    level: int | None,
    urgent: bool | None,
    at: int,
) -> dict[str, Any]:
    """The payload of ``case.opened`` without owner and team; raises ``Invalid``."""
    defaults = speech.settings(at).get("defaults", {})
    opening = {
        "type": kind or defaults.get("type", "inquiry"),
        "level": defaults.get("level", 3) if level is None else level,
        "channel": channel,
        "urgent": defaults.get("urgent", False) if urgent is None else urgent,
    }
    if opening["channel"] not in CHANNELS:
        raise Invalid("没有这个渠道。", field="channel", remedy=f"可用：{'、'.join(CHANNELS)}。")
    if opening["type"] not in TYPES:
        raise Invalid("没有这个类别。", field="type", remedy=f"可用：{'、'.join(TYPES)}。")
    if opening["level"] not in LEVELS:
        raise Invalid("级别只有一、二、三级。", field="level", remedy="请填 1、2 或 3。")
    return opening


def _insert_case(recorded: Recorded, opening: Mapping[str, Any], handler: Person | None) -> str:
    event = next(event for event in recorded.events if event.kind == "case.opened")
    written = [
        digests["text"]
        for event, digests in zip(recorded.events, recorded.digests, strict=True)
        if event.kind == "message.received"
    ]
    case = Case(
        id=event.subjects["case"],
        number=_next_number(event.at),
        unit=UNIT,
        customer_id=event.subjects["customer"],
        type=opening["type"],
        level=opening["level"],
        urgent=opening["urgent"],
        channel=opening["channel"],
        first_asked=handler,
        handler=handler,
        team_id=opening.get("team"),
        conversation=event.subjects["conversation"],
        opened_at=event.at,
        last_at=event.at,
        waiting_since=event.at if written else None,
        unanswered=written[-1] if written else "",
        unread=len(written),
    )
    for name, value in projection.next_of(recorded, case).items():
        setattr(case, name, value)
    insert_case(case)
    return case.number


def _next_number(at: int) -> str:
    day = day_number(at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_daynumber (day, last) VALUES (%s, 1) "
            "ON CONFLICT (day) DO UPDATE SET last = cases_daynumber.last + 1 RETURNING last",
            [day],
        )
        (last,) = cursor.fetchone()
    prefix = speech.settings(at).get("case_prefix", "GD")
    return f"{prefix}-{day}-{last:03d}"


def _opened_before(recorded: Recorded, client_id: str | None) -> Opened:
    subjects = recorded.event.subjects
    message = None
    if client_id is not None:
        message = Message.objects.filter(
            conversation=subjects["conversation"], client_id=client_id
        ).first()
    return Opened(
        case_id=subjects["case"],
        number=Case.objects.values_list("number", flat=True).get(pk=subjects["case"]),
        conversation=subjects["conversation"],
        customer_id=subjects["customer"],
        message_id=message.pk if message is not None else None,
        repeated=True,
    )
