"""Tables from Excel workbooks, read as a stream: a row at a time, whatever the file's size.

An .xlsx file is a zip of XML parts (ECMA-376). Only what a table needs is read: the list of sheets,
the texts that cells share, the formats that make a number a date, and the cells. The shared texts
lie in a temporary file once they are many. A crafted file cannot take memory: parts are read by
expat in pieces, document types are refused, what is empty between two cells is never made, and a tag
that does not end, elements within one another, names and texts without number are refused.
"""

from __future__ import annotations

import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, NamedTuple
from xml.parsers import expat

from shouwen.cli.tables.rows import BadTable, Row, Table, column_letters

MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
_MOST_TEXT = 4 * 32_767  # characters; Excel has 32,767 in a cell, other programs are less strict
_PIECE = 1 << 16
_MOST_UNREAD = 2 << 20  # bytes: a tag or a comment that has not ended yet
_DEEPEST = 100  # elements within one another; spreadsheet programs write about ten
_MOST_NAMES = 10_000  # of elements and attributes; they write about two hundred
_MOST_AT_ONCE = 16 << 20  # characters of a row, of the rows of a piece, or of a small part
_MOST_SHARED = 16 << 20  # texts that cells share
_MOST_KEPT = 2 << 30  # bytes of them
_DAMAGED = "文件坏了，或不是 xlsx，请用 Excel 打开后另存为 xlsx"
# What a damaged or crafted file makes the reader of zips (a password is a RuntimeError, a strange
# method a NotImplementedError), its unpackers, the reader of XML (an encoding that nobody knows is a
# LookupError) and numbers out of range raise: wherever in the file it stands.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    expat.ExpatError,
    LookupError,
    ValueError,
    OverflowError,
    RuntimeError,
    EOFError,
)
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built-in formats
_NOT_A_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


class _Sheet(NamedTuple):
    name: str
    part: str


def read_workbook(path: Path, name: str) -> Iterator[Table]:
    """The visible sheets of a workbook. Raises `BadTable`, also while rows are read; `OSError`."""
    try:
        with zipfile.ZipFile(path) as book:
            sheets, epoch = _sheets(book)
            styles = _date_styles(book)
            with tempfile.SpooledTemporaryFile(max_size=32 << 20) as kept:
                texts = _texts(book, kept)
                for sheet in sheets:
                    rows = _rows(book, sheet.part, texts, styles, epoch)
                    yield Table(
                        f"{name} {sheet.name}", rows, _placing(name, sheet.name), trimmed=True
                    )
    except _DAMAGE as error:
        locked = False
        if isinstance(error, zipfile.BadZipFile):
            with path.open("rb") as stream:
                locked = stream.read(4) == b"\xd0\xcf\x11\xe0"
        raise BadTable(
            "是旧的 xls 格式，或设了密码，请另存为没有密码的 xlsx" if locked else _DAMAGED
        ) from None


def _placing(name: str, sheet: str) -> Callable[[int, int | None], str]:
    return lambda row, column: f"{name} {sheet}!{column_letters(column or 0)}{row}"


class _Refused(ValueError):
    """XML that no spreadsheet program writes."""


class _Handlers:
    """What is done with the elements and the text of a part."""

    deep = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - for those that want it
        """An element begins."""
        self.deep += 1
        if self.deep > _DEEPEST:
            raise _Refused

    def end(self, name: str) -> None:  # noqa: ARG002
        """An element ends."""
        self.deep -= 1

    def text(self, text: str) -> None:
        """Some of the text between two tags."""


def _parse(stream: IO[bytes], handlers: _Handlers) -> Iterator[None]:
    """Feed a part to the handlers, piece by piece."""
    names: dict[str, str] = {}
    parser = expat.ParserCreate(intern=names)
    parser.buffer_text = True
    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.text

    def refuse(*_: object) -> None:
        raise _Refused

    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    while piece := stream.read(_PIECE):
        parser.Parse(piece, False)
        fed += len(piece)
        # What has not ended lies in the parser's memory, and every name that there ever was.
        if fed - parser.CurrentByteIndex > _MOST_UNREAD or len(names) > _MOST_NAMES:
            raise _Refused
        yield
    parser.Parse(b"", True)
    yield


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Elements(_Handlers):
    """All elements of a small part, in order: local name, attributes by local name."""

    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        self._length += sum(map(len, attributes.values()))
        if len(self.found) > 200_000 or self._length > _MOST_AT_ONCE:
            raise _Refused
        self.found.append((_local(name), {_local(k): v for k, v in attributes.items()}))


