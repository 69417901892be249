"""How often one browser or one address may call: a leaky bucket in this process's memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from shouwen_desk.people.errors import DeskError

KEPT = 20_000


class TooMany(DeskError):
    """Called too often; ``seconds`` says when to try again."""

    code = "too_many"

    def __init__(self, seconds: int) -> None:
        super().__init__("发得太快了。", remedy=f"请过 {seconds} 秒再发。")
        self.seconds = seconds


@dataclass(slots=True)
class _Level:
    full: float
    at: float


class Bucket:
    """Lets ``burst`` calls through at once and ``per_minute`` over time, for each key."""

    def __init__(self, per_minute: float, burst: int) -> None:
        self.rate = per_minute / 60
        self.burst = burst
        self._levels: OrderedDict[str, _Level] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Count one call of ``key``; raises ``TooMany``.

        Real time on purpose: a test clock that stands still must not lock anybody out.
        """
        now = time.monotonic()
        with self._lock:
            level = self._levels.pop(key, None) or _Level(0.0, now)
            level.full = max(0.0, level.full - (now - level.at) * self.rate)
            level.at = now
            self._levels[key] = level
            if len(self._levels) > KEPT:
                self._levels.popitem(last=False)
            if level.full + 1 > self.burst:
                raise TooMany(max(1, round((level.full + 1 - self.burst) / self.rate)))
            level.full += 1


MESSAGES = Bucket(per_minute=60, burst=20)  # one conversation
STARTS = Bucket(per_minute=120, burst=120)  # one address; an office shares one
