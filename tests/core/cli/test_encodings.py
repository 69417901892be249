"""CSV files in UTF-8 and GB18030: told apart, never guessed, a spoilt line named."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouwen.cli.tables.csvs import encoding_of
from shouwen.cli.tables.rows import BadTable
from tests.core.cli.workbooks import HEAD, ROWS, read, sheet


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("会话,角色\n".encode(), "utf-8"),
        ("会话,角色\n".encode("utf-8-sig"), "utf-8"),
        ("会话,角色,联通\n".encode("gb18030"), "gb18030"),
        ("会话,㐀𠀀\n".encode("gb18030"), "gb18030"),
        (b"a,b\n", "utf-8"),
        ("一\n".encode("gb18030") + "会话的内容\n".encode("gb18030"), "gb18030"),
        ("会话\n".encode() * 99 + "会话\n".encode("gb18030"), "utf-8"),  # one line spoilt
        ("会话\n".encode("utf-16"), "UTF-16"),
        (b"\xff\xff\x80\n", "认不出"),
        ("一\n".encode("gb18030"), "认不准"),
    ],
)
def test_encodings_are_found_out(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    if expected in ("utf-8", "gb18030"):
        assert encoding_of(path) == expected
    else:
        with pytest.raises(BadTable, match=expected):
            encoding_of(path)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_spoilt_line_is_a_bad_row(tmp_path: Path, encoding: str) -> None:
    path = sheet(tmp_path / "a.csv", HEAD, *(ROWS[0] for _ in range(80)), encoding=encoding)
    path.write_bytes(path.read_bytes() + b"A,\xff\xff\xff,x\r\n")
    found, bad = read(path)
    assert len(found[0]["turns"]) == 80
    assert bad == [f"a.csv:82 有字节不是 {encoding.upper()} 文字，请看一看这一行"]


def test_the_encoding_can_be_said(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.csv",
        ("conversation", "role", "text"),
        ("1", "agent", "一"),
        encoding="gb18030",
    )
    assert "认不准" in read(path)[1][0]
    assert read(path, encoding="gb18030")[0][0]["turns"][0]["text"] == "一"
