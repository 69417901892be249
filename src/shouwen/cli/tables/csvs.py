"""Tables from CSV files, with their encoding found out and not guessed.

A file that is UTF-8 is read as UTF-8. Else it is GB18030 if (nearly) all of its lines are; a file
that is neither is refused. A few broken lines in a good file are bad rows, the rest is read.
"""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from shouwen.cli.lines import LONGEST_LINE
from shouwen.cli.tables.rows import BadTable, Row, Table

ENCODINGS = ("utf-8", "gb18030")
_LOOKED_AT = 64 << 20  # bytes; what a file is shows in its first part
_PIECE = 1 << 20
_BROKEN = 0.02  # the share of lines that may be spoilt in a file of an encoding
_BOM = b"\xef\xbb\xbf"
_LOST = "\ufffd"


def encoding_of(path: Path) -> str:
    """`utf-8` or `gb18030`. Raises `BadTable` where it is neither, `OSError`."""
    lines = 0
    bad = dict.fromkeys(ENCODINGS, 0)
    beyond = False  # characters that only Chinese text has
    with path.open("rb") as stream:
        read = 0
        for line in _lines(stream):
            read += len(line)
            if read > _LOOKED_AT:
                break
            if not lines and line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise BadTable("文件是 UTF-16 编码，请另存为“CSV UTF-8”")
            if not lines and line.startswith(_BOM):
                return "utf-8"
            if line.isascii():
                continue
            lines += 1
            for encoding in ENCODINGS:
                try:
                    text = line.decode(encoding)
                    beyond = beyond or (encoding == "utf-8" and max(text) > "\u07ff")
                except UnicodeDecodeError:
                    bad[encoding] += 1
    if bad["utf-8"] <= lines * _BROKEN:
        # Two-byte UTF-8 alone (é, ·) may as well be GB18030 (茅, 路): nobody can tell.
        if lines and not beyond and not bad["gb18030"]:
            raise BadTable("认不准是 UTF-8 还是 GB18030，请用 --encoding 写明")
        return "utf-8"
    if bad["gb18030"] <= lines * _BROKEN:
        return "gb18030"
    raise BadTable("认不出是什么编码（不是 UTF-8，也不是 GB18030），请另存为“CSV UTF-8”")


def read_csv(path: Path, name: str, encoding: str | None = None) -> Table:
    """The table of a CSV file (or with tabulators or semicolons), one line in memory at a time.

    Raises `BadTable`, `OSError`.
    """
    encoding = encoding or encoding_of(path)
    return Table(name, _rows(path, encoding), lambda row, _column: f"{name}:{row}")


def _rows(path: Path, encoding: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_LINE)
    with path.open("rb") as stream:
        first = next(_lines(stream), b"")
        stream.seek(0)
        delimiter = max(b",\t;", key=lambda mark: (first.count(mark), mark == ord(",")))
        reader = csv.reader(_decoded(stream, encoding), delimiter=chr(delimiter), strict=True)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Row(number, (), "从这一行起读不了（引号不成对，或过长），请看一看引号")
                continue
            spoilt = any(_LOST in cell for cell in cells) if encoding != "utf-8" else False
            if spoilt or (encoding == "utf-8" and any(map(_undecoded, cells))):
                yield Row(number, cells, f"有字节不是 {encoding.upper()} 文字，请看一看这一行")
            elif any(cells):
                yield Row(number, cells)


def _undecoded(cell: str) -> bool:
    """Whether bytes that are no UTF-8 stand in a cell (they come in as lone surrogates)."""
    if cell.isascii():
        return False
    with contextlib.suppress(UnicodeEncodeError):
        cell.encode()
        return False
    return True


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines with their ends; one that is longer than may be held comes in pieces. Files of old
    programs end their lines with a carriage return alone."""
    first = stream.readline(LONGEST_LINE)
    head, alone, _ = first.removesuffix(b"\n").removesuffix(b"\r").partition(b"\r")
    if not alone or head.count(b'"') % 2:  # or it stands within a cell
        while first:
            yield first
            first = stream.readline(LONGEST_LINE)
        return
    held = b""
    while first:
        *whole, held = (held + first).split(b"\r")
        for line in whole:
            yield line + b"\r"
        if len(held) >= LONGEST_LINE:
            yield held
            held = b""
        first = stream.readline(_PIECE)
    if held:
        yield held


def _decoded(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines as text."""
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    begun = False
    for line in _lines(stream):
        if not begun:
            line = line.removeprefix(_BOM)
            begun = True
        yield line.decode(encoding, errors)
