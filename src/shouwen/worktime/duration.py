"""A span as a handbook writes it: ``30 分钟``, ``2 小时``, ``3 个工作日``, ``1 工作小时``, ``48h``.

What cannot be compared is refused, not guessed: hours and days do not mix, nor days and months,
nor is half a working day or half a month anything.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from shouwen.events.instant import DAY, HOUR, MINUTE, SECOND

type Unit = Literal["time", "workday", "day", "month"]
type Basis = Literal["wall", "work"]

MAX_TIME = 100 * 366 * DAY
MAX_COUNT: dict[Unit, int] = {"workday": 36_600, "day": 36_600, "month": 1_200}

# word → (unit, how much of it: microseconds, days or months)
_UNITS: dict[str, tuple[Unit, int]] = {
    "秒": ("time", SECOND), "秒钟": ("time", SECOND), "s": ("time", SECOND), "sec": ("time", SECOND),
    "分": ("time", MINUTE), "分钟": ("time", MINUTE), "min": ("time", MINUTE), "刻钟": ("time", 15 * MINUTE),
    "小时": ("time", HOUR), "时": ("time", HOUR), "钟头": ("time", HOUR), "h": ("time", HOUR),
    "工作日": ("workday", 1), "工作天": ("workday", 1),
    "天": ("day", 1), "日": ("day", 1), "自然日": ("day", 1), "日历日": ("day", 1), "d": ("day", 1),
    "周": ("day", 7), "星期": ("day", 7), "礼拜": ("day", 7),
    "月": ("month", 1), "年": ("month", 12),
}  # fmt: skip
_UNIT_WORDS = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER = r"[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万]+"
_PART = re.compile(
    rf"(?P<lead>半)?(?P<number>{_NUMBER})?个?(?P<mid>半)?(?:个)?(?P<work>工作(?!日|天))?(?P<unit>{_UNIT_WORDS})(?P<tail>半)?"
)
_TAIL = re.compile(r"(?:以内|之内|内|以后|之后|后)$")
_SAME_TIME = re.compile(r"[,，、]?[(（]?(?:的)?(?:同一|相同)(?:时刻|时间|钟点)[)）]?$")
_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_EXAMPLES = "如 30 分钟、2 小时、4 工作小时、3 个工作日"


class BadDuration(ValueError):
    """The text is no duration; ``what`` and ``remedy`` are Chinese, without the final 。"""

    def __init__(self, what: str, remedy: str = f"请写成数目加单位，{_EXAMPLES}") -> None:
        super().__init__(f"{what}。{remedy}。")
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Duration:
    """``amount`` in microseconds where ``unit`` is time, else a count of working days, calendar
    days or months. ``basis`` is set only where the words say it (工作小时 → work). ``same_time``:
    a day count ends at the clock time at which it began, not at the end of business hours."""

    amount: int
    unit: Unit
    basis: Basis | None = None
    same_time: bool = False

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read a duration; raises :class:`BadDuration`. A leading − makes it negative."""
        if not isinstance(text, str):
            raise BadDuration("时限要写成文字")
        return _parse(text)

    @property
    def counts_days(self) -> bool:
        """Whether it counts working days, days or months rather than time."""
        return self.unit != "time"

    def __neg__(self) -> "Duration":
        return Duration(-self.amount, self.unit, self.basis, self.same_time)

    def __str__(self) -> str:
        sign, amount = ("-", -self.amount) if self.amount < 0 else ("", self.amount)
        if self.unit == "time":
            return sign + span_words(amount, "工作" if self.basis == "work" else "")
        words = {"workday": "个工作日", "day": "天", "month": "个月"}[self.unit]
        return f"{sign}{amount} {words}" + ("同一时刻" if self.same_time else "")


