"""``run``: the same lines for any order of input; bad rows are named and the rest is answered."""

from __future__ import annotations

import functools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from shouwen import handbook
from shouwen.cli.main import main
from tests.shared import shared_data

HANDBOOK = "enterprise"


load = functools.cache(handbook.load_program)


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handbook is read once for all tests; what cannot be read is tried anew."""
    monkeypatch.setattr(handbook, "load_program", load)


def run(capsysbinary: Any, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, lines, complaints."""
    code = main(["run", *arguments, "--handbook", HANDBOOK])
    out, err = capsysbinary.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err.decode()


def event(name: str, at: str, kind: str, **payload: Any) -> dict[str, Any]:
    """An event on case C1."""
    subjects = {"case": "C1", "conversation": "V1", "customer": "K1"}
    actor = "person:P1" if kind == "message.sent" else "system"
    return {
        "id": name,
        "at": at,
        "kind": kind,
        "subjects": subjects,
        "actor": actor,
        "payload": payload,
    }


STORY = [
    event("a", "2026-10-13T09:00:00+08:00", "case.opened", type="repair", level=1, channel="chat"),
    event(
        "b", "2026-10-13T09:10:00+08:00", "message.sent", message="m1", by="person", act="greeting"
    ),
    event(
        "c", "2026-10-13T09:29:00+08:00", "message.sent", message="m2", by="person", act="answer"
    ),
    event("d", "2026-10-13T10:20:00+08:00", "case.solved"),
]


