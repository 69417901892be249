"""`handbook learn` run again: only what changed is learnt, nothing is dropped, wrong lines are named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shouwen.cli.main import main
from shouwen.handbook.lint import lint
from tests.core.handbook.test_learnt import BANS, LABELS, problems, shop
from tests.core.wording.likeness.sentences import DOES_NOT, SENDS_AWAY, file

TABLE = Path("shop/wording/learnt.yaml")
LINES = Path("shop/lines")
RUDE = file(meant=SENDS_AWAY.replace("您", "你"), others=DOES_NOT.replace("您", "你"))
ALL_THE_SAME = (
    "2 个标签的例句都没有变，没有重学，shop/wording/learnt.yaml 没有动。要全学一遍请加 --all。\n"
)


@pytest.fixture(autouse=True)
def _learnt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two labels, learnt."""
    monkeypatch.chdir(tmp_path)
    folder = shop(tmp_path, BANS, LABELS + "  rude: {title: 你来你去, learnt: true}\n")
    (folder / "lines/rude.txt").write_text(RUDE, encoding="utf-8")
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    capsys.readouterr()


def learn(*more: str) -> int:
    return main(["handbook", "learn", "shop", "--no-cv", *more])


def add(name: str, *rows: str) -> None:
    with (LINES / name).open("a", encoding="utf-8") as lines:
        lines.write("".join(f"{row}\n" for row in rows))


