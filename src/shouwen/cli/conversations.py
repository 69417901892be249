"""Reads conversations, a JSON object a line, from files, folders and standard input.

Shape of a line (DESIGN §8)::

    {"id", "source", "channel", "facts"?: {…}, "open"?: true,
     "turns": [{"role": "agent|customer|bot|system", "by"?, "text", "at"?}]}

Input is streamed: one line is in memory at a time. A line that cannot be used is named with its
file and number in Chinese and skipped; the rest is still answered.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from shouwen.events.instant import BadInstant, parse_instant
from shouwen.wording.turns import ROLES

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


class Said(NamedTuple):
    """One message. `at` in microseconds since 1970-01-01 UTC, or `None`."""

    role: str
    by: str | None
    text: str
    at: int | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation. `facts` hold its channel too; `open`: it is not over yet."""

    id: str
    source: str
    channel: str
    turns: tuple[Said, ...]
    facts: Mapping[str, Any]
    open: bool


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


def read_conversation(data: bytes, zone: tzinfo = UTC) -> Conversation:
    """A line as a conversation; raises `BadRow`. Times without offset are of `zone`."""
    row = read_object(data)
    name = read_id(row)
    turns = row.get("turns")
    if not isinstance(turns, list):
        raise BadRow("缺少 turns，应是消息的列表")
    said = tuple(_read_turn(turn, index, zone) for index, turn in enumerate(turns))
    facts = row.get("facts")
    if facts is not None and not isinstance(facts, dict):
        raise BadRow("facts 应是一组“名称: 内容”")
    is_open = row.get("open", False)
    if not isinstance(is_open, bool):
        raise BadRow("open 应是 true 或 false")
    channel = _word(row.get("channel"), "channel") or ""
    known: dict[str, Any] = {"channel": channel} if channel else {}
    known.update(facts or {})
    return Conversation(
        name, _word(row.get("source"), "source") or "", channel, said, known, is_open
    )


def read_id(row: Mapping[str, Any]) -> str:
    """The row's `id` as text; raises `BadRow`."""
    name = _word(row.get("id"), "id")
    if not name:
        raise BadRow("缺少 id")
    return name


def _read_turn(turn: object, index: int, zone: tzinfo) -> Said:
    if not isinstance(turn, dict):
        raise BadRow(f"第 {index + 1} 条消息应是一个 JSON 对象 {{…}}")
    role, text, by, at = turn.get("role"), turn.get("text"), turn.get("by"), turn.get("at")
    if role not in ROLES:
        given = f"“{role}”" if isinstance(role, str) else "（没有写）"
        known = "、".join(ROLES)
        raise BadRow(f"第 {index + 1} 条消息的 role {given}不认识，可写 {known}")
    if not isinstance(text, str):
        raise BadRow(f"第 {index + 1} 条消息缺少 text，应是文字")
    if by is not None and not isinstance(by, str):
        by = _word(by, f"第 {index + 1} 条消息的 by")
    if at is not None:
        try:
            at = parse_instant(at, zone) if isinstance(at, str) else None
        except BadInstant:
            at = None
        if at is None:
            raise BadRow(f"第 {index + 1} 条消息的 at 不是时刻，应如 2026-10-01T09:30:00+08:00")
    return Said(role, by, text, at)


def _word(value: object, name: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadRow(f"{name} 应是文字")
