"""The one place of the product that asks what time it is.

An instant is an ``int``: microseconds since 1970-01-01 UTC. With a test clock (a file
that holds an instant, only under ``SHOUWEN_TEST=1``) time stands still until the file changes.
"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Shanghai")
_file: Path | None = None
_stamp: tuple[int, int, int] = (0, 0, 0)
_frozen = 0
_told: int | None = None


def now() -> int:
    """The present instant, in microseconds since 1970-01-01 UTC."""
    if _told is not None:
        return _told
    if _file is None:
        return time.time_ns() // 1000
    return _from_file(_file)


def use_file(path: Path | None) -> None:
    """Follow the instant written in ``path`` (ISO 8601; without an offset: Chinese time); None: real time."""
    global _file, _stamp
    _file = path
    _stamp = (0, 0, 0)


def tell(instant: int | None) -> None:
    """Let time stand at ``instant`` in this process until told otherwise; None: real time again.

    For making the past of a demo and for tests; nothing that serves people calls it.
    """
    global _told
    _told = instant


def is_test() -> bool:
    """True while a clock file rules; every page then says 测试时钟."""
    return _file is not None


def _from_file(path: Path) -> int:
    global _stamp, _frozen
    stat = path.stat()
    stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    if stamp != _stamp:
        text = path.read_text(encoding="utf-8").strip()
        if not text:
            # A writer that truncates before it writes leaves an empty file for a moment.
            return _frozen
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=_ZONE)
        _frozen = round(moment.timestamp() * 1_000_000)
        _stamp = stamp
    return _frozen
