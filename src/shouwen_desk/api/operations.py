"""The operations of ``/api/v1/``. Everything a token may do is what its person may do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Query, Schema, Status

from shouwen_desk.cases import actions, queries
from shouwen_desk.cases.models import Message
from shouwen_desk.cases.shapes import ObligationRow, QueueRow
from shouwen_desk.customers.actions import Profile, new_customer
from shouwen_desk.customers.models import Customer
from shouwen_desk.people import words
from shouwen_desk.people.errors import Invalid, NotFound
from shouwen_desk.people.permissions import require

from . import checking, errors
from .instants import instant, iso
from .models import Token
from .repeats import Body, Keep, once
from .schemas import CaseIn, CheckIn, ErrorOut, FactIn, MessageIn
from .tokens import Bearer

MOST_SEQ = 10**18
ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422), ErrorOut)

api = NinjaAPI(
    title="首问 Shouwen",
    version="1",
    description="服务台的接口。时间一律写成带时区的 ISO 8601；错误都有 code、message、field、remedy。",
    auth=Bearer(),
    parser=errors.Bodies(),
    renderer=errors.Plainly(),
    docs_url=None,
    urls_namespace="api",
)
errors.install(api)


@api.post("/cases", response={201: dict, **ERRORS}, summary="开一个个案")
def create_case(request: HttpRequest, body: CaseIn) -> Status:
    """Open a case. With ``text`` the customer wrote, and the case waits for whoever takes it;
    without, the token's person noted it down and is the one who was asked first."""
    token = _token(request)
    person = token.person
    require("case.create", person)
    customer = _customer(body)

    def write(keep: Keep) -> Body:
        answer: Body = {}

        def also(opened: actions.Opened) -> None:
            answer.update(
                id=opened.case_id,
                number=opened.number,
                customer=opened.customer_id,
                conversation=opened.conversation,
                message=opened.message_id,
            )
            keep(answer)

        wrote = body.text is not None
        noted = not wrote and person.role in ("agent", "leader")
        actions.open_case(
            "customer:{customer}" if wrote else person,
            handler=person if noted else None,
            customer=customer,
            channel=body.channel,
            type=body.type,
            level=body.level,
            urgent=body.urgent,
            text=body.text,
            client_id=body.client_id,
            also=also,
        )
        return answer

    return Status(201, once(request, token, write))


@api.post("/cases/{case_id}/messages", response={201: dict, **ERRORS}, summary="加一句话")
def add_message(request: HttpRequest, case_id: str, body: MessageIn) -> Status:
    """Add what the customer said, or send a reply (checked like any other)."""
    token = _token(request)
    case = queries.visible_case(token.person, case_id)
    require("case.act", token.person, case)

    def write(keep: Keep) -> Body:
        def also(message: Message) -> None:
            keep(_message(message))

        if body.from_ == "customer":
            return _message(
                actions.receive_message(case, body.text, client_id=body.client_id, also=also)
            )
        return _message(
            actions.send_message(
                token.person,
                case.pk,
                body.text,
                client_id=body.client_id,
                override_reason=body.override_reason,
                also=also,
                case=case,
            )
        )

    return Status(201, once(request, token, write))


@api.post("/cases/{case_id}/facts", response={201: dict, **ERRORS}, summary="记一件别处发生的事")
def add_fact(request: HttpRequest, case_id: str, body: FactIn) -> Status:
    """Tell the desk what happened elsewhere (an order, an invoice, a visit) and a clause waits for."""
    token = _token(request)
    case = queries.visible_case(token.person, case_id)
    payload = dict(body.payload)
    if isinstance(payload.get("visit_at"), str):
        payload["visit_at"] = instant(payload["visit_at"], "payload.visit_at")

    def write(keep: Keep) -> Body:
        answer: Body = {"case": case.pk, "kind": body.kind}
        actions.record_fact(token.person, case.pk, body.kind, payload, also=lambda: keep(answer))
        return answer

    return Status(201, once(request, token, write))


class QueueQuery(Schema):
    """Which tab, and how many rows."""

    tab: str = "team"
    limit: int = 25


@api.get("/queue", response={200: dict, **ERRORS}, summary="队列，按下一个到期时间")
def get_queue(request: HttpRequest, asked: Query[QueueQuery]) -> Body:
    """Open cases in the order of what is due next; ``tab`` mine, team or unclaimed."""
    person = _token(request).person
    require("case.search", person)
    if asked.tab not in ("mine", "team", "unclaimed"):
        raise Invalid("没有这个分栏。", field="tab", remedy="可用：mine、team、unclaimed。")
    if not 1 <= asked.limit <= 200:
        raise Invalid("行数应在 1 到 200 之间。", field="limit", remedy="请改小一些。")
    found = queries.queue(person, asked.tab, limit=asked.limit)
    return {
        "now": iso(found.now),
        "counts": found.counts,
        "overdue": found.overdue,
        "more": found.more,
        "groups": [
            {
                "key": group.key,
                "title": group.title,
                "total": group.total,
                "cases": [_row(row) for row in group.rows],
            }
            for group in found.groups
        ],
    }


