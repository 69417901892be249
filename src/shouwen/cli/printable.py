"""Text from outside, made harmless for a terminal: nothing in it can move, hide or turn around.

JSON output needs none of this: its strings are escaped or carried as they are.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str, at_most: int = 200) -> str:
    """`text` on one line with control, direction and unassigned characters spelt as `\\u202e`."""
    cut = text[:at_most]
    shown = "".join(_spelt(c) if unicodedata.category(c) in _HARMFUL else c for c in cut)
    return shown + ("……" if len(text) > at_most else "")


def _spelt(character: str) -> str:
    if character in "\n\r\t":
        return " "
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# Made once: `json.dumps` with other than its defaults builds an encoder for every call.
_as_it_is = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_escaped = json.JSONEncoder(separators=(",", ":")).encode


def json_line(row: dict[str, Any]) -> bytes:
    """A row as one line of UTF-8 JSON; text with lone surrogates is escaped instead."""
    try:
        return _as_it_is(row).encode() + b"\n"
    except UnicodeEncodeError:
        return _escaped(row).encode() + b"\n"
