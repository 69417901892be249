"""`shouwen check`: shape of findings, exit status, bad rows named and good rows kept."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import shouwen.handbook
from shouwen.cli import check
from shouwen.cli.cases import rules_of
from shouwen.cli.checking import Tally
from shouwen.cli.lines import LONGEST_LINE, Line, read_lines
from shouwen.wording import Language
from tests.core.wording.samples import language
from tests.laws.workshop import program_of

LANGUAGE = language()

type Run = Callable[..., tuple[int, list[Any], str]]


def _program(language: Language) -> SimpleNamespace:
    """As much of a handbook's program as the command asks for."""
    return SimpleNamespace(
        language=language,
        zone=UTC,
        title="小店服务手册",
        number="2.1",
        settings={"channels": {}},
        clauses={},
        defaults={},
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command with the sample handbook: exit status, output rows, standard error."""
    program = _program(LANGUAGE)
    monkeypatch.setattr(shouwen.handbook, "load_program", lambda _: program)

    def go(*arguments: str, form: str = "json") -> tuple[int, list[Any], str]:
        parser = argparse.ArgumentParser()
        check.add_parser(parser.add_subparsers())
        args = parser.parse_args(["check", "--handbook", "HXZY", "--format", form, *arguments])
        code = args.func(args)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        lines = out.decode("utf-8").splitlines()
        return code, [json.loads(x) for x in lines] if form == "json" else lines, err.decode()

    return go


def conversation(*said: tuple[str, str], name: str = "C1", **more: Any) -> dict[str, Any]:
    turns = [{"role": role, "text": text} for role, text in said]
    return {"id": name, "source": "test", "channel": "chat", "turns": turns, **more}


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """Write rows (JSON values, or bytes as they are) as lines; gives the path."""

    def write(*rows: Any, name: str = "talks.jsonl") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
        path.write_bytes(b"\n".join(lines) + b"\n")
        return str(path)

    return write


GOOD = conversation(("customer", "在吗"), ("agent", "您好，首问客服，工号 1。再见"))
BROKEN = conversation(
    ("customer", "在吗"),
    ("agent", "您好，首问工号。這個我不 知 道。还有什么需要吗，再见"),
    name="C2",
)


def test_a_finding_has_the_shape_that_others_rely_on(run: Run, file: Callable[..., str]) -> None:
    code, rows, err = run(file(BROKEN))
    assert (code, err) == (1, "")
    assert rows == [
        {
            "conversation": "C2",
            "turn": 1,
            "clause": "HXZY:1.1",
            "edition": "1.0",
            "outcome": "broken",
            "severity": "urge",
            "span": [11, 16],
            "text": "不 知 道",
            "message": "条款 1.1",
            "instead": "我马上帮您核实，{时间}前给您答复。",
            "title": "条款 1.1",
            "handbook": "小店服务手册",
            "edition_number": "2.1",
        }
    ]


def test_a_line_for_people_names_handbook_edition_number_and_title(
    run: Run, file: Callable[..., str]
) -> None:
    _, lines, err = run(file(BROKEN), form="text")
    line = "C2 第 2 条消息 [劝] 《小店服务手册》2.1 版 HXZY:1.1 条款 1.1：条款 1.1 「不 知 道」 "
    assert lines == [f"{line}→ 我马上帮您核实，〔时间〕前给您答复。"]
    assert err == "会话 1 段，消息 2 条，待核 1 处（劝 1）\n"


def test_what_is_merely_watched_is_not_counted_with_the_rest() -> None:
    """As in the reports: 待核 without 观察, which stands beside it."""
    tally = Tally(3, 6, 0, {"watch": 15, "hint": 3, "urge": 2})
    assert tally.text() == (
        "会话 3 段，消息 6 条，待核 5 处（劝 2，提 3），另有 15 处属于还在观察的条款，不计在内"
    )
    assert Tally(1, 2, 1, {"watch": 1}).text() == (
        "会话 1 段，消息 2 条，待核 0 处，另有 1 处属于还在观察的条款，不计在内，坏行 1"
    )


def test_what_is_missing_does_not_say_the_title_twice(run: Run, file: Callable[..., str]) -> None:
    _, lines, _ = run(file(conversation(("agent", "不忙"))), form="text")
    assert "C1 第 1 条消息 [劝] 《小店服务手册》2.1 版 HXZY:1.2 条款 1.2：还差" in lines


def test_exit_status_follows_the_gravest_finding(run: Run, file: Callable[..., str]) -> None:
    quiet = conversation(("agent", "您好，首问工号，还有什么需要吗，再见"))
    assert run(file(quiet))[0] == 0
    assert run(file(BROKEN), "--fail-on", "urge")[0] == 1
    assert run(file(BROKEN), "--fail-on", "stop")[0] == 0


def test_all_lists_kept_and_unobserved_too(run: Run, file: Callable[..., str]) -> None:
    _, rows, _ = run(file(BROKEN), "--all")
    outcomes = {row["clause"]: row["outcome"] for row in rows}
    assert outcomes["HXZY:1.1"] == "broken"
    assert outcomes["HXZY:1.2"] == "kept"
    assert outcomes["HXZY:1.10"] == "unobserved"


def test_all_counts_the_clauses_and_names_those_never_met(
    run: Run, file: Callable[..., str]
) -> None:
    _, _, err = run(file(BROKEN), "--all", form="text")
    counts = err.splitlines()[1]
    assert counts.startswith("各条：有待核 1 条，全守 8 条，未观察 1 条，未遇到 3 条。")
    assert "未遇到（管的情形没有出现，不算守）：HXZY:1.7、HXZY:1.8、HXZY:1.9" in counts
    assert "各条" not in run(file(BROKEN), form="text")[2]


def test_the_end_is_a_close_unless_open(run: Run, file: Callable[..., str]) -> None:
    unfinished = conversation(("agent", "您好，首问，请讲"))
    clauses = lambda rows: [row["clause"] for row in rows]  # noqa: E731
    assert clauses(run(file(unfinished))[1]) == ["HXZY:1.4", "HXZY:1.6"]
    assert clauses(run(file({**unfinished, "open": True}))[1]) == []


BAD_ROWS: list[tuple[Any, str]] = [
    (b"{", "不是 JSON"),
    (b"\xff\xfe{}", "不是 UTF-8"),
    ('"x"'.encode("utf-16"), "不是 UTF-8"),
    ([1], "JSON 对象"),
    ({"turns": []}, "缺少 id"),
    ({"id": "", "turns": []}, "缺少 id"),
    ({"id": {"a": 1}, "turns": []}, "id 应是文字"),
    ({"id": "X"}, "缺少 turns"),
    ({"id": "X", "turns": {"a": 1}}, "缺少 turns"),
    ({"id": "X", "turns": ["嗨"]}, "第 1 条消息"),
    ({"id": "X", "turns": [{"role": "boss", "text": "嗨"}]}, "role “boss”不认识"),
    ({"id": "X", "turns": [{"text": "嗨"}]}, "role （没有写）不认识"),
    ({"id": "X", "turns": [{"role": ["agent"], "text": "嗨"}]}, "不认识"),
    ({"id": "X", "turns": [{"role": "agent"}]}, "缺少 text"),
    ({"id": "X", "turns": [{"role": "agent", "text": 5}]}, "缺少 text"),
    ({"id": "X", "turns": [{"role": "agent", "text": "嗨", "at": "昨天"}]}, "不是时刻"),
    ({"id": "X", "turns": [{"role": "agent", "text": "嗨", "at": 5}]}, "不是时刻"),
    ({"id": "X", "turns": [{"role": "agent", "text": "嗨", "at": "0001-01-01"}]}, "不在 1970 年至"),
    (
        {"id": "X", "turns": [{"role": "agent", "text": "嗨", "until": "9999-12-31T23:59:59Z"}]},
        "的 until 是“9999-12-31T23:59:59Z”，不在 1970 年至",
    ),
    ({"id": "X", "turns": [{"role": "agent", "text": "嗨", "by": {}}]}, "by 应是文字"),
    ({"id": "X", "turns": [], "open": "no"}, "open 应是"),
    ({"id": "X", "turns": [], "facts": []}, "facts 应是"),
    (b"[" * 100_000, "嵌套过深"),
    (b'{"id": ' + b"9" * 10_000 + b"}", "数字过长"),
    (b"\x00\x01", "不是 JSON"),
]


@pytest.mark.parametrize(("row", "why"), BAD_ROWS)
def test_a_bad_row_is_named_and_the_good_ones_are_answered(
    run: Run, file: Callable[..., str], row: Any, why: str
) -> None:
    code, rows, err = run(file(BROKEN, row, {**BROKEN, "id": "C3"}))
    assert code == 2
    assert [r["conversation"] for r in rows] == ["C2", "C3"]
    assert "talks.jsonl:2 " in err
    assert why in err
    assert err.count("\n") == 1


def test_text_from_outside_cannot_move_a_terminal(run: Run, file: Callable[..., str]) -> None:
    evil = "\x1b[2J不\u202e知道\x07\ud800<script>"
    code, lines, _ = run(
        file(conversation(("agent", evil), name="\x1b]0;x\x07\u202e")), form="text"
    )
    assert code == 1
    text = "\n".join(lines)
    assert not set(text) & set("\x1b\x07\u202e\x00")
    assert "\\u001b" in text


def test_lone_surrogates_come_back_as_they_went_in(run: Run, file: Callable[..., str]) -> None:
    _, rows, _ = run(file(conversation(("agent", "\ud800不知\udfff道"), name="\ud83d")))
    assert rows[0]["conversation"] == "\ud83d"


def test_folders_standard_input_and_marks_at_the_start(
    run: Run, file: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(BROKEN, name="a/one.jsonl")
    file(
        b"\xef\xbb\xbf" + json.dumps({**BROKEN, "id": "C5"}).encode(),
        b"",
        b"  ",
        name="a/b/two.jsonl",
    )
    file(b"nothing", name="a/other.txt")
    _, rows, err = run(str(tmp_path / "a"))
    assert ([r["conversation"] for r in rows], err) == (["C5", "C2"], "")
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(BROKEN).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert [r["conversation"] for r in run("-")[1]] == ["C2"]


def test_missing_paths_are_named_and_the_rest_answered(
    run: Run, file: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    code, rows, err = run(str(tmp_path / "no.jsonl"), str(tmp_path / "empty"), file(BROKEN))
    assert code == 2
    assert len(rows) == 1
    assert "没有这个文件" in err
    assert "没有可以检查的文件" in err
    assert run()[0] == 2


def test_several_processes_give_the_same_output_in_the_same_order(
    run: Run, file: Callable[..., str]
) -> None:
    rows = [{**(BROKEN if n % 3 else GOOD), "id": f"C{n}"} for n in range(1500)]
    path = file(*rows, b"{bad")
    assert run(path, "--jobs", "3") == run(path)


def test_out_writes_a_file(run: Run, file: Callable[..., str], tmp_path: Path) -> None:
    target = tmp_path / "findings.jsonl"
    assert run(file(BROKEN), "--out", str(target))[:2] == (1, [])
    assert json.loads(target.read_text("utf-8"))["conversation"] == "C2"
    code, _, err = run(file(BROKEN), "--out", str(tmp_path / "no" / "x"))
    assert code == 2
    assert err.endswith("no/x（没有这个文件夹），请换一个文件\n")


def test_labels_a_line_a_turn(run: Run, file: Callable[..., str]) -> None:
    _, rows, _ = run(file(BROKEN), "--labels")
    assert rows == [
        {"conversation": "C2", "turn": 0, "labels": []},
        {
            "conversation": "C2",
            "turn": 1,
            "labels": ["anything_else", "farewell", "greeting", "refusal"],
        },
    ]


PROPOSES = """
- id: "9.1"
  title: 客户要往外投诉
  text: 正文
  kind: utterance
  per: message
  severity: hint
  why: 早一句告诉班组长。
  utterance: {speaker: customer, label: threat, proposes: {act: tell_leader}, must_not: {any: ["12315"]}}
"""


def test_what_proposes_is_a_label_and_no_finding(
    run: Run, file: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = _program(program_of(PROPOSES).language)
    monkeypatch.setattr(shouwen.handbook, "load_program", lambda _: program)
    heard = file(conversation(("customer", "再不来我打12315")))
    assert run(heard)[:2] == (0, [])
    code, rows, _ = run(heard, "--labels")
    assert (code, rows) == (0, [{"conversation": "C1", "turn": 0, "labels": ["threat"]}])


def test_cases_speak_of_the_named_rule_only(run: Run, file: Callable[..., str]) -> None:
    case = {"rule": "forbidden_unknown", "channel": "phone"}
    context = [
        {"role": "system", "text": "rings=5;company=星屿云服"},
        {"role": "agent", "text": "不知道"},
    ]
    path = file(
        {**case, "id": "1", "context": context, "text": "这个我不知道"},
        {**case, "id": "2", "context": context, "text": "听不清楚"},
        {**case, "id": "3", "rule": "no_such_rule", "text": "不知道"},
        {**case, "id": "4"},
        {**case, "id": "5", "context": [{"role": "boss", "text": ""}], "text": "好"},
    )
    code, rows, err = run("--cases", path)
    assert code == 2
    assert rows == [
        {"id": "1", "rule": "forbidden_unknown", "breaks": True, "span": [3, 6]},
        {"id": "2", "rule": "forbidden_unknown", "breaks": False, "span": None},
    ]
    rules = "、".join(sorted(rules_of(LANGUAGE)))
    assert f"talks.jsonl:3 手册里没有代表规则 no_such_rule 的条款，可以写的有：{rules}\n" in err
    assert "talks.jsonl:4 缺少 text" in err


def test_a_rule_is_asked_for_by_the_names_that_the_handbook_has(
    run: Run, file: Callable[..., str]
) -> None:
    near = {"id": "1", "rule": "forbiden_unknown", "text": "好"}
    _, rows, err = run("--cases", file(near, {"id": "2", "text": "好"}))
    assert rows == []
    assert "手册里没有代表规则 forbiden_unknown 的条款，是不是想写 forbidden_unknown\n" in err
    assert f":2 缺少 rule，可以写的有：{'、'.join(sorted(rules_of(LANGUAGE)))}\n" in err


class _Endless(io.RawIOBase):
    """A line longer than may be held, then a good one, without holding either."""

    def __init__(self) -> None:
        self.left = LONGEST_LINE + 5_000_000
        self.tail = b"\n" + json.dumps(BROKEN).encode() + b"\n"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.left:
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size
        size = min(len(buffer), len(self.tail))
        buffer[:size], self.tail = self.tail[:size], self.tail[size:]
        return size


def test_an_endless_line_is_skipped_and_the_next_one_read() -> None:
    lines = list(read_lines(["-"], io.BufferedReader(_Endless())))
    assert [(line.number, bool(line.bad)) for line in lines] == [(1, True), (2, False)]


def test_a_line_of_ten_megabytes_is_answered(run: Run, file: Callable[..., str]) -> None:
    code, rows, _ = run(file(conversation(("agent", "您好" * 1_700_000 + "不知道"))))
    assert code == 1
    assert rows[0]["text"] == "不知道"


def test_lines_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(b"{}\n" * 10)
    lines: Iterator[Line] = read_lines([str(path), str(tmp_path / "never-reached.jsonl")])
    assert next(lines).number == 1
