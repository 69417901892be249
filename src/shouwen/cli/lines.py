"""Reads JSON lines from files, folders and standard input, for every command that takes them.

Input is streamed: one line is in memory at a time. A line that cannot be used is named with its
file and number in Chinese and skipped; the rest is still answered.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes; a longer line is skipped without being held in memory."""


class BadRow(Exception):
    """A line that cannot be used; the message says why, in Chinese."""


class Line(NamedTuple):
    """A line of input: file name as given, number from 1, its bytes, or why there are none."""

    file: str
    number: int
    data: bytes
    bad: str = ""

    @property
    def place(self) -> str:
        """`文件:行`, as mistakes are named everywhere."""
        return f"{self.file}:{self.number}" if self.number else self.file


def read_lines(paths: Sequence[str], stdin: BinaryIO | None = None) -> Iterator[Line]:
    """All lines with something in them of the files, of the `.jsonl` files of folders, of `-`.

    A path that cannot be read comes out as a `Line` with `bad` set and number 0.
    """
    for path in paths:
        if path == "-":
            yield from _lines_of("-", stdin if stdin is not None else sys.stdin.buffer)
            continue
        files = [Path(path)]
        if Path(path).is_dir():
            files = sorted(Path(path).rglob("*.jsonl"))
            if not files:
                yield Line(path, 0, b"", "文件夹里没有 .jsonl 文件")
        for file in files:
            try:
                with file.open("rb") as stream:
                    yield from _lines_of(str(file), stream)
            except FileNotFoundError:
                yield Line(str(file), 0, b"", "没有这个文件")
            except OSError as error:
                yield Line(str(file), 0, b"", f"读不了这个文件（{error.strerror}）")


def _lines_of(name: str, stream: BinaryIO) -> Iterator[Line]:
    number = 0
    while data := stream.readline(LONGEST_LINE):
        number += 1
        if len(data) == LONGEST_LINE and not data.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield Line(name, number, b"", f"这一行超过 {LONGEST_LINE >> 20} MB")
            continue
        if number == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        if data.strip():
            yield Line(name, number, data)


def read_object(data: bytes) -> dict[str, Any]:
    """A line as a JSON object; raises `BadRow`."""
    try:
        row = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadRow(f"不是 UTF-8 文字（第 {error.start + 1} 字节）") from None
    except json.JSONDecodeError as error:
        raise BadRow(f"不是 JSON（第 {error.colno} 个字符处）") from None
    except (ValueError, RecursionError):
        raise BadRow("不是可用的 JSON（数字过长或嵌套过深）") from None
    if not isinstance(row, dict):
        raise BadRow("这一行应是一个 JSON 对象 {…}")
    return row
