"""Words that come from outside, made fit to be kept: checked, never silently changed.

Letters are kept as they were written (a finding's span counts them); what cannot be stored or
would disturb every screen is refused with a sentence that says what to do.
"""

from __future__ import annotations

import re

from .errors import Invalid

MESSAGE_LIMIT = 5000
LINE_LIMIT = 200
# C0 without tab, line feed and carriage return; DEL and C1; lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Marks that turn the direction of the text around them; harmless in a bubble, not in a name.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def message(text: object, field: str = "text", limit: int = MESSAGE_LIMIT) -> str:
    """A text of several lines, 1 to ``limit`` code points without outer blanks."""
    words = _text(text, field).strip()
    if not words:
        raise Invalid("还没有写内容。", field=field, remedy="请写上要说的话。")
    if len(words) > limit:
        raise Invalid(f"一次最多 {limit} 字。", field=field, remedy="请分成几段发送。")
    return words


def line(text: object, field: str, limit: int = LINE_LIMIT, *, required: bool = True) -> str:
    """A text of one line; blanks are joined, marks that turn the direction are refused."""
    words = _text("" if text is None else text, field)
    if _TURNING.search(words):
        raise Invalid("含有改变文字方向的字符。", field=field, remedy="请去掉看不见的字符再填。")
    words = " ".join(words.split())
    if required and not words:
        raise Invalid("这一项要填。", field=field, remedy="请填写后再提交。")
    if len(words) > limit:
        raise Invalid(f"最多 {limit} 字。", field=field, remedy="请写短一些。")
    return words


def client_id(value: object, field: str = "client_id") -> str | None:
    """The id that a client gave to a message, 1 to 64 letters, digits, ``-`` and ``_``."""
    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
        raise Invalid(
            "编号只能用字母、数字、横线和下划线，最多 64 个。",
            field=field,
            remedy="请用随机生成的编号，重发时保持不变。",
        )
    return value


def _text(text: object, field: str) -> str:
    if not isinstance(text, str):
        raise Invalid("这一项应当是文字。", field=field, remedy="请传字符串。")
    if _FORBIDDEN.search(text):
        raise Invalid("含有不能显示的控制字符。", field=field, remedy="请去掉看不见的字符再提交。")
    return text
