"""Delivery of what the engine asked for: notices to people, acts for the desk to perform.

A row is written in the transaction of its cause and marked done in the transaction of its effect,
so that what stays inside this database happens exactly once; what leaves it, at least once, with
the row's token as the receiver's key against repeats.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection, transaction

from shouwen.clauses.rows import Notice, Perform

from . import batches
from .batches import Between, nothing
from .models import Outbox

logger = logging.getLogger("shouwen.outbox")

BATCH = 50
SECOND = 1_000_000
LONGEST_WAIT = 600 * SECOND

Deliver = Callable[[Notice], None]
Act = Callable[[Perform], None]


@dataclass(slots=True)
class _Handlers:
    deliver: Deliver | None = None
    act: Act | None = None


_handlers = _Handlers()


def deliver_with(handler: Deliver) -> None:
    """Let ``handler(notice)`` find the people behind the address and ring their bells.

    It runs inside the transaction that marks the notice delivered; ``Notice.id`` is its key.
    """
    _handlers.deliver = handler


def act_with(handler: Act) -> None:
    """Let ``handler(perform)`` do what the desk itself owes (send a reminder).

    It records with ``source_key="perform:" + perform.id``, and skips an obligation that is closed.
    """
    _handlers.act = handler


def deliver(now: int, *, batch: int = BATCH, between: Between = nothing) -> int:
    """Deliver what is due at ``now`` (µs UTC); answers how many rows were settled.

    ``between`` is called after each batch but the last.
    """
    settled = 0
    while Outbox.objects.filter(done_at=None, next_try__lte=now).exists():
        done = _batch(now, batch)
        settled += done
        if done == 0:
            # Another process holds what is left.
            break
        between()
    return settled


def _batch(now: int, limit: int) -> int:
    ends = time.monotonic() + batches.BATCH_SECONDS
    with transaction.atomic():
        rows = Outbox.objects.filter(done_at=None, next_try__lte=now).order_by("next_try", "id")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(skip_locked=True)
        settled = 0
        for row in list(rows[:limit]):
            if settled and time.monotonic() > ends:
                break
            _settle(row, now)
            settled += 1
    return settled


def _settle(row: Outbox, now: int) -> None:
    """Hand one row over; a failure is kept with the row and tried again, ever more slowly."""
    try:
        with transaction.atomic():
            _hand_over(row, now)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises must not stop the others
        logger.error("outbox row %s (%s) failed: %s", row.pk, row.kind, type(error).__name__)
        row.tries += 1
        row.failed = type(error).__name__
        row.next_try = now + min(LONGEST_WAIT, SECOND * 2**row.tries)
        row.save(update_fields=["tries", "failed", "next_try"])
    else:
        row.done_at = now
        row.save(update_fields=["done_at"])


def _hand_over(row: Outbox, now: int) -> None:
    body = cast(dict[str, Any], row.body)
    if row.kind == "notice":
        notice = Notice.from_json(body)
        # After a stop the fold names warnings of what is long due; the breach says it by then.
        if notice.level == "warn" and notice.due is not None and notice.due < now:
            return
        if _handlers.deliver is not None:
            _handlers.deliver(notice)
        return
    perform = Perform.from_json(body)
    if perform.before >= now and _handlers.act is not None:
        _handlers.act(perform)
