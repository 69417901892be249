"""Reads JSON lines from files, folders and standard input, for every command that takes them.

Input is streamed: one line is in memory at a time. A line that cannot be used is named with its
file and number in Chinese and skipped; the rest is still answered.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn

from shouwen.cli.folders import Listing, listing
from shouwen.source import reason

LONGEST_LINE = 32 * 1024 * 1024
"""Bytes; a longer line is skipped without being held in memory. Parsed JSON takes up to 25 times as
much as its text, so that this bounds the memory of a command at some 800 MB."""


class BadRow(Exception):
    """A line that cannot be used; the message says why, in Chinese."""


class Line(NamedTuple):
    """A line of input: file name as given, number from 1, its bytes, or why there are none."""

    file: str
    number: int
    data: bytes
    bad: str = ""
    gap: bool = False  # of a conversation from a table: some of its rows could not be used

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
            stream = stdin if stdin is not None else sys.stdin.buffer
            yield from _lines_of("-", partial(_left_open, stream))
            continue
        try:
            files, unusable = _files(path)
        except OSError as error:
            yield _unreadable(path, error)
            continue
        if not files and not unusable:
            yield Line(path, 0, b"", "文件夹里没有 .jsonl 文件，请看一看路径")
        for name, why in unusable:
            yield Line(name, 0, b"", why)
        for file in files:
            yield from _lines_of(str(file), partial(_opened, file))


def _left_open(stream: BinaryIO) -> AbstractContextManager[BinaryIO]:
    return nullcontext(stream)


def _opened(file: Path) -> AbstractContextManager[BinaryIO]:
    return file.open("rb")


def _files(path: str) -> Listing:
    """The file itself, or the `.jsonl` files of a folder and of those in it."""
    if not path:
        raise FileNotFoundError
    return listing(Path(path), (".jsonl",)) if Path(path).is_dir() else Listing([Path(path)], [])


def _unreadable(name: str, error: OSError) -> Line:
    if isinstance(error, FileNotFoundError):
        return Line(name or "“”", 0, b"", "没有这个文件，请看一看路径")
    return Line(name, 0, b"", f"读不了（{reason(error)}），请看一看路径和权限")


def _lines_of(name: str, opened: Callable[[], AbstractContextManager[BinaryIO]]) -> Iterator[Line]:
    try:
        with opened() as stream:
            yield from _split(name, stream)
    except OSError as error:
        yield _unreadable(name, error)


def _split(name: str, stream: BinaryIO) -> Iterator[Line]:
    number = 0
    while data := stream.readline(LONGEST_LINE):
        number += 1
        if number == 1 and data.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield Line(name, 1, b"", "文件是 UTF-16 编码，请另存为 UTF-8")
            return
        if len(data) == LONGEST_LINE and not data.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield Line(name, number, b"", f"这一行超过 {LONGEST_LINE >> 20} MB，请拆成几行")
            continue
        if number == 1:
            data = data.removeprefix(b"\xef\xbb\xbf")
        if data.strip():
            yield Line(name, number, data)


def read_object(data: bytes) -> dict[str, Any]:
    """A line as a JSON object; raises `BadRow`."""
    try:
        text = data.decode("utf-8")
        row = _read(text)
        # A key ends in a quote and a colon. Where there are more (or fewer) of them than keys at
        # hand, one may stand twice: read again, slowly. Most lines need not be.
        if text.count('":') != _keys(row):
            row = read_json(text)
    except UnicodeDecodeError as error:
        raise BadRow(f"不是 UTF-8 文字（第 {error.start + 1} 字节），请另存为 UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadRow(f"不是 JSON（第 {error.colno} 个字符处），请检查括号、引号和逗号") from None
    except (ValueError, RecursionError):
        raise BadRow("不是可用的 JSON（数字过长或嵌套过深）") from None
    if not isinstance(row, dict):
        raise BadRow("这一行应是一个 JSON 对象 {…}")
    return row


def _refuse_constant(name: str) -> NoReturn:
    raise BadRow(f"不是 JSON：数不能写 {name}，不知道的请写 null")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise BadRow(f"数字 {text[:20]} 太大")
    return number


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        names = [name for name, _ in pairs]
        twice = "、".join(f"“{name}”" for name in row if names.count(name) > 1)
        raise BadRow(f"{twice} 在同一个 {{…}} 里写了两次，不知道以哪个为准，请留一个")
    return row


def _keys(value: Any) -> int:
    """How many keys an object and the objects right in it have; what lies deeper is not counted."""
    if type(value) is not dict:
        return 0
    number = len(value)
    for each in value.values():
        if type(each) is dict:
            number += len(each)
        elif type(each) is list and set(map(type, each)) == {dict}:
            number += sum(map(len, each))
    return number


_read = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=_finite).decode
read_json = json.JSONDecoder(
    object_pairs_hook=_each_once, parse_constant=_refuse_constant, parse_float=_finite
).decode
"""Like `json.loads` of text, but what is no number in JSON, and a key that stands twice in an object
(a reader of JSON would take the last one in silence), raises `BadRow`. (Made once: with other
than its defaults `json.loads` builds a decoder for every call.)"""
