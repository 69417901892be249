"""`make reference`: print the pages of docs/reference that come from the code; `--check` only compares.

A page that is printed is never edited by hand. The test of the documentation compares each with what the
code would print now.
"""

from __future__ import annotations

import difflib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference"


def _said(*command: str) -> str:
    """What a module prints, run from the root."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode("utf-8")


def events() -> str:
    return _said("shouwen.events")


PRINTED: dict[str, Callable[[], str]] = {
    "events.md": events,
}


def differences() -> list[str]:
    """For each page that is not as the code prints it: the first lines that differ."""
    found = []
    for name, page in PRINTED.items():
        file = PAGES / name
        stands = file.read_text("utf-8") if file.exists() else ""
        lines = list(
            difflib.unified_diff(
                stands.splitlines(), page().splitlines(), name, "the code", lineterm="", n=0
            )
        )
        if lines:
            found.append("\n".join(lines[:12]))
    return found


def main() -> int:
    if "--check" in sys.argv[1:]:
        found = differences()
        print("\n".join(found) or "every page is as the code prints it")
        return bool(found)
    for name, page in PRINTED.items():
        (PAGES / name).write_text(page(), "utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
