"""The ledger's own commands, as an operator runs them on a desk that is down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import Database

NAME, PHONE = "欧阳长风", "13800005678"
WORDS = f"我叫{NAME}，电话{PHONE}，发票寄到梧桐里七弄"


def _run(database: Database, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    if database.url is not None:
        environment["DATABASE_URL"] = database.url
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "shouwen_desk.config.command",
            "ledger",
            *arguments,
            "--data",
            str(database.data),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )


@pytest.fixture
def company(database: Database) -> Database:
    """A desk where one customer wrote twice and an agent answered, all by the product's actions."""
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case
    from shouwen_desk.config import clock
    from shouwen_desk.customers.actions import Profile, new_customer
    from shouwen_desk.ledger.actions import put_in_force
    from shouwen_desk.ledger.sealing.seal import seal
    from shouwen_desk.people.actions import add_person, add_team
    from tests.desk.desk import program

    put_in_force(program(), actor="system")
    add_team(None, "T1", "一组", receives=("chat",))
    agent = add_person(
        None, staff_no="0001", login="agent", name="闻知行", role="agent", team="T1",
        password="not-a-secret-7",
    )  # fmt: skip
    opened = actions.open_case(
        agent,
        customer=new_customer(Profile(name=NAME, phone=PHONE), channel="chat"),
        channel="chat",
        text=WORDS,
        handler=agent,
    )
    actions.receive_message(Case.objects.get(pk=opened.case_id), f"{WORDS}，快一点")
    actions.send_message(agent, opened.case_id, f"{NAME}您好，今天18:00前寄出。")
    seal(database.data, clock.now())
    return database


def test_verify_replay_and_seal(company: Database) -> None:
    verified = _run(company, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "核验通过" in verified.stdout
    replayed = _run(company, "replay")
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert "重算无别" in replayed.stdout
    sealed = _run(company, "seal")
    assert (sealed.returncode, sealed.stdout) == (0, "封存了 0 个事件，0 块。\n")


def test_verify_says_what_was_changed(company: Database) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_text SET text = '另一句话'")
    verified = _run(company, "verify")
    assert verified.returncode == 1
    assert "的原文被改动过" in verified.stdout
    assert "核验不通过" in verified.stdout


def test_replay_says_what_differs(company: Database) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_tally SET n = n + 5")
    replayed = _run(company, "replay", "--rows-only")
    assert replayed.returncode == 1
    assert "重算有别" in replayed.stdout


def test_an_export_that_cannot_be_written_says_why(company: Database, tmp_path: Path) -> None:
    done = _run(company, "export", "--out", str(tmp_path / "no" / "events.jsonl"))
    assert done.returncode == 2
    assert done.stderr.endswith("no/events.jsonl（没有这个文件夹），请换一个文件\n")


def test_export_is_masked(company: Database, tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"
    done = _run(company, "export", "--texts", "--out", str(out))
    assert done.returncode == 0, done.stderr
    text = out.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["position"] for line in lines] == list(range(1, len(lines) + 1))
    assert PHONE not in text
    assert "138******78" in text
    plain = _run(company, "export")
    assert "梧桐里" not in plain.stdout


def _files(database: Database) -> list[Path]:
    """The files of the database: all of SQLite's; PostgreSQL's tables, not its log."""
    if database.url is None:
        return list(database.data.iterdir())
    import psycopg

    with psycopg.connect(database.url) as raw:
        raw.execute("CHECKPOINT")
        (home,) = raw.execute("SHOW data_directory").fetchone() or ("",)
        (number,) = raw.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or (0,)
    return [file for file in (Path(home) / "base" / str(number)).iterdir() if file.is_file()]


def test_erase_leaves_no_byte_and_everything_green(company: Database) -> None:
    from django.db import connection

    from shouwen_desk.customers.models import Customer

    customer = Customer.objects.get(name=NAME).pk
    connection.close()
    erased = _run(company, "erase", customer, "--reason", "本人要求")
    assert erased.returncode == 0, erased.stdout + erased.stderr
    for command in ("verify", "replay"):
        found = _run(company, command)
        assert found.returncode == 0, found.stdout + found.stderr
    assert not Customer.objects.filter(name=NAME).exists()
    connection.close()
    for words in ("梧桐里", NAME, PHONE):
        assert [f.name for f in _files(company) if words.encode() in f.read_bytes()] == [], words
    missing = _run(company, "erase", "K-none", "--reason", "本人要求")
    assert missing.returncode == 2
    assert "没有客户" in missing.stderr
