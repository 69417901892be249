"""`handbook learn` against hostile lines and a bad disk: nothing good is lost, everything is said in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouwen.cli import learning
from shouwen.cli.main import main
from tests.core.handbook.test_learnt import LABELS, problems, shop
from tests.core.wording.likeness.sentences import file

TABLE = Path("shop/wording/learnt.yaml")


@pytest.fixture(autouse=True)
def _learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shop(tmp_path)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0


def test_a_table_that_is_no_text_is_written_anew() -> None:
    good = TABLE.read_bytes()
    TABLE.write_bytes(b"\xff\xfe\x00learnt")
    assert main(["handbook", "learn", "shop", "--no-cv", "--check"]) == 1
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    assert TABLE.read_bytes() == good


def test_a_table_that_cannot_be_written_stays_as_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    TABLE.write_text("learnt: {}\n", encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(learning.os, "fsync", full)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("shop/wording/learnt.yaml:1:1 没有写成（")
    assert "原来的没有动" in said
    assert TABLE.read_text(encoding="utf-8") == "learnt: {}\n"
    assert [path.name for path in TABLE.parent.iterdir() if "learnt" in path.name] == [
        "learnt.yaml"
    ]


def test_lines_of_no_label_are_refused_and_nothing_is_learnt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = TABLE.read_bytes()
    Path("shop/lines/rude.txt").write_text(file(), encoding="utf-8")
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 2
    assert "shop/lines/rude.txt:1:1 没有名为 rude 的标签" in capsys.readouterr().err
    assert TABLE.read_bytes() == good
    assert [problem.partition("。")[0] for problem in problems()] == [
        "shop/lines/rude.txt:1:1 没有名为 rude 的标签"
    ]


@pytest.mark.parametrize("strange", ["\x00", "\u202e", "\x0b"])
def test_what_cannot_be_seen_is_not_learnt(
    strange: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("shop/lines/sends_away.txt").write_text(
        "# 例句\n" + file() + f"\n+ 您去{strange}问物业\n", encoding="utf-8"
    )
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 2
    assert "shop/lines/sends_away.txt:" in capsys.readouterr().err


def test_lines_that_cannot_be_read_are_there() -> None:
    Path("shop/lines/sends_away.txt").write_bytes(file().encode("gbk"))
    (problem,) = problems()
    assert "sends_away.txt:1:2 文件不是 UTF-8 编码" in problem, "and nobody is told to look for it"


def test_only_learnt_labels_are_offered_for_lines() -> None:
    Path("shop/wording/labels.yaml").write_text(
        LABELS + "  sends_off: {title: 送别, any: [慢走]}\n", encoding="utf-8"
    )
    Path("shop/lines/sends_of.txt").write_text(file(), encoding="utf-8")
    (problem,) = problems()
    assert problem.endswith(
        "没有名为 sends_of 的标签。"
        "是不是想写 sends_away；新标签请写进 wording/labels.yaml，带 learnt: true。"
    )
