"""The handbook that the how-to writes on its page is sound, and its examples hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import write_files
from tests.shared import ROOT

PAGE = ROOT / "docs/how-to/write-a-clause.md"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write_files(PAGE, folder)
    return folder / "evening-shop"


@pytest.mark.parametrize("step", [["lint"], ["test"], ["test", "--mutate"]], ids=" ".join)
def test_each_step_of_the_page_succeeds(written: Path, step: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shouwen", "handbook", *step, written],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_an_example_fails_when_a_number_moves(written: Path) -> None:
    clause = written / "clauses/01-answer.yaml"
    text = clause.read_text("utf-8")
    clause.write_text(text.replace("within: 10 分钟", "within: 9 分钟"), "utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "shouwen", "handbook", "test", written],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        clause.write_text(text, "utf-8")
    assert done.returncode == 1
    assert "1.1" in done.stdout + done.stderr