def write(path: Path, rows: list[Any]) -> str:
    """Rows as lines; text goes in as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_a_line_for_each_obligation_with_the_agreed_keys(tmp_path: Path, capsysbinary: Any) -> None:
    code, lines, complaints = run(capsysbinary, write(tmp_path / "e.jsonl", STORY))
    assert (code, complaints) == (0, "")
    (first,) = (line for line in lines if line["measures"] == "first_response")
    assert {
        key: first[key]
        for key in (
            "subject",
            "opened",
            "due",
            "warned",
            "closed",
            "outcome",
            "used_seconds",
            "because",
        )
    } == {
        "subject": "case:C1",
        "opened": "2026-10-13T09:00:00+08:00",
        "due": "2026-10-13T09:30:00+08:00",
        "warned": ["2026-10-13T09:20:00+08:00"],
        "closed": "2026-10-13T09:29:00+08:00",
        "outcome": "kept",
        "used_seconds": 1740,
        "because": ["a", "c"],
    }
    assert first["clause"].startswith("enterprise:")
    assert len(first["edition"]) == 64


def test_shuffled_repeated_and_split_input_gives_the_same_bytes(
    tmp_path: Path, capsysbinary: Any
) -> None:
    main(["run", write(tmp_path / "plain.jsonl", STORY), "--handbook", HANDBOOK])
    plain = capsysbinary.readouterr().out
    rows = [*STORY, STORY[1], STORY[0]]
    for seed in range(4):
        random.Random(seed).shuffle(rows)
        one = write(tmp_path / "one.jsonl", rows[:3])
        two = write(tmp_path / "two.jsonl", rows[3:])
        missing = [row for row in STORY if row not in rows[:3] and row not in rows[3:]]
        assert not missing
        assert main(["run", one, two, "--handbook", HANDBOOK]) == 0
        assert capsysbinary.readouterr().out == plain


def test_clocks_run_to_the_last_event_or_to_until(tmp_path: Path, capsysbinary: Any) -> None:
    path = write(tmp_path / "e.jsonl", STORY[:1])
    _, lines, _ = run(capsysbinary, path)
    assert {line["outcome"] for line in lines if line["measures"] == "first_response"} == {None}
    _, lines, _ = run(capsysbinary, path, "--until", "2026-10-13T12:00:00")
    assert {line["outcome"] for line in lines if line["measures"] == "first_response"} == {"broken"}
    assert sum(line["measures"] == "progress" for line in lines) == 3


BAD: list[tuple[Any, str]] = [
    ("这不是 JSON", "不是 JSON"),
    ("[1, 2]", "应是一个 JSON 对象"),
    ({**STORY[0], "id": "x1", "at": "明天"}, "at：“明天”不是时间"),
    (
        {**STORY[0], "id": "x2", "kind": "case.opend"},
        "没有“case.opend”这种事件，是不是想写 case.opened",
    ),
    ({k: v for k, v in STORY[0].items() if k != "id"}, "缺少 id"),
    ({**STORY[0], "id": "x3", "subjects": {}}, "subjects 里缺少 case"),
    ({**STORY[0], "id": "x4", "payload": {"levle": 1}}, "没有“levle”这一项，是不是想写 level"),
    ({**STORY[0], "id": "x5", "payload": {"level": "一"}}, "level（级别（1 最急））应当是整数"),
    ({**STORY[0], "id": "x6", "at": "9999-12-31T00:00:00Z"}, "时间要在 1970 年至 2199 年之间"),
    ({**STORY[2], "id": "x7", "payload": {"message": "m", "by": "person", "hits": [1]}}, "hits"),
    ({**STORY[0], "id": "x8", "payload": {"facts": {"channel": [1]}}}, "channel"),
]


@pytest.mark.parametrize(("row", "words"), BAD, ids=[words for _, words in BAD])
def test_a_bad_row_is_named_with_its_line_and_the_good_ones_are_answered(
    tmp_path: Path, capsysbinary: Any, row: Any, words: str
) -> None:
    path = write(tmp_path / "e.jsonl", [STORY[0], row, *STORY[1:]])
    code, lines, complaints = run(capsysbinary, path)
    assert code == 2
    assert f"{path}:2 " in complaints
    assert words in complaints
    assert "Traceback" not in complaints
    assert any(line["outcome"] == "kept" for line in lines)


def test_the_same_id_with_other_content_is_a_bad_row_whatever_the_order(
    tmp_path: Path, capsysbinary: Any
) -> None:
    other = {**STORY[2], "at": "2026-10-13T09:31:00+08:00"}
    answers = []
    for rows in ([*STORY, other], [other, *STORY]):
        code, lines, complaints = run(capsysbinary, write(tmp_path / "e.jsonl", rows))
        assert code == 2
        assert "编号 c 出现了两次，内容不同" in complaints
        answers.append(lines)
    assert answers[0] == answers[1]


def test_what_cannot_be_read_at_all_is_said_in_chinese(tmp_path: Path, capsysbinary: Any) -> None:
    assert main(["run", str(tmp_path / "none.jsonl"), "--handbook", HANDBOOK]) == 2
    assert "没有这个文件" in capsysbinary.readouterr().err.decode()
    path = write(tmp_path / "e.jsonl", STORY)
    assert main(["run", path, "--handbook", str(tmp_path / "no-handbook")]) == 2
    assert main(["run", path, "--handbook", HANDBOOK, "--until", "昨天"]) == 2
    (tmp_path / "b.jsonl").write_bytes(b'{"id": "\xff"}\n')
    assert main(["run", str(tmp_path / "b.jsonl"), "--handbook", HANDBOOK]) == 2
    assert "不是 UTF-8" in capsysbinary.readouterr().err.decode()


def talk(**more: Any) -> dict[str, Any]:
    """A conversation of two messages."""
    return {
        "id": "T1",
        "source": "test",
        "channel": "chat",
        "turns": [
            {
                "role": "customer",
                "by": "K9",
                "text": "怎么开发票？",
                "at": "2026-10-13T09:00:00+08:00",
            },
            {
                "role": "agent",
                "by": "P1",
                "text": "订单页点“申请发票”即可。",
                "at": "2026-10-13T09:05:00+08:00",
            },
        ],
        **more,
    }


def test_a_timed_conversation_runs_on_a_case_of_its_own(tmp_path: Path, capsysbinary: Any) -> None:
    path = write(tmp_path / "c.jsonl", [talk(), talk(id="T2", facts={"level": 1, "vip": True})])
    code, lines, complaints = run(capsysbinary, path, "--conversations")
    assert (code, complaints) == (0, "")
    first = {line["subject"]: line for line in lines if line["measures"] == "first_response"}
    assert {s: (line["used_seconds"], line["outcome"]) for s, line in first.items()} == {
        "case:T1": (300, "kept"),
        "case:T2": (300, "kept"),
    }
    assert first["case:T1"]["because"] == ["T1#000000.2", "T1#000002"]
    assert first["case:T2"]["due"] == "2026-10-13T09:30:00+08:00"
    assert first["case:T1"]["owner"] == "P1"


def test_a_conversation_without_times_or_with_wrong_facts_is_a_bad_row(
    tmp_path: Path, capsysbinary: Any
) -> None:
    untimed = talk(id="T3", turns=[{"role": "customer", "text": "在吗"}])
    rows = [untimed, talk(id="T4", facts={"level": "高"}), talk(id="T5", turns=[]), talk()]
    code, lines, complaints = run(
        capsysbinary, write(tmp_path / "c.jsonl", rows), "--conversations"
    )
    assert code == 2
    assert "第 1 条消息没有 at，时钟走不了" in complaints
    assert "level" in complaints
    assert {line["subject"] for line in lines} <= {"case:T1", "conversation:T1"}


@pytest.mark.shared
def test_first_response_of_every_timed_thread_in_order_and_shuffled(
    tmp_path: Path, capsysbinary: Any
) -> None:
    lines = (
        shared_data("twitter-support-timed/dialogues.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    wanted = {row["id"]: row["labels"]["first_response_seconds"] for row in map(json.loads, lines)}
    assert len(wanted) == 381
    answers = []
    for seed in (None, 7):
        if seed is not None:
            random.Random(seed).shuffle(lines)
        path = write(tmp_path / "t.jsonl", list(lines))
        code, found, complaints = run(capsysbinary, path, "--conversations")
        assert (code, complaints) == (0, "")
        used: dict[str, list[Any]] = {}
        for line in found:
            if line["measures"] == "first_response":
                used.setdefault(line["subject"].partition(":")[2], []).append(line["used_seconds"])
        assert used == {name: [seconds] for name, seconds in wanted.items()}
        answers.append(found)
    assert answers[0] == answers[1]
