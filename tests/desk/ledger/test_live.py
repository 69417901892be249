"""The hub: ids only, after the commit only, to whoever listens to one of the topics."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from shouwen_desk.ledger import live
from tests.desk.desk import Desk


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What reached the hub."""
    seen: list[Any] = []
    monkeypatch.setattr(live.HUB, "publish", seen.append)
    return seen


def test_tells_of_events_after_the_commit(sqlite_desk: Desk, published: list[Any]) -> None:
    from django.db import transaction

    with transaction.atomic():
        sqlite_desk.open()
        heard = sqlite_desk.hear("怎么退款？")
        assert published == []
    kinds = [message["kind"] for message in published]
    assert kinds[-2:] == ["message.received", "decided"]
    told = published[-2]
    assert (told["event"], told["seq"]) == (heard.event.id, heard.event.seq)
    assert set(told["topics"]) == {"case:C1", "conversation:VC1", "customer:KC1"}
    assert set(published[-1]["topics"]) == {"person:P0001", "team:T1"}
    assert "退款" not in json.dumps(published, ensure_ascii=False)


def test_tells_nothing_of_what_was_rolled_back(sqlite_desk: Desk, published: list[Any]) -> None:
    from django.db import transaction

    sqlite_desk.open()
    published.clear()

    def fail() -> None:
        with transaction.atomic():
            sqlite_desk.hear("在吗")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert published == []


def test_the_clock_tells_of_its_decisions(sqlite_desk: Desk, published: list[Any]) -> None:
    sqlite_desk.open()
    sqlite_desk.hear("在吗")
    published.clear()
    sqlite_desk.clock.pass_minutes(31)
    sqlite_desk.tick()
    topics = {topic for message in published for topic in message["topics"]}
    assert {"case:C1", "person:P0001", "team:T1"} <= topics


def test_listeners_get_what_they_asked_for_once() -> None:
    async def story() -> list[Any]:
        hub = live.Hub()
        listener = hub.subscribe(["case:C1", "team:T1"])
        hub.publish({"topics": ["case:C1", "team:T1"], "kind": "a"})
        hub.publish({"topics": ["case:C2"], "kind": "b"})
        hub.resync()
        hub.leave(listener)
        hub.publish({"topics": ["case:C1"], "kind": "c"})
        await asyncio.sleep(0)
        return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())]

    assert [message["kind"] for message in asyncio.run(story())] == ["a", "sync"]


def test_a_slow_listener_is_told_to_read_again() -> None:
    async def story() -> bool:
        hub = live.Hub()
        listener = hub.subscribe(["case:C1"])
        for _ in range(live.QUEUE + 1):
            hub.publish({"topics": ["case:C1"], "kind": "a"})
        await asyncio.sleep(0)
        return listener.overrun

    assert asyncio.run(story())


def test_closing_ends_every_stream() -> None:
    async def story() -> list[Any]:
        hub = live.Hub()
        before = hub.subscribe(["case:C1"])
        hub.close()
        await asyncio.sleep(0)
        after = hub.subscribe(["case:C1"])
        return [await before.queue.get(), await after.queue.get()]

    assert asyncio.run(story()) == [None, None]


def test_a_long_announcement_is_split_for_notify() -> None:
    topics = [f"case:C{number:020}" for number in range(600)]
    parts = [json.loads(part) for part in live._parts({"topics": topics, "kind": "decided"})]
    assert len(parts) > 1
    assert [topic for part in parts for topic in part["topics"]] == topics
    assert all(len(json.dumps(part)) < 8000 for part in parts)


def test_nobody_answers_for_an_unknown_kind_of_topic() -> None:
    assert not live.may_listen(None, "secrets:all")  # type: ignore[arg-type]
    assert not live.may_listen(None, "case:")  # type: ignore[arg-type]
