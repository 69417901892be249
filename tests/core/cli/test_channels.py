"""Channels: named on the command line, read from tables as people write them, and missed aloud."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shouwen.cli.channels import Channels, UnknownChannel
from shouwen.cli.conversations import conversation_of
from shouwen.cli.main import main
from shouwen.handbook import load_program
from tests.core.cli.workbooks import sheet, texts, write_book
from tests.core.handbook.folders import write

CLAUSES = """\
  - id: "1.1"
    title: 不推
    text: 不说这句。
    kind: utterance
    per: message
    severity: stop
    utterance: {speaker: agent, must_not: {any: [不归我管]}}
    examples: {breaks: [这不归我管], keeps: [我来管, 好, 行]}
  - id: "1.2"
    title: 接起先问好
    text: 接起先问好。
    kind: utterance
    per: conversation
    severity: hint
    applies: {channel: phone}
    utterance: {speaker: agent, must_first: {any: [您好]}}
    examples: {breaks: [请讲], keeps: [您好]}
  - id: "1.3"
    title: 邮件要有称呼
    text: 邮件要有称呼。
    kind: utterance
    per: message
    severity: hint
    when: {channel: [email, letter]}
    utterance: {speaker: agent, must_first: {any: [尊敬的]}}
    examples: {breaks: [请讲], keeps: [尊敬的客户]}
  - id: "1.4"
    title: 别处不用表情
    text: 别处不用表情。
    kind: utterance
    per: message
    severity: hint
    when: {channel: {not: [chat, phone]}, level: 1}
    utterance: {speaker: agent, must_not: {any: [嘻嘻]}}
    examples: {breaks: [嘻嘻], keeps: [您好]}
