"""Personal data hidden in what is handed on; the length of a text never changes, so spans still fit.

What separates digits when people write numbers (blanks, strokes, dots, brackets, in any width) and what
nobody sees between them hides nothing: `138.0000.1234` is as much a number as `13800001234`.
"""

from __future__ import annotations

import re

# What takes no room on a screen and may stand between any two characters.
_UNSEEN = (
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_DIGIT = "[\\d〇零幺一二三四五六七八九①-⑨⓪]"
_BETWEEN = (  # two digits of one number: three marks at most, so that a list of numbers is none
    f"{_UNSEEN}*+(?:[ \\t\xa0\u2000-\u200a\u202f\u3000.．。･·・•/／\\\\_＿()（）\\[\\]~～+＋'’"
    f"\u2010-\u2015\u2043\u2212\ufe58\ufe63－ｰー—-]{_UNSEEN}*+){{0,3}}+"
)
# Phones, landlines, cards, identity numbers: seven digits or more, in any script. The number of an
# order goes with them: nobody can tell them apart for certain.
_NUMBER = re.compile(f"{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{6,}}(?:{_UNSEEN}*+[XxＸｘ])?")

_AT = "[@＠﹫]"
_DOT = "[.．。｡]"
_PLAIN = f"(?:[A-Za-z0-9-]|{_UNSEEN}){{1,80}}"
_MAIL = re.compile(f"(?:[A-Za-z0-9._%+-]|{_UNSEEN}){{1,80}}{_AT}{_PLAIN}(?:\\.{_PLAIN}){{1,5}}")
# The same in other letters and widths (张@例子.公司, ｚｈ＠ｑｑ．ｃｏｍ): where such a host ends nobody can
# tell, so that words which follow without a mark are hidden with it.
_LETTERS = f"(?:[\\w%+-]|{_UNSEEN}){{1,80}}"
_HOST = f"{_LETTERS}(?:{_DOT}{_LETTERS}){{1,5}}"
_MAILS = (
    _MAIL,
    re.compile(f"(?:[A-Za-z0-9._%+-]|{_UNSEEN}){{1,80}}{_AT}{_HOST}"),
    re.compile(f"(?:[\\w.．%+-]|{_UNSEEN}){{1,80}}{_AT}{_HOST}"),
)

# An identity number has a date in it; a phone begins with 1 and has eleven digits, or an area code.
_PERSONAL = re.compile(
    "(?<!\\d)(?:"
    + _BETWEEN.join(["1", "[3-9]", *["\\d"] * 9])
    + "|"
    + _BETWEEN.join([*["\\d"] * 6, "(?:19|20)", *["\\d"] * 9, "[\\dXxＸｘ]"])
    + ")(?!\\d)"
)


def masked(text: str) -> str:
    """`text` with mail addresses and long numbers reduced to their ends."""
    return _NUMBER.sub(_ends, _without_mail(text)) if text.strip() else text


def masked_name(text: str) -> str:
    """The name of a conversation or a file with what is personal in it reduced to its ends: mail
    addresses, mobile phones, identity numbers. Other long numbers stand (a name has to be found again,
    and many are made of dates and counters)."""
    return _PERSONAL.sub(_ends, _without_mail(text))


def _without_mail(text: str) -> str:
    if "@" not in text and "＠" not in text and "﹫" not in text:
        return text
    for kind in _MAILS:
        text = kind.sub(_mail, text)
    return text


def _mail(found: re.Match[str]) -> str:
    """The first letter, and the signs that part the rest."""
    return found[0][0] + re.sub("[^@＠﹫.．。｡]", "*", found[0][1:])


def _ends(found: re.Match[str]) -> str:
    places = [at for at, sign in enumerate(found[0]) if sign.isalnum()]
    shown = 3 if len(places) >= 10 else 1
    hidden = set(places[shown:-2])
    return "".join("*" if at in hidden else sign for at, sign in enumerate(found[0]))
