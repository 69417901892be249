"""The desk as a process: comes up, says how it is, streams what changes, goes down."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.database import Database, fresh_postgres
from tests.flows.served import Served

SECRET = "for-the-tests-of-serving-and-nothing-else"


def _command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    base = {name: value for name, value in os.environ.items() if name != "SHOUWEN_TEST"}
    return subprocess.run(
        [sys.executable, "-m", "shouwen_desk.config.command", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=base | environment,
        check=False,
    )


@pytest.fixture
def served(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A served desk with one agent in one team, under the shop's handbook and a clock file."""
    monkeypatch.setenv("SHOUWEN_SECRET", SECRET)
    _company()
    clock = tmp_path / "clock"
    clock.write_text("2026-10-12T09:30:00+08:00")
    ready = Served(database.data, url=database.url, clock=clock)
    yield ready
    if ready.process.poll() is None:
        ready.stop()


def _company() -> None:
    """The shop's handbook in force, one team, one agent."""
    from shouwen_desk.ledger.actions import put_in_force
    from shouwen_desk.people.actions import add_person, add_team
    from tests.desk.desk import START, program

    put_in_force(program(), actor="system", at=START)
    add_team(None, "T1", "一组", receives=("chat",))
    add_person(
        None, staff_no="0001", login="agent", name="闻知行", role="agent", team="T1",
        password="not-a-secret-7",
    )  # fmt: skip


