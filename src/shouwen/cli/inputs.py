"""What `shouwen check` reads: JSON lines, CSV and Excel, single files, whole folders, standard input.

Everything comes out as lines of JSON, one conversation each, so that what follows (batches, several
processes, findings) is the same for every source. Nothing is held but what is being read.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path

from shouwen.cli.folders import listing
from shouwen.cli.lines import Line, read_lines
from shouwen.cli.own import SAID, is_an_answer
from shouwen.cli.printable import complain, printable
from shouwen.cli.report.gathering import REPORT
from shouwen.cli.tables.asking import ask, on_a_terminal
from shouwen.cli.tables.columns import (
    MEMORY,
    BadColumns,
    Columns,
    is_a_file,
    keep,
    read_columns,
    standard,
    written_columns,
)
from shouwen.cli.tables.csvs import read_csv
from shouwen.cli.tables.rows import BadTable, Row, Table
from shouwen.cli.tables.sheets import read_workbook
from shouwen.cli.tables.talks import read_talks
from shouwen.source import reason

LINES = (".jsonl",)
NAMED_LINES = (*LINES, ".ndjson", "")
CSV = (".csv", ".tsv")
SHEETS = (".xlsx", ".xlsm")
SUFFIXES = (*LINES, *CSV, *SHEETS)
_LOOKED_AT = 500  # rows that are read before the first question
_LOOKED_INTO = 4_096  # bytes that say what a file is
_HEADED_WITHIN = 10  # rows; titles may stand above the headings


class _OwnReport(Exception):
    """The table is what an earlier check has written."""


@dataclass(slots=True)
class Inputs:
    """Reads conversations. `columns`: a file of columns, or columns as written on the command line;
    `encoding` of CSV files; `zone` of times without offset; `meant`: the channel that a table's word
    means; `asking`: whether somebody is there.

    `sources` names what was read, as a report may say it: files by their names without the way to
    them, a folder with the number of its files. `read` counts bytes that are done with, more or less; `size` is what they come to in all.
    """

    columns: str | None = None
    encoding: str | None = None
    zone: tzinfo = UTC
    meant: Callable[[str], str] = str
    asking: Callable[[], bool] = on_a_terminal
    sources: list[str] = field(default_factory=list)
    read: int = 0
    size: int = 0
    _given: list[Columns] | None = field(default=None, init=False)

    def prepare(self) -> None:
        """Read what `--columns` says; raises `BadColumns`."""
        if self.columns is None:
            return
        if not is_a_file(self.columns):
            self._given = [written_columns(self.columns)]
            return
        try:
            self._given = read_columns(Path(self.columns))
        except FileNotFoundError:
            if not self.asking():
                raise BadColumns(f"没有 {self.columns} 这个文件，请看一看路径") from None

    def conversations(self, paths: Sequence[str]) -> Iterator[Line]:
        """A line for each conversation under `paths`, and one for each thing that is bad."""
        for path in paths:
            try:
                files, unusable = _files(path)
            except OSError:
                files, unusable = [path], []  # named when it is read
            for name, why in unusable:
                yield Line(name, 0, b"", why)
            if not files and not unusable:
                kinds = "、".join(SUFFIXES)
                yield Line(path, 0, b"", f"文件夹里没有可以检查的文件（{kinds}），请看一看路径")
            self.sources.append(_called(path, files))
            sizes = [_size(file) for file in files]
            self.size += sum(sizes)
            for file, size in zip(files, sizes, strict=True):
                done = self.read
                plain = Path(file).suffix.lower() not in SHEETS
                for line in self._file(file, Path(path)):
                    if plain:  # about as long as what it was read from
                        self.read = min(done + size, self.read + len(line.data))
                    yield line
                self.read = done + size

    def _file(self, file: str, given: Path) -> Iterator[Line]:
        suffix = "" if file == "-" else Path(file).suffix.lower()
        if suffix in (".xls", ".ods", ".et", ".numbers") and Path(file).is_file():
            yield Line(file, 0, b"", f"不读 {suffix}，请另存为 xlsx 或 CSV")
        elif suffix in CSV or suffix in SHEETS:
            try:
                yield from self._tables(file, suffix, given)
            except (BadTable, BadColumns) as bad:
                yield Line(file, 0, b"", str(bad))
            except FileNotFoundError:
                yield Line(file, 0, b"", "没有这个文件，请看一看路径")
            except OSError as error:
                yield Line(file, 0, b"", f"读不了（{reason(error)}），请看一看路径和权限")
        elif suffix not in NAMED_LINES and _other_content(file):
            kinds = "、".join(SUFFIXES)
            yield Line(
                file,
                0,
                b"",
                f"不是可以检查的文件，可以检查的有：{kinds}（.jsonl 每行一段会话 {{…}}）",
            )
        else:
            lines = read_lines([file])
            first = next(lines, None)
            if file != "-" and first is not None and is_an_answer(first.data):
                complain(f"{printable(file)} {SAID}")
                return
            yield from lines if first is None else itertools.chain((first,), lines)

    def _tables(self, file: str, suffix: str, given: Path) -> Iterator[Line]:
        if suffix in CSV:
            talks = self._talks(read_csv(Path(file), file, self.encoding), given, asking=True)
            if talks is None:
                raise BadTable("表是空的，请看一看是不是导出错了")
            yield from talks
            return
        refused: list[Line] = []
        known = False  # a sheet that is like no other is not asked about
        for table in read_workbook(Path(file), file):
            try:
                talks = self._talks(table, given, asking=not known)
            except _OwnReport:
                complain(f"{printable(file)} {SAID}")
                return
            except BadColumns as bad:
                refused.append(Line(table.name, 0, b"", str(bad)))
                continue
            if talks is not None:
                known = True
                yield from talks
        if not known:
            yield from refused
            return
        for sheet in refused:  # one of remarks, say
            complain(f"{printable(sheet.place)} {printable(sheet.bad)}（这张表没有读）")

    def _talks(self, table: Table, given: Path, *, asking: bool) -> Iterator[Line] | None:
        """The conversations of a table, `None` where it is empty; raises `BadColumns`."""
        head = list(itertools.islice(table.rows, _HEADED_WITHIN))
        if not head:
            return None
        if head[0].cells[:1] == [REPORT]:
            raise _OwnReport
        columns, at = self._columns(table, head, given, asking=asking)
        places = columns.places(head[at].cells) or {}
        below = itertools.chain(head[at + 1 :], table.rows)
        return read_talks(table, below, columns, places, self.zone, self.meant)

    def _columns(
        self, table: Table, head: list[Row], given: Path, *, asking: bool
    ) -> tuple[Columns, int]:
        """The columns of a table and the row of its headings; raises `BadColumns`."""
        folder = given if given.is_dir() else given.parent
        memory = Path(self.columns) if self.columns and self._given is None else folder / MEMORY
        known = self._given
        if known is None:
            known = [*_remembered(memory), *_remembered(Path(MEMORY))]
        for at, row in enumerate(head):
            for columns in known:
                if columns.places(row.cells) is not None:
                    return columns, at
            ours = standard(row.cells) if self._given is None else None
            if ours is not None:
                return ours, at
        filled = [sum(1 for cell in row.cells if cell.strip()) for row in head]
        at = next((n for n, number in enumerate(filled) if number >= 3), 0)
        headings = head[at].cells
        if self._given is None and filled[at] >= 3 and asking and self.asking():
            sample = [*head[at + 1 :], *itertools.islice(table.rows, _LOOKED_AT)]
            answer = ask(table.name, headings, sample)
            head[at + 1 :] = sample
            if answer is not None:
                self._keep(answer, memory)
                return answer, at
        raise BadColumns(_unknown(headings, self._given))

    def _keep(self, answer: Columns, memory: Path) -> None:
        try:
            keep(answer, memory)
        except OSError as error:
            complain(
                f"{printable(str(memory))} 写不了（{reason(error, writing=True)}），下次还要再问"
            )
        else:
            complain(f"已记在 {printable(str(memory))}，下次不再问")


def _remembered(file: Path) -> list[Columns]:
    try:
        return read_columns(file)
    except FileNotFoundError:
        return []


def _unknown(headings: Sequence[str], given: Sequence[Columns] | None) -> str:
    found = "、".join(f"“{printable(h.strip(), 30)}”" for h in headings[:40] if h.strip())
    if given:
        missing = [h for h in given[0].headings.values() if h not in {x.strip() for x in headings}]
        named = "、".join(f"“{printable(heading, 30)}”" for heading in missing)
        return f"没有 --columns 里的列 {named}。找到的列：{found or '（没有）'}"
    return (
        f"不知道哪一列是什么。找到的列：{found or '（没有）'}。请加上 "
        '--columns "conversation=列名,role=列名,text=列名"（还可写 by、at、channel），'
        "或在终端里运行一次，会逐列来问"
    )


def _files(path: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The file itself, or all files in a folder and below that can be checked, in order; and what
    cannot be read though it is called like one, with the reason."""
    if path in ("", "-") or not Path(path).is_dir():
        return [path], []
    found = listing(Path(path), SUFFIXES)
    return [str(file) for file in found.files], found.unusable


def _called(path: str, files: Sequence[str]) -> str:
    """What a report calls a path that was given."""
    if path == "-":
        return "标准输入"
    name = Path(path).name or Path(path).resolve().name or path
    return name if list(files) == [path] else f"{name}/（{len(files)} 个文件）"


def _other_content(file: str) -> bool:
    """Whether a file whose ending says nothing does not begin as JSON lines do. A pipe is not looked
    into: what is read of it is gone."""
    try:
        if not Path(file).is_file():
            return False
        with Path(file).open("rb") as stream:
            begins = stream.read(_LOOKED_INTO).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError:
        return False  # named when it is read
    return bool(begins) and not begins.startswith(b"{")


def _size(file: str) -> int:
    try:
        return Path(file).stat().st_size if file != "-" else 0
    except (OSError, ValueError):
        return 0
