"""What a build may leave out, and what it may not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT

SAMPLE = """
import pytest
from tests.shared import shared_data

@pytest.fixture
def chromium():
    pytest.skip("no browser here")

@pytest.mark.browser
def test_screen(chromium):
    pass

@pytest.mark.postgresql
def test_of_the_other_database():
    pytest.skip("SQLite has one writer")

def test_recorded():
    shared_data("nowhere/at-all.json")

def test_plain():
    pass
"""


def run_sample(folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    sample = folder / "test_sample.py"
    sample.write_text(SAMPLE, "utf-8")
    settings = folder / "pytest.ini"
    settings.write_text("[pytest]\nmarkers =\n    browser\n    postgresql\n", "utf-8")
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            settings,
            "-p",
            "tests.conftest",
            "-p",
            "no:cacheprovider",
            sample,
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "CI": ci,
            "SHOUWEN_SHARED": str(folder),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_build_fails_where_a_browser_test_would_be_left_out(tmp_path: Path) -> None:
    done = run_sample(tmp_path, ci="true")
    assert done.returncode == 1
    assert "CI=true leaves no browser test out" in done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("=")
    assert "1 passed, 2 skipped, 1 error" in done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("ci", ["", "false"])
def test_elsewhere_it_is_left_out_and_missing_data_is_said_loudly(tmp_path: Path, ci: str) -> None:
    done = run_sample(tmp_path, ci)
    assert done.returncode == 0
    assert "left out for want of reference data" in done.stdout
    assert "1 passed, 3 skipped" in done.stdout.strip().splitlines()[-1]
