"""``shouwen times``: the times in a Chinese text, read against a given now and a calendar."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from shouwen.cli.answering import answer_lines
from shouwen.cli.arguments import ChineseWritten
from shouwen.cli.due import OFFICE, Calendars, Unusable, instant_in
from shouwen.cli.lines import BadRow
from shouwen.cli.printable import complain, json_line, printable
from shouwen.events.instant import Instant, format_instant
from shouwen.wording.times import Reading, Time, times_in
from shouwen.worktime import Basis, BeyondCalendar, Calendar

KEYS = ("id", "text", "now", "calendar")

DESCRIPTION = """\
把一句话里的时间读成最晚的时刻。说不准的不猜：due 为 null，unsure 为 true，读法列在 readings，问什么写在 ask。
只说了“尽快、稍后”的 vague 为 true。

读得准的（只要话里没有歧义）：
  日期      2026年12月1日、12月1日、本月25日、30号、2026-12-01、11.25上午（11.25 后面有“前”或钟点才算日期）
  相对的日子 今天、明天、大后天、周五、下周三、本周内、下个月
  期末      月底前、年底、季度末、本周内、上中下旬
  钟点      下午三点、晚上八点半、15:30、17时（“三点”没有说上下午，要问）
  时长      24小时内、24h内、30min内、三天内、一个半小时后、两周后、两个月内
  工作日    三个工作日内、1-3个工作日、4个工作小时内（按日历）
  营业时间  下班前、明天上班前（按日历）
  一段时间  明天下午2点到4点、12月1日至5日、今晚八点以后（没有最晚，due 为 null）

认得出、但总是要问的：
  没有说上下午的钟点（三点、9点）；已经过了的（周三、8号、上午10点）；“5日前”“11.25前”算不算当天；
  今天就是的“周五”，“下周日”，周日说的“下周三”；下午、晚上、月初等到几时没有定说的；半年后；
  到某年、某月为止的一段；当天、当晚、次日（看上文）；农历、节日、季节、年代、第几周（不换算）。
每周三、每天这样重复的，kind 为 repeat。
"""


def add_parser(subparsers: Any) -> None:
    """Add ``times`` to the command line."""
    parser = subparsers.add_parser(
        "times",
        help="读出一句话里的时间与承诺的期限",
        description=DESCRIPTION,
        formatter_class=ChineseWritten,
    )
    parser.add_argument("text", nargs="?", metavar="文本", help="一句话")
    parser.add_argument(
        "--now", metavar="时刻", help="从哪一刻读起，如 2026-11-20T14:00:00+08:00（必写）"
    )
    parser.add_argument(
        "--calendar", default=OFFICE, metavar="日历", help=f"{OFFICE}（默认）或一个 YAML 文件"
    )
    parser.add_argument(
        "--basis", choices=("wall", "work"), default="wall",
        help="只说到哪一天的，到那天最后一秒（wall，默认）还是到结束营业（work）",
    )  # fmt: skip
    parser.add_argument(
        "--jsonl", nargs="?", const="-", metavar="文件", help="每行一句的 JSON，默认读标准输入"
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Answer; 0 where every row was answered, 2 where one could not be."""
    calendars = Calendars()
    try:
        if args.jsonl is not None:
            if args.text is not None:
                raise Unusable("写一句话，或用 --jsonl 指定文件，两种只用一种")
            return _answer_lines(args, calendars)
        if args.text is None:
            raise Unusable("请写一句话，或用 --jsonl 指定文件")
        row = {"text": args.text, "now": args.now}
        answer = _answer(row, args, calendars)
        sys.stdout.buffer.write(json_line({"times": answer}))
        sys.stdout.buffer.flush()
    except (Unusable, BadRow) as error:
        complain(printable(str(error), 2000))
        return 2
    return 0


def _answer_lines(args: argparse.Namespace, calendars: Calendars) -> int:
    def answer(row: dict[str, Any]) -> dict[str, Any]:
        return {"id": row.get("id"), "times": _answer(row, args, calendars)}

    return answer_lines(args.jsonl, KEYS, answer)


def _answer(
    row: dict[str, Any], args: argparse.Namespace, calendars: Calendars
) -> list[dict[str, Any]]:
    text, name = row.get("text"), row.get("calendar", args.calendar)
    if not isinstance(text, str):
        raise BadRow("text 要写一句话")
    if not isinstance(name, str):
        raise BadRow("calendar 要写日历的名称")
    now = row.get("now", args.now)
    if now is None:
        raise BadRow("缺少 now，请写从哪一刻读起，如 2026-11-20T14:00:00+08:00")
    calendar = calendars.get(name)
    at = instant_in(now, "now", calendar.zone)
    basis: Basis = args.basis
    try:
        return [as_row(text, time, calendar) for time in times_in(text, at, calendar, basis)]
    except BeyondCalendar as error:
        raise BadRow(str(error)) from None


def as_row(text: str, time: Time, calendar: Calendar) -> dict[str, Any]:
    """A time as JSON: ``{"span","text","kind","from","to","due","vague","unsure",…}``; ``readings``
    and ``ask`` only where it is unsure, ``length`` only where one was said."""
    row: dict[str, Any] = {
        "span": list(time.span),
        "text": text[slice(*time.span)],
        "kind": time.kind,
        "from": _iso(time.first, calendar),
        "to": _iso(time.last, calendar),
        "due": _iso(time.due, calendar),
        "vague": time.vague,
        "unsure": time.unsure,
    }
    if time.unsure:
        row["readings"] = [_reading(reading, calendar) for reading in time.readings]
        row["ask"] = time.ask
    if time.length:
        row["length"] = dict(time.length)
    return row


def _reading(reading: Reading, calendar: Calendar) -> dict[str, Any]:
    return {
        "from": _iso(reading.first, calendar),
        "to": _iso(reading.last, calendar),
        "due": _iso(reading.due, calendar),
    }


def _iso(at: Instant | None, calendar: Calendar) -> str | None:
    return None if at is None else format_instant(at, calendar.zone)
