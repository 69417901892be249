"""Signed heads outside the database: one JSON line a block in ``heads.jsonl``.

Whoever owns the database can cut its tail or write it anew; the heads, best copied to another
machine or printed on the Monday report, still say how long the chain was and what it said.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

FILE = "heads.jsonl"


@dataclass(frozen=True, slots=True)
class Head:
    """The top of the chain after one block."""

    height: int
    last: int
    hash: str
    signature: str
    key: str
    sealed_at: int


class BrokenHeads(ValueError):
    """A line of the heads file cannot be read; ``args[0]`` says which, in Chinese."""


def read(path: Path) -> Iterator[Head]:
    """Heads in the order of the file; a line that was cut off by a crash at the very end is left out."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith("\n"):
                return
            try:
                yield Head(**json.loads(line))
            except (ValueError, TypeError) as error:
                raise BrokenHeads(
                    f"{path.name} 第 {number} 行读不出来，文件可能被改过。"
                ) from error


def last(path: Path) -> Head | None:
    """The newest head, without reading the whole file."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 4096))
        lines = file.read().split(b"\n")[:-1]
    return Head(**json.loads(lines[-1])) if lines else None


def append(path: Path, heads: Iterable[Head]) -> None:
    """Add heads and wait until they are on the disk."""
    lines = [json.dumps(asdict(head)) + "\n" for head in heads]
    if not lines:
        return
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(0, os.SEEK_END)
        _drop_torn_line(file)
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())


def _drop_torn_line(file: BinaryIO) -> None:
    """A crash may leave half a line; what is written next must start on a line of its own."""
    end = file.tell()
    start = max(0, end - 4096)
    file.seek(start)
    tail: bytes = file.read()
    keep = start + tail.rfind(b"\n") + 1
    file.truncate(keep)
    file.seek(keep)
