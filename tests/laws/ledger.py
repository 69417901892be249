"""Play a stream of events on a real ledger, and read back all that the engine made of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from shouwen.events import parse_instant, zone_of
from shouwen.handbook.program import Program
from tests.database import Database, emptied_postgres, fresh_sqlite
from tests.laws.streams import Happening

# A Thursday before a weekend, with a holiday behind it.
START = parse_instant("2026-10-08T08:00:00", zone_of("Asia/Shanghai"))
_count = itertools.count()


@contextmanager
def ledger(where: str, source: Any, directory: Path) -> Iterator[Database]:
    """A fresh database of one play: ``source`` is the SQLite template or the server's address."""
    data = directory / f"play-{next(_count)}"
    fresh = fresh_sqlite if where == "sqlite" else emptied_postgres
    with fresh(source, data) as found:
        yield found


def play(
    program: Program,
    arrivals: Iterable[tuple[int, Happening]],
    ticks: Iterable[int],
    end: int,
    *,
    then: tuple[int, Program] | None = None,
) -> None:
    """Record each event when it arrives, look at the clock at ``ticks`` and at the ``end``.

    ``then``: another edition comes into force at that instant.
    """
    from shouwen_desk.config import clock
    from shouwen_desk.ledger import worker
    from shouwen_desk.ledger.actions import put_in_force

    now = START
    with mock.patch.object(clock, "now", lambda: now):  # noqa: PT008 - it moves
        put_in_force(program, actor="system", at=START - 1)
        todo: list[tuple[int, Happening | Program | None]] = [*arrivals]
        todo += [(at, None) for at in ticks]
        todo += [then] if then is not None else []
        for at, one in sorted(todo, key=lambda item: item[0]):
            now = START + at
            if one is None:
                worker.tick(now)
            elif isinstance(one, Happening):
                _record(program, one)
            else:
                put_in_force(one, actor="system")
        now = START + end
        worker.tick(now)


def _record(program: Program, one: Happening) -> None:
    from shouwen_desk.ledger.record import Draft, record

    subjects = {"case": one.case, "conversation": f"V{one.case}", "customer": f"K{one.case}"}
    payload, texts = dict(one.payload), {}
    actor = f"customer:K{one.case}" if one.role == "customer" else "person:P0001"
    if one.words is not None:
        heard = program.language.recognise(one.words, one.role).to_json()
        if one.role == "customer":
            heard.pop("act")
        payload |= heard
        texts = {"text": one.words}
    record(
        Draft(
            one.kind,
            subjects,
            payload,
            texts=texts,
            at=START + one.at,
            at_source="channel",
            id=one.id,
            source_key=f"source:{one.id}",
        ),
        actor=actor,
    )


def judge(choices: Iterator[int], at: int) -> int:
    """A person judges what stands broken: confirms, overturns, excuses, or leaves it."""
    from shouwen_desk.config import clock
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.record import Draft, record

    done = 0
    with mock.patch.object(clock, "now", return_value=START + at):
        for finding in models.Finding.objects.filter(superseded_at=None).order_by("pk"):
            kind, payload = (
                ("finding.confirmed", {"finding": finding.pk, "attribution": "本人"}),
                ("finding.overturned", {"finding": finding.pk, "reason": "引用客户原话"}),
                ("", {}),
            )[next(choices) % 3]
            if kind:
                done += 1
                record(Draft(kind, _of(finding.key), payload), actor="person:P0003")
        broken = models.Obligation.objects.filter(outcome="broken", superseded_at=None)
        for owed in broken.order_by("pk"):
            if next(choices) % 2:
                done += 1
                payload = {"obligation": owed.pk, "reason": "系统停机", "by": "P0003"}
                record(Draft("verdict.excused", _of(owed.key), payload), actor="person:P0003")
    return done


def _of(key: str) -> dict[str, str]:
    kind, _, name = key.partition(":")
    return {kind: name}


def rows() -> dict[str, Any]:
    """Everything that stands: what must be the same however the stream was cut."""
    from shouwen_desk.ledger import models

    tables: dict[str, Any] = {}
    for model in (models.Obligation, models.Verdict, models.Finding):
        names = [
            field.name for field in model._meta.fields if not field.name.startswith("superseded")
        ]
        standing = model.objects.filter(superseded_at=None)
        tables[model.__name__] = {row.pk: {n: getattr(row, n) for n in names} for row in standing}
    tables["Kept"] = sorted(
        (row.key, row.event, clause)
        for row in models.Kept.objects.all()
        for clause in row.clauses.split()
    )
    figures = models.Tally.objects.exclude(n=0)
    tables["Tally"] = sorted(
        (r.day, r.clause, r.person, r.team, r.channel, r.outcome, r.grade, r.n) for r in figures
    )
    return tables
