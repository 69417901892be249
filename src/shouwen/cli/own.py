"""What earlier checks have written, recognised, so that nobody's answer is read as conversations.

A workbook is headed with the title of the report; lines of JSON have keys of their own.
"""

from __future__ import annotations

import contextlib
from itertools import islice
from pathlib import Path

from shouwen.cli.lines import BadRow, read_lines, read_object
from shouwen.cli.report.gathering import REPORT
from shouwen.cli.tables.rows import BadTable
from shouwen.cli.tables.sheets import read_workbook

SAID = "是检查报告，没有读"

# Of a finding, of a line of labels, of a case: each begins with the first and has all of them.
_KEYS = (
    ("conversation", {"conversation", "turn", "clause", "edition", "outcome", "severity"}),
    ("conversation", {"conversation", "turn", "labels"}),
    ("id", {"id", "rule", "breaks", "span"}),
)


def is_an_answer(line: bytes) -> bool:
    """Whether a line of JSON is what a check answers."""
    if not line.startswith((b'{"conversation":', b'{"id":')):
        return False  # most lines are not read twice
    try:
        row = read_object(line)
    except BadRow:
        return False
    return "turns" not in row and any(
        next(iter(row)) == first and keys <= row.keys() for first, keys in _KEYS
    )


def written_by_check(path: Path) -> bool:
    """Whether a file holds an earlier answer, or nothing; it can be written again. Raises `OSError`."""
    if path.stat().st_size == 0:
        return True
    with path.open("rb") as stream:
        packed = stream.read(2) == b"PK"
    if not packed:
        return any(is_an_answer(line.data) for line in islice(read_lines([str(path)]), 1))
    with contextlib.suppress(BadTable):
        tables = read_workbook(path, path.name)  # held: the file is open as long as it is
        first = next(tables, None)
        row = None if first is None else next(first.rows, None)
        return row is not None and list(row.cells[:1]) == [REPORT]
    return False
