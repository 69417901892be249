"""The desk itself on SQLite, served over HTTP by one process: create, queue, case page, tick.

A company of its own in a temporary directory, under the shipped handbook, with ledger, rules,
permissions and search switched on. The baselines are a bare row with a commit of its own on the
same disk (what no desk can be faster than) and, for the tick, a look at every open obligation.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

SIZES = (1_000, 10_000)
OPEN = (1_000, 100_000)
SECOND = 1_000_000
MINUTE = 60 * SECOND
WRITES, READS, RUSH_SECONDS, CLIENTS = 150, 60, 4.0, 8
WORDS = "订单一直没有发货，麻烦尽快帮我查一下，谢谢。"

type Row = dict[str, Any]


def run() -> list[Row]:
    """The rows for the table; see :mod:`bench` for their shape."""
    from tests.database import prepare_django

    prepare_django()
    from django.conf import settings

    # The served desk must know the sessions that are made here.
    os.environ["SHOUWEN_SECRET"] = settings.SECRET_KEY
    with tempfile.TemporaryDirectory(prefix="shouwen-bench-") as directory:
        return [*_pages(Path(directory)), *_ticks(Path(directory))]


# --- over HTTP --------------------------------------------------------------------------------


class Caller:
    """A client that keeps its connection."""

    def __init__(self, port: int, token: str, cookie: str) -> None:
        self.port, self.token, self.cookie = port, token, cookie
        self.line = HTTPConnection("127.0.0.1", port, timeout=60)
        self.number = 0

    def post(self, path: str, body: Any) -> Any:
        """POST to the API with a key of its own; the answer's JSON."""
        self.number += 1
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": f"{id(self)}-{self.number}",
        }
        self.line.request("POST", path, json.dumps(body), headers)
        response = self.line.getresponse()
        answer = response.read()
        assert response.status == 201, answer[:300]
        return json.loads(answer)

    def get(self, path: str) -> bytes:
        """GET a page as the signed-in agent."""
        self.line.request("GET", path, headers={"Cookie": self.cookie})
        response = self.line.getresponse()
        answer = response.read()
        assert response.status == 200, (path, response.status)
        return answer


def _create(caller: Caller) -> str:
    body = {
        "customer": {"name": "莫闻笛", "phone": "13800001234"},
        "channel": "chat",
        "text": WORDS,
    }
    return str(caller.post("/api/v1/cases", body)["id"])


def _pages(directory: Path) -> Iterator[Row]:
    from tests.flows.served import Served

    for size in SIZES:
        with _desk(directory / f"cases-{size}") as data:
            cases, token, cookie, full = _seed(size)
            counts = _statements(cases[0], full, token, cookie)
            served = Served(data)
            try:
                caller = Caller(served.port, token, cookie)
                yield from _writes(size, caller, served.port, counts, data)
                yield from _reads(size, caller, full, counts)
            finally:
                served.stop()


def _writes(
    size: int, caller: Caller, port: int, counts: dict[str, int], data: Path
) -> Iterator[Row]:
    case = _create(caller)
    create = _p50(lambda: _create(caller), WRITES)
    message = f"/api/v1/cases/{case}/messages"
    add = _p50(lambda: caller.post(message, {"from": "customer", "text": WORDS}), WRITES)
    bare = _bare_commit(data)
    at = f"{size:,} cases"
    for work, p50, name in (
        ("create a case by API", create, "create"),
        ("add a message by API", add, "add"),
    ):
        yield _row(f"{work}, {at}", "p50", p50, "ms", "<= 4", "a bare row, committed", bare)
        yield _row(f"{work}, {at}", "statements", counts[name], "", "<= 8")
    rate = _rush(port, caller.token, caller.cookie)
    yield _row(f"create cases by API, {CLIENTS} clients, {at}", "throughput", rate, "/s", ">= 300")


def _reads(size: int, caller: Caller, full: str, counts: dict[str, int]) -> Iterator[Row]:
    at = f"{size:,} cases"
    pages = (
        ("queue page, 25 rows", QUEUE_PAGE, "queue"),
        ("case page, 20 messages", _case_page(full), "case"),
    )
    for work, path, name in pages:
        body = caller.get(path)
        p50 = _p50(lambda path=path: caller.get(path), READS)
        yield _row(f"{work}, {at}", "p50", p50, "ms", "<= 5")
        yield _row(f"{work}, {at}", "statements", counts[name], "", "<= 6")
        yield _row(f"{work}, {at}", "size", len(body) / 1024, "KB", "<= 30")