def span_words(us: int, prefix: str = "") -> str:
    """A span of time in words: ``1 小时 30 分钟``; ``prefix`` goes before each unit."""
    parts: list[str] = []
    rest = abs(us)
    for size, word in ((HOUR, "小时"), (MINUTE, "分钟")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {prefix}{word}")
    if rest or not parts:
        seconds, fraction = divmod(rest, SECOND)
        digits = f".{fraction:06d}".rstrip("0") if fraction else ""
        parts.append(f"{seconds}{digits} {prefix}秒")
    return ("-" if us < 0 else "") + " ".join(parts)


@lru_cache(maxsize=512)  # a handbook has a few durations, its clocks read them again and again
def _parse(text: str) -> Duration:
    if len(text) > 60:
        raise BadDuration("时限写得太长")
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    negative = plain.startswith(("-", "−"))
    plain = plain.lstrip("-−+") if negative else plain.removeprefix("+")
    same_time = _SAME_TIME.search(plain) is not None
    plain = _TAIL.sub("", _SAME_TIME.sub("", _TAIL.sub("", plain)))
    if not plain:
        raise BadDuration("没有写时限")
    if re.fullmatch(_NUMBER, plain):
        raise BadDuration(f"“{text.strip()}”没有写单位")
    if re.fullmatch(r"[0-9.]+m", plain):
        raise BadDuration(f"“{text.strip()}”里的 m 可能是分钟，也可能是月", "请写成 分钟 或 个月")
    total, units, work = _sum_of_parts(plain, text.strip())
    if len(units) > 1:
        raise BadDuration(
            f"“{text.strip()}”把不能相加的单位写在了一起", "请全部写成小时，或全部写成工作日"
        )
    unit = next(iter(units))
    if unit != "time" and work:
        raise BadDuration(f"“{text.strip()}”看不懂", "请写成 工作日 或 工作小时")
    if total.denominator != 1:
        whole = "微秒" if unit == "time" else "整数"
        raise BadDuration(f"“{text.strip()}”不是整数", f"请写成{whole}，或改用小时")
    amount = int(total)
    if amount > (MAX_TIME if unit == "time" else MAX_COUNT[unit]):
        raise BadDuration(f"“{text.strip()}”太长", "请写一百年以内的时限")
    if same_time and unit == "time":
        raise BadDuration("“同一时刻”只用于按日计算的时限", "请删去它，或改写成工作日")
    return Duration(-amount if negative else amount, unit, "work" if work else None, same_time)


def _sum_of_parts(plain: str, text: str) -> tuple[Fraction, set[Unit], bool]:
    total, units, work, position = Fraction(0), set[Unit](), set[bool](), 0
    while position < len(plain):
        part = _PART.match(plain, position)
        if part is None or part.end() == position:
            raise BadDuration(f"“{text}”看不懂")
        unit, size = _UNITS[part["unit"]]
        total += _count(part, unit, text) * size
        units.add(unit)
        work.add(part["work"] is not None)
        position = part.end()
    if len(work) > 1:
        raise BadDuration(f"“{text}”里有的按工作时间、有的按自然时间", "请统一成一种")
    return total, units, work.pop()


def _count(part: re.Match[str], unit: Unit, text: str) -> Fraction:
    half = sum(part[name] is not None for name in ("lead", "mid", "tail"))
    if (
        half > 1
        or (part["number"] is None and part["lead"] is None)
        or (part["number"] and part["lead"])
    ):
        raise BadDuration(f"“{text}”看不懂")
    if half and (unit != "time" and part["unit"] != "年"):
        raise BadDuration(f"“{text}”里的“半”说不清是多久", "请写成小时，或写成整天")
    number = Fraction(0) if part["number"] is None else _number(part["number"], text)
    return number + Fraction(half, 2)


def _number(text: str, whole: str) -> Fraction:
    if text[0].isascii():
        if len(text) > 15:
            raise BadDuration(f"“{whole}”的数目太大")
        return Fraction(text)
    total, section, digit = 0, 0, None
    for sign in text:
        if sign in _DIGITS:
            if digit not in (None, 0):
                raise BadDuration(f"“{whole}”的数目看不懂")
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (1 if digit is None else digit) * _TENS[sign]
            digit = None
        else:  # 万
            total, section, digit = (section + (digit or 0)) * 10_000, 0, None
    return Fraction(total + section + (digit or 0))
