"""Killed at any moment under load: nothing acknowledged is lost, no obligation missed or doubled.

Ten times here; a hundred by hand with ``SHOUWEN_KILLS=100 pytest tests/flows/test_kill.py``.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.database import _postgres, _sqlite, connected, fresh_postgres, fresh_sqlite
from tests.flows.crowd import Crowd, Memory
from tests.flows.served import Served

KILLS = int(os.environ.get("SHOUWEN_KILLS", "10"))
CHATS, AGENTS, CLOCKS = 20, 3, 500
SECOND = 1_000_000
# How long the desk is waited for once it is up again; how late it may be is measured in `bench`.
PATIENCE = 90.0


def _prepare(kills: int) -> str:
    """A company with a handbook in force, people, and clocks that come due all through the test."""
    from shouwen.handbook.loading import load_handbook
    from shouwen.handbook.program import Program
    from shouwen_desk.api import tokens
    from shouwen_desk.cases.actions import open_case
    from shouwen_desk.config import clock
    from shouwen_desk.customers.actions import Profile, new_customer
    from shouwen_desk.ledger.actions import put_in_force
    from shouwen_desk.people.actions import add_person, add_team

    now = clock.now()
    handbook, _ = load_handbook("enterprise")
    assert handbook is not None
    put_in_force(Program.compile(handbook), actor="system", at=now - 7200 * SECOND)
    add_team(None, "T1", "一组", receives=("chat",))
    people: dict[str, Any] = {
        role: add_person(
            None, staff_no=f"000{number}", login=role, name=name, role=role, team="T1",
            password="not-a-secret-7",
        )
        for number, (role, name) in enumerate(
            [("agent", "闻知行"), ("leader", "莫如深"), ("manager", "简书同")], 1
        )
    }  # fmt: skip
    # Level 1 asks for an answer within half an hour: opened a little less than that ago, one after
    # the other falls due while the desk is killed.
    step = int(kills * 6 * SECOND / CLOCKS) + 1
    for number in range(CLOCKS):
        open_case(
            people["agent"],
            customer=new_customer(Profile(name=f"客户{number}"), channel="chat"),
            channel="chat",
            level=1,
            handler=people["agent"],
            at=now - 1800 * SECOND + 10 * SECOND + number * step,
        )
    return tokens.draw(people["agent"], "crowd")


def _check(data: Path, memory: Memory, *, whole: bool) -> None:
    """Look at the tables of the killed desk."""
    from django.db.models import Count

    from shouwen_desk.cases.models import Message
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.replay import replay
    from shouwen_desk.ledger.sealing.verify import verify
    from shouwen_desk.people.models import Notification

    counted = dict(
        Message.objects.exclude(client_id=None)
        .values_list("client_id")
        .annotate(count=Count("pk"))
        .values_list("client_id", "count")
    )
    lost = [key for key in memory.acknowledged if counted.get(key) != 1]
    assert not lost, f"{len(lost)} acknowledged messages are not there once: {lost[:5]}"
    assert not [key for key, count in counted.items() if count != 1]
    doubled = (
        models.Verdict.objects.filter(superseded_at=None)
        .values("of")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
    )
    assert not list(doubled[:5])
    rung_twice = (
        Notification.objects.values("person", "source")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
    )
    assert not list(rung_twice[:5])
    proof = verify(data)
    assert proof.ok, [problem.say for problem in proof.problems[:5]]
    again = replay(effects=whole)
    assert again.ok, [difference.say for difference in again.differences[:5]]


def _unsettled(now: int) -> list[object]:
    """Some of what ran out before `now`, while the desk was dead or dying, and has not been decided
    and told."""
    from shouwen_desk.ledger import models

    late = models.State.objects.filter(next_at__lt=now)
    untold = models.Outbox.objects.filter(done_at=None, next_try__lt=now)
    due = models.Obligation.objects.filter(
        due__lt=now, outcome=None, closed=None, superseded_at=None, paused_since=None
    )
    return [
        *late.values_list("key", flat=True)[:5],
        *untold.values_list("kind", "failed")[:5],
        *due.values_list("pk", flat=True)[:5],
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "vendor", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def test_killed_under_load(
    vendor: str, request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Any
) -> None:
    kills = KILLS if vendor == "sqlite" else max(2, KILLS // 4)
    name = "sqlite_template" if vendor == "sqlite" else "postgres_server"
    source = request.getfixturevalue(name)
    fresh = fresh_sqlite if vendor == "sqlite" else fresh_postgres
    with django_db_blocker.unblock(), fresh(source, tmp_path / "data") as database:
        token = _prepare(kills)
        settings = _sqlite(database.file) if database.url is None else _postgres(database.url)
        _rounds(kills, database.data, database.url, settings, token)


def _rounds(kills: int, data: Path, url: str | None, settings: dict[str, Any], token: str) -> None:
    from shouwen_desk.config import clock

    memory, chance = Memory(), random.Random(7)
    for number in range(kills):
        before = len(memory.acknowledged)
        served = Served(data, url=url)
        try:
            memory.send_again(served)
            crowd = Crowd(served, memory, token, chats=CHATS, agents=AGENTS)
            crowd.start()
            time.sleep(chance.uniform(1.5, 3.5))
        finally:
            served.kill()
        crowd.stop()
        assert len(memory.acknowledged) > before, served.errors.read_text()[-2000:]
        with connected(settings):
            _check(data, memory, whole=number % 5 == 4)
    assert not memory.refused, sorted(set(memory.refused))
    served = Served(data, url=url)
    try:
        memory.send_again(served)
        now, until = clock.now(), time.monotonic() + PATIENCE
        left: list[object] = [None]
        while left and time.monotonic() < until:
            time.sleep(0.2)
            with connected(settings):
                left = _unsettled(now)
    finally:
        code = served.stop()
    assert code == 0, served.errors.read_text()[-2000:]
    assert not memory.unanswered
    with connected(settings):
        _check(data, memory, whole=True)
        assert not _unsettled(now)
    print(f"{kills} kills, {len(memory.acknowledged)} acknowledged")
