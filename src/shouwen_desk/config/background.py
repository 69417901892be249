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
# How long a thread stands back after a batch, for those who wait to write.
PAUSE = 0.01

Breathe = Callable[[], None]


class Stopped(Exception):
    """The desk goes down in the middle of a round."""


class Round(threading.Thread):
    """Calls ``work`` every ``every`` seconds until stopped; an error is logged and tried again.

    ``work`` is given ``breathe``, to be called between the parts of a long round.
    """

    def __init__(self, name: str, every: float, work: Callable[[Breathe], object]) -> None:
        super().__init__(name=name, daemon=True)
        self._every = every
        self._work = work
        self._stop_asked = threading.Event()
        self._well_at = time.monotonic()
        self.trouble = ""

    def run(self) -> None:
        while not self._stop_asked.is_set():
            try:
                self._work(self.breathe)
                self._well_at = time.monotonic()
                self.trouble = ""
            except Stopped:
                break
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

    def breathe(self) -> None:
        """Stand back for those who wait to write; a round that goes on is well."""
        self._well_at = time.monotonic()
        if self._stop_asked.wait(PAUSE):
            raise Stopped

    def stop(self) -> None:
        """Let the batch that runs finish, and no other begin."""
        self._stop_asked.set()

    @property
    def well(self) -> bool:
        """Whether the last round succeeded, or came on, not long ago."""
        return self.is_alive() and time.monotonic() - self._well_at < SILENT_SECONDS


class Background:
    """All threads of one desk process."""

    def __init__(self, data: Path) -> None:
        self.rounds = [
            Round("clock", 0.5, lambda breathe: worker.tick(clock.now(), between=breathe)),
            Round("outbox", 0.25, lambda breathe: outbox.deliver(clock.now(), between=breathe)),
            Round("sealer", 0.5, lambda breathe: seal(data, clock.now(), between=breathe)),
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


def _listen(breathe: Breathe) -> None:
    """Hand on what other processes announce; comes back now and then, so that it can be stopped."""
    connection.ensure_connection()
    raw = connection.connection
    if getattr(_heard, "on", None) != id(raw):
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {live.CHANNEL}")
        _heard.on = id(raw)
        # What was announced between the old connection and this one reached nobody here.
        live.HUB.resync()
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
