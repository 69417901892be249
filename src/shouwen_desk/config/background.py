"""The threads beside the web: clock worker, outbox, sealer, and on PostgreSQL the listener."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from shouwen_desk.config import clock
from shouwen_desk.ledger import live, outbox, worker
from shouwen_desk.ledger.sealing.seal import ChainDiffers, seal

logger = logging.getLogger("shouwen.background")

# A part that has not come round for so long is not well.
SILENT_SECONDS = 15.0


class Round(threading.Thread):
    """Calls ``work`` every ``every`` seconds until stopped; an error is logged and tried again."""

    def __init__(self, name: str, every: float, work: Callable[[], object]) -> None:
        super().__init__(name=name, daemon=True)
        self._every = every
        self._work = work
        self._stop_asked = threading.Event()
        self._well_at = time.monotonic()
        self.trouble = ""

    def run(self) -> None:
        while not self._stop_asked.is_set():
            try:
                self._work()
                self._well_at = time.monotonic()
                self.trouble = ""
            except ChainDiffers as error:
                self.trouble = str(error)
                logger.error("%s", error)
                self._stop_asked.wait(30)
            except Exception as error:
                self.trouble = type(error).__name__
                logger.exception("%s: a round failed", self.name)
                connection.close()
            self._stop_asked.wait(self._every)
        connection.close()

    def stop(self) -> None:
        """Let the round that runs finish, and no other begin."""
        self._stop_asked.set()

    @property
    def well(self) -> bool:
        """Whether the last round succeeded not long ago."""
        return self.is_alive() and time.monotonic() - self._well_at < SILENT_SECONDS


class Background:
    """All threads of one desk process."""

    def __init__(self, data: Path) -> None:
        self.rounds = [
            Round("clock", 0.5, lambda: worker.tick(clock.now())),
            Round("outbox", 0.25, lambda: outbox.deliver(clock.now())),
            Round("sealer", 0.5, lambda: seal(data, clock.now())),
        ]
        if connection.vendor == "postgresql":
            self.rounds.append(Round("listener", 0.1, _listen))

    def start(self) -> None:
        """Start every thread."""
        for one in self.rounds:
            one.start()

    def stop(self) -> None:
        """Stop every thread and wait for the rounds that run."""
        for one in self.rounds:
            one.stop()
        for one in self.rounds:
            one.join(10)

    def parts(self) -> dict[str, bool]:
        """How each part is, by name."""
        return {one.name: one.well for one in self.rounds}


def _listen() -> None:
    """Hand on what other processes announce; comes back now and then, so that it can be stopped."""
    connection.ensure_connection()
    raw = connection.connection
    if getattr(_heard, "on", None) != id(raw):
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {live.CHANNEL}")
        _heard.on = id(raw)
    for note in raw.notifies(timeout=2.0):
        live.HUB.publish(json.loads(note.payload))


_heard = threading.local()
running: Background | None = None


def start(data: Path) -> Background:
    """Start the threads of this process."""
    global running
    running = Background(data)
    running.start()
    return running


def stop() -> None:
    """Stop the threads of this process."""
    global running
    if running is not None:
        running.stop()
        running = None
