"""The hub of live updates: ids of what changed, never words, to whoever listens in this process.

``announce`` is called inside the transaction and publishes after its commit. On PostgreSQL the ids
travel by NOTIFY, so that every process hears of every commit; on SQLite they go straight to the hub.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from shouwen.clauses.changes import Changes
from shouwen.events import Event

CHANNEL = "shouwen_live"
QUEUE = 256
# NOTIFY takes up to 8000 bytes.
_NOTIFY_BYTES = 7000

Message = Mapping[str, Any]
Authoriser = Callable[[HttpRequest, str], bool]


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream. A slow one loses messages and is told to read everything again."""

    topics: frozenset[str]
    loop: asyncio.AbstractEventLoop
    queue: asyncio.Queue[Message | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))
    overrun: bool = False

    def put(self, message: Message | None) -> None:
        """Called on the listener's loop."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.overrun = True


class Hub:
    """Topics (``case:C1``, ``team:T1``) to listeners; safe to publish from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_topic: dict[str, set[Listener]] = {}
        self._closed = False

    def subscribe(self, topics: Iterable[str]) -> Listener:
        """Open a listener on the running loop."""
        listener = Listener(frozenset(topics), asyncio.get_running_loop())
        with self._lock:
            for topic in listener.topics:
                self._by_topic.setdefault(topic, set()).add(listener)
        if self._closed:
            listener.put(None)
        return listener

    def leave(self, listener: Listener) -> None:
        """Close a listener."""
        with self._lock:
            for topic in listener.topics:
                others = self._by_topic.get(topic)
                if others is not None:
                    others.discard(listener)
                    if not others:
                        del self._by_topic[topic]

    def publish(self, message: Message) -> None:
        """Hand a message to every listener of one of its ``topics``, once each."""
        with self._lock:
            if not self._by_topic:
                return
            reached = {
                listener
                for topic in message["topics"]
                for listener in self._by_topic.get(topic, ())
            }
        for listener in reached:
            _on_loop(listener, message)

    def resync(self) -> None:
        """Let every listener read again: something may have been missed."""
        for listener in self._everybody():
            _on_loop(listener, {"topics": sorted(listener.topics), "kind": "sync"})

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for listener in self._everybody():
            _on_loop(listener, None)

    def _everybody(self) -> set[Listener]:
        with self._lock:
            return {one for group in self._by_topic.values() for one in group}


def _on_loop(listener: Listener, message: Message | None) -> None:
    try:
        listener.loop.call_soon_threadsafe(listener.put, message)
    except RuntimeError:
        # The loop ended between the look and the call: nobody is listening any more.
        return


HUB = Hub()
_authorisers: dict[str, Authoriser] = {}


def authorise(kind: str, allowed: Authoriser) -> None:
    """Let ``allowed(request, id)`` decide who may listen to topics ``kind:id``."""
    _authorisers[kind] = allowed


def may_listen(request: HttpRequest, topic: str) -> bool:
    """Whether this request may hear of a topic; a kind that nobody answers for is refused."""
    kind, _, name = topic.partition(":")
    allowed = _authorisers.get(kind)
    return bool(name) and allowed is not None and allowed(request, name)


def touch(*topics: str, why: str = "") -> None:
    """Tell the listeners of ``topics``, after the commit of the transaction that runs."""
    _after_commit({"topics": sorted(topics), "kind": why})


def announce(events: Iterable[Event], changes: Changes) -> None:
    """Tell, after the commit, what these events and changes touched."""
    told: set[str] = set()
    messages: list[dict[str, Any]] = []
    for event in events:
        topics = {f"{kind}:{name}" for kind, name in event.subjects.items()}
        told |= topics
        messages.append(
            {"topics": sorted(topics), "kind": event.kind, "event": event.id, "seq": event.seq}
        )
    rest = concerned(changes) - told
    if rest:
        messages.append({"topics": sorted(rest), "kind": "decided"})
    for message in messages:
        _after_commit(message)


def concerned(changes: Changes) -> set[str]:
    """Topics of the cases, people and teams whose rows changed."""
    topics: set[str] = set()
    for row in changes.obligations.values():
        topics |= {f"case:{row.case}", f"person:{row.owner}", f"team:{row.team}"}
    for finding in changes.findings.values():
        topics |= {f"case:{finding.case}", f"person:{finding.person}"}
    return {topic for topic in topics if not topic.endswith(":")}


def _after_commit(message: dict[str, Any]) -> None:
    if not message["topics"]:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for part in _parts(message):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, part])
        return
    transaction.on_commit(lambda: HUB.publish(message))


def _parts(message: dict[str, Any]) -> list[str]:
    text = json.dumps(message)
    if len(text) <= _NOTIFY_BYTES or len(message["topics"]) == 1:
        return [text]
    half = len(message["topics"]) // 2
    return [
        part
        for topics in (message["topics"][:half], message["topics"][half:])
        for part in _parts(message | {"topics": topics})
    ]
