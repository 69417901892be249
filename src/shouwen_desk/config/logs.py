"""Log lines without personal data."""

from __future__ import annotations

import logging
import re

_PERSONAL = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+\.[\w.-]+)"
    r"|(?P<number>(?<![0-9A-Za-z])\+?[0-9](?:[0-9 -]{5,}[0-9])[0-9Xx]?(?![0-9A-Za-z]))"
)
# What PostgreSQL adds to an error repeats the values of the row.
_DETAIL = re.compile(r"^(DETAIL|CONTEXT):.*$", re.MULTILINE)


def masked(text: str) -> str:
    """Hide e-mail addresses, long numbers (phones, identity cards) and database row details."""
    text = _DETAIL.sub(r"\1: [隐去]", text)
    return _PERSONAL.sub(lambda hit: "[邮箱]" if hit["mail"] else "[号码]", text)


class Quiet(logging.Formatter):
    """``time level name: message``, masked; tracebacks are kept, their values masked too."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        time = self.formatTime(record, self.datefmt)
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return f"{time} {masked(text)}"
