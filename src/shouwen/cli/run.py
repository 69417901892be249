"""``shouwen run``: events or timed conversations in, obligations and verdicts out (DESIGN §8).

The same lines for any order of input: events are sorted by time and id, repeats are taken once,
and the answer is sorted.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shouwen.cli.conversations import read_conversation
from shouwen.cli.lines import BadRow, Line, read_lines, read_object
from shouwen.cli.printable import complain, json_line, printable
from shouwen.engine.judged import JUDGEMENTS
from shouwen.engine.replay import Tables
from shouwen.engine.single import Single
from shouwen.events import BadEvent, BadInstant, Event, Instant, format_instant, parse_instant
from shouwen.events.instant import EARLIEST, LATEST
from shouwen.source import MistakesFound

if TYPE_CHECKING:
    from shouwen.handbook.program import Program


def add_parser(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "run",
        help="按手册走一遍：事件进，应办和判定出",
        description="每行一个事件（或一段带时间的会话）；每项应办、每个判定答一行 JSON。输入什么顺序，答案都一样。",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="文件、文件夹或 -")
    parser.add_argument("--handbook", required=True, metavar="CODE|DIR", help="手册代号或文件夹")
    parser.add_argument("--until", metavar="时刻", help="走到这一刻（默认走到最后一个事件）")
    parser.add_argument("--conversations", action="store_true", help="每行是一段会话，不是一个事件")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Answer; 0 where every row could be used, 2 where one could not be."""
    from shouwen.handbook import load_program

    try:
        program = load_program(args.handbook)
        until = None if args.until is None else parse_instant(args.until, program.zone)
    except MistakesFound as found:
        complain(str(found))
        return 2
    except BadInstant as error:
        complain(f"--until：{printable(str(error))}")
        return 2
    if until is not None and not EARLIEST <= until <= LATEST:
        complain("--until 要在 1970 年至 2199 年之间")
        return 2
    reader = _Reader(program)
    lines = read_lines(args.paths)
    try:
        if args.conversations:
            answered = reader.conversations(lines, until)
        else:
            answered = reader.events(lines, until)
    except _TooMuch as too_much:
        complain(str(too_much))
        return 2
    for row in sorted(answered):
        sys.stdout.buffer.write(row[-1])
    sys.stdout.buffer.flush()
    return 2 if reader.bad else 0


type Row = tuple[int, str, str, str, bytes]
"""Sorts by opening, subject, clause, id; the line itself comes last."""

MOST_ROWS = 300_000
"""So many obligations may come of any input (about 1 GB); above it, 50 of each event. A clock that
repeats every hour makes 8,766 a year of each case that nobody closes."""


class _TooMuch(Exception):
    """The answer would not fit; the message says why, in Chinese."""


class _Reader:
    """Reads rows, runs them through the engine, counts what could not be used."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.bad = 0
        self.events_seen = 0
        self.rows_made = 0

    def complain(self, line: Line, what: str) -> None:
        """Name a bad row; the good ones are answered all the same."""
        self.bad += 1
        complain(f"{printable(line.place)} {printable(what)}")

    def events(self, lines: Iterator[Line], until: Instant | None) -> list[Row]:
        """All events of the input are one world. Lines are kept as they came and read again in
        order of time, which takes a fifth of the memory that events would."""
        found: dict[str, tuple[bytes, Instant, bytes]] = {}
        judged = False
        for line in lines:
            try:
                if line.bad:
                    raise BadRow(line.bad)
                event = self._event(line.data)
            except (BadRow, BadEvent) as error:
                self.complain(line, str(error))
                continue
            judged = judged or event.kind in JUDGEMENTS
            known = found.get(event.id)
            digest = _digest(event)
            if known is not None and known[0] != digest:
                self.complain(line, f"编号 {event.id} 出现了两次，内容不同")
            if known is None or digest < known[0]:
                found[event.id] = (digest, event.at, line.data)
        order = sorted((at, name) for name, (_, at, _) in found.items())
        events = (self._event(found.pop(name)[2]) for _, name in order)
        return self._rows(events, until, judged=judged)

    def _event(self, data: bytes) -> Event:
        return Event.from_json(read_object(data), self.program.zone, self.program.code)

    def conversations(self, lines: Iterator[Line], until: Instant | None) -> list[Row]:
        """Every conversation is a world of its own, with its case."""
        from shouwen.cli.dialogues import events_of

        found: dict[str, tuple[bytes, list[Row]]] = {}
        for line in lines:
            try:
                if line.bad:
                    raise BadRow(line.bad)
                conversation = read_conversation(line.data, self.program.zone)
                events = events_of(conversation, self.program)
            except BadRow as error:
                self.complain(line, str(error))
                continue
            events.sort(key=lambda event: (event.at, event.id))
            digest = _digest(*events)
            known = found.get(conversation.id)
            if known is not None:
                if known[0] != digest:
                    self.complain(line, f"会话 {conversation.id} 出现了两次，内容不同")
                if known[0] <= digest:
                    continue
            found[conversation.id] = (digest, self._rows(events, until))
        return [row for _, rows in found.values() for row in rows]

    def _rows(
        self, events: Iterable[Event], until: Instant | None, *, judged: bool = False
    ) -> list[Row]:
        """The lines of one world; ``events`` in order of time and id."""
        tables = Tables(Single(self.program), lean=not judged)
        first = last = None
        for seq, event in enumerate(events, start=1):
            tables.record(replace(event, seq=seq))
            first, last = event.at if first is None else first, event.at
            self.events_seen += 1
            self._check_size(tables, first, last)
        if first is None or last is None:
            return []
        end = last if until is None else until
        for key in sorted(tables.states):
            tables.tick(end, key)
            self._check_size(tables, first, end)
        self.rows_made += len(tables.obligations)
        return list(rows_of(tables, self.program))

    def _check_size(self, tables: Tables, first: Instant, last: Instant) -> None:
        made = self.rows_made + len(tables.obligations)
        if made <= MOST_ROWS or made <= 50 * self.events_seen:
            return
        zone = self.program.zone
        raise _TooMuch(
            f"{self.events_seen} 个事件已经引出 {made} 项应办，不再往下算。"
            f"多半是时刻写错了（从 {format_instant(first, zone)} 到 {format_instant(last, zone)}），"
            "或有每隔一会儿就要办一次的事多年没有结束。请改正时刻、分批来算，或把 --until 写早一些。"
        )


def _digest(*events: Event) -> bytes:
    """What tells a repeat from another event of the same id, whatever came first."""
    text = b"".join(json_line(event.to_json()) for event in events)
    return hashlib.sha256(text).digest()


def rows_of(tables: Tables, program: Program) -> Iterator[Row]:
    """A line for each obligation with its verdict, and for each verdict that has no obligation."""
    from shouwen.cli.answers import line_of_obligation, line_of_verdict

    replaced = {verdict.supersedes for verdict in tables.verdicts.values()}
    latest = {v.of: v for v in tables.verdicts.values() if v.id not in replaced}
    for obligation in tables.obligations.values():
        line = line_of_obligation(obligation, latest.get(obligation.id), program.zone)
        yield (obligation.opened, obligation.key, obligation.clause, obligation.id, json_line(line))
    for of, verdict in latest.items():
        if of not in tables.obligations:
            line = line_of_verdict(verdict, tables.findings.get(of), program.zone)
            yield (verdict.at, verdict.key, verdict.clause, of, json_line(line))
