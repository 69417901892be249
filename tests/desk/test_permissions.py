"""Every address × everybody, with the answer each must get. An address that is not listed fails.

Columns: anonymous, customer (who holds the link of the case's conversation and nothing else), agent
of the team, agent of another team, leader of the team, leader of another team, manager, admin.
302 sends to the sign-in page; 403 names who may; 404 is all that a stranger learns of a chat token.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.office import Office, sqlite_office

__all__ = ["sqlite_office"]

WHO = (
    "anonymous",
    "customer",
    "agent",
    "stranger",
    "leader",
    "other_leader",
    "manager",
    "admin",
)


@dataclass(frozen=True)
class Row:
    """A method and body for an address, and the statuses in the order of ``WHO``."""

    method: str
    statuses: tuple[int, ...]
    path: str = ""
    body: Mapping[str, Any] | None = None


def everybody(status: int) -> tuple[int, ...]:
    return (status,) * len(WHO)


def staff(anonymous: int, *, serving: int, admin: int) -> tuple[int, ...]:
    """The same for everybody who serves customers, whatever the team."""
    return (anonymous, anonymous, *(serving,) * 5, admin)


def team(anonymous: int, *, own: int, other: int = 403, admin: int = 403) -> tuple[int, ...]:
    """The own team and the manager; the other team; the admin, who reads no conversations."""
    return (anonymous, anonymous, own, other, own, other, own, admin)


def leaders(anonymous: int, *, allowed: int) -> tuple[int, ...]:
    return (anonymous, anonymous, 403, 403, allowed, allowed, allowed, 403)


TABLE: dict[str, Row] = {
    "healthz": Row("GET", everybody(200)),
    "live": Row("GET", (403, 403, 204, 403, 204, 403, 204, 403), "live?topic=case:{case}"),
    # the customer's side: the token is the right
    "chat/start": Row(
        "POST", everybody(201), body={"text": "请问几点下班？", "client_id": "s-{n}"}
    ),
    "chat/<str:token>/history": Row("GET", (404, 200, 404, 404, 404, 404, 404, 404)),
    "chat/<str:token>/messages": Row(
        "POST",
        (404, 201, 404, 404, 404, 404, 404, 404),
        body={"text": "还在吗？", "client_id": "m-{n}"},
    ),
    "chat/<str:token>/confirm": Row("POST", (404, 200, 404, 404, 404, 404, 404, 404), body={}),
    "chat/<str:token>/live": Row("GET", (404, 204, 404, 404, 404, 404, 404, 404)),
    "chat": Row("GET", everybody(200)),
    "widget.js": Row("GET", everybody(200)),
    # the API: the bearer token is the person
    "api/v1/openapi.json": Row("GET", everybody(200)),
    "api/v1/": Row("GET", everybody(404)),
    "^api(?:/.*)?$": Row("GET", everybody(404), "api/v2/cases"),
    "api/v1/cases": Row(
        "POST",
        staff(401, serving=201, admin=403),
        body={"customer": {"name": "王试"}, "text": "发票抬头错了"},
    ),
    "api/v1/cases/<case_id>": Row("GET", team(401, own=200)),
    "api/v1/cases/<case_id>/messages": Row(
        "POST", team(401, own=201), body={"from": "customer", "text": "再问一句"}
    ),
    "api/v1/cases/<case_id>/facts": Row(
        "POST", team(401, own=201), body={"kind": "invoice.requested"}
    ),
    "api/v1/cases/<case_id>/obligations": Row("GET", team(401, own=200)),
    "api/v1/queue": Row("GET", staff(401, serving=200, admin=403)),
    "api/v1/search": Row("GET", staff(401, serving=200, admin=403), "api/v1/search?q=鲁"),
    "api/v1/check": Row(
        "POST", team(401, own=200), body={"case": "{case}", "text": "这个不归我管。"}
    ),
    # pages
    "": Row("GET", everybody(302)),
    "sign-in": Row("GET", (200, 200, *(302,) * 6)),
    "sign-out": Row("POST", everybody(302)),
    "theme": Row("POST", everybody(302), body={"theme": "dark"}),
    "handbook": Row("GET", (302, 302, *(200,) * 6)),
    "handbook/<str:code>/<str:number>": Row(
        "GET", (302, 302, *(200,) * 6), "handbook/enterprise/3.1.1"
    ),
    "handbook/counter-examples": Row("GET", (302, 302, 403, 403, 403, 403, 200, 200)),
    # whoever may, is told that this one is at the top already
    "handbook/<str:code>/<str:number>/strength": Row(
        "POST",
        (302, 302, 403, 403, 403, 403, 422, 403),
        "handbook/enterprise/3.1.1/strength",
        {"to": "stop", "reason": "没有提示错"},
    ),
    "card/clause/<str:name>": Row("GET", (302, 302, *(200,) * 6), "card/clause/enterprise:3.1.1"),
    "card/obligation/<str:name>": Row("GET", team(302, own=200), "card/obligation/{obligation}"),
    "board": Row("GET", leaders(302, allowed=200)),
    "board/today": Row("GET", leaders(302, allowed=200)),
    "board/<str:clause>/<str:who>": Row(
        "GET", (302, 302, 403, 403, 200, 404, 200, 403), "board/enterprise:3.1.1/{agent}"
    ),
    "search": Row("GET", staff(302, serving=200, admin=403), "search?q=鲁"),
    "notices/read": Row("POST", everybody(302)),
    "workbench": Row("GET", staff(302, serving=200, admin=403)),
    "workbench/<str:case_id>": Row("GET", team(302, own=200)),
    "workbench/<str:case_id>/form/<str:name>": Row(
        "GET", team(302, own=200), "workbench/{case}/form/投诉处理单"
    ),
    "workbench/<str:case_id>/panel/<str:name>": Row(
        "GET", team(302, own=200), "workbench/{case}/panel/pause"
    ),
    "workbench/<str:case_id>/check": Row("POST", team(302, own=200), body={"text": "您好"}),
    "workbench/<str:case_id>/send": Row(
        "POST", team(302, own=302), body={"text": "您好，我正在核对，30分钟内给您答复。"}
    ),
    "workbench/<str:case_id>/<str:name>": Row(
        "POST",
        team(302, own=302),
        "workbench/{case}/question",
        {"question": "detail", "text": "驳回两次"},
    ),
    # the demo's shop is mounted only there
    "demo/shop": Row("GET", everybody(404)),
}


def routes() -> Iterator[str]:
    """Every pattern of the desk, as it is declared."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, prefix + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield prefix + str(one.pattern)

    yield from walk(get_resolver().url_patterns, "")


