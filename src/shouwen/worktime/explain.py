"""How a due time was reached, in Chinese lines that staff and customers can follow."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from shouwen.events.instant import moment_of
from shouwen.worktime.calendar import Calendar
from shouwen.worktime.due import due_at, elapsed, last_day
from shouwen.worktime.duration import Basis, Duration, span_words
from shouwen.worktime.pauses import FOREVER, Pause, merged

_MOST_LINES = 12
_WEEK = "一二三四五六日"


def explain(
    calendar: Calendar,
    start: int,
    duration: Duration,
    basis: Basis = "wall",
    pauses: Sequence[Pause] = (),
) -> list[str]:
    """The reckoning of :func:`due_at` with the same arguments, a step a line, the due time last."""
    basis = duration.basis or basis
    due = due_at(calendar, start, duration, basis, pauses)
    lines = [f"从 {when(calendar, start)} 起算，时限 {duration}"]
    if duration.counts_days:
        lines += _day_lines(calendar, start, duration, basis, pauses)
    elif basis == "work":
        lines.append(f"只算服务时间（{calendar.title or '日历'}）")
        if due is not None:
            lines += _stretch_lines(calendar, start, due, pauses)
    else:
        lines.append("按自然时间连续计算，夜间和休息日照算")
    lines += _pause_lines(calendar, start, duration, basis, pauses, due)
    lines += _provisional_line(provisional_years(calendar, start, duration, basis, due))
    if due is not None:
        lines.append(f"到期：{when(calendar, due)}")
    elif any(b is None for _, b in pauses):
        lines.append("计时暂停中，恢复后再算到期时间")
    else:
        lines.append("日历里没有足够的服务时间，永不到期")
    return lines


def provisional_years(
    calendar: Calendar, start: int, duration: Duration, basis: Basis, due: int | None
) -> list[int]:
    """The years whose official days are not announced and that the reckoning relied on."""
    relies = duration.unit == "workday" or (duration.basis or basis) == "work"
    return calendar.not_announced(start, due) if relies and due is not None else []


def when(calendar: Calendar, at: int) -> str:
    """An instant in the calendar's zone: ``2026年10月8日 周四 18:00``."""
    local = moment_of(at, calendar.zone)
    return f"{_day(local.date())} {_clock(local)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日 周{_WEEK[day.weekday()]}"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日 周{_WEEK[day.weekday()]}"


def _clock(local: datetime) -> str:
    text = local.strftime("%H:%M")
    if local.second or local.microsecond:
        text += local.strftime(":%S")
    if local.microsecond:
        text += f".{local.microsecond:06d}".rstrip("0")
    return text


def _day_lines(
    calendar: Calendar, start: int, duration: Duration, basis: Basis, pauses: Sequence[Pause]
) -> list[str]:
    first = calendar.date_of(start)
    last = last_day(calendar, start, duration, basis, pauses)
    if duration.amount < 0:
        return [f"往前数 {-duration.amount} 天"] if last else []
    lines = [f"{_short(first)} 当天不算，从第二天起算（《民法典》第二百零一条）"]
    if last is None:
        return lines
    if duration.unit == "workday":
        lines += _middle(_workday_lines(calendar, start, first, last, pauses))
    else:
        plain = last_day(calendar, start, duration, "wall", pauses)
        if plain is not None and plain != last:
            lines.append(
                f"{_short(plain)} 不是工作日，顺延到 {_short(last)}（《民法典》第二百零三条）"
            )
    if duration.same_time:
        lines.append(f"到 {_short(last)} 的同一时刻为止，不早于开始服务，不晚于结束服务")
    elif (basis == "work" or duration.unit == "workday") and calendar.has_hours:
        lines.append(f"到 {_short(last)} 结束服务时为止（《民法典》第二百零三条）")
    else:
        lines.append(f"到 {_short(last)} 二十四时为止（《民法典》第二百零三条）")
    return lines


