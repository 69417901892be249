"""Rows of a table as conversations, in the shape of a JSON line, with flat memory.

The rows of a conversation need not stand together, but not further apart than `WINDOW` rows. Where
every row of a conversation has a time they are put in order of time, else they stay as they stand.
A row that cannot be used is named and kept apart; its conversation is marked `gap`, so that what
seems to be missing in it is not held against anybody.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from operator import attrgetter, itemgetter
from typing import Any

from shouwen.cli.lines import Line
from shouwen.cli.printable import printable
from shouwen.cli.tables.columns import Columns
from shouwen.cli.tables.rows import Row, Table
from shouwen.events.instant import BadInstant, NeverHappened, format_instant, parse_happened

WINDOW = 50_000
"""Rows that are held while a conversation may still go on."""
_MOST_HELD = 64 << 20  # characters that are held at most

_DATE = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?[ T]*"
    r"([0-9]{1,2})[:时点]([0-9]{1,2})(?:[:分]([0-9]{1,2})(?:[.,]([0-9]{1,6}))?秒?)?分?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


@dataclass(slots=True)
class _Talk:
    name: str
    place: str
    first: int
    last: int
    channel: str = ""
    gap: bool = False
    size: int = 0
    turns: list[tuple[int | None, dict[str, Any]]] = field(default_factory=list)

    def line(self, source: str) -> Line:
        """The conversation as a line."""
        if all(at is not None for at, _ in self.turns):
            self.turns.sort(key=itemgetter(0))
        row: dict[str, Any] = {"id": self.name, "source": source, "channel": self.channel}
        row["turns"] = [turn for _, turn in self.turns]
        return Line(self.place, 0, json.dumps(row, ensure_ascii=True).encode(), gap=self.gap)


def read_talks(
    table: Table,
    rows: Iterator[Row],
    columns: Columns,
    where: Mapping[str, int],
    zone: tzinfo = UTC,
    meant: Callable[[str], str] = str,
) -> Iterator[Line]:
    """The conversations of `rows` (those below the headings), bad rows as lines of their own;
    `meant`: the channel that a word of the table means."""
    open_talks: OrderedDict[str, _Talk] = OrderedDict()
    gone: set[int] = set()
    size = 0
    unknown = False
    for number, row in enumerate(rows):
        name, turn, at, bad = _read(table, row, columns, where, zone)
        if bad is not None:
            yield bad
        if not name:
            # Nobody knows whose it was: of what came before, or of what comes next.
            unknown = True
            if open_talks:
                open_talks[next(reversed(open_talks))].gap = True
            continue
        talk = open_talks.get(name)
        if talk is None:
            if gone and _digest(name) in gone:
                said = (
                    f"会话 {printable(name, 60)} 的行隔得太远（超过 {WINDOW} 行），请先按会话排序"
                )
                yield Line(table.place(row.number, where["conversation"]), 0, b"", said)
                continue
            place = table.place(row.number, None)
            talk = open_talks[name] = _Talk(name, place, number, number)
        open_talks.move_to_end(name)
        talk.last = number
        talk.gap = talk.gap or unknown
        unknown = False
        talk.channel = talk.channel or meant(_cell(row, where.get("channel")))
        if turn is None:
            talk.gap = True
            continue
        talk.turns.append((at, turn))
        talk.size += len(turn["text"])
        size += len(turn["text"])
        while open_talks:
            oldest = next(iter(open_talks.values()))
            if number - oldest.last < WINDOW and (size <= _MOST_HELD or oldest is talk):
                break
            del open_talks[oldest.name]
            gone.add(_digest(oldest.name))
            size -= oldest.size
            yield oldest.line(table.name)
    for talk in sorted(open_talks.values(), key=attrgetter("first")):
        yield talk.line(table.name)


def _digest(name: str) -> int:
    """What is kept of the name of a conversation that is over: eight bytes."""
    data = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(data)


def _cell(row: Row, column: int | None) -> str:
    return row.cells[column].strip() if column is not None and column < len(row.cells) else ""


def _read(
    table: Table, row: Row, columns: Columns, where: Mapping[str, int], zone: tzinfo
) -> tuple[str, dict[str, Any] | None, int | None, Line | None]:
    """Conversation, message, its time, and a complaint; a message without conversation is lost."""

    def refused(why: str, field: str | None = None) -> Line:
        column = where[field] if field is not None else None
        heading = f"“{printable(columns.headings[field], 40)}”" if field is not None else ""
        return Line(table.place(row.number, column), 0, b"", heading + why)

    name = _cell(row, where["conversation"])
    if row.bad:
        return name, None, None, refused(row.bad)
    if not name:
        return "", None, None, refused("没有会话的编号", "conversation")
    lost = None if table.trimmed else _lost(row, where)
    if lost is not None:
        why = "没有写（这一行的列不够，请看一看引号是否成对）"
        return name, None, None, refused(why, lost)
    word = _cell(row, where["role"])
    role = columns.role(word)
    if role is None:
        given = f"是“{printable(word, 30)}”" if word else "是空的"
        why = (
            f"{given}，不知道是谁。请在 --columns 里写明，如 agent={printable(word, 30) or '坐席'}"
        )
        return name, None, None, refused(why, "role")
    turn: dict[str, Any] = {"role": role}
    turn["text"] = row.cells[where["text"]] if where["text"] < len(row.cells) else ""
    if by := _cell(row, where.get("by")):
        turn["by"] = by
    at: int | None = None
    for key in ("at", "until"):
        written = _cell(row, where.get(key))
        if not written:
            continue
        try:
            instant = parse_happened(_as_iso(written), zone)
        except NeverHappened as never:
            return name, None, None, refused(f"是“{printable(written, 30)}”，{never}", key)
        except BadInstant:
            why = f"是“{printable(written, 30)}”，不是时刻，应如 2026-10-01 09:30:00"
            return name, None, None, refused(why, key)
        turn[key] = format_instant(instant, zone)
        if key == "at":
            at = instant
    return name, turn, at, None


def _lost(row: Row, where: Mapping[str, int]) -> str | None:
    """What a message cannot do without and a row that ends early does not hold."""
    return next((key for key in ("role", "text") if len(row.cells) <= where[key]), None)


def _as_iso(text: str) -> str:
    """`2026/10/1 9:30`, `2026年10月1日 9时30分` as ISO 8601; anything else as it is."""
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    rest = f".{fraction}" if fraction else ""
    clock = f"{int(hour):02}:{int(minute):02}:{int(second or 0):02}{rest}"
    return f"{year}-{int(month):02}-{int(day):02}T{clock}{offset or ''}"