"""
MORE = "settings:\n  channels:\n    chat: {title: 网页客服}\n    phone: {title: 来电}\n"
HEAD = ("会话", "角色", "内容")
TALK: dict[str, Any] = {"id": "C1", "turns": [{"role": "agent", "text": "请讲"}]}
KNOWN = "chat、phone、email、letter"
CALLED = "chat（网页客服）、phone（来电）、email（邮件）、letter"

type Check = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, "shop", ("1", CLAUSES), more=MORE)


@pytest.fixture
def check(shop: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Check:
    del shop

    def go(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        code = main(["check", "--handbook", "shop", "--format", "json", *arguments])
        out, err = capfdbinary.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err.decode()

    return go


def lines(*rows: dict[str, Any]) -> str:
    Path("talks.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return "talks.jsonl"


def test_what_a_missing_channel_leaves_unjudged_is_said_in_one_line(check: Check) -> None:
    code, rows, err = check(
        lines(TALK, TALK | {"id": "C2"}, TALK | {"id": "C3", "channel": "chat"})
    )
    assert (code, rows) == (0, [])
    assert err == (
        "注意：2 段会话没有写渠道，只管某些渠道的 3 条没有判。"
        f"请加上 --channel，手册认得：{CALLED}；或在会话里写上 channel、给表补上渠道一列（--columns 里是 channel=列名）\n"
    )


def test_a_clause_that_another_fact_rules_out_is_not_missed(check: Check) -> None:
    assert "2 条没有判" in check(lines(TALK | {"facts": {"level": 2}}))[2]
    mixed = [TALK | {"id": f"C{n}", "facts": {"level": 1 + n % 2}} for n in range(600)]
    _, _, err = check(lines(*mixed))
    assert "600 段会话" in err
    assert "3 条没有判" in err


def test_nothing_is_said_where_no_clause_asks(check: Check, tmp_path: Path) -> None:
    write(tmp_path, "plain", ("1", CLAUSES.split('  - id: "1.2"')[0]))
    assert check(lines(TALK), "--handbook", "plain") == (0, [], "")


def test_a_default_of_the_handbook_is_a_channel(check: Check, tmp_path: Path) -> None:
    write(tmp_path, "calls", ("1", CLAUSES), more=MORE + "  defaults: {channel: phone}\n")
    _, rows, err = check(lines(TALK), "--handbook", "calls")
    assert [row["clause"] for row in rows] == ["calls:1.2"]
    assert err == ""


@pytest.mark.parametrize("word", ["phone", " Phone ", "来电", "电话"])
def test_the_channel_of_what_names_none_is_given(check: Check, word: str) -> None:
    named = {"id": "C2", "channel": "chat", "turns": TALK["turns"]}
    empty = {"id": "C3", "channel": "", "facts": {"channel": None}, "turns": TALK["turns"]}
    code, rows, err = check(lines(TALK, named, empty), "--channel", word)
    assert code == 1
    assert [(row["conversation"], row["clause"]) for row in rows] == [
        ("C1", "shop:1.2"),
        ("C3", "shop:1.2"),
    ]
    assert err == ""


@pytest.mark.parametrize(
    ("row", "given", "channel"),
    [
        ({"channel": "chat"}, "phone", "chat"),
        ({"facts": {"channel": "email"}}, "phone", "email"),
        ({"channel": "chat", "facts": {"channel": "email"}}, "", "email"),
        ({"channel": "chat", "facts": {"channel": None}}, "phone", "chat"),
        ({"facts": {"channel": ""}}, "phone", "phone"),
        ({"facts": {"level": 1}}, "", ""),
    ],
)
def test_the_channel_that_is_counted_is_the_one_that_is_judged_by(
    row: dict[str, Any], given: str, channel: str
) -> None:
    talk = conversation_of(TALK | row, channel=given)
    assert (talk.channel, talk.facts.get("channel", "")) == (channel, channel)


def test_an_unknown_channel_is_refused_with_the_known_ones(check: Check) -> None:
    path = lines(TALK)
    assert check(path, "--channel", "phon") == (
        2, [], "--channel：手册不认得渠道“phon”，是不是想写 phone\n",
    )  # fmt: skip
    assert check(path, "--channel", "烟信号")[2].endswith(f"可以写的有：{KNOWN}\n")
    assert check(path, "--channel", "")[0] == 2


def test_an_unknown_channel_in_a_conversation_is_said(check: Check) -> None:
    code, _, err = check(lines(TALK | {"channel": "fax\u202e"}, TALK | {"channel": "chat"}))
    assert code == 0
    assert err == (
        "注意：手册不认得渠道 “fax\\u202e”（1 段），只管某些渠道的条文在那里没有用上。"
        f"请改成手册认得的：{CALLED}\n"
    )


def test_of_many_unknown_channels_the_commonest_are_named(check: Check) -> None:
    words = [f"渠{n % 8}" for n in range(20)] + ["渠7"] * 3
    err = check(lines(*(TALK | {"id": f"C{n}", "channel": w} for n, w in enumerate(words))))[2]
    assert "渠道 “渠7”（5 段）、“渠0”（3 段）、" in err
    assert "“渠4”（2 段）……，只管" in err


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_tables_without_the_column_take_the_channel_given(
    check: Check, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        sheet(path, HEAD, ("A", "客服", "请讲"))
    else:
        write_book(path, {"一月": texts(1, *HEAD) + texts(2, "A", "客服", "请讲")})
    assert "3 条没有判" in check(str(path))[2]
    _, rows, err = check(str(path), "--channel", "phone")
    assert ([row["clause"] for row in rows], err) == (["shop:1.2"], "")


def test_a_table_may_name_channels_as_people_do(check: Check, tmp_path: Path) -> None:
    said = [
        ("A", "电话"),
        ("B", "来电"),
        ("C", "网页客服"),
        ("D", "传真"),
        ("E", "PHONE"),
        ("F", ""),
    ]
    rows = [(name, "客服", "请讲", channel) for name, channel in said]
    path = sheet(tmp_path / "a.csv", (*HEAD, "渠道"), *rows)
    _, found, err = check(str(path), "--channel", "chat")
    assert [row["conversation"] for row in found] == ["A", "B", "E"]
    assert "手册不认得渠道 “传真”（1 段）" in err


def test_a_row_that_cannot_be_read_still_says_its_channel(check: Check, tmp_path: Path) -> None:
    """A broken time is one complaint; the channel that stands beside it is not missing."""
    row = ("A", "客服", "请讲", "下礼拜", "电话")
    path = sheet(tmp_path / "a.csv", (*HEAD, "时间", "渠道"), row)
    code, _, err = check(str(path))
    assert code == 2
    assert err.count("\n") == 1
    assert "不是时刻" in err


@pytest.mark.parametrize("form", ["text", "html", "xlsx"])
def test_every_form_says_what_was_missed(check: Check, form: str) -> None:
    _, _, err = check_form(check, form)
    assert err.count("3 条没有判") == 1


def check_form(check: Check, form: str) -> tuple[int, list[dict[str, Any]], str]:
    return check(lines(TALK), "--format", form, "--out", f"r.{form}")


def test_several_processes_count_alike(check: Check) -> None:
    path = lines(*(TALK | {"id": f"C{n}"} for n in range(1_000)))
    assert check(path, "--jobs", "3") == check(path)


def test_a_case_without_a_channel_takes_the_one_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "shop", ("1", CLAUSES.replace("speaker: agent, must_first: {any: [您好]}", "speaker: agent, rule: hello, must_first: {any: [您好]}")), more=MORE)  # fmt: skip
    path = lines({"id": "1", "rule": "hello", "text": "请讲"})
    for more, breaks in ([], False), (["--channel", "phone"], True):
        main(["check", "--handbook", "shop", "--cases", path, *more])
        assert json.loads(capfdbinary.readouterr().out)["breaks"] is breaks


def test_shipped_handbooks_name_their_channels() -> None:
    channels = Channels.of(load_program("enterprise"))
    assert {"chat", "phone", "email", "onsite", "face", "sms"} <= {*channels.names}
    assert channels.chosen("网页客服") == "chat"
    with pytest.raises(UnknownChannel):
        channels.chosen("fax")