def _cookie() -> str:
    """A session of the agent, signed with the secret of the served desk."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from shouwen_desk.people.models import Person

    before, settings.SECRET_KEY = settings.SECRET_KEY, SECRET
    try:
        person = Person.objects.get(login="agent")
        session = SessionStore()
        session[SESSION_KEY] = person.pk
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
    finally:
        settings.SECRET_KEY = before
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Stream:
    """A browser that listens."""

    def __init__(self, port: int, query: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.connection.request("GET", f"/live?{query}", headers=headers)
        self.response = self.connection.getresponse()

    def messages(self) -> Iterator[tuple[str, str, Any]]:
        """(id, event, data) of each frame, until the stream ends."""
        frame = {"id": "", "event": "", "data": ""}
        while line := self.response.readline().decode():
            name, _, value = line.strip().partition(": ")
            if name in frame:
                frame[name] = value
            elif line == "\n" and frame["event"]:
                yield frame["id"], frame["event"], json.loads(frame["data"])
                frame = {"id": "", "event": "", "data": ""}


def _chat(served: Served) -> str:
    """A customer writes; answers the token of the conversation."""
    body = {"text": "怎么退款？", "client_id": "c1"}
    status, answer = served.request("POST", "/chat/start", body)
    assert status == 201, answer
    return str(answer["token"])


def _case() -> str:
    from shouwen_desk.cases.models import Case

    return Case.objects.get().pk


def test_health_names_every_part(served: Served) -> None:
    status, answer = served.request("GET", "/healthz")
    assert status == 200
    assert {"desk", "database", "clock", "outbox", "sealer"} <= answer["parts"].keys()
    assert all(answer["parts"].values())


def test_streams_what_changes_and_catches_up(served: Served) -> None:
    token = _chat(served)
    case, cookie = _case(), _cookie()
    stream = Stream(served.port, f"topic=case:{case}", Cookie=cookie)
    assert stream.response.status == 200
    messages = stream.messages()
    served.request("POST", f"/chat/{token}/messages", {"text": "在吗", "client_id": "c2"})
    number, event, data = next(messages)
    assert (event, data["kind"]) == ("change", "message.received")
    assert "在吗" not in json.dumps(data, ensure_ascii=False)
    stream.connection.close()
    served.request("POST", f"/chat/{token}/messages", {"text": "急", "client_id": "c3"})
    again = Stream(served.port, f"topic=case:{case}", **{"Cookie": cookie, "Last-Event-ID": number})
    caught: list[tuple[str, str]] = []
    for _, event, data in again.messages():
        caught.append((event, data.get("kind", "")))
        if event == "sync":
            break
    assert caught[-2:] == [("change", "message.received"), ("sync", "")]


def test_nobody_listens_without_the_right(served: Served) -> None:
    _chat(served)
    case, cookie = _case(), _cookie()
    for query, headers in (
        (f"topic=case:{case}", {}),
        ("topic=person:P9999", {"Cookie": cookie}),
        ("topic=team:T9", {"Cookie": cookie}),
        ("topic=nonsense", {"Cookie": cookie}),
        ("topic=case:none", {"Cookie": cookie}),
        (f"topic=case:{case}&topic=team:T9", {"Cookie": cookie}),
    ):
        assert Stream(served.port, query, **headers).response.status == 403, query
    assert Stream(served.port, "", Cookie=cookie).response.status == 400


def test_the_clock_file_moves_the_clock_and_the_stream_hears_of_it(
    served: Served, tmp_path: Path
) -> None:
    _chat(served)
    stream = Stream(served.port, "topic=team:T1", Cookie=_cookie())
    (tmp_path / "clock").write_text("2026-10-12T10:01:00+08:00")
    _, event, data = next(stream.messages())
    assert (event, data["kind"]) == ("change", "decided")
    from shouwen_desk.ledger import models

    assert models.Verdict.objects.filter(clause="shop:1.1", outcome="broken").count() == 1


def test_goes_down_gracefully_with_a_stream_open(served: Served) -> None:
    _chat(served)
    stream = Stream(served.port, f"topic=case:{_case()}", Cookie=_cookie())
    began = time.monotonic()
    assert served.stop() == 0
    assert time.monotonic() - began < 10
    assert list(stream.messages()) == []


def test_an_answer_that_is_too_large_is_refused_unread(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.putrequest("POST", "/chat/start")
    connection.putheader("Content-Length", str(200_000_000))
    connection.endheaders()
    response = connection.getresponse()
    assert response.status == 413
    assert "2 MB" in response.read().decode()


def test_two_desks_never_share_a_sqlite_directory(served: Served, database: Database) -> None:
    if database.url is not None:
        pytest.skip("PostgreSQL serves several processes")
    second = _command("serve", "--port", "0", "--data", str(database.data))
    assert second.returncode == 2
    assert "已有一个首问在用" in second.stderr
    assert "PostgreSQL" in second.stderr
    erase = _command("ledger", "erase", "K1", "--reason", "x", "--data", str(database.data))
    assert erase.returncode == 2
    verify = _command("ledger", "verify", "--data", str(database.data))
    assert verify.returncode == 0, verify.stdout + verify.stderr


def test_a_port_in_use_is_said_in_chinese(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = _command("serve", "--port", str(port), "--data", str(tmp_path / "data"))
    assert found.returncode == 2
    assert f"127.0.0.1 的 {port} 端口用不了（已经有程序在用）" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("serve", "--port", "65536"), "请写 0 到 65535 之间的整数"),
        (("serve", "--port", "http"), "请写整数，如 8000"),
        (("demo", "--port", "-1"), "请写 0 到 65535 之间的整数"),
        (("serve", "--host", "nowhere.invalid"), "认不出 nowhere.invalid 是哪里"),
        (("serve", "--processes", "2"), "只能开一个进程"),
        (("serve", "--port", "1"), "端口用不了"),
        (("serve", "--clock", __file__), "没有设置 SHOUWEN_TEST=1"),
        (("ledger", "verify"), "还没有台账"),
    ],
)
def test_says_in_chinese_why_it_does_not_start(
    arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    if arguments[-2:] == ("--port", "1") and os.geteuid() == 0:
        arguments = ("serve", "--host", "203.0.113.1", "--port", "0")
    found = _command(*arguments, "--data", str(tmp_path / "data"))
    assert found.returncode == 2
    assert says in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.postgresql
def test_two_processes_share_a_postgresql_database(
    postgres_server: str, tmp_path: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both answer, each hears of what the other wrote, and they go down together."""
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.sealing.verify import verify

    monkeypatch.setenv("SHOUWEN_SECRET", SECRET)
    with django_db_blocker.unblock(), fresh_postgres(postgres_server, tmp_path / "data") as found:
        _company()
        served = Served(found.data, url=found.url, processes=2)
        token = _chat(served)
        streams = [Stream(served.port, f"topic=case:{_case()}", Cookie=_cookie()) for _ in range(6)]
        served.request("POST", f"/chat/{token}/messages", {"text": "在吗", "client_id": "c2"})
        for stream in streams:
            _, event, data = next(stream.messages())
            assert (event, data["kind"]) == ("change", "message.received")
        for number in range(30):
            body = {"text": "还在吗", "client_id": f"n{number}"}
            assert served.request("POST", f"/chat/{token}/messages", body)[0] in (201, 429)
        time.sleep(2)
        assert served.stop() == 0
        proof = verify(found.data)
        assert proof.ok, [problem.say for problem in proof.problems]
        assert models.Block.objects.count() > 0
