"""What is known of a handbook's patterns from an earlier start, so that they are not read again.

::

    with known_patterns("enterprise"):
        …                              # parse_pattern finds what it found before

What a pattern was found to be goes by its own text, so that a handbook of which one clause was changed
finds all the others. The handbook's code only says which patterns lie together; a pattern that is
known from elsewhere, or not at all, costs time, nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from typing import Any

from shouwen.source import keeping

MOST = 6000  # patterns of a handbook; beyond that only those that were asked for stay
WORTH_KEEPING = 20  # new patterns; fewer are read again sooner than all are written
_ROOM = 16 * 1024 * 1024

READ = keeping.Kind(".patterns", most=20, room=_ROOM)
SIGNS = keeping.Kind(".signs", most=20, room=_ROOM)

type Row = list[Any]
"""What JSON can say of one pattern."""


class Shelf:
    """Rows by the text of their pattern. They are only read when the first is asked for."""

    def __init__(self, kind: keeping.Kind, name: str | None) -> None:
        """`name`: under which the rows are kept; `None` if they are not to be."""
        self._kind = kind
        self._name = name
        self._asked: dict[str, Row] = {}
        self._new = 0

    @cached_property
    def _rows(self) -> dict[str, Row]:
        data = None if self._name is None else keeping.kept(self._kind, self._name)
        rows: dict[str, Row] = {} if data is None else json.loads(data)
        return rows

    def get(self, source: str) -> Row | None:
        """The row of a pattern, or `None` if it is not known."""
        row = self._rows.get(source)
        if row is not None:
            self._asked[source] = row
        return row

    def put(self, source: str, row: Row) -> None:
        """Note what was found of a pattern."""
        self._rows[source] = self._asked[source] = row
        self._new += 1

    def close(self) -> None:
        """Keep the rows, where enough of them are new."""
        if self._name is not None and self._new >= WORTH_KEEPING:
            rows = self._rows if len(self._rows) <= MOST else self._asked
            text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
            keeping.keep(self._kind, self._name, text.encode("utf-8", "surrogatepass"))


_shelves: ContextVar[tuple[Shelf, Shelf] | None] = ContextVar("_shelves", default=None)


@contextmanager
def known_patterns(code: str | None = None) -> Iterator[None]:
    """Within, what is found of patterns is remembered, and kept under the handbook's code if one is
    given. Within another such block it does nothing."""
    if _shelves.get() is not None:
        yield
        return
    folder = Path(__file__).parent
    by = None if code is None else keeping.code_of((folder, folder.parent / "source"), ("opencc",))
    name = None if code is None or by is None else keeping.name_of(by, code)
    shelves = Shelf(READ, name), Shelf(SIGNS, name)
    token = _shelves.set(shelves)
    try:
        yield
    finally:
        _shelves.reset(token)
    for shelf in shelves:
        shelf.close()


def read_before() -> Shelf | None:
    """What patterns were found to be, where that is remembered."""
    shelves = _shelves.get()
    return None if shelves is None else shelves[0]


def signs_before() -> Shelf | None:
    """What must stand in a text for a pattern to be found, where that is remembered."""
    shelves = _shelves.get()
    return None if shelves is None else shelves[1]
