"""How long: 36天5小时30分, 一个半月, 三个工作日, 30至90日; read for reckoning from an instant."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shouwen.wording.times.atoms import Atom
from shouwen.wording.times.days import LAST_YEAR, NoDay
from shouwen.wording.times.numbers import NUMBER, number, pair

_COUNT = re.compile(
    rf"(?P<lead>半)?(?P<first>{NUMBER})??(?P<to>[-~至到]|--)?(?P<last>{NUMBER})?(?P<loose>多|来|余)?"
    r"个?(?P<mid>半)?个?(?P<unit>工作小时|小时|钟头|分钟|分|刻钟|秒钟?|工作日|工作天|交易日|自然日|天|日|星期|礼拜|周年|周|月|季度|年|h|min)(?P<tail>半|多)?"
)
# unit → (kind, how many of it)
_UNITS = {
    "秒": ("second", 1), "秒钟": ("second", 1), "分": ("second", 60), "分钟": ("second", 60),
    "h": ("second", 3600), "min": ("second", 60),
    "刻钟": ("second", 900), "小时": ("second", 3600), "钟头": ("second", 3600),
    "工作小时": ("worksecond", 3600), "工作日": ("workday", 1), "工作天": ("workday", 1), "交易日": ("workday", 1),
    "天": ("day", 1), "日": ("day", 1), "自然日": ("day", 1), "周": ("day", 7), "星期": ("day", 7),
    "礼拜": ("day", 7), "月": ("month", 1), "季度": ("month", 3), "年": ("month", 12), "周年": ("month", 12),
}  # fmt: skip


@dataclass(slots=True)
class Length:
    """How much of each of second, worksecond, workday, day, month; `least` the shorter end of a
    spread (30至90日); `ask`: why it is not certain; `half_year`: it has half a year in it, which
    some count by months and some by days."""

    much: dict[str, float] = field(default_factory=dict)
    least: Length | None = None
    ask: str = ""
    half_year: bool = False

    def words(self) -> dict[str, float]:
        """For JSON: whole numbers where they are."""
        return {kind: int(n) if n == int(n) else n for kind, n in self.much.items()}

    @property
    def exact(self) -> bool:
        """Whether it is counted by the clock and not by days."""
        return self.much.keys() <= {"second"}


def length_of(text: str) -> Length | None:
    """The length that an atom `count` says; None where the characters are no number."""
    found = _COUNT.fullmatch(text.replace(" ", ""))
    if found is None:
        return None
    kind, size = _UNITS[found["unit"]]
    halves = sum(found[name] == "半" for name in ("lead", "mid", "tail"))
    if halves > 1:
        return None
    ask = "数目不准" if found["loose"] or found["tail"] == "多" else ""
    numbers = [part for part in (found["first"], found["last"]) if part]
    if found["to"] and len(numbers) == 2:
        low, high = number(numbers[0]), number(numbers[1])
    elif len(numbers) == 1 and pair(numbers[0]) is not None:
        both = pair(numbers[0])
        assert both is not None
        low, high, ask = float(both[0]), float(both[1]), "说了两个数"
    elif len(numbers) == 1 and not found["to"]:
        low, high = None, number(numbers[0])
    elif not numbers and found["lead"]:
        low, high = None, 0.0
    else:
        return None
    if high is None or (low is not None and low > high):
        return None
    much = _with_half(kind, size, high, halves)
    if much is None:
        return None
    if kind == "day" and size == 1 and halves:
        ask = ask or "半天是多久没有定说"
    length = Length(much, None, ask, bool(halves) and kind == "month" and size > 1)
    if low is not None:
        length.least = Length({kind: low * size})
    return length


def _with_half(kind: str, size: int, count: float, halves: int) -> dict[str, float] | None:
    if kind == "month" and halves:
        if size == 1:
            return {"month": count, "day": 15} if count else {"day": 15}
        return {"month": count * size + size / 2} if size % 2 == 0 else None
    amount = (count + halves / 2) * size
    if kind in ("workday", "month") and amount != int(amount):
        return None
    return {kind: amount}


def take_length(run: Sequence[Atom], at: int) -> tuple[Length | None, int]:
    """The lengths of neighbouring counts added up (36天5小时), and the place behind them."""
    total: Length | None = None
    here = at
    while here < len(run) and run[here].kind == "count":
        found = length_of(run[here].text)
        if found is None or (total is not None and (total.least or found.least)):
            return None, here + 1
        if total is None:
            total = found
        else:
            for kind, much in found.much.items():
                total.much[kind] = total.much.get(kind, 0) + much
            total.ask = total.ask or found.ask
        here += 1
    return total, here


def moved(at: datetime, length: Length, sign: int) -> datetime:
    """`at` moved by the months, days and seconds of a length (no working time here)."""
    total = length.much.get("month", 0)
    if total != int(total):
        raise NoDay
    year, month = divmod(at.year * 12 + at.month - 1 + sign * int(total), 12)
    if not 1900 <= year <= LAST_YEAR:
        raise NoDay
    day = min(at.day, months.monthrange(year, month + 1)[1])
    shift = timedelta(
        days=sign * length.much.get("day", 0), seconds=sign * length.much.get("second", 0)
    )
    try:
        there = at.replace(year=year, month=month + 1, day=day) + shift
    except OverflowError:
        raise NoDay from None
    if not 1900 <= there.year <= LAST_YEAR:
        raise NoDay
    return there