@api.get("/cases/{case_id}", response={200: dict, **ERRORS}, summary="一个个案")
def get_case(request: HttpRequest, case_id: str, before: int | None = None) -> Body:
    """A case with its newest turns, what it owes, and what closing still asks."""
    if before is not None and not 0 <= before < MOST_SEQ:
        raise Invalid("没有这个位置。", field="before", remedy="请用消息里的 seq。")
    page = queries.case_page(_token(request).person, case_id, before=before)
    return _row(page.row) | {
        "customer": {
            "id": page.customer_id,
            "name": page.customer_name,
            "salutation": page.salutation,
            "organisation": page.organisation,
            "phone": page.phone_masked,
        },
        "first_asked": page.first_asked_id,
        "opened_at": iso(page.opened_at),
        "closed_at": iso(page.closed_at),
        "messages": [
            {
                "id": turn.id,
                "seq": turn.seq,
                "from": "customer" if turn.direction == "in" else "agent",
                "by": turn.by,
                "at": iso(turn.at),
                "text": None if turn.erased else turn.text,
                "act": turn.act,
                "kept": [tag.clause for tag in turn.kept],
                "findings": [asdict(found) for found in turn.findings],
            }
            for turn in page.turns
        ],
        "earlier": bool(page.earlier),
        "obligations": [_obligation(row) for row in page.obligations],
        "missing": [asdict(row) for row in page.missing],
    }


@api.get("/cases/{case_id}/obligations", response={200: dict, **ERRORS}, summary="一个个案的应办")
def get_obligations(request: HttpRequest, case_id: str) -> Body:
    """What is and was owed in a case; each names its clause and edition."""
    rows = queries.obligations(_token(request).person, case_id)
    return {"obligations": [_obligation(row) for row in rows]}


class SearchQuery(Schema):
    """What to look for."""

    q: str
    limit: int = 20


@api.get("/search", response={200: dict, **ERRORS}, summary="按姓名、单位或编号找个案")
def get_search(request: HttpRequest, asked: Query[SearchQuery]) -> Body:
    """Cases whose number, customer's name or organisation begins so."""
    text = words.line(asked.q, "q", 60)
    if not 1 <= asked.limit <= 50:
        raise Invalid("行数应在 1 到 50 之间。", field="limit", remedy="请改小一些。")
    hits = queries.search(_token(request).person, text, limit=asked.limit)
    return {"cases": [asdict(hit) | {"opened_at": iso(hit.opened_at)} for hit in hits]}


@api.post("/check", response={200: dict, **ERRORS}, summary="检查一句草稿或一段对话")
def post_check(request: HttpRequest, body: CheckIn) -> Body:
    """What a draft in a case or a conversation would be found against; nothing of it is stored.

    A conversation is what a line of `shouwen check` is, and its findings are the same. `unjudged` (null
    where everything was judged) names the clauses that hold for some channels only and were not
    judged, because the conversation names no channel or one that the handbook does not know. Of a
    conversation longer than 30,000 characters only the first turns are looked at, of more than 1,000
    findings the first are listed: `left_out` (else null) says from which turn (`from_turn`), how many
    `turns` and how many `findings` are missing."""
    person = _token(request).person
    require("case.search", person)
    if (body.turns is None) == (body.case is None):
        raise Invalid("请给出 case 和 text，或者 turns。", field="case", remedy="两种只用一种。")
    if body.turns is not None:
        return checking.conversation(body)
    return checking.draft(person, body)


def _token(request: HttpRequest) -> Token:
    token: Token = request.auth  # type: ignore[attr-defined]
    return token


def _customer(body: CaseIn) -> Any:
    given = body.customer
    if given.id is not None:
        if not Customer.objects.filter(pk=given.id, erased_at=None).exists():
            raise NotFound("没有这位客户，或资料已依法删除。", field="customer.id")
        return given.id
    profile = Profile(
        name=given.name or "",
        salutation=given.salutation,
        organisation=given.organisation,
        phone=given.phone,
        level=given.level,
    )
    return new_customer(profile, channel=body.channel)


def _message(message: Message) -> Body:
    return {
        "id": message.pk,
        "seq": message.seq,
        "case": message.case_id,
        "from": "customer" if message.direction == "in" else "agent",
        "by": message.by,
        "act": message.act,
        "at": iso(message.at),
    }


def _row(row: QueueRow) -> Body:
    return {
        "id": row.id,
        "number": row.number,
        "name": row.name,
        "organisation": row.organisation,
        "channel": row.channel,
        "type": row.type,
        "level": row.level,
        "urgent": row.urgent,
        "status": row.status,
        "handler": row.handler_id,
        "team": row.team_id,
        "unread": row.unread,
        "mark": row.mark,
        "next": {
            "act": row.act,
            "clause": row.clause,
            "edition": row.edition,
            "obligation": row.obligation,
            "opened": iso(row.opened),
            "warn": iso(row.warn),
            "due": iso(row.due),
        }
        if row.obligation
        else None,
    }


def _obligation(row: ObligationRow) -> Body:
    return {
        "id": row.id,
        "case": row.case,
        "clause": row.clause,
        "edition": row.edition,
        "measures": row.measures,
        "act": row.act,
        "mark": row.mark,
        "outcome": row.outcome,
        "opened": iso(row.opened),
        "within": row.within,
        "due": iso(row.due),
        "closed": iso(row.closed),
        "paused_since": iso(row.paused_since),
        "used_seconds": None if row.used_us is None else row.used_us / 1_000_000,
        "grade": row.grade,
        "reason": row.reason,
        "owner": row.owner_id,
    }
