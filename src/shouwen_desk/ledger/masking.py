"""Personal data hidden in what leaves the desk: numbers that reach somebody, and mail addresses."""

from __future__ import annotations

import re

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Phones, landlines, bank cards, identity cards: seven digits or more, with the usual separators.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?[0-9](?:[ -]?[0-9]){6,18}[0-9Xx]?(?![0-9A-Za-z])")


def masked(text: str) -> str:
    """``text`` with mail addresses and long numbers reduced to their ends."""
    text = _MAIL.sub(lambda hit: f"{hit[0][0]}***@***", text)
    return _NUMBER.sub(_ends, text)


def _ends(hit: re.Match[str]) -> str:
    digits = [place for place, sign in enumerate(hit[0]) if sign.isalnum()]
    shown = 3 if len(digits) >= 10 else 1
    hidden = set(digits[shown:-2])
    return "".join("*" if place in hidden else sign for place, sign in enumerate(hit[0]))
