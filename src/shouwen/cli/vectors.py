"""``shouwen due --vectors``: timetables and questions in one JSON file.

``{"timezone", "schedules": {name: {"hours", "holidays", "shifts"}}, "vectors": [{"id",
"schedule", "op", "start", …}]}`` gives a line ``{"id", "got"}`` for each question. Operations:
``after`` (``business_seconds`` of open time behind ``start``; closing time is the answer),
``within`` (open seconds from ``start`` to ``end``), ``in_hours`` (is ``start`` open), ``workdays``
(``from``, ``to``: official Chinese working days after the day of ``from`` up to and with the day
of ``to``; needs no schedule).
"""

import json
import math
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo

from shouwen.cli.due import Unusable, instant_in
from shouwen.cli.lines import BadRow
from shouwen.cli.printable import json_line, printable
from shouwen.events.instant import SECOND, format_instant
from shouwen.source import reason
from shouwen.worktime import BadCalendar, BeyondCalendar, Calendar, cn_workdays

MAX_BYTES = 256 * 1024 * 1024
MAX_SECONDS = 100 * 366 * 86_400


def answer_vectors(path: Path, out: BinaryIO, err: TextIO) -> int:
    """Answer all questions of a file; 2 where one of them (or a timetable) is unusable."""
    data = _read(path)
    zone = _zone(data.get("timezone"))
    schedules, vectors = data.get("schedules", {}), data.get("vectors")
    if not isinstance(schedules, dict):
        raise Unusable(f"{path} 的 schedules 要写成一组时间表")
    if not isinstance(vectors, list):
        raise Unusable(f"{path} 缺少 vectors，应是题目的列表")
    calendars: dict[str, Calendar | str] = {}
    code = 0
    for number, vector in enumerate(vectors, 1):
        try:
            if not isinstance(vector, dict):
                raise BadRow("每道题要写成 {…}")
            if isinstance(vector.get("id"), float | list | dict):
                raise BadRow("id 要写文字或整数")
            got = _answer(vector, schedules, calendars, zone)
        except (BadRow, BeyondCalendar) as error:
            code = 2
            name = vector.get("id") if isinstance(vector, dict) else None
            print(printable(f"{path} 第 {number} 题（{name}）：{error}", 400), file=err)
            continue
        out.write(json_line({"id": vector.get("id"), "got": got}))
    out.flush()
    return code


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unusable(f"{path} 读不了（{reason(error)}），请看一看路径和权限") from None
    except ValueError:
        raise Unusable("文件名里有不能用的字符") from None
    if len(raw) > MAX_BYTES:
        raise Unusable(f"{path} 超过 {MAX_BYTES >> 20} MB，请拆成几个文件")
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unusable(
            f"{path} 不是 UTF-8 文字（第 {error.start + 1} 字节），请另存为 UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        raise Unusable(
            f"{path}:{error.lineno}:{error.colno} 不是 JSON，请检查括号、引号和逗号"
        ) from None
    except (ValueError, RecursionError):
        raise Unusable(f"{path} 不是可用的 JSON（数字过长或嵌套过深）") from None
    if not isinstance(data, dict):
        raise Unusable(f"{path} 应是一个 JSON 对象 {{…}}")
    return data


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo("Asia/Shanghai" if name is None else str(name))
    except (KeyError, ValueError, OSError):
        raise Unusable(f"没有“{name}”这个时区，如 Asia/Shanghai") from None


def _answer(
    vector: dict[str, Any],
    schedules: dict[str, Any],
    calendars: dict[str, Calendar | str],
    zone: ZoneInfo,
) -> str | int | float | bool | None:
    op = vector.get("op")
    if op == "workdays":
        calendar = cn_workdays()
        first = instant_in(vector.get("from"), "from", calendar.zone)
        last = instant_in(vector.get("to"), "to", calendar.zone)
        return calendar.workdays_between(first, last)
    if op not in ("after", "within", "in_hours"):
        raise BadRow(f"op“{op}”不认识，可以写的有：after、within、in_hours、workdays")
    calendar = _calendar(vector.get("schedule"), schedules, calendars, zone)
    start = instant_in(vector.get("start"), "start", calendar.zone)
    if op == "in_hours":
        return calendar.is_open(start)
    if op == "within":
        used = calendar.between(start, instant_in(vector.get("end"), "end", calendar.zone))
        return used // SECOND if used % SECOND == 0 else used / SECOND
    due = calendar.add(start, _microseconds(vector.get("business_seconds")))
    return None if due is None else format_instant(due, calendar.zone)


def _microseconds(seconds: object) -> int:
    if (
        not isinstance(seconds, int | float)
        or isinstance(seconds, bool)
        or not math.isfinite(seconds)
    ):
        raise BadRow("business_seconds 要写秒数")
    if not 0 <= seconds <= MAX_SECONDS:
        raise BadRow("business_seconds 要在 0 到一百年之间")
    return seconds * SECOND if isinstance(seconds, int) else round(seconds * SECOND)


def _calendar(
    name: object, schedules: dict[str, Any], calendars: dict[str, Calendar | str], zone: ZoneInfo
) -> Calendar:
    if not isinstance(name, str) or name not in schedules:
        raise BadRow(f"没有“{name}”这个时间表")
    if name not in calendars:
        try:
            calendars[name] = Calendar.from_mapping(_as_calendar(schedules[name]), zone)
        except BadCalendar as error:
            calendars[name] = f"时间表“{name}”有错：{error}"
    calendar = calendars[name]
    if isinstance(calendar, str):
        raise BadRow(calendar)
    return calendar


def _as_calendar(schedule: object) -> object:
    """A timetable in a calendar's words: holidays are days off, shifts are days with own hours."""
    if not isinstance(schedule, dict):
        return schedule
    holidays, shifts = schedule.get("holidays") or [], schedule.get("shifts") or {}
    if not isinstance(holidays, list) or not isinstance(shifts, dict):
        raise BadRow("holidays 要写日期的列表，shifts 要写成日期与时间")
    overrides: dict[str, object] = {**{str(day): "off" for day in holidays}, **shifts}
    rest = {key: value for key, value in schedule.items() if key not in ("holidays", "shifts")}
    return {**rest, "hours": rest.get("hours", {}), "overrides": overrides}
