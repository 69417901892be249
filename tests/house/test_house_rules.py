"""Each rule of the house beside lines that it must refuse and lines that it must let pass."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from tools.house import (
    LONGEST,
    Rule,
    asks_no_clock,
    is_not_too_long,
    leaves_nothing_open,
    names_no_host,
    names_no_machine,
)

CORE = "src/shouwen/engine/step.py"
HOST = "registry.npm" + "js.org"


@pytest.mark.parametrize(
    ("rule", "path", "line"),
    [
        (names_no_host, "frontend/package-lock.json", f'"resolved": "https://{HOST}/vite"'),
        (names_no_machine, "docs/index.md", "look in /" + "home/li/desk"),
        (leaves_nothing_open, CORE, "# TO" + "DO: the rest"),
        (leaves_nothing_open, "frontend/src/queue.ts", "// FIX" + "ME"),
        (is_not_too_long, CORE, "a = 1\n" * (LONGEST + 1)),
        (asks_no_clock, CORE, "at = datetime.now(UTC)"),
        (asks_no_clock, CORE, "at = time.time()"),
        (asks_no_clock, "src/shouwen_desk/cases/actions/opening.py", "at = timezone.now()"),
    ],
)
def test_refuses(rule: Rule, path: str, line: str) -> None:
    assert len(list(rule(PurePosixPath(path), line))) == 1


@pytest.mark.parametrize(
    ("rule", "path", "line"),
    [
        (names_no_host, "README.md", "see https://example.com/handbook"),
        (names_no_machine, "src/shouwen_desk/config/urls.py", 'path("workbench/", queue)'),
        (names_no_machine, "tools/x", "#!/usr/bin/env bash"),
        (leaves_nothing_open, "docs/index.md", "Todo lists are not our subject."),
        (is_not_too_long, CORE, "a = 1\n" * LONGEST),
        (is_not_too_long, "docs/requirements.tsv", "row\n" * 2000),
        (asks_no_clock, "src/shouwen_desk/config/clock.py", "return time.time_ns() // 1000"),
        (asks_no_clock, CORE, "moment = datetime.fromtimestamp(0, UTC)"),
        (asks_no_clock, "tests/core/test_step.py", "at = datetime.now(UTC)"),
        (asks_no_clock, "src/shouwen_desk/pages/live.py", "start = time.perf_counter()"),
    ],
)
def test_lets_pass(rule: Rule, path: str, line: str) -> None:
    assert list(rule(PurePosixPath(path), line)) == []
