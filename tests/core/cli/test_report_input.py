"""A report says what was read and from which days it is, and praises nobody where nothing was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.core.cli.test_report import TALKS, _Page, cells, report, shop

__all__ = ["report", "shop"]  # fixtures


def test_a_report_says_what_it_is_about(report: Any, tmp_path: Path) -> None:
    """The names of what was read without the way to it, and from which day to which."""
    timed = [TALKS[0], TALKS[2]]
    for each, day in zip(timed, ("2026-09-30T23:59:59+08:00", "2026-09-02"), strict=True):
        at = {"at": day if "T" in day else f"{day}T08:00:00+08:00"}
        timed[timed.index(each)] = each | {"turns": [turn | at for turn in each["turns"]]}
    folder = tmp_path / "九月"
    folder.mkdir()
    (folder / "a.csv").write_text("会话,角色,内容\nA,客户,在吗\n", "utf-8")
    (folder / "b.csv").write_text("会话,角色,内容\n", "utf-8")
    also = (str(folder.resolve()),)
    _, content = report("html", *timed, also=also)
    words = _Page(content.decode()).words
    said = "输入：talks.jsonl、九月/（2 个文件） · 时间：2026-09-02 至 2026-09-30（另有 1 条消息没有写时间）"
    assert said in words
    assert str(tmp_path) not in words
    _, content = report("xlsx", *timed, also=also)
    rows = dict(row[:2] for row in cells(content, tmp_path)["汇总"] if len(row) > 1)
    assert rows["输入"] == "talks.jsonl、九月/（2 个文件）"
    assert rows["时间"] == "2026-09-02 至 2026-09-30（另有 1 条消息没有写时间）"

    assert "时间：2026-09-02\n" in _Page(report("html", timed[1])[1].decode()).words
    assert "时间：输入里没有写时间" in _Page(report("html", TALKS[1])[1].decode()).words
    assert report("html", *timed, more=("--jobs", "2")) == report("html", *timed)


def test_a_name_of_a_file_is_harmless(report: Any) -> None:
    evil = Path("<b>&x\u202e.jsonl")
    evil.write_text("", "utf-8")
    page = report("html", TALKS[1], also=(str(evil),))[1].decode()
    assert "talks.jsonl、&lt;b&gt;&amp;x\\u202e.jsonl" in page


def test_of_many_files_some_are_named(report: Any) -> None:
    for number in range(10):
        Path(f"{number}.jsonl").write_text("", "utf-8")
    names = tuple(f"{number}.jsonl" for number in range(10))
    words = _Page(report("html", TALKS[1], also=names)[1].decode()).words
    assert "talks.jsonl、0.jsonl" in words
    assert "6.jsonl 等 11 个 ·" in words


def test_a_table_of_headings_only_is_no_praise(report: Any) -> None:
    Path("head.csv").write_text("会话,角色,内容\n", "utf-8")
    _, content = report("html", also=("head.csv",))
    words = _Page(content.decode()).words
    assert "没有读到一段会话，所以什么也没有检查。" in words
    assert "没有要看的地方" not in words