def _workday_lines(
    calendar: Calendar, start: int, first: date, last: date, pauses: Sequence[Pause]
) -> list[str]:
    lines: list[str] = []
    count = 0
    idle: list[date] = []
    day: date | None = first
    while day is not None and day < last:
        following = calendar.workday_after(day, 1)
        if following is None or following > last:
            break
        if (following - day).days > 1:
            idle = [day + timedelta(days=n) for n in range(1, (following - day).days)]
            lines.append(_idle_line(calendar, idle))
        day = following
        if _is_paused_whole(calendar, start, day, pauses):
            lines.append(f"{_short(day)} 全天暂停，不算")
        else:
            count += 1
            lines.append(f"{_short(day)} 第 {count} 个工作日{_made_up(calendar, day)}")
        if len(lines) > 400:
            lines.append("……")
            break
    return lines


def _idle_line(calendar: Calendar, days: list[date]) -> str:
    names = dict.fromkeys(
        calendar.official.off[day.toordinal()]
        for day in days
        if calendar.official and day.toordinal() in calendar.official.off
    )
    span = _short(days[0]) if len(days) == 1 else f"{_short(days[0])}至{_short(days[-1])}"
    return f"{span} {'、'.join(names)}放假，不算" if names else f"{span} 休息，不算"


def _made_up(calendar: Calendar, day: date) -> str:
    made_up = calendar.official is not None and day.toordinal() in calendar.official.work
    return "（调休上班）" if made_up else ""


def _is_paused_whole(calendar: Calendar, start: int, day: date, pauses: Sequence[Pause]) -> bool:
    opening, close = calendar.open_of_workday(day), calendar.close_of_workday(day)
    if opening is None or close is None or not pauses:
        return False
    return elapsed(calendar, opening, close, "work", merged(pauses, start)) == 0


def _stretch_lines(calendar: Calendar, start: int, due: int, pauses: Sequence[Pause]) -> list[str]:
    """What each open stretch contributed to an hour clock."""
    lines: list[str] = []
    spans = calendar.intervals(min(start, due), max(start, due))
    kept = spans if len(spans) <= 2 * _MOST_LINES else [*spans[:_MOST_LINES], *spans[-_MOST_LINES:]]
    for a, b in kept:
        used = elapsed(calendar, a, b, "work", merged(pauses, start))
        local = moment_of(a, calendar.zone)
        lines.append(
            f"{_short(local.date())} {_clock(local)}–{_end_clock(calendar, a, b)} 计 {span_words(used)}"
        )
    return _middle(lines, hidden=len(spans) - len(kept))


def _end_clock(calendar: Calendar, a: int, b: int) -> str:
    first, last = moment_of(a, calendar.zone), moment_of(b, calendar.zone)
    if last.date() == first.date():
        return _clock(last)
    midnight = _clock(last) == "00:00" and (last.date() - first.date()).days == 1
    return "24:00" if midnight else f"{_short(last.date())} {_clock(last)}"


def _middle(lines: list[str], hidden: int = 0) -> list[str]:
    """The first and last lines of many, and how many stand between."""
    if len(lines) + hidden <= _MOST_LINES:
        return lines
    half = _MOST_LINES // 2
    left_out = len(lines) + hidden - 2 * half
    return [*lines[:half], f"……中间 {left_out} 行略……", *lines[-half:]]


def _pause_lines(
    calendar: Calendar,
    start: int,
    duration: Duration,
    basis: Basis,
    pauses: Sequence[Pause],
    due: int | None,
) -> list[str]:
    lines: list[str] = []
    for a, b in merged(pauses, start) if duration.amount > 0 else []:
        if due is not None and a >= due:
            break
        if b == FOREVER:
            lines.append(f"{when(calendar, a)} 起暂停计时")
            continue
        span = f"{when(calendar, a)} 至 {when(calendar, b)} 暂停"
        if duration.counts_days:
            lines.append(f"{span}（按日计算的时限只扣整天）")
        else:
            lines.append(f"{span}，扣除 {span_words(elapsed(calendar, a, b, basis))}")
    return _middle(lines)


def _provisional_line(years: list[int]) -> list[str]:
    if not years:
        return []
    named = "、".join(map(str, years[:3])) + (" 等" if len(years) > 3 else "")
    return [f"暂定：{named} 年的放假安排未收录（未公布或早于 2007 年），按周一至周五为工作日推算"]
