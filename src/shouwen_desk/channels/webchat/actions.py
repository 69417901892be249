"""Writes of web chat. The token has said who the customer is; cases do the rest."""

from __future__ import annotations

from dataclasses import dataclass

from shouwen_desk.cases import actions as cases
from shouwen_desk.cases.models import Case, Message
from shouwen_desk.customers.actions import Profile, new_customer
from shouwen_desk.people import words
from shouwen_desk.people.errors import Invalid

from . import tokens
from .models import ChatLink, Visitor

NAMELESS = "网页访客"


@dataclass(frozen=True, slots=True)
class Started:
    """A conversation that a browser may go on with, and the token that keeps it known."""

    link: ChatLink
    token: str
    visitor: str


def start(
    *,
    visitor: object,
    name: object,
    phone: object,
    text: object,
    client_id: object,
    now: int,
) -> Started:
    """Begin or go on: the first message of a browser, with a new token for its conversation.

    ``visitor`` is a token that the browser drew itself; the same token with the same ``client_id``
    again is a repeat. Without one the desk draws it, and a repeat cannot be told from a second visit.
    """
    said = words.message(text)
    key = _required(client_id)
    visitor_token = tokens.draw()[0] if visitor in (None, "") else tokens.checked(visitor)
    hashed = tokens.digest(visitor_token)
    known = Visitor.objects.filter(pk=hashed, customer__erased_at=None).first()
    case = _open_case_of(known)
    if case is not None:
        cases.receive_message(case, said, client_id=key)
        case_id, conversation_id, customer_id = case.pk, case.conversation, case.customer_id
    else:
        profile = Profile(
            name=words.line(name, "name", 48, required=False) or NAMELESS,
            phone=words.line(phone, "phone", 32, required=False),
        )
        opened = cases.open_case(
            "customer:{customer}",
            customer=known.customer_id if known else new_customer(profile, channel="chat"),
            channel="chat",
            text=said,
            client_id=key,
            source_key=f"chat-start:{hashed[:40]}:{key}",
        )
        case_id, conversation_id = opened.case_id, opened.conversation
        customer_id = opened.customer_id
        Visitor.objects.update_or_create(
            pk=hashed, defaults={"customer_id": customer_id, "created_at": now}
        )
    token, link_hash = tokens.draw()
    link = ChatLink.objects.create(
        token_hash=link_hash,
        conversation=conversation_id,
        case_id=case_id,
        customer_id=customer_id,
        created_at=now,
        expires_at=now + tokens.LIFE_US,
    )
    return Started(link, token, visitor_token)


def post(link: ChatLink, text: object, client_id: object) -> Message:
    """A further message of the customer."""
    return cases.receive_message(link.case, words.message(text), client_id=_required(client_id))


def confirm(link: ChatLink) -> None:
    """The customer says that it is settled."""
    if link.case.closed_at is None:
        cases.customer_confirms(link.case)


def _required(client_id: object) -> str:
    key = words.client_id(client_id)
    if key is None:
        raise Invalid("缺少消息编号。", field="client_id", remedy="请带上 client_id，重发时不变。")
    return key


def _open_case_of(visitor: Visitor | None) -> Case | None:
    if visitor is None:
        return None
    return (
        Case.objects.filter(customer=visitor.customer_id, channel="chat", closed_at=None)
        .order_by("-opened_at")
        .first()
    )
