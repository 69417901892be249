"""The check of the API says of a conversation what the command line says of the same line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shouwen.cli.checking import Checker, Cover
from shouwen.cli.lines import Line
from shouwen_desk.cases.days import zone
from tests.desk.api.test_api import CASE, Caller
from tests.desk.desk import program
from tests.office import Office

TURNS = [
    {"role": "customer", "text": " 收银机坏了，\t怎么办？", "at": "2026-11-23T14:00:00+08:00"},
    {"role": "agent", "by": "0217", "text": "  这个不归我管。 ", "at": "2026-11-23T14:05:00"},
    {"role": "agent", "by": 217, "text": "", "until": "2026-11-23T14:06:00+08:00"},
]
GREETING = "enterprise:3.2.3"


def on_the_command_line(row: dict[str, Any]) -> list[dict[str, Any]]:
    """What `shouwen check --format json` finds in a line."""
    edition = program("enterprise")
    checker = Checker(
        edition.language, "json", zone=zone(), cover=Cover(edition.title, edition.number)
    )
    answer = checker.check([Line("talks.jsonl", 1, json.dumps(row).encode())])
    assert answer.complaints == ()
    return [json.loads(line) for line in answer.output.splitlines()]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"channel": "chat"},
        {"channel": "phone", "source": "call-centre", "facts": {"rings": 5}},
        {"channel": "chat", "facts": {"channel": "email"}},
        {"channel": "telepathy"},
        {"channel": "chat", "facts": None, "open": True},
    ],
)
def test_a_line_of_the_command_line_is_answered_alike(
    sqlite_office: Office, more: dict[str, Any]
) -> None:
    row = {"id": "C-1", "turns": TURNS} | more
    status, found = Caller(sqlite_office)("POST", "check", row)
    assert status == 200
    assert found["findings"] == on_the_command_line(row)
    assert "enterprise:3.1.1" in [one["clause"] for one in found["findings"]]


def test_what_holds_for_some_channels_only_is_judged_once_the_channel_is_known(
    sqlite_office: Office,
) -> None:
    call = Caller(sqlite_office)
    turns = [{"role": "agent", "text": "请问是哪一台收银机？"}]
    _, without = call("POST", "check", {"turns": turns})
    _, chat = call("POST", "check", {"turns": turns, "channel": "chat"})
    assert GREETING not in [one["clause"] for one in without["findings"]]
    assert GREETING in without["unjudged"]["clauses"]
    assert {"chat", "phone", "email"} <= {*without["unjudged"]["channels"]}
    number = len(without["unjudged"]["clauses"])
    assert without["unjudged"]["message"].startswith(
        f"会话没有写渠道，只管某些渠道的 {number} 条没有判。请在 channel 里写明，手册认得：api（接口）、"
    )
    assert chat["unjudged"] is None
    assert [one["turn"] for one in chat["findings"] if one["clause"] == GREETING] == [0]


def test_a_channel_that_the_handbook_does_not_know_is_said(sqlite_office: Office) -> None:
    call = Caller(sqlite_office)
    turns = [{"role": "agent", "text": "请问是哪一台收银机？"}]
    without = call("POST", "check", {"turns": turns})[1]["unjudged"]
    for named in ({"channel": "fax\u202e"}, {"facts": {"channel": "fax\u202e"}}):
        strange = call("POST", "check", {"turns": turns} | named)[1]["unjudged"]
        assert strange["clauses"] == without["clauses"]
        assert strange["message"].startswith("手册不认得渠道“fax\\u202e”，")


def test_the_conversation_is_named_as_it_was_given(sqlite_office: Office) -> None:
    call = Caller(sqlite_office)
    for given, named in (({"id": "C-9"}, "C-9"), ({"id": 9}, 9), ({}, None)):
        _, found = call("POST", "check", {"turns": TURNS} | given)
        assert {one["conversation"] for one in found["findings"]} == {named}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"turns": [{"role": "agent", "text": "好", "at": "昨天"}]}, "turns.0.at"),
        ({"turns": [{"role": "agent", "text": "好", "until": "昨天"}]}, "turns.0.until"),
        ({"turns": [{"role": "agent"}]}, "turns.0.text"),
        ({"turns": [], "channel": ["chat"]}, "channel"),
        ({"turns": [], "id": ""}, None),
        ({"turns": [], "id": []}, "id"),
        ({"turns": [], "id": "9" * 201}, "id"),
        ({"turns": [], "text": "好"}, "text"),
        ({"case": "C1", "text": "好", "channel": "chat"}, "channel"),
        ({"case": "C1", "text": "好", "facts": {}}, "facts"),
        ({"turns": [], "surprise": 1}, "surprise"),
        ({}, "case"),
    ],
)
def test_what_cannot_be_checked_is_a_sentence(
    sqlite_office: Office, body: object, field: str | None
) -> None:
    status, answer = Caller(sqlite_office)("POST", "check", body)
    assert status == 422
    assert answer["field"] == field
    assert answer["remedy"]


@pytest.mark.parametrize(
    "facts", [{"channel": ["chat"]}, {"channel": {}}, {"rings": "五"}, {"": 0}]
)
def test_facts_of_any_shape_are_no_error(sqlite_office: Office, facts: object) -> None:
    assert Caller(sqlite_office)("POST", "check", {"turns": TURNS, "facts": facts})[0] == 200


def test_a_draft_in_a_case_knows_its_channel(sqlite_office: Office) -> None:
    call = Caller(sqlite_office)
    case = call("POST", "cases", CASE)[1]["id"]
    _, found = call("POST", "check", {"case": case, "text": "请问是哪一台收银机？"})
    assert GREETING in [one["clause"] for one in found["findings"]]


def test_of_a_very_long_conversation_the_beginning_is_looked_at(sqlite_office: Office) -> None:
    call = Caller(sqlite_office)

    def check(*lengths: int) -> dict[str, Any]:
        turns = [
            {"role": "agent", "text": "这个不归我管。".ljust(length, "好")} for length in lengths
        ]
        status, found = call("POST", "check", {"turns": turns, "channel": "chat"})
        assert status == 200
        answer: dict[str, Any] = found
        return answer

    def banned(found: dict[str, Any]) -> list[int]:
        return [one["turn"] for one in found["findings"] if one["clause"] == "enterprise:3.1.1"]

    just = check(20_000, 10_000)
    assert just["left_out"] is None
    assert banned(just) == [0, 1]
    more = check(20_000, 10_001, 10)
    assert banned(more) == [0]
    assert more["left_out"] == {
        "from_turn": 1,
        "turns": 2,
        "findings": 0,
        "message": "对话超过 30000 个字，从第 2 条消息起没有看，要到结束才判的也没有判。"
        "请分成几段提交，或者用 shouwen check。",
    }
    # Its end was not seen: what only the end decides is open, as `"open": true` says.
    row = {"id": "a", "turns": [{"role": "agent", "text": "这个不归我管。".ljust(20_000, "好")}]}
    begun = on_the_command_line(row | {"channel": "chat", "open": True})
    assert [one["clause"] for one in more["findings"]] == [one["clause"] for one in begun]


def test_of_very_many_findings_the_first_are_listed(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = Caller(sqlite_office)
    row = {"id": "a", "channel": "chat", "turns": [{"role": "agent", "text": "这个不归我管。"}] * 3}
    _, whole = call("POST", "check", row)
    assert whole["left_out"] is None
    monkeypatch.setattr("shouwen_desk.api.checking._MOST_LISTED", 2)
    _, found = call("POST", "check", row)
    assert found["findings"] == whole["findings"][:2]
    missing = len(whole["findings"]) - 2
    assert found["left_out"] == {
        "from_turn": None,
        "turns": 0,
        "findings": missing,
        "message": f"发现太多，只列出前 2 处，另有 {missing} 处没有列出。"
        "请分成几段提交，或者用 shouwen check。",
    }