def tables() -> dict[str, str]:
    """The text of each label's table."""
    parts = re.split(
        r"^  (\w+):$", TABLE.read_text(encoding="utf-8").rpartition("# ")[0], flags=re.M
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_what_has_not_changed_is_not_learnt(capsys: pytest.CaptureFixture[str]) -> None:
    before = TABLE.stat().st_mtime_ns
    add("rude.txt", "# 一句说明")
    assert learn() == 0
    assert capsys.readouterr().out == ALL_THE_SAME
    assert learn("--check") == 0
    assert capsys.readouterr().out == "2 个标签，shop/wording/learnt.yaml 没有变化。\n"
    assert TABLE.stat().st_mtime_ns == before


@pytest.mark.parametrize("change", ["line", "threshold"])
def test_only_the_label_whose_lines_changed_is_learnt(
    capsys: pytest.CaptureFixture[str], change: str
) -> None:
    before = tables()
    if change == "line":
        add("rude.txt", "-你稍等，我问清楚就回你")
    else:
        (LINES / "rude.txt").write_text("#! at: 0.5\n" + RUDE, encoding="utf-8")
    assert learn("--check") == 1
    assert capsys.readouterr().out == (
        "shop/wording/learnt.yaml 和例句对不上：rude。请运行 shouwen handbook learn shop。\n"
    )
    assert learn("--check", "--format", "json") == 1
    assert json.loads(capsys.readouterr().out) == {
        "file": "shop/wording/learnt.yaml",
        "changed": ["rude"],
    }
    assert learn() == 0
    row, ending = capsys.readouterr().out.splitlines()
    assert row.startswith("rude  正例 24 句")
    assert ending == (
        "重学 1 个标签，已写进 shop/wording/learnt.yaml。其余 1 个的例句没有变，没有重学；"
        "反例是大家共用的，上线前请加 --all 全学一遍。"
    )
    after = tables()
    assert (before["sends_away"] == after["sends_away"], before["rude"] == after["rude"]) == (
        True,
        False,
    )
    assert problems() == []
    assert learn("--check", "--all") == (1 if change == "line" else 0)  # its - lines are theirs too


def test_plain_lines_are_everybodys(capsys: pytest.CaptureFixture[str]) -> None:
    add("_others.txt", "-明天上午九点开门")
    advice = "shop/lines/_others.txt:1:1 不属于任何标签的例句变了，还没有照它重学。请运行 shouwen handbook learn shop。"
    assert [str(each) for each in lint("shop").advice if "重学" in str(each)] == [advice]
    assert learn() == 0
    *rows, ending = capsys.readouterr().out.splitlines()
    assert [row.split(" ")[0] for row in rows] == ["rude", "sends_away"]
    assert ending == "2 个标签，已写进 shop/wording/learnt.yaml。"
    assert learn() == 0
    assert capsys.readouterr().out == ALL_THE_SAME
    assert not [each for each in lint("shop").advice if "重学" in str(each)]


def test_a_file_that_does_not_say_its_plain_lines_is_learnt_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = TABLE.read_text(encoding="utf-8")
    TABLE.write_text(good.rpartition("# ")[0], encoding="utf-8")
    assert problems() == []
    assert learn("--check") == 1
    assert learn() == 0
    assert TABLE.read_text(encoding="utf-8") == good
    capsys.readouterr()
    assert learn("--all") == 0
    assert capsys.readouterr().out.endswith("2 个标签，shop/wording/learnt.yaml 没有变化。\n")


def test_a_table_altered_by_hand_is_found_by_learning_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = TABLE.read_text(encoding="utf-8")
    least = re.search(r"least: (\d+)", good)
    assert least is not None
    TABLE.write_text(good.replace(least[0], f"least: {int(least[1]) + 1}", 1), encoding="utf-8")
    assert learn("--check") == 0
    assert learn("--check", "--all") == 1
    assert capsys.readouterr().out.endswith("请运行 shouwen handbook learn shop --all。\n")
    assert learn("--all") == 0
    assert TABLE.read_text(encoding="utf-8") == good


def test_a_table_that_cannot_be_read_is_learnt_anew() -> None:
    good = TABLE.read_text(encoding="utf-8")
    TABLE.write_text(good.replace("    least: ", "    lest: ", 1), encoding="utf-8")
    assert learn() == 0
    assert TABLE.read_text(encoding="utf-8") == good


@pytest.mark.parametrize("more", [[], ["--all"], ["--check"]])
def test_a_table_is_not_dropped_because_its_lines_are_gone(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    good = TABLE.read_bytes()
    (LINES / "rude.txt").unlink()
    assert learn(*more) == 2
    said = capsys.readouterr()
    assert said.err == (
        "shop/wording/learnt.yaml:3:3 学来的说法 rude 没有例句。"
        "请找回 lines/rude.txt；不要这个标签了，就删去这一段。\n"
    )
    assert said.out == ""
    assert TABLE.read_bytes() == good


def test_a_second_threshold_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    add("rude.txt", "#! at: 0", "#! at: 1")
    assert learn() == 2
    assert capsys.readouterr().err == (
        "shop/lines/rude.txt:50:1 #! 写了两次（第一次在第 49 行）。一个文件只能有一处，请删去一行。\n"
    )


def test_lines_on_the_wrong_side_are_named_and_no_more_than_twenty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (LINES / "rude.txt").write_text("#! at: 5\n" + RUDE, encoding="utf-8")
    assert learn() == 0
    head, *rows, more, _ending = capsys.readouterr().out.splitlines()
    assert head.startswith("rude  ")
    assert len(rows) == 20
    assert rows[0] == "  shop/lines/rude.txt:3 + 学了还认不出：你找开发商,跟我们没关系"
    assert learn("--all", "--format", "json") == 0
    rude = json.loads(capsys.readouterr().out.splitlines()[0])
    assert more == f"  还有 {len(rude['wrong']) - 20} 句也站错了边"
    assert rude["wrong"][0] == {"file": "shop/lines/rude.txt", "line": 3, "meant": True}


def test_what_has_not_been_learnt_is_said_once() -> None:
    """One mistake for each label, where labels.yaml says that it is learnt."""
    TABLE.unlink()
    assert [problem.partition("。")[0].partition(" ")[2] for problem in problems()] == [
        "标签 sends_away 写了 learnt: true，可是还没有学",
        "标签 rude 写了 learnt: true，可是还没有学",
    ]
