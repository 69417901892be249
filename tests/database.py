"""Fixtures that give a test a desk's database of its own, freshly migrated.

SQLite: the file of one migration is copied for each test. PostgreSQL: a database is created from a
migrated template. Nothing is ever flushed, since the ledger's triggers forbid it, and transactions
are real, so that commits, locks and threads behave as in the product.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests import postgres


@dataclass(frozen=True, slots=True)
class Database:
    """A database of one test. ``data`` is the desk's data directory (keys, heads, SQLite file)."""

    vendor: str
    data: Path
    url: str | None

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.data / "shouwen.sqlite3"


def prepare_django() -> None:
    """Load the desk's settings in this process, with a data directory that goes with it."""
    from shouwen_desk.config.sqlite import library

    library.swap_in()
    os.environ.setdefault("SHOUWEN_TEST", "1")
    if "SHOUWEN_DATA" not in os.environ:
        directory = tempfile.mkdtemp(prefix="shouwen-test-")
        atexit.register(shutil.rmtree, directory, ignore_errors=True)
        os.environ["SHOUWEN_DATA"] = directory
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen_desk.config.settings")
    import django

    Path(os.environ["SHOUWEN_DATA"]).mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.conf import settings

    # Argon2 is slow on purpose, and a test signs in often.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def connected(settings_of: dict[str, Any]) -> Iterator[None]:
    """Point Django at another database until the block ends."""
    from django.db import connections

    from shouwen_desk.ledger import editions, strengths

    before = connections.databases["default"]
    _forget_connection()
    connections.databases["default"] = before | settings_of
    connections["default"].ensure_connection()
    editions.forget()
    strengths.forget()
    try:
        yield
    finally:
        _forget_connection()
        connections.databases["default"] = before
        editions.forget()
        strengths.forget()


def _forget_connection() -> None:
    from django.db import connections

    if hasattr(connections._connections, "default"):
        connections["default"].close()
        del connections["default"]


def _sqlite(file: Path, *, durable: bool = False) -> dict[str, Any]:
    """Settings of a SQLite file; a test need not wait for the disk, unless that is what it tests."""
    import sqlite3

    from django.conf import settings

    from shouwen_desk.config.sqlite.library import init_command

    command = init_command(sqlite3.sqlite_version_info)
    if not durable:
        command = command.replace("synchronous=FULL", "synchronous=OFF")
    options = settings.DATABASES["default"]["OPTIONS"] | {"init_command": command}
    return {"ENGINE": "shouwen_desk.config.sqlite", "NAME": str(file), "OPTIONS": options}


def _postgres(url: str) -> dict[str, Any]:
    from shouwen_desk.config import environment

    return environment.postgres(url) | {"CONN_MAX_AGE": None}


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A migrated SQLite file, to be copied."""
    prepare_django()
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    with django_db_blocker.unblock(), connected(_sqlite(file)):
        _migrate()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def postgres_server(django_db_blocker: Any) -> Iterator[str]:
    """The address of a server whose database ``template_desk`` is migrated."""
    prepare_django()
    try:
        postgres.binaries()
    except postgres.NoPostgres as error:
        pytest.skip(f"PostgreSQL tests were NOT run: {error}")
    with postgres.server() as url:
        _run(url, "CREATE DATABASE template_desk")
        with django_db_blocker.unblock(), connected(_postgres(_named(url, "template_desk"))):
            _migrate()
        yield url


@contextmanager
def fresh_sqlite(template: Path, data: Path) -> Iterator[Database]:
    """A desk on a copy of the migrated file."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "shouwen.sqlite3"
    shutil.copyfile(template, file)
    with connected(_sqlite(file)):
        yield Database("sqlite", data, None)


@contextmanager
def emptied_postgres(server: str, data: Path) -> Iterator[Database]:
    """A desk on one database that every play uses in turn, emptied first; quicker than a new one.

    Only for tests that write nothing but the ledger's own tables.
    """
    name = f"plays_{os.getpid()}"
    with suppress(psycopg.errors.DuplicateDatabase):
        _run(server, f"CREATE DATABASE {name} TEMPLATE template_desk")
    data.mkdir(parents=True, exist_ok=True)
    url = _named(server, name)
    with connected(_postgres(url)):
        from django.apps import apps

        tables = ", ".join(m._meta.db_table for m in apps.get_app_config("ledger").get_models())
        with psycopg.connect(url) as raw:
            # The owner's way round the triggers, which the product never takes.
            raw.execute("SET session_replication_role = replica")
            raw.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")  # type: ignore[arg-type]
        yield Database("postgresql", data, url)


_count = 0


@contextmanager
def fresh_postgres(server: str, data: Path) -> Iterator[Database]:
    """A desk on a database made from the migrated template."""
    global _count
    _count += 1
    name = f"desk_{os.getpid()}_{_count}"
    data.mkdir(parents=True, exist_ok=True)
    _run(server, f"CREATE DATABASE {name} TEMPLATE template_desk")
    url = _named(server, name)
    try:
        with connected(_postgres(url)):
            yield Database("postgresql", data, url)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Any
) -> Iterator[Database]:
    """A fresh desk's database; the test runs once on SQLite and once on PostgreSQL."""
    with django_db_blocker.unblock():
        if request.param == "sqlite":
            template = request.getfixturevalue("sqlite_template")
            with fresh_sqlite(template, tmp_path / "data") as found:
                yield found
        else:
            server = request.getfixturevalue("postgres_server")
            with fresh_postgres(server, tmp_path / "data") as found:
                yield found


@pytest.fixture
def sqlite_database(
    sqlite_template: Path, tmp_path: Path, django_db_blocker: Any
) -> Iterator[Database]:
    """A fresh desk's database on SQLite only, for what does not depend on the database."""
    with django_db_blocker.unblock(), fresh_sqlite(sqlite_template, tmp_path / "data") as found:
        yield found


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute(statement)  # type: ignore[arg-type]
