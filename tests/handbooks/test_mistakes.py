"""Every mistake of a handbook is named at its exact place, with what to write instead.

Each file in ``mistakes/`` takes the place of one file of a small sound handbook. Its first lines
say where it goes (放在) and what the linter must answer, word for word (应报).
"""

import shutil
from pathlib import Path

import pytest

from shouwen.handbook.lint import lint

HERE = Path(__file__).parent
FILES = sorted((HERE / "mistakes").glob("*.yaml"))
SOUND = ("small", "branch")


def _said(path: Path, word: str) -> list[str]:
    mark = f"# {word}："
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(mark) for line in lines if line.startswith(mark)]


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in SOUND:
        shutil.copytree(HERE / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 40


@pytest.mark.parametrize("name", SOUND)
def test_the_handbooks_that_are_broken_were_sound(name: str) -> None:
    report = lint(HERE / name)
    assert report.errors.text() == ""
    assert report.advice.text() == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_mistake(path: Path, copies: Path) -> None:
    (place,) = _said(path, "放在")
    target = copies / place
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(path, target)
    found = [str(mistake) for mistake in lint(place.partition("/")[0]).errors]
    assert found == _said(path, "应报")


def test_ten_mistakes_are_ten_lines() -> None:
    assert len(_said(HERE / "mistakes" / "ten-mistakes.yaml", "应报")) == 10


def test_files_that_are_no_text(copies: Path) -> None:
    (copies / "small/clauses/01-basics.yaml").write_bytes("chapter: 一".encode("utf-16"))
    (copies / "small/clauses/02-more.yaml").write_bytes("chapter: 二".encode("gbk"))
    assert [str(mistake) for mistake in lint("small").errors] == [
        "small/clauses/01-basics.yaml:1:1 文件是 UTF-16 编码。请另存为 UTF-8。",
        "small/clauses/02-more.yaml:1:10 文件不是 UTF-8 编码，看起来是 GBK（ANSI）。请另存为 UTF-8。",
    ]


def test_no_handbook_yaml(copies: Path) -> None:
    (copies / "small/handbook.yaml").unlink()
    assert [str(mistake) for mistake in lint(copies / "small").errors] == [
        "small/handbook.yaml:1:1 没有 handbook.yaml。请写上代号、版次、编制、审核、批准和设置。"
    ]


def test_handbooks_that_extend_one_another(copies: Path) -> None:
    head = copies / "small/handbook.yaml"
    head.write_text(head.read_text(encoding="utf-8") + "extends: branch\n", encoding="utf-8")
    found = [str(mistake) for mistake in lint("branch").errors]
    assert found[0] == (
        "small/handbook.yaml:17:10 手册互相沿用，绕了一圈：branch → small → branch。请删去其中一处 extends。"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("enterprice", "enterprice 找不到手册“enterprice”。是不是想写 enterprise。"),
        ("./nowhere", "./nowhere 找不到手册“./nowhere”。请看一看路径。"),
    ],
)
def test_no_such_handbook(name: str, said: str, copies: Path) -> None:
    report = lint(name)
    assert report.handbook is None
    assert [str(mistake) for mistake in report.errors] == [said]


def test_advice_does_not_make_a_handbook_unsound(copies: Path) -> None:
    path = copies / "small/clauses/01-basics.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    why: 不让客户久等。\n", ""), encoding="utf-8")
    report = lint("small")
    assert report.sound
    assert [str(mistake) for mistake in report.advice] == [
        "small/clauses/01-basics.yaml:4:5 1.1 没有写为什么。请补上 why，一句话让员工明白道理。"
    ]
