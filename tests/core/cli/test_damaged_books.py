"""Workbooks that are damaged, locked or made to harm: named as files or rows, the rest is answered."""

from __future__ import annotations

import contextlib
import tracemalloc
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.cli.tables.rows import BadTable
from shouwen.cli.tables.sheets import read_workbook
from tests.core.cli.workbooks import HEAD, ROWS, cell, read, row, sheet, texts, write_book

BOOKS: list[dict[str, str]] = [
    {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r='1'><c r='A1'>"},
    {"xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'},
    {"xl/worksheets/sheet1.xml": '<worksheet><row r="1"><c r="A1" t="s"><v>9</v></c></row></worksheet>'},
    {"xl/worksheets/sheet1.xml": '<worksheet><row r="1"><c r="ZZZ1"><v>1</v></c></row></worksheet>'},
    {"xl/worksheets/sheet1.xml": '<worksheet><row r="9999999"><c r="A1"><v>1</v></c></row></worksheet>'},
    {"xl/worksheets/sheet1.xml": '<worksheet><row r="1"><c r="A1" s="x"><v>1</v></c></row></worksheet>'},
    {"xl/worksheets/sheet1.xml": f'<worksheet><row r="1"><c r="A1" t="str"><v>{"x" * 200_000}</v></c></row></worksheet>'},
    {"xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="no-such"?><worksheet/>'},
    {"xl/workbook.xml": "<workbook><sheets><sheet name='a'/></sheets></workbook>"},
    {"xl/styles.xml": "<styleSheet><cellXfs><xf numFmtId='x'/></cellXfs></styleSheet>"},
    {"xl/sharedStrings.xml": "<sst><si><t>" + "x" * 200_000 + "</t></si></sst>"},
]  # fmt: skip


@pytest.mark.parametrize("parts", BOOKS)
def test_a_damaged_workbook_is_named(tmp_path: Path, parts: dict[str, str]) -> None:
    path = write_book(tmp_path / "a.xlsx", {"表": texts(1, *HEAD)}, parts=parts)
    assert read(path) == ([], ["a.xlsx 文件坏了，或不是 xlsx，请用 Excel 打开后另存为 xlsx"])


@pytest.mark.parametrize(
    ("at", "value"), [(8, 1), (10, 14), (10, 99)], ids=["encrypted", "lzma", "unknown method"]
)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_part_that_cannot_be_unpacked_is_named_and_other_files_are_read(
    tmp_path: Path, part: str, at: int, value: int
) -> None:
    path = write_book(tmp_path / "a.xlsx", {"表": texts(1, *HEAD) + texts(2, *ROWS[0])})
    content = bytearray(path.read_bytes())
    # in the list at the end of the file: flags at 8, method at 10, the name at 46
    content[content.rindex(part.encode()) - 46 + at] = value
    path.write_bytes(bytes(content))
    found, bad = read(path, sheet(tmp_path / "b.csv", HEAD, *ROWS))
    assert [talk["id"] for talk in found] == ["A", "B"]
    assert bad == ["a.xlsx 文件坏了，或不是 xlsx，请用 Excel 打开后另存为 xlsx"]


@pytest.mark.parametrize("days", ["2958465", "2958465.9999999999", "1e300", "1e999", "nan", "-1"])
@pytest.mark.parametrize("early", [False, True], ids=["1900", "1904"])
def test_a_date_beyond_all_calendars_is_a_bad_row(tmp_path: Path, days: str, early: bool) -> None:
    cells = [cell(f"{'ABC'[at]}2", text) for at, text in enumerate(ROWS[0][:3])]
    dated = texts(1, *HEAD) + row(2, *cells, cell("D2", days, style=1, kind="n"))
    path = write_book(tmp_path / "a.xlsx", {"表": dated + texts(3, *ROWS[1])}, epoch_1904=early)
    found, bad = read(path)
    assert [(talk["id"], len(talk["turns"])) for talk in found] == [("A", 0), ("B", 1)]
    assert [each.split(" ")[1].split("是")[0] for each in bad] == ["表!D2"]
    assert "“时间”是“" in bad[0]


def test_what_is_no_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "c.xls").write_bytes(b"")
    found, bad = read(
        tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.xls", tmp_path / "d.xlsx"
    )
    assert found == []
    assert [each.split(" ")[0] for each in bad] == ["a.xlsx", "b.xlsx", "c.xls", "d.xlsx"]
    assert ["密码" in bad[0], "坏了" in bad[1], "不读 .xls" in bad[2], "没有这个" in bad[3]] == [
        True
    ] * 4


@given(st.data())
def test_no_broken_workbook_ends_in_anything_but_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("books") / "a.xlsx"
    whole = write_book(path, {"表": texts(1, *HEAD) + texts(2, *ROWS[0])}, shared=["<t>a</t>"])
    content = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))
    with contextlib.suppress(BadTable):
        for table in read_workbook(path, "a.xlsx"):
            list(table.rows)


