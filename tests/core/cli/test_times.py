"""`shouwen times`: the contract of its rows, its mistakes and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shouwen.cli.main import main

NOW = "2026-11-20T14:00:00+08:00"


def test_a_text_gives_its_times_with_span_due_and_vague(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """The row keeps the names that other programs rely on."""
    assert main(["times", "今天下班前回电，尽快处理，三点也行", "--now", NOW]) == 0
    first, second, third = json.loads(capfdbinary.readouterr().out)["times"]
    assert (first["span"], first["due"], first["vague"]) == (
        [0, 5],
        "2026-11-20T18:00:00+08:00",
        False,
    )
    assert (second["span"], second["due"], second["vague"]) == ([8, 10], None, True)
    assert (third["due"], third["unsure"], third["ask"]) == (None, True, "没有说上午还是下午")
    assert [one["due"] for one in third["readings"]] == [
        "2026-11-20T15:00:00+08:00",
        "2026-11-21T03:00:00+08:00",
    ]


def test_lines_are_answered_and_bad_ones_named(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A bad row is named with its line, the others are answered, and the exit code is 2."""
    file = tmp_path / "texts.jsonl"
    rows = [
        {"id": 1, "text": "三天内", "now": "2021-06-14T01:06:40+08:00"},
        {"id": 2, "text": 3, "now": NOW},
        {"id": 3, "text": "明天"},
        {"id": 4, "text": "好的", "now": NOW},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["times", "--jsonl", str(file)]) == 2
    out, err = capfdbinary.readouterr()
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["id"] for answer in answers] == [1, 4]
    assert answers[0]["times"][0]["due"] == "2021-06-17T23:59:59+08:00"
    assert answers[1]["times"] == []
    assert f"{file}:2 text 要写一句话" in err.decode()
    assert f"{file}:3 缺少 now" in err.decode()


def test_a_day_ends_with_business_where_asked(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`--basis work` ends a day without a clock time at closing."""
    assert main(["times", "下周一", "--now", NOW, "--basis", "work"]) == 0
    assert (
        json.loads(capfdbinary.readouterr().out)["times"][0]["due"] == "2026-11-23T18:00:00+08:00"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["times"], "请写一句话"),
        (["times", "明天"], "缺少 now"),
        (["times", "明天", "--now", "昨天"], "不是时间"),
        (["times", "明天", "--now", "2500-01-01T00:00:00Z"], "范围"),
        (["times", "明天", "--now", NOW, "--calendar", "mine"], "没有“mine”这个日历"),
        (["times", "明天", "--jsonl", "x.jsonl"], "两种只用一种"),
    ],
)
def test_what_cannot_be_answered_is_said_in_chinese(
    line: list[str], words: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A sentence on standard error, nothing on standard output, exit code 2."""
    assert main(line) == 2
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert words in err.decode()


def test_help_speaks_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    """The page begins with 用法, and its table keeps its lines."""
    with pytest.raises(SystemExit):
        main(["times", "--help"])
    page = capsys.readouterr().out
    assert page.startswith("用法：shouwen times")
    assert "usage" not in page
    assert "\n  期末      月底前" in page
