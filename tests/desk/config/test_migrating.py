"""Coming up on an empty database, on one that is ready, and on one that somebody has touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from shouwen_desk.config import desk
from tests.database import Database, _sqlite, connected, prepare_django


def test_an_empty_database_gets_its_tables_once(
    tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare_django()
    from django.db import connection

    with django_db_blocker.unblock(), connected(_sqlite(tmp_path / "new.sqlite3")):
        desk.migrate()
        assert "ledger_event" in connection.introspection.table_names()
        monkeypatch.setattr(desk, "_apply", lambda: pytest.fail("nothing was outstanding"))
        desk.migrate()


def test_a_new_migration_is_noticed(sqlite_database: Database) -> None:
    from django.db import connection

    assert not desk._outstanding()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases'")
    assert desk._outstanding()


def test_a_missing_trigger_keeps_the_desk_down(sqlite_database: Database) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_block_no_delete")
    with pytest.raises(ImproperlyConfigured, match="ledger_block_no_delete"):
        desk.migrate()
