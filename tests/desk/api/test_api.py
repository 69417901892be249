"""The API as another system meets it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.office import Office


class Caller:
    """Another system with a token."""

    def __init__(self, office: Office, name: str = "agent") -> None:
        self.client = office.client()
        self.token = office.token(name)

    def __call__(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {self.token}"} | headers
        options: dict[str, Any] = {}
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body)
            options = {"data": data, "content_type": "application/json"}
        answer = getattr(self.client, method.lower())(f"/api/v1/{path}", headers=sent, **options)
        return answer.status_code, answer.json()


CASE = {"customer": {"name": "王试", "phone": "13800000077"}, "text": "发票抬头错了", "level": 2}


def test_a_case_from_opening_to_reply(office: Office) -> None:
    call = Caller(office)
    status, made = call("POST", "cases", CASE)
    assert status == 201
    assert made["number"].endswith("-001")

    status, told = call("GET", f"cases/{made['number']}/obligations")
    assert status == 200
    first = next(row for row in told["obligations"] if row["clause"] == "enterprise:5.2.1")
    assert (first["mark"], first["within"]) == ("running", "2 小时")
    assert first["due"].endswith("+08:00")

    status, held = call(
        "POST", f"cases/{made['id']}/messages", {"from": "agent", "text": "这个不归我管。"}
    )
    assert (status, held["code"]) == (409, "held")
    assert held["findings"][0]["clause"] == "enterprise:3.1.1"
    assert held["findings"][0]["span"] == [2, 6]

    reply = {"from": "agent", "text": "您好，抬头可以重开，新发票今天16:00前发到您邮箱。"}
    status, sent = call("POST", f"cases/{made['id']}/messages", reply)
    assert (status, sent["act"]) == (201, "answer")
    status, heard = call("POST", f"cases/{made['id']}/messages", {"text": "好的"})
    assert (status, heard["from"]) == (201, "customer")

    status, page = call("GET", f"cases/{made['id']}")
    assert [turn["text"] for turn in page["messages"]] == ["发票抬头错了", reply["text"], "好的"]
    assert page["customer"]["phone"] == "138****0077"
    status, queue = call("GET", "queue?tab=mine")
    assert queue["counts"]["mine"] == 1
    status, hits = call("GET", "search?q=王")
    assert [hit["id"] for hit in hits["cases"]] == [made["id"]]


def test_who_notes_a_call_down_was_asked_first(office: Office) -> None:
    noted = {"customer": {"name": "来电的人"}, "channel": "phone"}
    case = Caller(office)("POST", "cases", noted)[1]["id"]
    page = Caller(office)("GET", f"cases/{case}")[1]
    assert (page["handler"], page["first_asked"]) == (office.agent.pk, office.agent.pk)


def test_a_repeat_with_the_same_key_answers_the_same(office: Office) -> None:
    from shouwen_desk.cases.models import Case, Message

    call, key = Caller(office), {"Idempotency-Key": "order-1"}
    first = call("POST", "cases", CASE, **key)
    assert call("POST", "cases", CASE, **key) == first
    assert Case.objects.count() == 1
    status, error = call("POST", "cases", CASE | {"level": 3}, **key)
    assert (status, error["code"], error["field"]) == (409, "conflict", "Idempotency-Key")

    path, said = f"cases/{first[1]['id']}/messages", {"text": "在吗"}
    again = {"Idempotency-Key": "m-1"}
    assert call("POST", path, said, **again) == call("POST", path, said, **again)
    assert Message.objects.count() == 2


def test_a_key_answers_after_the_case_was_closed_and_refuses_other_words(office: Office) -> None:
    from shouwen_desk.cases import actions

    call, key = Caller(office), {"Idempotency-Key": "m-1"}
    case = call("POST", "cases", CASE | {"level": 3})[1]["id"]
    path, said = f"cases/{case}/messages", {"from": "agent", "text": "您好，发票已经重开。"}
    first = call("POST", path, said | {"client_id": "c-1"}, **key)
    assert first[0] == 201
    other = call("POST", path, said | {"client_id": "c-1", "text": "您好，别的话。"}, **key)
    assert (other[0], other[1]["field"]) == (409, "Idempotency-Key")

    actions.issue_solution(office.agent, case, "财务部本周五前重开，寄出后电话核对。")
    actions.confirm(office.agent, case)
    actions.close(office.agent, case)
    assert call("POST", path, said | {"client_id": "c-1"}, **key) == first
    assert call("POST", path, said)[0] == 409


def test_what_was_held_can_be_sent_again_under_the_same_key(office: Office) -> None:
    call, key = Caller(office), {"Idempotency-Key": "k"}
    case = call("POST", "cases", CASE)[1]["id"]
    bad, good = (
        {"from": "agent", "text": text} for text in ("这个不归我管。", "您好，我来为您办。")
    )
    assert call("POST", f"cases/{case}/messages", bad, **key)[0] == 409
    assert call("POST", f"cases/{case}/messages", good, **key)[0] == 201


def test_half_a_character_anywhere_is_refused(sqlite_office: Office) -> None:
    call = Caller(sqlite_office)
    case = call("POST", "cases", CASE)[1]["id"]
    fact = b'{"kind": "invoice.requested", "payload": {"\\ud800": 1}}'
    assert call("POST", f"cases/{case}/facts", fact)[0] == 422
    assert call("POST", "check", b'{"turns": [{"role": "agent", "text": "\\udfff"}]}')[0] == 422


def test_facts_from_other_systems_start_their_clocks(office: Office) -> None:
    call = Caller(office)
    case = call("POST", "cases", CASE)[1]["id"]
    fact = {"kind": "visit.scheduled", "payload": {"visit_at": "2026-10-12T15:00:00+08:00"}}
    assert call("POST", f"cases/{case}/facts", fact)[0] == 201
    rows = call("GET", f"cases/{case}/obligations")[1]["obligations"]
    due = next(row["due"] for row in rows if row["clause"] == "enterprise:7.1.1")
    assert due == "2026-10-12T14:00:00+08:00"

    status, error = call("POST", f"cases/{case}/facts", {"kind": "visit.scheduled"})
    assert (status, error["code"]) == (422, "invalid")
    status, error = call("POST", f"cases/{case}/facts", {"kind": "case.closed"})
    assert (status, error["field"]) == (422, "kind")


def test_check_of_a_conversation_and_of_a_draft_store_nothing(office: Office) -> None:
    from shouwen_desk.ledger.models import Event, Text

    call = Caller(office)
    case = call("POST", "cases", CASE)[1]["id"]
    before = Event.objects.count(), Text.objects.count()
    turns = [
        {"role": "customer", "text": "太过分了，三天了还没人管！"},
        {"role": "agent", "text": "您好，这个不归我管。"},
    ]
    status, found = call("POST", "check", {"turns": turns})
    assert status == 200
    hit = next(one for one in found["findings"] if one["clause"] == "enterprise:3.1.1")
    assert (hit["turn"], hit["span"], hit["text"]) == (1, [5, 9], "不归我管")
    status, draft = call("POST", "check", {"case": case, "text": "您好，这个不归我管。"})
    assert draft["holds"] is True
    assert (Event.objects.count(), Text.objects.count()) == before


def test_creating_takes_few_statements(sqlite_office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call = Caller(sqlite_office)
    case = call("POST", "cases", CASE)[1]["id"]
    with CaptureQueriesContext(connection) as opening:
        call("POST", "cases", CASE)
    with CaptureQueriesContext(connection) as writing:
        call("POST", f"cases/{case}/messages", {"text": "在吗"})

    def counted(asked: CaptureQueriesContext) -> int:
        return sum(
            not query["sql"].startswith(("BEGIN", "COMMIT")) for query in asked.captured_queries
        )

    # A new customer, a number, a case and a message are rows of four tables of their own.
    assert counted(opening) <= 11
    assert counted(writing) <= 9


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"\xff\xfe", 400, "unreadable"),
        (b'{"customer": {"name": "', 400, "unreadable"),
        (b"NaN", 400, "unreadable"),
        (b"[" * 100_000, 400, "unreadable"),
        (b"", 422, "invalid"),
        (b"x" * 1_100_000, 413, "too_large"),
        ([], 422, "invalid"),
        ({}, 422, "invalid"),
        (CASE | {"customer": {}}, 422, "invalid"),
        (CASE | {"customer": {"name": 5}}, 422, "invalid"),
        (CASE | {"customer": {"id": "K-none"}}, 404, "not_found"),
        (CASE | {"level": "2"}, 422, "invalid"),
        (CASE | {"level": 7}, 422, "invalid"),
        (CASE | {"level": 10**30}, 422, "invalid"),
        (CASE | {"urgent": "yes"}, 422, "invalid"),
        (CASE | {"type": "<script>"}, 422, "invalid"),
        (CASE | {"channel": "telepathy"}, 422, "invalid"),
        (CASE | {"text": "坏\u0007"}, 422, "invalid"),
        (CASE | {"text": "坏\ud800"}, 422, "invalid"),
        (CASE | {"text": "长" * 6000}, 422, "invalid"),
        (CASE | {"surprise": 1}, 422, "invalid"),
        (CASE | {"client_id": "a b"}, 422, "invalid"),
        (CASE | {"customer": {"name": "左\u202e右"}}, 422, "invalid"),
    ],
)
def test_bad_input_is_a_sentence_never_a_trace(
    sqlite_office: Office, body: object, status: int, code: str
) -> None:
    got, answer = Caller(sqlite_office)("POST", "cases", body)
    assert (got, answer["code"]) == (status, code)
    assert answer.keys() >= {"code", "message", "field", "remedy"}
    assert any("一" <= sign <= "龥" for sign in answer["message"])


@pytest.mark.parametrize(
    "path",
    [
        "cases/C%00",
        "cases/..%2f..%2fetc",
        "cases/%E2%80%AE",
        "cases/" + "9" * 300,
        "cases/C1/obligations",
        "queue?tab=all",
        "queue?limit=0",
        "queue?limit=999999999999999999999999",
        "queue?limit=x",
        "search",
        "search?q=%00",
        "search?q=" + "a" * 500,
        "cases/C1?before=x",
        "cases/{case}?before=-1",
        "cases/{case}?before=" + "9" * 19,
        "nothing",
    ],
)
def test_bad_addresses_are_4xx(sqlite_office: Office, path: str) -> None:
    call = Caller(sqlite_office)
    case = call("POST", "cases", CASE)[1]["id"]
    status, answer = call("GET", path.format(case=case))
    assert 400 <= status < 500
    assert answer["message"]


@pytest.mark.parametrize(
    "bearer", ["", "Bearer", "Bearer x", "Bearer sw_" + "x" * 43, "Basic eA=="]
)
def test_a_forged_or_revoked_token_is_refused(sqlite_office: Office, bearer: str) -> None:
    from shouwen_desk.api import tokens

    client = sqlite_office.client()
    answer = client.get("/api/v1/queue", headers={"Authorization": bearer})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised")

    good = sqlite_office.token("agent")
    headers = {"Authorization": f"Bearer {good}"}
    assert client.get("/api/v1/queue", headers=headers).status_code == 200
    tokens.revoke(sqlite_office.admin, tokens.digest(good))
    assert client.get("/api/v1/queue", headers=headers).status_code == 401


def test_check_names_the_promises_of_agents_and_bots(office: Office) -> None:
    """Beside the findings: what was promised and until when; what is unsure has its readings."""
    call = Caller(office)
    turns = [
        {"role": "bot", "text": "三个工作日内给您答复。", "at": "2026-11-23T14:00:00+08:00"},
        {
            "role": "customer",
            "text": "我明天下午三点给你们打电话。",
            "at": "2026-11-23T14:01:00+08:00",
        },
        {"role": "agent", "text": "明天三点我给您回电。", "at": "2026-11-23T14:02:00+08:00"},
    ]
    status, found = call("POST", "check", {"turns": turns})
    assert status == 200
    sure, unsure = found["promises"]
    assert (sure["turn"], sure["text"], sure["span"]) == (0, "三个工作日内给您答复", [0, 10])
    assert (sure["due"], sure["unsure"]) == ("2026-11-26T18:00:00+08:00", False)
    assert (unsure["turn"], unsure["due"], unsure["unsure"]) == (2, None, True)
    assert unsure["readings"] == ["2026-11-24T15:00:00+08:00", "2026-11-24T03:00:00+08:00"]
    made = call("POST", "cases", CASE)[1]
    draft = call("POST", "check", {"case": made["id"], "text": "我们会尽快答复您。"})[1]
    assert [(one["vague"], one["due"]) for one in draft["promises"]] == [(True, None)]