def test_a_sparse_sheet_and_a_bomb_take_no_memory(tmp_path: Path) -> None:
    far = row(1, cell("A1", "会话")) + row(1_048_576, cell("XFD1048576", "x"))
    path = write_book(tmp_path / "a.xlsx", {"表": far})
    cells = '<row><c t="str"><v></v></c></row>' * 100_000
    bomb = write_book(
        tmp_path / "b.xlsx",
        {"表": ""},
        parts={"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}"},
    )
    assert bomb.stat().st_size < 20_000
    tracemalloc.start()
    for each in (path, bomb):
        with pytest.raises(BadTable) if each is bomb else nullcontext():
            for table in read_workbook(each, "x"):
                for _ in table.rows:
                    pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


def _harmful(inside: str = "", attribute: str = "", behind: str = "") -> dict[str, str]:
    """A sheet with one good row that also holds something else."""
    good = texts(1, *HEAD) + texts(2, *ROWS[0])
    data = f"<sheetData x='{attribute}'>{inside}{good}</sheetData>"
    return {"xl/worksheets/sheet1.xml": f"<worksheet>{data}{behind}</worksheet>"}


@pytest.mark.parametrize(
    ("parts", "refused"),
    [
        (_harmful(attribute="a" * 1_000_000), False),
        (_harmful(attribute="a" * 4_000_000), True),
        (_harmful(f"<!--{'a' * 1_000_000}-->"), False),
        (_harmful(f"<!--{'a' * 4_000_000}-->"), True),
        (_harmful("<a>" * 98 + "</a>" * 98), False),
        (_harmful("<a>" * 99 + "</a>" * 99), True),
        (_harmful("".join(f"<n{n}/>" for n in range(9_000))), False),
        (_harmful("".join(f"<n{n}/>" for n in range(30_000))), True),
        ({"xl/sharedStrings.xml": "<sst>" + "<a>" * 100}, True),
        ({"xl/workbook.xml": "<workbook>" + "<a>" * 100}, True),
    ],
)
def test_what_no_spreadsheet_program_writes_takes_no_memory(
    tmp_path: Path, parts: dict[str, str], refused: bool
) -> None:
    path = write_book(tmp_path / "a.xlsx", {"表": ""}, parts=parts)
    tracemalloc.start()
    try:
        with pytest.raises(BadTable, match="文件坏了") if refused else nullcontext():
            for table in read_workbook(path, "a.xlsx"):
                assert [found.number for found in table.rows] == [1, 2]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20  # of a part of 4 MB; expat's own memory is counted


@pytest.mark.parametrize(("cells", "refused"), [(4_000, False), (9_000, True)])
@pytest.mark.parametrize("rows", [1, 30])
def test_a_shared_text_does_not_fill_the_memory_by_being_named_often(
    tmp_path: Path, cells: int, rows: int, refused: bool
) -> None:
    each = '<c t="s"><v>0</v></c>' * (cells // rows)
    data = "".join(row(number, each) for number in range(1, rows + 1))
    path = write_book(
        tmp_path / "a.xlsx", {"表": data}, shared=["<si><t>" + "您" * 4000 + "</t></si>"]
    )
    read_one = (
        nullcontext() if not refused or rows > 1 else pytest.raises(BadTable, match="文件坏了")
    )
    with read_one:
        for table in read_workbook(path, "a.xlsx"):
            assert len(list(table.rows)) == rows
