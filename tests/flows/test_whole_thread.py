"""The whole thread over HTTP, on a desk that is served: widget, clock, held reply, kept, escalation.

Time is a file that the test moves, so nobody waits.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shouwen.events import moment_of, zone_of
from tests.database import Database
from tests.desk.conftest import still_clock
from tests.desk.desk import START, Clock
from tests.flows.served import Served
from tests.office import furnish

__all__ = ["still_clock"]
ZONE = zone_of("Asia/Shanghai")
BEGIN = moment_of(START, ZONE) + timedelta(minutes=5)


class Time:
    """The clock file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.now = BEGIN
        self.write()

    def write(self) -> None:
        new = self.file.with_suffix(".new")
        new.write_text(self.now.isoformat(), encoding="ascii")
        new.replace(self.file)

    def pass_minutes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)
        self.write()


class Stream(threading.Thread):
    """A browser that listens to the conversation; ``heard`` collects (event, data)."""

    def __init__(self, port: int, token: str, after: int = 0) -> None:
        super().__init__(daemon=True)
        self.heard: list[tuple[str, Any]] = []
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.request("GET", f"/chat/{token}/live", headers={"Last-Event-ID": str(after)})
        self.response = self.connection.getresponse()
        assert self.response.status == 200
        self.start()

    def run(self) -> None:
        event = ""
        try:
            for raw in self.response:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.heard.append((event, json.loads(line.removeprefix("data: "))))
        except (OSError, ValueError, AttributeError):
            return

    def wait_for(self, words: str, seconds: float = 10) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(event == "message" and data["text"] == words for event, data in self.heard):
                return
            time.sleep(0.02)
        raise AssertionError(f"{words!r} did not arrive: {self.heard}")


@pytest.fixture
def served(
    sqlite_database: Database, still_clock: Clock, tmp_path: Path
) -> Iterator[tuple[Served, Time, dict[str, str]]]:
    """A furnished office behind a real server, its clock file, and tokens of the cast."""
    from django.db import connection

    office = furnish(still_clock)
    tokens = {name: office.token(name) for name in office.people}
    connection.close()
    clock = Time(tmp_path / "clock")
    desk = Served(sqlite_database.data, clock=clock.file)
    try:
        yield desk, clock, tokens
    finally:
        desk.stop()


def until(ask: Any, seconds: float = 10) -> Any:
    """The first answer that is something; what a person would see within moments."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := ask():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")


@pytest.mark.slow
def test_from_the_widget_to_kept_and_another_left_alone(
    served: tuple[Served, Time, dict[str, str]],
) -> None:
    desk, clock, tokens = served

    def api(method: str, path: str, body: object = None, who: str = "agent") -> tuple[int, Any]:
        return desk.request(method, f"/api/v1/{path}", body, token=tokens[who])

    # A customer writes in the widget; the queue shows it with its clause, edition and due time.
    status, chat = desk.request(
        "POST", "/chat/start", {"text": "四家店都不能收款！", "client_id": "c-1", "name": "许晚"}
    )
    assert status == 201
    stream = Stream(desk.port, chat["token"])
    stream.wait_for("四家店都不能收款！")
    queue = api("GET", "queue?tab=unclaimed")[1]
    row = queue["groups"][0]["cases"][0]
    assert row["name"] == "许晚"
    assert row["next"]["clause"] == "enterprise:5.3.1"
    assert len(row["next"]["edition"]) == 64
    assert row["next"]["due"]

    # A reply with 不归我管 is held, and offers better words; the corrected one goes out at once.
    path = f"cases/{row['id']}/messages"
    status, held = api("POST", path, {"from": "agent", "text": "您好，这个不归我管，您找别人。"})
    assert (status, held["code"]) == (409, "held")
    assert held["findings"][0]["instead"]
    good = "您好，这件事由我跟到底。我现在请技术同事查，10:30前给您答复。"
    assert api("POST", path, {"from": "agent", "text": good})[0] == 201
    stream.wait_for(good)
    rows = api("GET", f"cases/{row['id']}/obligations")[1]["obligations"]
    first = next(one for one in rows if one["clause"] == "enterprise:5.3.1")
    assert (first["mark"], first["outcome"]) == ("kept", "kept")

    # What was said while the browser was away arrives when it comes back.
    seen = max(data["seq"] for event, data in stream.heard if event == "message")
    stream.connection.sock.close() if stream.connection.sock else None
    assert api("POST", path, {"from": "agent", "text": "目前技术同事正在更换交换机。"})[0] == 201
    again = Stream(desk.port, chat["token"], after=seen)
    again.wait_for("目前技术同事正在更换交换机。")
    assert [data["seq"] > seen for event, data in again.heard if event == "message"] == [True]

    # A second case, level 1, is left alone: it warns, breaks, and reaches leader and manager.
    status, alone = api(
        "POST",
        "cases",
        {"customer": {"name": "孙急"}, "text": "全断了", "level": 1, "type": "repair"},
    )
    assert status == 201

    def mark() -> str:
        rows = api("GET", f"cases/{alone['id']}/obligations", who="manager")[1]["obligations"]
        return str(next(one["mark"] for one in rows if one["clause"] == "enterprise:5.1.1"))

    def rung(who: str) -> list[str]:
        return _bell(desk.data, who, alone["id"])

    assert mark() == "running"
    clock.pass_minutes(21)
    until(lambda: rung("leader") == ["warn"])
    assert mark() == "risk"
    clock.pass_minutes(10)
    until(lambda: rung("leader") == ["warn", "breach"])
    assert mark() == "broken"
    assert rung("manager") == []
    clock.pass_minutes(15)
    until(lambda: rung("manager") == ["breach"])
    assert desk.request("GET", "/healthz")[0] == 200


def _bell(data: Path, who: str, case: str) -> list[str]:
    """Levels under somebody's bell for the clause, read beside the running desk."""
    import sqlite3

    with sqlite3.connect(f"file:{data / 'shouwen.sqlite3'}?mode=ro", uri=True) as raw:
        rows = raw.execute(
            "SELECT n.level FROM people_notification n JOIN people_person p ON p.id = n.person_id "
            "WHERE p.login = ? AND n.\"case\" = ? AND n.clause = 'enterprise:5.1.1' ORDER BY n.at",
            [who, case],
        ).fetchall()
    return [level for (level,) in rows]
