"""Web chat: a browser starts, writes, breaks off and comes back; nobody else gets in."""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest

from tests.office import Office


def post(office: Office, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
    answer = office.client().post(
        path, json.dumps(body), content_type="application/json", headers=headers
    )
    return answer.status_code, answer.json()


def start(office: Office, **more: object) -> dict[str, Any]:
    body = {"text": "后台登不上", "client_id": secrets.token_hex(8)} | more
    status, answer = post(office, "/chat/start", body)
    assert status == 201, answer
    return answer


def test_a_first_message_opens_a_case_in_the_queue(office: Office) -> None:
    from shouwen_desk.cases import queries

    answer = start(office, name="鲁文静", phone="13800000036")
    row = queries.queue(office.agent, "unclaimed").groups[0].rows[0]

    assert row.name == "鲁文静"
    assert row.clause == "enterprise:5.3.1"
    assert [message["text"] for message in answer["messages"]] == ["后台登不上"]
    assert answer["messages"][0]["from"] == "you"
    assert answer["open"] is True


def test_a_repeated_start_and_a_repeated_message_are_harmless(office: Office) -> None:
    from shouwen_desk.cases.models import Case, Message

    visitor = secrets.token_urlsafe(32)
    first = start(office, visitor=visitor, client_id="c-1")
    again = start(office, visitor=visitor, client_id="c-1")
    assert first["visitor"] == again["visitor"] == visitor
    assert Case.objects.count() == 1

    for _ in range(3):
        body = {"text": "在吗", "client_id": "c-2"}
        status, answer = post(office, f"/chat/{first['token']}/messages", body)
        assert status == 201
        assert answer["message"]["text"] == "在吗"
    assert Message.objects.count() == 2


def test_the_same_client_id_in_another_browser_is_another_conversation(office: Office) -> None:
    mine, theirs = start(office, client_id="1"), start(office, client_id="1")
    assert mine["messages"][0]["id"] != theirs["messages"][0]["id"]


def test_a_returning_visitor_goes_on_and_after_the_end_begins_anew(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case

    visitor = secrets.token_urlsafe(32)
    start(office, visitor=visitor)
    later = start(office, visitor=visitor, text="补充一句")
    assert [message["text"] for message in later["messages"]] == ["后台登不上", "补充一句"]

    case = Case.objects.get()
    actions.send_message(office.agent, case.pk, "您好，已经解锁，请您再登录一次。")
    actions.solve(office.agent, case.pk)
    actions.close(office.agent, case.pk)
    body = {"text": "又不行", "client_id": "x"}
    status, answer = post(office, f"/chat/{later['token']}/messages", body)
    assert (status, answer["code"]) == (409, "conflict")
    fresh = start(office, visitor=visitor, text="又登不上了")
    assert [message["text"] for message in fresh["messages"]] == ["又登不上了"]
    assert Case.objects.values("customer").distinct().count() == 1


def test_the_customer_reads_no_clause_and_no_verdict(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case

    answer = start(office)
    case = Case.objects.get()
    actions.send_message(office.agent, case.pk, "您好，我们会尽快处理，请您耐心等待。")
    actions.make_promise(office.agent, case.pk, "回电说明", office.clock.now + 3_600_000_000)
    page = office.client().get(f"/chat/{answer['token']}/history").content.decode()

    assert "林一" in page
    assert json.loads(page)["promises"][0]["state"] == "waiting"
    for word in ("enterprise", "6.1.2", "违", "守", "待核", "clause", "P0001", "finding"):
        assert word not in page


@pytest.mark.parametrize("token", ["x" * 43, "short", "%00" * 14 + "x", "a/../b", "%E2%80%AE" * 43])
def test_a_forged_token_learns_nothing(sqlite_office: Office, token: str) -> None:
    start(sqlite_office)
    answer = sqlite_office.client().get(f"/chat/{token}/history")
    assert answer.status_code == 404


def test_a_link_expires(sqlite_office: Office) -> None:
    token = start(sqlite_office)["token"]
    sqlite_office.clock.pass_minutes(31 * 24 * 60)
    assert sqlite_office.client().get(f"/chat/{token}/history").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, "text"),
        ({"text": "", "client_id": "a"}, 400, "text"),
        ({"text": 7, "client_id": "a"}, 400, "text"),
        ({"text": ["a"], "client_id": "a"}, 400, "text"),
        ({"text": "坏\u0000", "client_id": "a"}, 400, "text"),
        ({"text": "坏\ud800", "client_id": "a"}, 400, "text"),
        ({"text": "好"}, 400, "client_id"),
        ({"text": "好", "client_id": "<b>"}, 400, "client_id"),
        ({"text": "好", "client_id": "a", "visitor": "guess"}, 400, "visitor"),
        ({"text": "好", "client_id": "a", "name": "名" * 99}, 400, "name"),
        ({"text": "好", "client_id": "a", "name": "左\u202e右"}, 400, "name"),
        ({"text": "好", "client_id": "a", "phone": "javascript:alert(1)"}, 400, "phone"),
        ({"text": "长" * 5001, "client_id": "a"}, 400, "text"),
        ([], 400, None),
        ("x", 400, None),
    ],
)
def test_bad_input_is_a_sentence(
    sqlite_office: Office, body: object, status: int, field: str | None
) -> None:
    got, answer = post(sqlite_office, "/chat/start", body)
    assert got == status
    assert answer["field"] == field
    assert answer["message"]
    assert answer["remedy"]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\xff\xfe{}", 400),
        (b'{"text": "a', 400),
        (b"[" * 100_000, 413),
        (b"[" * 60_000, 400),
        (b"x" * 70_000, 413),
        (b"", 400),
    ],
)
def test_broken_bodies_are_refused_without_a_trace(
    sqlite_office: Office, raw: bytes, status: int
) -> None:
    answer = sqlite_office.client().post("/chat/start", raw, content_type="application/json")
    assert answer.status_code == status
    assert "Traceback" not in answer.content.decode()


def test_html_comes_back_as_the_words_it_is(sqlite_office: Office) -> None:
    nasty = "<img src=x onerror=alert(1)>\"'</script>\u202e右"
    answer = start(sqlite_office, text=nasty, name="<b>粗</b>")
    assert answer["messages"][0]["text"] == nasty
    page = sqlite_office.client("manager").get("/workbench?tab=unclaimed").content.decode()
    assert "<b>粗</b>" not in page
    assert "&lt;b&gt;粗&lt;/b&gt;" in page


def test_who_writes_too_fast_is_asked_to_wait(sqlite_office: Office) -> None:
    token = start(sqlite_office)["token"]
    statuses = [
        post(sqlite_office, f"/chat/{token}/messages", {"text": "快", "client_id": f"f-{n}"})[0]
        for n in range(30)
    ]
    assert set(statuses) == {201, 429}


def test_another_origin_is_answered_only_if_listed(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    def allowed(origin: str) -> str | None:
        answer = sqlite_office.client().options("/chat/start", headers={"Origin": origin})
        return answer.headers.get("Access-Control-Allow-Origin")

    assert allowed("https://shop.example.com") is None
    monkeypatch.setattr(settings, "WIDGET_ORIGINS", frozenset({"https://shop.example.com"}))
    assert allowed("https://shop.example.com") == "https://shop.example.com"
    assert allowed("https://evil.example.com") is None
