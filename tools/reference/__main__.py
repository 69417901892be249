"""`make reference`: write the printed pages; `python -m tools.reference --check` only compares."""

from __future__ import annotations

import difflib
import sys

from tools.reference import PAGES, PRINTED


def differences() -> list[str]:
    """For each page that is not as the code prints it: the first lines that differ."""
    found = []
    for name, page in PRINTED.items():
        file = PAGES / name
        stands = file.read_text("utf-8").splitlines() if file.exists() else []
        lines = [
            *difflib.unified_diff(stands, page().splitlines(), name, "the code", "", "", 0, "")
        ]
        if lines:
            found.append("\n".join(lines[:12]))
    return found


def main() -> int:
    """Write the pages, or say which differ; return 1 where one does."""
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
