"""Real dialogues through `shouwen check` with the shipped handbook: every finding has its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shouwen.cli.main import main
from tests.shared import shared_data

HANDBOOK = "enterprise"
DIALOGUES = 1202


@pytest.mark.shared
def test_every_finding_of_real_dialogues_has_its_exact_span_and_clause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = shared_data("weibo-helpdesk/dialogues.jsonl")
    texts = {
        row["id"]: [turn["text"] for turn in row["turns"]]
        for row in map(json.loads, source.open(encoding="utf-8"))
    }
    assert len(texts) == DIALOGUES
    out = tmp_path / "findings.jsonl"
    arguments = ["--handbook", HANDBOOK, "--format", "json", "--all", "--out", str(out)]
    assert main(["check", str(source), *arguments]) == 1
    said = capsys.readouterr().err.splitlines()  # their channel is none of the handbook's
    assert [line.split("，")[0] for line in said] == ["注意：手册不认得渠道 “weibo”（1202 段）"]
    findings = [json.loads(line) for line in out.open(encoding="utf-8")]
    with_span = 0
    for finding in findings:
        text = texts[finding["conversation"]][finding["turn"]]
        assert finding["clause"].startswith(f"{HANDBOOK}:")
        assert finding["outcome"] in ("broken", "kept", "unobserved")
        if finding["span"] is None:
            assert finding["text"] is None
        else:
            start, end = finding["span"]
            assert 0 <= start < end <= len(text)
            assert text[start:end] == finding["text"]
            with_span += finding["outcome"] == "broken"
    assert with_span > 0


@pytest.mark.shared
def test_two_processes_answer_real_dialogues_byte_for_byte(tmp_path: Path) -> None:
    source = shared_data("weibo-helpdesk/dialogues.jsonl")
    answers = []
    for jobs in ("1", "2"):
        out = tmp_path / f"{jobs}.jsonl"
        arguments = ["--handbook", HANDBOOK, "--format", "json", "--jobs", jobs, "--out", str(out)]
        assert main(["check", str(source), *arguments]) == 1
        answers.append(out.read_bytes())
    assert answers[0] == answers[1]
