"""An edition comes into force."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max

from shouwen.handbook.program import Program
from shouwen_desk.config import clock

from .. import editions, models
from ..fields import canonical
from ..record import UNIT, Draft, Recorded, record
from ..rows import insert

# Events that no state is folded from: they may share the instant at which an edition begins.
_ASIDE = ("staff.", "team.", "edition.", "time.")


class Backdated(ValueError):
    """An edition may not begin before something that was already judged; says so in Chinese."""


def put_in_force(
    program: Program, *, actor: str, unit: str = UNIT, at: int | None = None
) -> Recorded:
    """Keep the edition for ever and let it rule ``unit`` from ``at`` (µs UTC, default now).

    Side effects: rows of ``Edition`` and ``EditionSpan``, the event ``edition.put_in_force``.
    Without ``at`` the edition begins after the last event that the unit has, so that no event is
    judged by one edition today and by another when the ledger is folded again. Raises
    ``Backdated`` for an ``at`` that is not after it. The edition already in force stays as it is.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [editions._ADVISORY])
        starts = _start(unit, at)

        def keep(recorded: Recorded) -> None:
            insert(models.Edition, [_row(program)], conflict="DO NOTHING")
            models.EditionSpan.objects.create(
                unit=unit,
                edition_id=program.edition,
                starts=recorded.event.at,
                event_id=recorded.event.id,
            )

        recorded = record(
            Draft(
                "edition.put_in_force",
                {"unit": unit},
                {
                    "edition": program.edition,
                    "code": program.code,
                    "number": program.number,
                    "title": program.title,
                },
                at=starts,
                unit=unit,
            ),
            actor=actor,
            projections=[keep],
        )
        transaction.on_commit(editions.forget)
    return recorded


def _start(unit: str, at: int | None) -> int:
    now = clock.now()
    events = models.Event.objects.filter(unit=unit, at__gte=now if at is None else at)
    for prefix in _ASIDE:
        events = events.exclude(kind__startswith=prefix)
    last = events.aggregate(last=Max("at"))["last"]
    spans = models.EditionSpan.objects.filter(unit=unit)
    begun = spans.aggregate(last=Max("starts"))["last"]
    latest = max((moment for moment in (last, begun) if moment is not None), default=None)
    if at is not None:
        if latest is not None and latest >= at:
            raise Backdated("这个时刻之后已经有事件按现行版本判过，新版只能从现在起生效。")
        return at
    return now if latest is None else max(now, latest + 1)


def _row(program: Program) -> dict[str, object]:
    return {
        "hash": program.edition,
        "code": program.code,
        "number": program.number,
        "title": program.title,
        "content": canonical(program.content),
        "kept_at": clock.now(),
    }