def test_every_address_is_in_the_table() -> None:
    from tests.database import prepare_django

    prepare_django()
    declared = set(routes()) | {"demo/shop"}
    assert declared - TABLE.keys() == set(), "list what these answer to whom"
    assert TABLE.keys() - declared == set(), "these are gone"


@pytest.mark.parametrize("route", list(TABLE))
def test_who_gets_what(sqlite_office: Office, route: str) -> None:
    from shouwen_desk.cases import actions, queries

    row = TABLE[route]
    case = sqlite_office.write("我要投诉！退款两次被驳回。", type="complaint")
    actions.claim(sqlite_office.agent, case.pk)
    obligation = queries.queue_row(sqlite_office.agent, case.pk).obligation
    known = {"case": case.pk, "obligation": obligation, "agent": sqlite_office.agent.pk}
    got = {
        name: _ask(sqlite_office, row, route, name, known | {"n": str(number)})
        for number, name in enumerate(WHO)
    }
    assert got == dict(zip(WHO, row.statuses, strict=True))


def _ask(office: Office, row: Row, route: str, name: str, known: Mapping[str, str]) -> int:
    """The status that one of ``WHO`` gets."""
    link = _link(known["case"])
    signed_in = name not in ("anonymous", "customer")
    token = link if name == "customer" else "x" * 43
    path = (row.path or route).replace("<str:token>", token)
    path = path.replace("<str:case_id>", known["case"]).replace("<case_id>", known["case"])
    path = path.format(**known)
    headers = {}
    client = office.client(name if signed_in and not path.startswith("api/") else None)
    if path.startswith("api/") and name != "anonymous":
        bearer = office.token(name) if signed_in else link
        headers["Authorization"] = f"Bearer {bearer}"
    body = {
        key: value.format(**known) if isinstance(value, str) else value
        for key, value in (row.body or {}).items()
    }
    speaks_json = path.startswith(("api/", "chat/"))
    send = getattr(client, row.method.lower())
    if row.method == "GET":
        return int(send(f"/{path}", headers=headers).status_code)
    options = {"content_type": "application/json"} if speaks_json else {}
    return int(send(f"/{path}", body, headers=headers, **options).status_code)


def _link(case_id: str) -> str:
    """A fresh link to the conversation of a case, as its customer holds one."""
    from shouwen_desk.cases.models import Case
    from shouwen_desk.channels.webchat import tokens
    from shouwen_desk.channels.webchat.models import ChatLink

    case = Case.objects.get(pk=case_id)
    token, hashed = tokens.draw()
    ChatLink.objects.create(
        token_hash=hashed,
        conversation=case.conversation,
        case=case,
        customer=case.customer,
        created_at=case.opened_at,
        expires_at=case.opened_at + tokens.LIFE_US,
    )
    return token
