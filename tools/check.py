"""`make check`: every check of the house, all of them run, each answered in one line.

What fails prints what it has to say below its line; the exit code is the number of checks that failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.house import complaints

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One tool, what it looks after, and the file without which it has nothing to look at."""

    name: str
    command: list[str]
    needs: str = "."


CHECKS = [
    Check("format", [str(BIN / "ruff"), "format", "--check", "--output-format", "concise", "."]),
    Check("lint", [str(BIN / "ruff"), "check", "--output-format", "concise", "."]),
    Check("types", [str(BIN / "mypy")]),
    Check("import law", [str(BIN / "lint-imports")]),
    Check(
        "migrations",
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        needs="manage.py",
    ),
    Check(
        "types of the screens",
        ["tools/with-node", "npm", "--prefix", "frontend", "run", "--silent", "types"],
        needs="frontend/package.json",
    ),
]


def answer(name: str, ok: bool, seconds: float, said: str) -> bool:
    """Print one line for a check, and what it said where it failed."""
    print(f"{'ok  ' if ok else 'FAIL'}  {name}  ({seconds:.1f} s)", flush=True)
    if not ok:
        print("      " + said.strip().replace("\n", "\n      "), flush=True)
    return ok


def run(check: Check) -> bool:
    """Run one tool from the root of the repository."""
    if not (ROOT / check.needs).exists():
        return True
    if not Path(check.command[0]).exists() and not shutil.which(check.command[0]):
        return answer(check.name, False, 0.0, f"{check.command[0]} is missing: run `make setup`")
    start = time.perf_counter()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return answer(check.name, done.returncode == 0, time.perf_counter() - start, done.stdout)


def main() -> int:
    """Run all checks; return how many failed."""
    failed = sum(not run(check) for check in CHECKS)
    start = time.perf_counter()
    found = complaints(ROOT)
    failed += not answer("house rules", not found, time.perf_counter() - start, "\n".join(found))
    return failed


if __name__ == "__main__":
    sys.exit(main())
