"""What a table is to those that read conversations out of it, and what may go wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class BadTable(Exception):
    """A file that is no table we can read; the message says why, in Chinese."""


class Row(NamedTuple):
    """A row with its number from 1 and its cells as text; `bad` says what makes it unusable."""

    number: int
    cells: Sequence[str]
    bad: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or a CSV file: `rows` from its first one on, the row of headings among them.

    `place(row, column)` names a cell (`文件 表!C5`) or a line (`文件:5`); `column` from 0, or `None`.
    `trimmed`: empty cells at the end of a row are not stored; elsewhere a row that ends early has lost
    some.
    """

    name: str
    rows: Iterator[Row]
    place: Callable[[int, int | None], str]
    trimmed: bool = False


def column_letters(index: int) -> str:
    """`0` → `A`, `26` → `AA`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
