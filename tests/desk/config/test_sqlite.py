"""SQLite: the right library, one writer at a time, ledger tables that no migration rebuilds."""

from __future__ import annotations

import threading

import pytest

from shouwen_desk.config.sqlite import library
from tests.database import Database, _sqlite, connected


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 4), "WAL"),
    ],
)
def test_wal_is_refused_on_an_affected_library(version: tuple[int, ...], mode: str) -> None:
    assert library.journal_mode(version) == mode


def test_pragmas_of_a_connection(sqlite_database: Database) -> None:
    """As the product sets them; the other tests do not wait for the disk."""
    from django.db import connection

    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "foreign_keys": 1,
        "mmap_size": 0,
    }
    with (
        connected(_sqlite(sqlite_database.file, durable=True)),
        connection.cursor() as cursor,
    ):
        for pragma, value in wanted.items():
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone()[0] == value, pragma


def test_read_then_write_by_many_threads_loses_nothing(sqlite_database: Database) -> None:
    """Deferred transactions would fail here with 'database is locked'."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (n INTEGER)")
        cursor.execute("INSERT INTO counter VALUES (0)")
    failed: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(50):
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SELECT n FROM counter")
                    cursor.execute("UPDATE counter SET n = %s", [cursor.fetchone()[0] + 1])
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        assert cursor.fetchone() == (200,)


def test_lock_is_given_back_after_an_error(sqlite_database: Database) -> None:
    from django.db import transaction

    from shouwen_desk.config.sqlite.base import WRITE_LOCK

    def fail() -> None:
        with transaction.atomic():
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not WRITE_LOCK.locked()


def test_lock_is_given_back_when_a_connection_closes_inside(sqlite_database: Database) -> None:
    from django.db import DatabaseError, connection, transaction

    from shouwen_desk.config.sqlite.base import WRITE_LOCK

    def break_off() -> None:
        with transaction.atomic():
            connection.connection.close()

    with pytest.raises(DatabaseError):
        break_off()
    connection.close()
    assert not WRITE_LOCK.locked()


def test_no_migration_rebuilds_a_ledger_table(sqlite_database: Database) -> None:
    from django.db import NotSupportedError, connection, models

    from shouwen_desk.ledger.models import Event

    column = models.IntegerField(default=0)
    column.set_attributes_from_name("added")
    with (
        pytest.raises(NotSupportedError, match="只增不改"),
        connection.schema_editor() as editor,
    ):
        editor.add_field(Event, column)


def test_ledger_tables_cannot_be_dropped_by_a_migration(sqlite_database: Database) -> None:
    from django.db import NotSupportedError, connection

    from shouwen_desk.ledger.models import Block

    with (
        pytest.raises(NotSupportedError, match="只增不改"),
        connection.schema_editor() as editor,
    ):
        editor.delete_model(Block)
