"""Every command that a page shows exists, with each option that it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import Shown, commands, pages
from tests.shared import ROOT

SHOWN = [shown for page in pages() for shown in commands(page)]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


@cache
def _help(words: tuple[str, ...]) -> str | None:
    """What the command prints about itself; None where there is no such command."""
    done = subprocess.run(
        [Path(sys.executable).parent / "shouwen", *words, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else None


def test_pages_show_commands() -> None:
    assert {shown.program for shown in SHOWN} == {"make", "shouwen"}


@pytest.mark.parametrize("shown", [s for s in SHOWN if s.program == "make"], ids=str)
def test_a_target_of_make_exists(shown: Shown) -> None:
    asked = {word for word in shown.arguments if not word.startswith("-") and "=" not in word}
    assert asked <= TARGETS


@pytest.mark.parametrize("shown", [s for s in SHOWN if s.program == "shouwen"], ids=str)
def test_a_command_of_shouwen_exists(shown: Shown) -> None:
    words = shown.arguments
    # `ledger verify` is a command of its own; a second word that is an argument asks for the same help.
    path = next((n for n in range(2) if not words[n : n + 1] or not words[n].isalpha()), 2)
    text = _help(words[:path])
    assert text is not None
    assert [
        word for word in words if word.startswith("--") and word.split("=")[0] not in text
    ] == []
