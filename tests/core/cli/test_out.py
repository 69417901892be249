"""`--out`: nothing that is read is written over, and a file stands there only once it is whole."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shouwen.cli import check as checking
from shouwen.cli.main import main
from shouwen.cli.output import written
from shouwen.cli.pooling import WorkerLost
from tests.core.cli.workbooks import HEAD, ROWS, sheet
from tests.core.handbook.folders import clock, write

BANNED = """\
  - id: "1.2"
    title: 不推
    text: 不说这句。
    kind: utterance
    per: message
    severity: stop
    utterance: {speaker: agent, must_not: {any: [不归我管]}}
    examples: {breaks: [这不归我管], keeps: [我来管]}
"""
TALK = {"id": "C1", "channel": "chat", "turns": [{"role": "agent", "text": "这不归我管"}]}
COLUMNS = '{"conversation": "会话", "role": "角色", "text": "内容"}'

type Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Runs a check beside a handbook `shop` and its parent `house`: exit status, standard error."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "house", ("1", clock() + BANNED))
    write(tmp_path, "shop", ("2", clock("2.1")), more="extends: house\n")
    talks = tmp_path / "talks"
    talks.mkdir()
    (talks / "a.jsonl").write_text(json.dumps(TALK) + "\n", "utf-8")
    sheet(talks / "OLD.CSV", HEAD, *ROWS)
    (tmp_path / "columns.json").write_text(COLUMNS, "utf-8")

    def go(*arguments: str) -> tuple[int, str]:
        code = main(["check", *arguments, "--handbook", "shop"])
        return code, capsys.readouterr().err

    return go


def _everything(folder: Path) -> dict[str, Any]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("talks/OLD.CSV", "是要检查的文件，写进去会冲掉它"),
        ("talks/a.jsonl", "是要检查的文件，写进去会冲掉它"),
        ("columns.json", "是 --columns 的文件，写进去会冲掉它"),
        ("talks/shouwen-columns.json", "记着表里哪一列是什么，写进去会冲掉它"),
        ("shop/handbook.yaml", "在手册的文件夹里，写进去会改掉手册"),
        ("shop/clauses/report.html", "在手册的文件夹里，写进去会改掉手册"),
        ("house/handbook.yaml", "在手册的文件夹里，写进去会改掉手册"),
        ("house/clauses/01-一.yaml", "在手册的文件夹里，写进去会改掉手册"),
        ("talks/new.csv", "在要检查的文件夹里，下次会当成会话（.csv）来读"),
        ("talks/new.XLSX", "在要检查的文件夹里，下次会当成会话（.xlsx）来读"),
    ],
)
def test_what_is_read_is_never_written_over(
    check: Check, tmp_path: Path, out: str, why: str
) -> None:
    before = _everything(tmp_path)
    code, err = check("talks", "--columns", "columns.json", "--out", out, "--format", "json")
    assert (code, err) == (2, f"{out} {why}。请换一个 --out\n")
    assert _everything(tmp_path) == before


def test_a_link_to_what_is_read_is_refused_and_standard_input_too(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("link.txt").symlink_to("talks/a.jsonl")
    Path("round").symlink_to("round")
    before = (tmp_path / "talks" / "a.jsonl").read_bytes()
    assert check("talks/a.jsonl", "--out", "link.txt")[0] == 2
    with Path("talks/a.jsonl").open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert "是要检查的文件" in check("-", "--out", "talks/a.jsonl")[1]
    assert "链接绕成了圈" in check("talks/a.jsonl", "--out", "round")[1]
    assert (tmp_path / "talks" / "a.jsonl").read_bytes() == before


@pytest.mark.parametrize("columns", ["nowhere.json", "broken.json", "text=消息", "roles=x"])
def test_yesterdays_report_stands_where_the_run_cannot_begin(check: Check, columns: str) -> None:
    Path("report.txt").write_text("昨天", "utf-8")
    Path("broken.json").write_text("{", "utf-8")
    code, err = check("talks", "--columns", columns, "--out", "report.txt")
    assert code == 2
    assert err.startswith("--columns：")
    assert Path("report.txt").read_text("utf-8") == "昨天"


def test_yesterdays_report_stands_where_the_run_breaks_off(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(checker: Any, work: checking.Work) -> int:
        work.out.write(b"half")
        raise WorkerLost

    monkeypatch.setattr(checking, "run_check", lost)
    Path("report.txt").write_text("昨天", "utf-8")
    before = _everything(tmp_path)
    assert check("talks/a.jsonl", "--out", "report.txt")[0] == 2
    assert _everything(tmp_path) == before


def test_a_file_is_there_once_it_is_whole(tmp_path: Path) -> None:
    report, link = tmp_path / "report.txt", tmp_path / "link.txt"
    link.symlink_to("report.txt")
    with written(str(link)) as out:
        out.write(b"first")
        out.flush()
        assert not report.exists()
    assert (report.read_bytes(), link.is_symlink()) == (b"first", True)
    report.chmod(0o640)
    with written(str(report)) as out:
        out.write(b"second")
        out.flush()
        assert report.read_bytes() == b"first"
    assert report.read_bytes() == b"second"
    assert stat.S_IMODE(report.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.txt", "report.txt"]


def test_a_new_file_has_the_mode_that_any_new_file_has(tmp_path: Path) -> None:
    other, report = tmp_path / "other", tmp_path / "report"
    other.touch()
    with written(str(report)):
        pass
    assert report.stat().st_mode == other.stat().st_mode


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_modes_are_kept_to(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"kept")
    kept.chmod(0o444)
    with pytest.raises(PermissionError), written(str(kept)):
        pass
    kept.chmod(0o644)
    tmp_path.chmod(0o555)  # takes no new file, but this one may be written
    try:
        with written(str(kept)) as out:
            out.write(b"new")
        with pytest.raises(PermissionError), written(str(tmp_path / "new")):
            pass
    finally:
        tmp_path.chmod(0o755)
    assert kept.read_bytes() == b"new"


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with written(str(pipe)) as out:
            out.write(b"said")
        assert os.read(reader, 10) == b"said"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("talks/r.xlsx", ("--format", "xlsx")),
        ("talks/r.jsonl", ("--format", "json")),
        ("talks/r.jsonl", ("--labels",)),
    ],
)
def test_an_answer_among_what_is_checked_is_not_read_back(
    check: Check, name: str, arguments: tuple[str, ...]
) -> None:
    wanted = check("talks", *arguments, "--out", "outside")
    whole = Path("outside").read_bytes()
    again = f"{name} 是检查报告，没有读\n"
    assert check("talks", *arguments, "--out", name) == wanted
    assert check("talks", *arguments, "--out", name) == (wanted[0], again + wanted[1])
    if not name.endswith(".xlsx"):
        assert Path(name).read_bytes() == whole
    assert check("talks", *arguments, "--out", "outside") == (wanted[0], again + wanted[1])


def test_an_empty_file_is_nobodys(check: Check) -> None:
    Path("talks/r.jsonl").touch()
    assert check("talks", "--format", "json", "--out", "talks/r.jsonl")[0] == 1
    assert Path("talks/r.jsonl").read_bytes().startswith(b'{"conversation":"C1"')
