"""What a file is read as, and what is no message."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouwen.cli.inputs import SUFFIXES, Inputs
from tests.core.cli.workbooks import read, sheet, texts, write_book


def test_an_empty_text_is_a_message_and_a_missing_one_is_none(tmp_path: Path) -> None:
    """Of a sheet nobody can tell, for it keeps no empty cells: there it is a message, too."""
    head = ("会话", "角色", "内容", "时间")
    said = {"role": "agent", "text": ""}
    found, bad = read(sheet(tmp_path / "a.csv", head, ("A", "客服", ""), ("A", "客服")))
    assert [talk["turns"] for talk in found] == [[said]]
    assert bad == ["a.csv:3 “内容”没有写（这一行的列不够，请看一看引号是否成对）"]
    path = write_book(tmp_path / "a.xlsx", {"一月": texts(1, *head) + texts(2, "A", "客服")})
    found, bad = read(path)
    assert ([talk["turns"] for talk in found], bad) == ([[said]], [])


@pytest.mark.parametrize("name", ["talks.docx", "talks.txt", "talks.json", "talks.jsonl.gz"])
def test_a_file_of_another_kind_is_one_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"[\n\n  {},\n" if name == "talks.json" else b"PK\x03\x04\n\xff\xfe\n" * 9)
    found, bad = read(path)
    kinds = "、".join(SUFFIXES)
    said = f"{name} 不是可以检查的文件，可以检查的有：{kinds}（.jsonl 每行一段会话 {{…}}）"
    assert (found, bad) == ([], [said])


@pytest.mark.parametrize("name", ["talks.txt", "talks", "talks.ndjson", "talks.JSONL"])
def test_lines_of_json_are_read_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b'\xef\xbb\xbf\n {"id": "A", "turns": []}\nbad\n')
    lines = list(Inputs().conversations([str(tmp_path / name)]))
    assert [line.number for line in lines] == [2, 3]
    assert not any(line.bad for line in lines)
