"""Text from outside, made harmless for a terminal: nothing in it can move, hide or turn around.

JSON carries the same text unchanged; what could move a terminal is escaped in its strings.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
import unicodedata
from typing import Any

_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str, at_most: int = 200) -> str:
    """`text` on one line with control, direction and unassigned characters spelt as `\\u202e`."""
    cut = text[:at_most]
    shown = "".join(_spelt(c) if unicodedata.category(c) in _HARMFUL else c for c in cut)
    return shown + ("……" if len(text) > at_most else "")


_SLOT = re.compile(r"\{([^{}\n]{1,24})\}")


def with_blanks(text: str) -> str:
    """A better wording for people to read: what has to be filled in stands as 〔部门〕."""
    return _SLOT.sub(r"〔\1〕", text)


def _spelt(character: str) -> str:
    if character in "\n\r\t":
        return " "
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# Made once: `json.dumps` with other than its defaults builds an encoder for every call.
_as_it_is = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# What JSON leaves as it is, but a terminal or `str.splitlines` does not; lone surrogates, too.
_MOVING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless_json(text: str) -> str:
    """JSON text in which strings spell as ``\\u202e`` what could move a terminal; it reads the same."""
    return text if text.isprintable() else _MOVING.sub(_code, text)


def json_line(row: dict[str, Any]) -> bytes:
    """A row as one line of UTF-8 JSON."""
    return harmless_json(_as_it_is(row)).encode() + b"\n"


def complain(text: str) -> None:
    """Say a finished, harmless line (or several) on standard error; where it cannot be said, the
    answers go out all the same."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
