"""``shouwen due``: when something is due, and why; one question, many rows, or a set of vectors."""

import argparse
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shouwen.cli.answering import answer_lines
from shouwen.cli.lines import BadRow
from shouwen.cli.printable import complain, printable
from shouwen.events.instant import BadInstant, format_instant, parse_instant
from shouwen.source import Mistakes, load_file, visible
from shouwen.worktime import (
    BadDuration,
    Basis,
    BeyondCalendar,
    Calendar,
    Duration,
    Pause,
    cn_office,
    due_at,
    explain,
)

OFFICE = "cn-office"
KEYS = ("id", "calendar", "from", "within", "pauses")


class Unusable(Exception):
    """What was asked cannot be answered at all; Chinese words for standard error."""


def add_parser(subparsers: Any) -> None:
    """Add ``due`` to the command line."""
    parser = subparsers.add_parser(
        "due",
        help="算到期时间，并说明怎样算出",
        description="从一个时刻起，按日历算到期时间。单独的“小时、分钟”连续计算，“工作小时、工作日”按日历计算。",
    )
    parser.add_argument(
        "--from", dest="start", metavar="时刻", help="起算时刻，如 2026-10-01T09:00:00+08:00"
    )
    parser.add_argument("--within", metavar="时限", help="如 30 分钟、4 工作小时、“3 个工作日”")
    parser.add_argument(
        "--calendar", default=OFFICE, metavar="日历", help=f"{OFFICE}（默认）或一个 YAML 文件"
    )
    parser.add_argument("--explain", action="store_true", help="逐行说明怎样算出")
    parser.add_argument(
        "--jsonl", nargs="?", const="-", metavar="文件", help="每行一题的 JSON，默认读标准输入"
    )
    parser.add_argument("--vectors", metavar="文件", help="时间表与题目在一个 JSON 文件里")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Answer; 0 where every row was answered, 2 where one could not be."""
    try:
        if args.vectors is not None:
            from shouwen.cli.vectors import answer_vectors

            return answer_vectors(Path(args.vectors), sys.stdout.buffer, sys.stderr)
        calendars = Calendars()
        if args.jsonl is not None:
            return _answer_lines(args.jsonl, args.calendar, calendars)
        if args.start is None or args.within is None:
            raise Unusable("请写明 --from 与 --within，或用 --jsonl、--vectors 指定文件")
        return _answer_one(args, calendars)
    except Unusable as error:
        complain(printable(str(error), 2000))
        return 2


class Calendars:
    """Calendars by name, each read once: ``cn-office`` or the path of a YAML file."""

    def __init__(self) -> None:
        self._known: dict[str, Calendar | str] = {}

    def get(self, name: str) -> Calendar:
        """The calendar; raises :class:`BadRow` with everything that is wrong with it."""
        if name not in self._known:
            self._known[name] = self._load(name)
        calendar = self._known[name]
        if isinstance(calendar, str):
            raise BadRow(calendar)
        return calendar

    @staticmethod
    def _load(name: str) -> Calendar | str:
        if name == OFFICE:
            return cn_office()
        if "\0" in name or not Path(name).suffix:
            return f"没有“{name}”这个日历，可以写 {OFFICE} 或一个 YAML 文件"
        mistakes = Mistakes()
        node = load_file(Path(name), mistakes)
        calendar = None if node is None else Calendar.from_node(node, mistakes)
        return mistakes.text() if calendar is None or mistakes else calendar


def _answer_one(args: argparse.Namespace, calendars: Calendars) -> int:
    try:
        calendar = calendars.get(args.calendar)
        due, why = _reckon(calendar, args.start, args.within, None)
    except BadRow as error:
        raise Unusable(str(error)) from None
    sys.stdout.write((due or "永不到期") + "\n")
    if args.explain:
        sys.stdout.write("".join(f"  {visible(line)}\n" for line in why))
    else:
        # A provisional answer never goes out without saying so.
        sys.stdout.write("".join(f"  {line}\n" for line in why if line.startswith("暂定")))
    return 0


def _answer_lines(path: str, default: str, calendars: Calendars) -> int:
    return answer_lines(path, KEYS, lambda row: _answer_row(row, default, calendars))


def _answer_row(row: dict[str, Any], default: str, calendars: Calendars) -> dict[str, Any]:
    name = row.get("calendar", default)
    if not isinstance(name, str):
        raise BadRow("calendar 要写日历的名称")
    due, why = _reckon(calendars.get(name), row.get("from"), row.get("within"), row.get("pauses"))
    return {"id": row.get("id"), "due": due, "why": why}


def _reckon(
    calendar: Calendar, start: object, within: object, pauses: object
) -> tuple[str | None, list[str]]:
    at = instant_in(start, "from", calendar.zone)
    if not isinstance(within, str):
        raise BadRow("within 要写时限，如 30 分钟、3 个工作日")
    try:
        duration = Duration.parse(within)
        if duration.amount < 0:
            raise BadRow(f"时限“{within}”是负的，请写成从起算时刻往后的时限")
        spans = _pauses(pauses, calendar.zone)
        basis: Basis = "work" if duration.counts_days else "wall"
        due = due_at(calendar, at, duration, basis, spans)
        why = explain(calendar, at, duration, basis, spans)
        return (None if due is None else format_instant(due, calendar.zone)), why
    except BadDuration as error:
        raise BadRow(f"{error.what}。{error.remedy}") from None
    except BeyondCalendar as error:
        raise BadRow(str(error)) from None
    except (OverflowError, ValueError):
        raise BadRow("到期时间超出了公元 9999 年") from None


def instant_in(text: object, name: str, zone: ZoneInfo) -> int:
    """An instant given as ISO 8601 text; raises :class:`BadRow`, which names the key."""
    if not isinstance(text, str):
        raise BadRow(f"{name} 要写时刻，如 2026-10-01T09:00:00+08:00")
    try:
        at = parse_instant(text, zone)
        format_instant(at, zone)
    except BadInstant as error:
        raise BadRow(f"{name}：{error}") from None
    except (OverflowError, ValueError):
        raise BadRow(f"{name} 的时刻超出了范围") from None
    return at


def _pauses(value: object, zone: ZoneInfo) -> list[Pause]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadRow("pauses 要写成 [[开始, 结束], …]")
    pauses: list[Pause] = []
    for number, pair in enumerate(value, 1):
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadRow(f"第 {number} 段暂停要写成 [开始, 结束]，还在暂停的结束写 null")
        a = instant_in(pair[0], f"第 {number} 段暂停的开始", zone)
        b = None if pair[1] is None else instant_in(pair[1], f"第 {number} 段暂停的结束", zone)
        if b is not None and b < a:
            raise BadRow(f"第 {number} 段暂停结束早于开始")
        pauses.append((a, b))
    return pauses