def _rush(port: int, token: str, cookie: str) -> float:
    """Cases a second from several clients at once."""
    ends = time.perf_counter() + RUSH_SECONDS
    made: list[int] = []

    def client() -> None:
        caller, count = Caller(port, token, cookie), 0
        while time.perf_counter() < ends:
            _create(caller)
            count += 1
        made.append(count)

    threads = [Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(made) / RUSH_SECONDS


def _p50(work: Callable[[], object], times: int) -> float:
    """Median of a call, in milliseconds."""
    work()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def _bare_commit(data: Path) -> float:
    """One row in one table with one commit, under the same settings, on the same disk."""
    from pysqlite3 import dbapi2

    from shouwen_desk.config.sqlite.library import init_command

    line = dbapi2.connect(data / "bare.sqlite3", isolation_level=None)
    for pragma in init_command(dbapi2.sqlite_version_info).split(";"):
        line.execute(pragma)
    line.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, words TEXT)")
    p50 = _p50(lambda: line.execute("INSERT INTO bare (words) VALUES (?)", [WORDS]), WRITES)
    line.close()
    return p50


# --- the company ------------------------------------------------------------------------------

QUEUE_PAGE = "/workbench?tab=team"


def _case_page(case: str) -> str:
    return f"/workbench/{case}"


@contextmanager
def _desk(data: Path) -> Iterator[Path]:
    """A migrated desk under the shipped handbook."""
    from django.core.management import call_command

    from shouwen.handbook.loading import load_handbook
    from shouwen.handbook.program import Program
    from shouwen_desk.config import clock
    from shouwen_desk.ledger.actions import put_in_force
    from tests.database import _sqlite, connected

    data.mkdir(parents=True)
    with connected(_sqlite(data / "shouwen.sqlite3", durable=True)):
        call_command("migrate", verbosity=0, interactive=False)
        handbook, _ = load_handbook("enterprise")
        assert handbook is not None
        program = Program.compile(handbook)
        put_in_force(program, actor="system", at=clock.now() - 30 * 24 * 60 * MINUTE)
        yield data


def _seed(size: int) -> tuple[list[str], str, str, str]:
    """Cases over the last two weeks; answers their ids, a token, a session cookie, a long case."""
    from django.db import transaction

    from shouwen_desk.api import tokens
    from shouwen_desk.cases.actions import open_case, receive_message, send_message
    from shouwen_desk.cases.models import Case
    from shouwen_desk.config import clock
    from shouwen_desk.customers.actions import Profile, new_customer
    from shouwen_desk.ledger import outbox, worker
    from shouwen_desk.people.actions import add_person, add_team

    add_team(None, "T1", "一组", receives=("chat",))
    agent = add_person(
        None, staff_no="0001", login="agent", name="闻知行", role="agent", team="T1",
        password="not-a-secret-7",
    )  # fmt: skip
    begin = clock.now() - 14 * 24 * 60 * MINUTE
    step = 14 * 24 * 60 * MINUTE // size
    cases: list[str] = []
    for start in range(0, size, 500):
        with transaction.atomic():
            for number in range(start, min(size, start + 500)):
                opened = open_case(
                    agent, customer=new_customer(Profile(name=f"客户{number}"), channel="chat"),
                    channel="chat", text=WORDS, handler=agent if number % 3 else None,
                    at=begin + number * step,
                )  # fmt: skip
                cases.append(opened.case_id)
    # What fell due in those weeks was decided then; the desk is measured when it is up to date.
    worker.tick(clock.now())
    outbox.deliver(clock.now())
    full = cases[-1]
    for turn in range(10):
        receive_message(Case.objects.get(pk=full), f"{WORDS}{turn}")
        send_message(agent, full, "已经在为您加急查询，仓库今天18:00前回复，我18:30前告诉您结果。")
    return cases, tokens.draw(agent, "bench"), _session(agent), full


