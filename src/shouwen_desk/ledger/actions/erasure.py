"""Lawful erasure: the words go, the proof stays."""

from __future__ import annotations

import time

from django.apps import apps
from django.db import OperationalError, connection

from .. import listeners, models
from ..record import UNIT, Draft, Recorded, record

CHECKPOINT_TRIES = 40


def erase(customer: str, *, reason: str, actor: str, unit: str = UNIT) -> Recorded:
    """Erase every text of a customer, and every copy of it that the desk holds.

    Side effects: the event ``text.erased`` with the digests; rows of ``Text`` (words and nonces)
    deleted; the listeners of ``on_erased`` blank their rows and search entries; afterwards the
    database files are rewritten so that no byte of the words is left in them. The seals still
    verify, findings and verdicts stay. On PostgreSQL the write-ahead log and backups keep what
    they hold until they are recycled; whoever runs the server sees to that.
    """
    digests = sorted(models.Text.objects.filter(customer=customer).values_list("digest", flat=True))

    def blank(recorded: Recorded) -> None:
        models.Text.objects.filter(customer=customer).delete()
        listeners.erased([customer])

    recorded = record(
        Draft(
            "text.erased",
            {"customer": customer},
            {"digests": digests, "reason": reason, "count": len(digests)},
            unit=unit,
        ),
        actor=actor,
        projections=[blank],
    )
    scrub()
    return recorded


def scrub() -> None:
    """Rewrite what still holds deleted bytes: free pages, gaps inside pages, the write-ahead log.

    SQLite: VACUUM copies live rows only, then the log is written back and cut to nothing.
    PostgreSQL: VACUUM FULL rewrites the texts and every table in which another module may have
    blanked a copy; the rest of the ledger never held a word.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in _tables_with_words():
                cursor.execute(f'VACUUM (FULL) "{table}"')
            return
        cursor.execute("VACUUM")
        for attempt in range(CHECKPOINT_TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0] == 0:
                return
            # A reader still holds the log; its snapshot ends in a moment.
            time.sleep(0.05 * (attempt + 1))
    raise OperationalError("擦除后的日志还被占用，请稍后运行 shouwen ledger scrub。")


def _tables_with_words() -> list[str]:
    words = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("shouwen_desk.") and model._meta.app_label != "ledger"
    ]
    return [models.Text._meta.db_table, *words]
