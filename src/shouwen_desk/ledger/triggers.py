"""Triggers that keep the ledger append-only and link events to subjects; their count at start-up.

A trigger stops mistakes and ordinary clients; against whoever owns the database the seals are
the proof (``seal``, ``verify``).
"""

from __future__ import annotations

from typing import Any

TABLES = ("ledger_event", "ledger_event_state", "ledger_block", "ledger_position", "ledger_edition")
_SQLITE = ("update", "delete")
_POSTGRES = ("update", "delete", "truncate")

# An event is linked to each of its subjects by the database itself: one statement less a write, and
# no way to forget it.
LINK = "ledger_event_link"
_LINK_SQLITE = f"""
CREATE TRIGGER {LINK} AFTER INSERT ON ledger_event BEGIN
    INSERT INTO ledger_event_state ("key", "seq")
    SELECT json_each."key" || ':' || json_each."value", NEW."seq" FROM json_each(NEW."subjects");
END
"""
_LINK_POSTGRES = (
    """
CREATE OR REPLACE FUNCTION ledger_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_event_state ("key", "seq")
    SELECT s.key || ':' || s.value, NEW."seq" FROM json_each_text(NEW."subjects"::json) s;
    RETURN NULL;
END $$
""",
    f"""
CREATE TRIGGER {LINK} AFTER INSERT ON ledger_event
FOR EACH ROW EXECUTE FUNCTION ledger_link()
""",
)

_FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def statements(vendor: str) -> list[str]:
    """The SQL that creates all triggers on ``sqlite`` or ``postgresql``."""
    if vendor == "sqlite":
        return [_LINK_SQLITE] + [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'ledger is append-only: {verb} on {table} refused'); END"
            for table in TABLES
            for verb in _SQLITE
        ]
    return [*_LINK_POSTGRES, _FUNCTION] + [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        for table in TABLES
        for verb in _POSTGRES
    ]


def expected(vendor: str) -> set[str]:
    """The names of the triggers that must exist."""
    verbs = _SQLITE if vendor == "sqlite" else _POSTGRES
    return {LINK} | {f"{table}_no_{verb}" for table in TABLES for verb in verbs}


def missing(connection: Any) -> set[str]:
    """Triggers that are absent or switched off; the desk does not start unless this is empty."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            # tgenabled D = disabled, R = fires on replicas only.
            cursor.execute(
                "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
                "AND n.nspname = ANY (current_schemas(false))"
            )
        found = {name for (name,) in cursor.fetchall()}
    return expected(connection.vendor) - found
