"""Numbers as they stand before a unit: 12, 二十一, 两, 仨; half ones are the caller's business."""

from __future__ import annotations

NUMERALS = "零〇一二两三四五六七八九十百千俩仨"
NUMBER = rf"(?:[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|[{NUMERALS}]{{1,7}})"

_DIGITS = dict(
    zip("零〇一二两三四五六七八九俩仨", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3), strict=True)
)
_TENS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> float | None:
    """The value, or None where the characters make no number (十十) or two (七八)."""
    if text[:1].isascii():
        return float(text)
    total, digit = 0, None
    least = 10_000
    for sign in text:
        if sign in _TENS:
            if _TENS[sign] >= least:
                return None
            least = _TENS[sign]
            total += (1 if digit is None else digit) * least
            digit = None
        elif digit not in (None, 0):
            return None
        else:
            digit = _DIGITS[sign]
    return float(total + (digit or 0))


def whole(text: str) -> int | None:
    """As :func:`number`, where it is a whole one."""
    value = number(text)
    return int(value) if value is not None and value.is_integer() else None


def pair(text: str) -> tuple[int, int] | None:
    """Two numbers said as one: 七八 (seven or eight), 两三; None for everything else."""
    if len(text) == 2 and all(sign in _DIGITS for sign in text):
        first, second = _DIGITS[text[0]], _DIGITS[text[1]]
        if second == first + 1 and first:
            return first, second
    return None


def spelt(text: str) -> int:
    """Digits said one by one: 二零二六 → 2026, 08 → 8."""
    return int("".join(sign if sign.isascii() else str(_DIGITS[sign]) for sign in text))