def _session(person: Any) -> str:
    """A signed-in session, as the browser would send it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = person.pk
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _statements(case: str, full: str, token: str, cookie: str) -> dict[str, int]:
    """SQL statements of each request, session and user included, transaction control left out."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"authorization": f"Bearer {token}"})
    name, _, value = cookie.partition("=")
    client.cookies[name] = value
    body = {
        "customer": {"name": "莫闻笛", "phone": "13800001234"},
        "channel": "chat",
        "text": WORDS,
    }
    calls: dict[str, Callable[[], Any]] = {
        "create": lambda: client.post("/api/v1/cases", body, "application/json", headers={"idempotency-key": str(time.time_ns())}),
        "add": lambda: client.post(f"/api/v1/cases/{case}/messages", {"from": "customer", "text": WORDS}, "application/json", headers={"idempotency-key": str(time.time_ns())}),
        "queue": lambda: client.get(QUEUE_PAGE),
        "case": lambda: client.get(_case_page(full)),
    }  # fmt: skip
    counts = {}
    for name, call in calls.items():
        assert call().status_code < 300, name
        with CaptureQueriesContext(connection) as captured:
            call()
        said = [query["sql"] for query in captured.captured_queries]
        counts[name] = sum(
            not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for sql in said
        )
    return counts


# --- the tick ---------------------------------------------------------------------------------


def _ticks(directory: Path) -> Iterator[Row]:
    from shouwen_desk.config import clock
    from shouwen_desk.ledger import models, worker

    for size in OPEN:
        with _desk(directory / f"open-{size}"):
            now = clock.now()
            _open_obligations(size, now)
            at = f"{size:,} open obligations"
            idle = _p50(lambda now=now: worker.tick(now), 50)
            look = _p50(lambda now=now: _look_at_all(models.Obligation, now), 3)
            yield _row(
                f"tick, nothing due, {at}", "p50", idle, "ms", None, "a look at every one", look
            )
            taken = []
            for round_ in range(1, 6):
                until = now + round_ * MINUTE
                began = time.perf_counter()
                done = worker.tick(until)
                taken.append((time.perf_counter() - began) * 1000 / max(1, done.states))
                assert done.states >= 100, done
            yield _row(f"tick, 100 due, {at}", "each", statistics.median(taken), "ms")


def _open_obligations(size: int, now: int) -> None:
    """Clocks of many cases: a hundred fall due in each of the next minutes, the rest tomorrow.

    One case is opened by the real engine; the others are its state and row under other names.
    """
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.record import Draft, record
    from shouwen_desk.ledger.rows import insert

    subjects = {"case": "C000000", "conversation": "V000000", "customer": "K000000"}
    opening = {"type": "repair", "level": 1, "channel": "chat", "urgent": True, "team": "T1"}
    record(Draft("case.opened", subjects, opening, at=now), actor="system")
    state = models.State.objects.values().get(pk="case:C000000")
    owed = list(models.Obligation.objects.filter(key="case:C000000").values())
    models.State.objects.filter(pk="case:C000000").delete()
    states, rows = [], []
    for number in range(size):
        minute, far = number // 100, 24 * 60 * MINUTE
        due = now + minute * MINUTE + 30 * SECOND if minute < 6 else now + far
        name, shift = f"C{number:06}", due - int(state["next_at"])
        states.append(_shifted(state, name, shift, number))
        rows += [
            row | {"id": _renamed(row["id"], number), "key": f"case:{name}", "case": name}
            for row in owed
        ]
    insert(models.State, states)
    insert(models.Obligation, rows, conflict="DO NOTHING")


def _renamed(name: str, number: int) -> str:
    return f"{number:06x}{name[6:]}"


def _shifted(state: Row, name: str, shift: int, number: int) -> Row:
    """The state of another case whose clocks run ``shift`` later."""
    data = json.loads(state["data"])
    data["key"], data["next_at"] = f"case:{name}", data["next_at"] + shift
    data["subjects"]["case"] = name
    for row in data["open"]:
        row["id"], row["key"], row["case"] = _renamed(row["id"], number), f"case:{name}", name
        for field in ("due", "next_at"):
            if row.get(field) is not None:
                row[field] += shift
        row["warns"] = [at + shift for at in row.get("warns", [])]
    return state | {
        "key": f"case:{name}",
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        "next_at": state["next_at"] + shift,
    }


def _look_at_all(model: Any, now: int) -> int:
    """What a worker without ``next_at`` does: read every open obligation and compare."""
    rows = model.objects.filter(closed=None).values_list("due", "outcome")
    return sum(
        due is not None and due < now and outcome is None for due, outcome in rows.iterator(2000)
    )


def _row(
    work: str,
    measure: str,
    value: float,
    unit: str,
    aim: str | None = None,
    baseline: str | None = None,
    baseline_value: float | None = None,
) -> Row:
    return {
        "work": work, "measure": measure, "value": value, "unit": unit, "aim": aim,
        "baseline": baseline, "baseline_value": baseline_value,
    }  # fmt: skip
