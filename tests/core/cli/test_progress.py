"""How far a check is: on a terminal only, wiped before anything else is said."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from shouwen.cli.progress import LabelProgress
from tests.core.handbook.folders import clock, write
from tests.core.handbook.test_learnt import shop

TALK = {"id": "C", "turns": [{"role": "agent", "text": "好"}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "shop", ("1", clock()))
    rows = [json.dumps(TALK)] * 300 + ["bad"] + [json.dumps(TALK)] * 300
    (tmp_path / "talks.jsonl").write_text("\n".join(rows), "utf-8")
    return tmp_path


def on_a_terminal(folder: Path, *more: str) -> str:
    """What a terminal shows of standard error."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "shouwen", "check", "talks.jsonl", "--handbook", "shop", *more]
    subprocess.run(
        command, cwd=folder, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, check=False
    )
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    return said


def test_progress_stands_on_one_line_and_leaves_it(folder: Path) -> None:
    said = on_a_terminal(folder, "--out", "found.txt")
    steps = said.split("\r\x1b[K")
    assert "已查会话 256 段，消息 256 条，文件 43%" in steps
    assert "已查会话 600 段，消息 600 条，文件 100%" in steps
    assert steps[-1] == "会话 600 段，消息 600 条，待核 0 处，坏行 1\r\n"
    bad = next(step for step in steps if "talks.jsonl:301" in step)
    assert bad.startswith("talks.jsonl:301 ")


def test_a_file_gets_no_progress(folder: Path) -> None:
    command = [sys.executable, "-m", "shouwen", "check", "talks.jsonl", "--handbook", "shop"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert b"\x1b" not in done.stderr
    assert "已查".encode() not in done.stderr


def test_learning_says_which_label_of_how_many(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line a label; nothing behind the last one."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    shown = LabelProgress(["argues", "sends_away"])
    shown.say(0)
    shown.clear()
    shown.say(1)
    shown.clear()
    shown.say(2)
    shown.clear()
    assert capsys.readouterr().err.split("\r\x1b[K") == [
        "",
        "在学第 1 个，共 2 个：argues",
        "",
        "在学第 2 个，共 2 个：sends_away",
        "",
    ]


def test_learning_on_a_terminal_wipes_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last line is the command's own, and a file gets no progress at all."""
    monkeypatch.chdir(tmp_path)
    shop(tmp_path)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "shouwen", "handbook", "learn", "shop", "--no-cv", "--all"]
    subprocess.run(command, stdin=theirs, stdout=theirs, stderr=theirs, check=True)
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert said.startswith("\r\x1b[K在学第 1 个，共 1 个：sends_away\r\x1b[Ksends_away  正例")
    assert said.endswith("1 个标签，已写进 shop/wording/learnt.yaml。\r\n")
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
