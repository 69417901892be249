"""What the owner of the database can do to the past, and how each of it is found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.database import Database
from tests.desk.desk import Desk


def _verify(desk: Desk, **more: Any) -> Any:
    from shouwen_desk.ledger.sealing.verify import verify

    return verify(desk.data, **more)


@pytest.fixture
def sealed(desk: Desk) -> Desk:
    """A desk with three blocks over a dozen events."""
    for case in ("C1", "C2", "C3"):
        desk.open(case)
        desk.hear("怎么退款？", case)
        desk.clock.pass_minutes(2)
        desk.say("退款在订单页申请。", case)
        desk.seal()
    found = _verify(desk)
    assert found.ok, found.problems
    assert (found.blocks, found.unsealed) == (3, 0)
    return desk


@pytest.fixture
def owner() -> Callable[..., None]:
    """Run SQL as the owner of the database, who can switch the triggers off and on again."""

    def run(*statements: str) -> None:
        from django.db import connection

        from shouwen_desk.ledger import triggers

        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for name in triggers.expected("sqlite"):
                    cursor.execute(f"DROP TRIGGER {name}")
            else:
                for table in triggers.TABLES:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for statement in statements:
                cursor.execute(statement)
            if connection.vendor == "sqlite":
                for statement in triggers.statements("sqlite"):
                    cursor.execute(statement)
            else:
                for table in triggers.TABLES:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")

    return run


def _kinds(found: Any) -> set[str]:
    return {problem.kind for problem in found.problems}


def test_changed_byte(sealed: Desk, owner: Callable[..., None]) -> None:
    owner("UPDATE ledger_event SET actor = 'person:P0002' WHERE seq = 3")
    found = _verify(sealed)
    assert "event" in _kinds(found)
    assert any("被改动过" in problem.say for problem in found.problems)


def test_changed_blank_in_a_payload(sealed: Desk, owner: Callable[..., None]) -> None:
    """Even a byte that does not change the meaning."""
    owner("UPDATE ledger_event SET payload = payload || ' ' WHERE seq = 4")
    assert "event" in _kinds(_verify(sealed))


def test_changed_byte_with_its_leaf(sealed: Desk, owner: Callable[..., None]) -> None:
    from shouwen_desk.ledger.sealing.hashes import COLUMNS, leaf

    owner("UPDATE ledger_event SET actor = 'person:P0002' WHERE seq = 3")
    from django.db import connection

    with connection.cursor() as cursor:
        columns = ", ".join(f'"{name}"' for name in COLUMNS)
        cursor.execute(f"SELECT {columns} FROM ledger_event WHERE seq = 3")
        fresh = leaf(cursor.fetchone())
    owner(f"UPDATE ledger_position SET leaf = '{fresh}' WHERE seq = 3")
    assert "block" in _kinds(_verify(sealed))


def test_deleted_row(sealed: Desk, owner: Callable[..., None]) -> None:
    owner("DELETE FROM ledger_event WHERE seq = 5")
    assert any("被删除了" in problem.say for problem in _verify(sealed).problems)


def test_deleted_row_with_its_position(sealed: Desk, owner: Callable[..., None]) -> None:
    owner("DELETE FROM ledger_event WHERE seq = 5", "DELETE FROM ledger_position WHERE seq = 5")
    assert {"order", "block"} <= _kinds(_verify(sealed))


def test_swapped_pair(sealed: Desk, owner: Callable[..., None]) -> None:
    owner(
        "UPDATE ledger_event SET seq = 1000000 WHERE seq = 4",
        "UPDATE ledger_event SET seq = 4 WHERE seq = 5",
        "UPDATE ledger_event SET seq = 5 WHERE seq = 1000000",
    )
    assert "event" in _kinds(_verify(sealed))


def test_swapped_positions(sealed: Desk, owner: Callable[..., None]) -> None:
    owner(
        "UPDATE ledger_position SET position = 1000000 WHERE position = 4",
        "UPDATE ledger_position SET position = 4 WHERE position = 5",
        "UPDATE ledger_position SET position = 5 WHERE position = 1000000",
    )
    assert "block" in _kinds(_verify(sealed))


def _insert_in_between() -> str:
    columns = (
        "kind, unit, subjects, actor, at, at_source, recorded_at, payload, engine, effects, txid"
    )
    return (
        f"INSERT INTO ledger_event (seq, event_id, {columns}) "
        f"SELECT 0, 'forged', {columns} FROM ledger_event WHERE seq = 5"
    )


def test_inserted_row(sealed: Desk, owner: Callable[..., None]) -> None:
    owner(_insert_in_between())
    found = _verify(sealed)
    assert "extra" in _kinds(found)
    assert found.unsealed == 0


def test_inserted_row_with_a_position(sealed: Desk, owner: Callable[..., None]) -> None:
    owner(
        _insert_in_between(),
        "INSERT INTO ledger_position (position, seq, leaf, height) VALUES (100000, 0, 'x', 9)",
    )
    assert "order" in _kinds(_verify(sealed))


def test_cut_tail(sealed: Desk, owner: Callable[..., None]) -> None:
    """The last block goes with everything in it: only the heads outside still know."""
    owner(
        "DELETE FROM ledger_event WHERE seq IN (SELECT seq FROM ledger_position WHERE height = 3)",
        "DELETE FROM ledger_position WHERE height = 3",
        "DELETE FROM ledger_block WHERE height = 3",
    )
    found = _verify(sealed)
    assert any("截断" in problem.say for problem in found.problems)


def test_whole_rewrite(sealed: Desk, owner: Callable[..., None], tmp_path: Path) -> None:
    """Everything is written anew and sealed with another key, hashes and all in order."""
    from shouwen_desk.ledger.sealing.seal import seal

    owner(
        "UPDATE ledger_event SET actor = 'person:P0002' WHERE actor = 'person:P0001'",
        "DELETE FROM ledger_position",
        "DELETE FROM ledger_block",
    )
    seal(tmp_path / "elsewhere", sealed.clock.now)
    found = _verify(sealed)
    assert any("签名" in problem.say for problem in found.problems)
    assert any("重写" in problem.say for problem in found.problems)


def test_whole_rewrite_with_the_stolen_key(
    sealed: Desk, owner: Callable[..., None], tmp_path: Path
) -> None:
    """Who also has the key is betrayed by the heads that somebody keeps elsewhere."""
    from shouwen_desk.ledger.sealing.seal import seal

    kept = tmp_path / "kept-heads.jsonl"
    shutil.copy(sealed.data / "heads.jsonl", kept)
    owner(
        "UPDATE ledger_event SET actor = 'person:P0002' WHERE actor = 'person:P0001'",
        "DELETE FROM ledger_position",
        "DELETE FROM ledger_block",
    )
    (sealed.data / "heads.jsonl").unlink()
    seal(sealed.data, sealed.clock.now)
    assert _verify(sealed).ok
    found = _verify(sealed, heads_file=kept)
    assert any("重写" in problem.say for problem in found.problems)


def test_sealer_does_not_launder_a_rewrite(sealed: Desk, owner: Callable[..., None]) -> None:
    from shouwen_desk.ledger.sealing.seal import ChainDiffers

    owner("DELETE FROM ledger_position", "DELETE FROM ledger_block")
    with pytest.raises(ChainDiffers, match="不一致"):
        sealed.seal()


def test_changed_words(sealed: Desk, owner: Callable[..., None]) -> None:
    owner("UPDATE ledger_text SET text = '别的话'")
    assert "text" in _kinds(_verify(sealed))


def test_words_gone_without_an_erasure(sealed: Desk, owner: Callable[..., None]) -> None:
    owner("DELETE FROM ledger_text WHERE customer = 'KC1'")
    assert any("没有依法删除的记录" in problem.say for problem in _verify(sealed).problems)


def test_missing_trigger(sealed: Desk) -> None:
    from django.db import connection

    drop = "DROP TRIGGER ledger_event_no_update"
    if connection.vendor == "postgresql":
        drop += " ON ledger_event"
    with connection.cursor() as cursor:
        cursor.execute(drop)
    assert _kinds(_verify(sealed)) == {"trigger"}


def test_says_how_many_are_not_sealed(sealed: Desk) -> None:
    sealed.open("C4")
    sealed.hear("在吗", "C4")
    found = _verify(sealed)
    assert found.ok
    assert found.unsealed == 3
    sealed.seal()
    assert _verify(sealed).unsealed == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET actor = 'x'",
        "DELETE FROM ledger_event",
        "DELETE FROM ledger_event_state",
        "UPDATE ledger_block SET root = 'x'",
        "DELETE FROM ledger_position",
        "UPDATE ledger_edition SET content = 'x'",
    ],
)
def test_triggers_refuse(sealed: Desk, statement: str) -> None:
    from django.db import DatabaseError, connection

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_replace_is_refused_on_sqlite(sqlite_desk: Desk) -> None:
    """INSERT OR REPLACE deletes without saying so; only recursive triggers see it."""
    from django.db import DatabaseError, connection

    sqlite_desk.open()
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO ledger_event SELECT * FROM ledger_event WHERE seq = 1"
        )


def test_truncate_is_refused(desk: Desk, database: Database) -> None:
    from django.db import DatabaseError, connection

    if database.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_event CASCADE")


def test_torn_line_of_the_heads_is_mended(sealed: Desk) -> None:
    """A crash in the middle of a write leaves half a line; nothing is lost by it."""
    path = sealed.data / "heads.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 40])
    sealed.open("C4")
    sealed.seal()
    found = _verify(sealed)
    assert found.ok, found.problems
    assert found.blocks == 4


def test_open_transaction_holds_the_seal_back(sealed: Desk, database: Database) -> None:
    """PostgreSQL: an event committed while an earlier transaction runs waits for that one."""
    if database.url is None:
        pytest.skip("SQLite has one writer")
    import psycopg

    with psycopg.connect(database.url) as other:
        other.execute("SELECT pg_current_xact_id()")
        sealed.open("C4")
        sealed.seal()
        assert _verify(sealed).unsealed == 2
        other.rollback()
    sealed.seal()
    assert _verify(sealed).unsealed == 0
