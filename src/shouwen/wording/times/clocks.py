"""What time of the day: the words for a clock time or a part of the day as seconds after midnight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shouwen.wording.times.numbers import pair, whole

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds after local midnight, from `first` to before `end`; equal for a clock time."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Told:
    """The readings of a time of day, the likelier first; `ask` is empty where there is no doubt.
    `bare`: an hour of twelve was said without the half of the day."""

    clocks: tuple[Clock, ...]
    ask: str = ""
    bare: bool = False


class NoClock(Exception):
    """No clock shows such a time (25 点)."""


_NIGHT = ("夜里", "夜间", "深夜", "半夜", "午夜", "夜")
_EVENING = ("晚上", "晚间", "晚", "傍晚")
_MORNING = (
    "凌晨",
    "清晨",
    "清早",
    "早晨",
    "早上",
    "早间",
    "早",
    "一早",
    "一大早",
    "黎明",
    "拂晓",
    "上午",
)
# Only 上午 ends where everybody would say so; the others are asked.
_PARTS = {
    "凌晨": (0, 6), "黎明": (4, 7), "拂晓": (4, 7), "清晨": (5, 8), "清早": (5, 8), "早晨": (6, 9),
    "早上": (6, 9), "早间": (6, 9), "早": (6, 9), "一早": (6, 9), "一大早": (6, 9), "上午": (6, 12), "中午": (11, 14), "正午": (12, 12),
    "午间": (11, 14), "午后": (12, 18), "下午": (12, 18), "傍晚": (17, 19), "晚上": (18, 24),
    "晚间": (18, 24), "晚": (18, 24), "夜里": (20, 24), "夜间": (20, 24), "夜": (20, 24),
    "深夜": (22, 24), "半夜": (23, 24), "午夜": (24, 24),
}  # fmt: skip
_CLOSES_SURELY = ("上午", "正午")


def part_of_day(part: str) -> Told:
    """上午, 晚上: an interval; all but 上午 have no certain end."""
    first, end = _PARTS[part]
    ask = "" if part in _CLOSES_SURELY else f"“{part}”没有说到几点"
    return Told((Clock(first * HOUR, end * HOUR),), ask)


def clock_time(text: str, part: str | None, *, written: bool) -> Told:
    """A clock time with the part of the day said before it. ``written``: the date is spelt out in
    figures, as people do who count to twenty-four. Raises :class:`NoClock`."""
    if ":" in text:
        pieces = [int(piece) for piece in text.split(":")]
        clock = written or pieces[0] >= 8 or text.startswith("0")
        return _halves(pieces, part, sure=clock)
    found = re.match(r"(.+?)([点时])(.*)", text)
    if found is None:
        raise NoClock
    hours, sign, rest = found.groups()
    second, rest = _rest(rest)
    two = re.fullmatch(r"(.+?)[-~至到](.+)", hours)
    both = (whole(two[1]), whole(two[2])) if two else pair(hours)
    if both is not None:
        if both[0] is None or both[1] is None:
            raise NoClock
        last = _halves([both[1], *second], part, sure=False)
        start = _halves([both[0]], part, sure=False).clocks[0]
        clocks = tuple(Clock(min(start.first, end.first), end.end) for end in last.clocks)
        return Told(clocks, "说了两个钟点", last.bare)
    hour = whole(hours)
    if hour is None:
        raise NoClock
    return _halves([hour, *second], part, sure=written or (sign == "时" and not rest))


def _rest(text: str) -> tuple[list[int], str]:
    """Minutes and seconds behind 点."""
    if text in ("", "钟", "整"):
        return [], ""
    if text == "半":
        return [30], "半"
    quarter = re.fullmatch("([一三1-3])刻", text)
    if quarter:
        return [15 * ({"一": 1, "三": 3}.get(quarter[1]) or int(quarter[1]))], "刻"
    pieces = [whole(piece) for piece in re.split("[分秒]", text) if piece]
    if any(piece is None for piece in pieces):
        raise NoClock
    return [piece for piece in pieces if piece is not None], ""


def _halves(pieces: list[int], part: str | None, *, sure: bool) -> Told:
    hour, minute, second = [*pieces, 0, 0][:3]
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise NoClock
    past = minute * 60 + second

    def told(*hours: int, ask: str = "", bare: bool = False) -> Told:
        at = [each * HOUR + past for each in hours]
        return Told(tuple(Clock(each, each) for each in at), ask, bare)

    if hour > 12:
        return told(hour)
    if part is None:
        if hour == 0 or sure:
            return told(hour)
        if hour == 12:
            return told(12, 24, ask="中午十二点还是夜里十二点", bare=True)
        likely = (hour, hour + 12) if hour >= 8 else (hour + 12, hour)
        return told(*likely, ask="没有说上午还是下午", bare=True)
    if part in _NIGHT:
        if hour == 12:
            return told(24)
        if hour >= 7:
            return told(hour + 12)
        return told(hour, hour + 24, ask="半夜里的钟点，是当天的还是第二天的")
    if part in _EVENING:
        if hour == 12:
            return told(24)
        if hour >= 4:
            return told(hour + 12)
        return told(hour + 24, hour, ask="半夜里的钟点，是当天的还是第二天的")
    if part in ("中午", "正午", "午间"):
        return told(hour if hour >= 10 else hour + 12)
    if part in ("下午", "午后") or part.startswith("p"):
        return told(12 if hour == 12 else hour + 12)
    if part in _MORNING or part.startswith("a"):
        if hour == 12:
            return told(0, 12, ask="上午的十二点说不清")
        return told(hour)
    return told(hour, hour + 12, ask="没有说上午还是下午", bare=True)
