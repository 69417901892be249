"""The pages of docs/reference that are printed from the code, and how each is printed.

A page that is printed is never edited by hand. The tests of the documentation compare each with what
the code would print now.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ROOT / "docs" / "reference"


def events() -> str:
    """Every kind of event."""
    done = subprocess.run(
        [sys.executable, "-m", "shouwen.events"], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode("utf-8")


def clauses() -> str:
    """Everything that a handbook may write."""
    from tools.reference.models import page

    return page()


def operators() -> str:
    """Every operator of language on a small conversation."""
    from tools.reference.operators import page

    return page()


def command_line() -> str:
    """Every command with its options."""
    from tools.reference.commands import page

    return page()


def api() -> str:
    """Every call of the API."""
    from tools.reference.api import page

    return page()


def coverage() -> str:
    """Which demands the shipped handbooks answer."""
    from tools.reference.coverage import page

    return page(ROOT)


PRINTED: dict[str, Callable[[], str]] = {
    "events.md": events,
    "clauses.md": clauses,
    "operators.md": operators,
    "cli.md": command_line,
    "api.md": api,
    "coverage.md": coverage,
}
