"""``shouwen handbook``: exit codes and both formats."""

import json
from pathlib import Path

import pytest

from shouwen.cli.main import main
from tests.core.handbook.folders import clock, write

EXAMPLES = """\
    examples:
      - title: 正好
        events: [{at: "+0", kind: case.opened, level: 3}, {at: "+2小时", kind: message.sent, by: person, act: answer}]
        expect: [{outcome: kept, due: "+2小时"}]
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, "shop", ("1", clock() + EXAMPLES))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "shop"


def _run(*arguments: str) -> int:
    return main(["handbook", *arguments])


@pytest.mark.usefixtures("shop")
def test_lint_of_a_sound_handbook(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("lint", "shop") == 0
    out = capsys.readouterr().out
    assert "shop：没有错误" in out
    assert _run("lint", "shop", "--strict") == 1  # no why, nobody told of a breach


@pytest.mark.usefixtures("shop")
def test_a_clause_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    for tool in ("test", "show"):
        assert _run(tool, "shop", "--clause", "99.9\u202e") == 2
        out, err = capsys.readouterr()
        assert (out, err) == ("", "手册里没有条款 99.9\\u202e。\n")
    assert _run("test", "shop", "--clause", "1.1") == 0
    assert "1 个例子，0 个不符" in capsys.readouterr().out


def test_lint_names_every_mistake(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = shop / "clauses/01.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("within: 2 小时", "wthin: 2 小时"),
        encoding="utf-8",
    )
    assert _run("lint", "shop") == 1
    assert (
        "shop/clauses/01.yaml:14:7 这里没有“wthin”这一项。是不是想写 within。"
        in capsys.readouterr().out
    )
    assert _run("lint", "shop", "--format", "json") == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"error", "advice"} >= {row["strength"] for row in rows}
    assert any(row["line"] == 14 and row["remedy"] == "是不是想写 within" for row in rows)


def test_a_handbook_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("lint", "enterprice") == 2
    out = capsys.readouterr().out
    assert out.startswith("enterprice 找不到手册“enterprice”。是不是想写 enterprise。\n")
    assert _run("test", "enterprice") == 2
    assert _run("show", "enterprice") == 2


def test_test_says_which_example_fails(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("test", "shop", "--mutate") == 0
    assert "1 个例子，0 个不符；0 处改动没有例子发觉" in capsys.readouterr().out
    path = shop / "clauses/01.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("outcome: kept", "outcome: broken"),
        encoding="utf-8",
    )
    assert _run("test", "shop") == 1
    assert "例子“正好”：1.1 应是 违 due +2小时，得到 守" in capsys.readouterr().out


@pytest.mark.usefixtures("shop")
def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("show", "shop") == 0
    out = capsys.readouterr().out
    assert "第 1 章  第1章" in out
    assert "限级别是三级：立单起 服务时间 2 小时内，答复客户。" in out
    assert _run("show", "shop", "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["chapters"][0]["clauses"][0]["id"] == "1.1"
    assert _run("show", "shop", "--clause", "9.9") == 2


def test_coverage_of_the_shipped_handbook(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("coverage", "enterprise") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("客户服务规范手册 1.0 版：要求 98 行")
    assert any(line.startswith("R678  已有  5.1.1") for line in lines)
    assert any(line.startswith("R654  还没有") for line in lines)


def test_coverage_says_first_what_is_the_folders_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Own clauses, then those taken over, then what nobody says; one part where nothing is taken over."""
    monkeypatch.chdir(tmp_path)
    sources = 'sources: ["004"]\n'

    def covers(identity: str, row: str) -> str:
        return clock(identity).replace("    kind: clock", f"    covers: [{row}]\n    kind: clock")

    write(tmp_path, "base", ("1", covers("1.1", "R678")), more=sources)
    write(tmp_path, "shop", ("2", covers("2.1", "R654")), more=f"{sources}extends: base\n")
    assert _run("coverage", "shop") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "shop 自己写的 1 条，对应 1 行："
    assert lines[1].startswith("R654  已有  2.1")
    assert lines[2] == "从 base 接过来的 1 条，另外对应 1 行："
    assert lines[3].startswith("R678  已有  1.1")
    assert lines[4] == "还没有条款的 96 行："
    assert _run("coverage", "shop", "--format", "json") == 0
    rows = {row["row"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (rows["R654"]["own"], rows["R678"]["own"]) == (["2.1"], [])
    assert _run("coverage", "base") == 0
    assert not any(line.endswith("行：") for line in capsys.readouterr().out.splitlines())


@pytest.mark.usefixtures("shop")
def test_diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "later", "shop", ("1", clock(within="1 小时") + clock("1.2", 2)))
    assert _run("diff", "shop", "later/shop") == 1
    out = capsys.readouterr().out
    assert "1.2  新增：答复1.2" in out
    assert (
        "服务时间 2 小时内，答复客户。”改为“限级别是三级：立单起 服务时间 1 小时内，答复客户。”"
        in out
    )
    assert _run("diff", "shop", "shop") == 0
