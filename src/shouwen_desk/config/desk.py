"""Bring the desk up in this process: settings, tables, triggers, the right to be the one writer."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ImproperlyConfigured

from shouwen_desk.config import environment
from shouwen_desk.config.sqlite import library

LOCK_FILE = "desk.lock"
# "migr" in ASCII; any number that no other advisory lock of this product uses.
_ADVISORY = 0x6D696772


def configure(*, data: str | None = None, clock: str | None = None) -> environment.Environment:
    """Load the settings (options go before the environment) and make Django ready."""
    if data is not None:
        os.environ["SHOUWEN_DATA"] = str(Path(data).expanduser().resolve())
    if clock is not None:
        os.environ["SHOUWEN_CLOCK"] = str(Path(clock).expanduser().resolve())
    library.swap_in()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen_desk.config.settings")
    import django
    from django.conf import settings

    found: environment.Environment = settings.ENVIRONMENT
    environment.prepare(found)
    django.setup()
    return found


def sole_writer(found: environment.Environment) -> IO[str] | None:
    """Hold the data directory for this process where the database is SQLite; None on PostgreSQL.

    The lock goes with the process, however it ends. Raises ImproperlyConfigured, naming the other.
    """
    if not found.embedded:
        return None
    file = (found.data / LOCK_FILE).open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        other = file.read().strip() or "未知"
        file.close()
        raise ImproperlyConfigured(
            f"数据目录 {found.data} 已有一个首问在用（进程 {other}）。"
            "自带的 SQLite 只能由一个进程写；要开多个进程，请用 DATABASE_URL 指向 PostgreSQL。"
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def migrate() -> None:
    """Bring the tables up to date and make sure that the ledger is append-only."""
    from django.db import connection

    from shouwen_desk.ledger import triggers

    if _outstanding():
        _apply()
    absent = triggers.missing(connection)
    if absent:
        raise ImproperlyConfigured(
            f"台账缺少 {len(absent)} 个只增不改的触发器（{'、'.join(sorted(absent)[:3])}…），"
            "可能有人动过数据库。请先运行 shouwen ledger verify。"
        )


def _outstanding() -> bool:
    """Whether a migration has not been applied, by the names of the files alone.

    Django's own answer imports every migration and builds every past model, which takes a second
    and 15 MB at each start.
    """
    from django.apps import apps
    from django.db import connection

    if "django_migrations" not in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    return any(
        (app.label, file.stem) not in applied
        for app in apps.get_app_configs()
        for file in (Path(app.path) / "migrations").glob("[0-9]*.py")
    )


def _apply() -> None:
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY])
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY])


def require_tables(found: environment.Environment) -> None:
    """Raise ImproperlyConfigured where there is no ledger to read."""
    from django.db import connection

    if found.embedded and not Path(str(connection.settings_dict["NAME"])).is_file():
        raise ImproperlyConfigured(
            f"数据目录 {found.data} 里还没有台账。请用 --data 指明目录，或先运行 shouwen serve。"
        )
    if "ledger_event" not in connection.introspection.table_names():
        raise ImproperlyConfigured("这个数据库里还没有台账，请先运行 shouwen serve。")


def journal() -> str:
    """What SQLite's journal really is (``wal``, ``delete``); empty on PostgreSQL."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        row: tuple[Any, ...] = cursor.fetchone()
    return str(row[0])
