"""Fixtures of the desk's tests: a ledger with a handbook in force and a clock that stands still."""

from __future__ import annotations

import pytest

from tests.database import Database
from tests.desk.desk import Clock, Desk


@pytest.fixture
def still_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The desk's clock, moved only by the test."""
    from shouwen_desk.config import clock

    still = Clock()
    monkeypatch.setattr(clock, "now", still)
    return still


@pytest.fixture
def desk(database: Database, still_clock: Clock) -> Desk:
    """A desk under the shop's handbook, on SQLite and on PostgreSQL."""
    ready = Desk(still_clock, database.data)
    ready.put_in_force()
    still_clock.pass_minutes(1)
    return ready


@pytest.fixture
def sqlite_desk(sqlite_database: Database, still_clock: Clock) -> Desk:
    """A desk under the shop's handbook, on SQLite only."""
    ready = Desk(still_clock, sqlite_database.data)
    ready.put_in_force()
    still_clock.pass_minutes(1)
    return ready
