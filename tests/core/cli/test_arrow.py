"""Record batches in and out: the same findings as the command gives, here and under Spark."""

from __future__ import annotations

import importlib.util
import json
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from shouwen.cli import arrow
from shouwen.cli.arrow import FINDINGS, SPARK_SCHEMA, ArrowCheck, checking
from shouwen.cli.channels import UnknownChannel
from shouwen.cli.main import main
from tests.core.handbook.folders import write
from tests.shared import NO_SPARK

CLAUSES = """\
  - id: "1.2"
    title: 不推
    text: 不说这句。
    kind: utterance
    per: message
    severity: stop
    utterance: {speaker: agent, must_not: {any: [不归我管]}, instead: 我来跟到底。}
    examples: {breaks: [这不归我管], keeps: [我来管]}
  - id: "1.3"
    title: 先问候
    text: 先问候。
    kind: utterance
    per: conversation
    severity: hint
    when: {rings: {above: 1}}
    utterance: {speaker: agent, must_first: {any: [您好]}}
    examples: {breaks: [请讲], keeps: [您好]}
"""
SAID = ("您好", "这不归我管", "在吗", "請講，這不 歸 我 管", "好的😀", "\u200b", "")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, "shop", ("1", CLAUSES))


def conversations(number: int) -> list[dict[str, Any]]:
    draw = random.Random(7)
    return [
        {
            "id": f"C{n}",
            "channel": draw.choice(["chat", "phone"]),
            "facts": draw.choice([{"rings": 3}, {}]),
            "turns": [
                {"role": draw.choice(["agent", "customer"]), "text": draw.choice(SAID), "by": "张"}
                for _ in range(draw.randrange(6))
            ],
        }
        for n in range(number)
    ]


def local(talks: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What the command says of the same conversations."""
    Path("talks.jsonl").write_text("".join(json.dumps(talk) + "\n" for talk in talks), "utf-8")
    main(["check", "talks.jsonl", "--handbook", "shop", "--format", "json", "--all"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def as_local(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of findings in the shape of the command."""
    found = []
    for row in rows:
        assert row.pop("bad") is None
        start, end = row.pop("span_start"), row.pop("span_end")
        found.append({**row, "span": None if start is None else [start, end]})
    return found


def rows(check: ArrowCheck, *batches: pa.RecordBatch) -> list[dict[str, Any]]:
    return [row for batch in check(batches) for row in batch.to_pylist()]


def lines(talks: list[Any], name: str = "value") -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({name: pa.array([json.dumps(t) for t in talks], pa.string())})


@pytest.mark.parametrize("form", ["value", "line", "columns"])
def test_findings_are_those_of_the_command(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(arrow, "ROWS", 64)
    talks = conversations(300)
    expected = local(talks, capsys)
    if form == "columns":
        columns = [{**talk, "facts": json.dumps(talk["facts"])} for talk in talks]
        batches = [
            pa.RecordBatch.from_pylist(columns[:200]),
            pa.RecordBatch.from_pylist(columns[200:]),
        ]
    else:
        batches = [lines(talks[:200], form), lines([], form), lines(talks[200:], form)]
    found = rows(checking("shop", everything=True), *batches)
    assert len(expected) > 300
    assert as_local(found) == expected


def test_what_is_kept_is_left_out_unless_asked_for(shop: Path) -> None:
    talk = {
        "id": "C",
        "turns": [{"role": "agent", "text": "您好，这不归我管"}],
        "facts": {"rings": 2},
    }
    found = rows(checking("shop"), lines([talk]))
    assert [(row["clause"], row["span_start"], row["span_end"]) for row in found] == [
        ("shop:1.2", 4, 8)
    ]
    assert list(checking("shop")([lines([{**talk, "turns": []}])])) == []


def test_conversations_without_a_channel_are_given_one(shop: Path) -> None:
    chapter = shop / "clauses" / "01.yaml"
    chapter.write_text(chapter.read_text("utf-8").replace("rings: {above: 1}", "channel: phone"))
    talk = {"id": "C", "turns": [{"role": "agent", "text": "请讲"}]}
    assert rows(checking("shop"), lines([talk])) == []
    plain = pa.RecordBatch.from_pylist([talk])
    for batch in (lines([talk]), plain):
        found = rows(checking("shop", channel="电话"), batch)
        assert [(row["clause"], row["title"], row["edition_number"]) for row in found] == [
            ("shop:1.3", "先问候", "1.0")
        ]
    with pytest.raises(UnknownChannel):
        checking("shop", channel="fax")


def test_times_may_be_timestamps_and_facts_a_map(shop: Path) -> None:
    at = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
    facts = pa.array([[("rings", 3)]], pa.map_(pa.string(), pa.int64()))
    turns = pa.array([[{"role": "agent", "text": "请讲", "at": at}]])
    batch = pa.RecordBatch.from_arrays([pa.array([7]), turns, facts], ["id", "turns", "facts"])
    found = rows(checking("shop"), batch)
    assert [(row["conversation"], row["clause"]) for row in found] == [("7", "shop:1.3")]


def test_a_bad_row_says_why_and_the_others_are_answered(shop: Path) -> None:
    good = {"id": "C2", "turns": [{"role": "agent", "text": "不归我管"}]}
    batch = pa.RecordBatch.from_pydict(
        {"value": ["{", None, json.dumps(good), '{"id": "\\ud800"}']}
    )
    found = rows(checking("shop"), batch)
    assert [(row["conversation"], bool(row["bad"])) for row in found] == [
        (None, True), (None, True), (None, True), ("C2", False),
    ]  # fmt: skip
    assert "不是 JSON" in found[0]["bad"]
    columns = pa.RecordBatch.from_pylist([{"id": "C1", "turns": [{"role": "boss", "text": "x"}]}])
    assert rows(checking("shop"), columns)[0]["conversation"] == "C1"


def test_a_lone_surrogate_has_a_stand_in(shop: Path) -> None:
    talk = {"id": "\ud800", "turns": [{"role": "agent", "text": "\ud800不归我管"}]}
    assert rows(checking("shop"), lines([talk]))[0]["conversation"] == "?"


def test_the_function_travels(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talks = conversations(20)
    expected = local(talks, capsys)
    check = pickle.loads(pickle.dumps(checking("shop", everything=True)))  # noqa: S301
    shutil.rmtree(shop)  # the other machine has no such folder
    arrow._program.cache_clear()
    assert as_local(rows(check, lines(talks))) == expected


def test_batches_are_answered_one_by_one(shop: Path) -> None:
    def two() -> Iterator[pa.RecordBatch]:
        yield lines(conversations(5))
        raise AssertionError

    assert next(checking("shop", everything=True)(two())).schema == FINDINGS


def test_no_other_command_imports_arrow() -> None:
    code = "import sys, shouwen.cli.check, shouwen.cli.main; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_spark_finds_the_same(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Left out, and said so, where there is no pyspark or no Java."""
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip(f"{NO_SPARK}: the findings under mapInArrow were not compared (extra `spark`)")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    talks = conversations(300)
    expected = local(talks, capsys)
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "50")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    try:
        frame = spark.read.text("talks.jsonl").repartition(3)
        found = frame.mapInArrow(checking("shop", everything=True), SPARK_SCHEMA).collect()
    finally:
        spark.stop()
    place = {talk["id"]: number for number, talk in enumerate(talks)}
    answered = as_local([row.asDict() for row in found])
    answered.sort(key=lambda row: place[row["conversation"]])
    assert answered == expected
