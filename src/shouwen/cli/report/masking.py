"""Personal data hidden in what is handed on; the length of a text never changes, so spans still fit."""

from __future__ import annotations

import re

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
# Phones, landlines, cards, identity numbers: seven digits or more, half or full width, with the
# usual separators. The number of an order goes with them: nobody can tell them apart for certain.
_NUMBER = re.compile(r"[0-9０-９](?:[ -]?[0-9０-９]){6,}[Xx]?")


def masked(text: str) -> str:
    """`text` with mail addresses and long numbers reduced to their ends."""
    if text.isascii() and not text.strip():
        return text
    return _NUMBER.sub(_ends, _MAIL.sub(_mail, text))


def _mail(found: re.Match[str]) -> str:
    name, _, host = found[0].partition("@")
    return f"{name[0]}{'*' * (len(name) - 1)}@{re.sub('[^.]', '*', host)}"


def _ends(found: re.Match[str]) -> str:
    places = [at for at, sign in enumerate(found[0]) if sign.isalnum()]
    shown = 3 if len(places) >= 10 else 1
    hidden = set(places[shown:-2])
    return "".join("*" if at in hidden else sign for at, sign in enumerate(found[0]))