def _elements(book: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    elements = _Elements()
    with book.open(part) as stream:
        for _ in _parse(stream, elements):
            pass
    return elements.found


def _sheets(book: zipfile.ZipFile) -> tuple[list[_Sheet], datetime]:
    targets = {
        found["Id"]: found["Target"]
        for name, found in _elements(book, "xl/_rels/workbook.xml.rels")
        if name == "Relationship" and found.get("Type", "").endswith("/worksheet")
    }
    sheets: list[_Sheet] = []
    epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - what a cell shows has no zone
    for name, found in _elements(book, "xl/workbook.xml"):
        if name == "workbookPr" and found.get("date1904") in ("1", "true"):
            epoch = datetime(1904, 1, 1)  # noqa: DTZ001
        if (
            name == "sheet"
            and found.get("state", "visible") == "visible"
            and found["id"] in targets
        ):
            target = targets[found["id"]]
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            sheets.append(_Sheet(found["name"], part))
    return sheets, epoch


def _date_styles(book: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the cell formats that show a number as a date or a time."""
    if "xl/styles.xml" not in book.NameToInfo:
        return frozenset()
    dates = set(_DATES)
    styles: list[int] = []
    inside = False
    for name, found in _elements(book, "xl/styles.xml"):
        if name == "numFmt" and re.search(
            "[dyhs]", _NOT_A_DATE.sub("", found.get("formatCode", "").lower())
        ):
            dates.add(int(found["numFmtId"]))
        elif name in ("cellXfs", "cellStyles", "cellStyleXfs", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            styles.append(int(found.get("numFmtId", "0")))
    return frozenset(number for number, form in enumerate(styles) if form in dates)


class _Words(_Handlers):
    """The words inside an element, as they come in pieces; more than a cell can hold is refused."""

    def __init__(self) -> None:
        self._taking = False
        self._clear()

    def _clear(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def text(self, text: str) -> None:
        if self._taking:
            self._length += len(text)
            if self._length > _MOST_TEXT:
                raise _Refused
            self._parts.append(text)


class _Texts(_Words):
    """The texts that cells share, in a file; `texts[7]` reads one."""

    def __init__(self, kept: IO[bytes]) -> None:
        super().__init__()
        self._kept = kept
        self._ends = array("Q", [0])
        self._spelt = 0  # depth of a reading aid (rPh), which is no text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        name = _local(name)
        if name == "si":
            self._clear()
        elif name == "rPh":
            self._spelt += 1
        elif name == "t":
            self._taking = not self._spelt

    def end(self, name: str) -> None:
        super().end(name)
        name = _local(name)
        if name == "si":
            data = _written("".join(self._parts)).encode("utf-8", "surrogatepass")
            self._kept.write(data)
            self._ends.append(self._ends[-1] + len(data))
            if len(self._ends) > _MOST_SHARED or self._ends[-1] > _MOST_KEPT:
                raise _Refused
        elif name == "rPh":
            self._spelt -= 1
        elif name == "t":
            self._taking = False

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise _Refused
        start, end = self._ends[number], self._ends[number + 1]
        self._kept.seek(start)
        return self._kept.read(end - start).decode("utf-8", "surrogatepass")


def _texts(book: zipfile.ZipFile, kept: IO[bytes]) -> _Texts:
    texts = _Texts(kept)
    if "xl/sharedStrings.xml" in book.NameToInfo:
        with book.open("xl/sharedStrings.xml") as stream:
            for _ in _parse(stream, texts):
                pass
    return texts


class _Cells(_Words):
    """The rows of a sheet as they end; whoever feeds it takes them (`taken`)."""

    def __init__(self, texts: _Texts, dates: frozenset[int], epoch: datetime) -> None:
        super().__init__()
        self._done: list[Row] = []
        self._held = 0  # characters of the open row and of those that ended
        self._texts, self._dates, self._epoch = texts, dates, epoch
        self._row = 0
        self._cells: list[str] = []
        self._column = -1
        self._kind = ""
        self._style = 0

    def taken(self) -> list[Row]:
        """The rows that have ended since the last time."""
        done, self._done = self._done, []
        self._held = sum(map(len, self._cells))
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.deep += 1  # written out: this runs for every cell
        if self.deep > _DEEPEST:
            raise _Refused
        if name == "v" or name == "t" or name.endswith((":v", ":t")):
            self._taking = True
        elif name == "c" or name.endswith(":c"):
            place = attributes.get("r")
            self._column = self._column + 1 if place is None else _column_of(place)
            if self._column >= MOST_COLUMNS:
                raise _Refused
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", "0"))
            self._clear()
        elif name == "row" or name.endswith(":row"):
            self._row = int(attributes.get("r", self._row + 1))
            if not 0 < self._row <= MOST_ROWS:
                raise _Refused
            self._cells, self._column = [], -1

    def end(self, name: str) -> None:
        self.deep -= 1
        if name == "v" or name == "t" or name.endswith((":v", ":t")):
            self._taking = False
        elif name == "c" or name.endswith(":c"):
            if self._parts:
                short = self._column - len(self._cells)
                if short > 0:
                    self._cells.extend([""] * short)
                value = self._value("".join(self._parts))
                self._held += len(value)
                if self._held > _MOST_AT_ONCE:
                    raise _Refused
                self._cells[self._column :] = [value]
        elif (name == "row" or name.endswith(":row")) and any(self._cells):
            self._done.append(Row(self._row, self._cells))

    def _value(self, text: str) -> str:
        if self._kind == "s":
            return self._texts[int(text)]
        if self._kind == "n":
            return self._number(text)
        if self._kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        return _written(text)

    def _number(self, text: str) -> str:
        if self._style in self._dates:
            days = float(text)
            try:
                moment = self._epoch + timedelta(milliseconds=round(days * 86_400_000))
            except (OverflowError, ValueError):  # beyond year 9999, or no number at all
                return text
            return moment.isoformat(" ") if days >= 0 else text
        if text.isdecimal():
            return text
        number = float(text)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text


def _written(text: str) -> str:
    """A text as it was written: what XML has no form for is spelt `_x0007_` in a workbook."""
    return _SPELT.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


_SPELT = re.compile("_x([0-9A-Fa-f]{4})_")
_COLUMN = re.compile("[A-Z]{1,3}")


def _column_of(place: str) -> int:
    letters = _COLUMN.match(place)
    if letters is None:
        raise _Refused
    column = 0
    for letter in letters[0]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _rows(
    book: zipfile.ZipFile, part: str, texts: _Texts, dates: frozenset[int], epoch: datetime
) -> Iterator[Row]:
    cells = _Cells(texts, dates, epoch)
    try:
        with book.open(part) as stream:
            for _ in _parse(stream, cells):
                yield from cells.taken()
    except _DAMAGE:
        raise BadTable(_DAMAGED) from None
