"""``GET /live?topic=case:C1&topic=person:P1``: server-sent events of what changed.

Whether the request may listen is answered by the ordinary pages (``permission`` below, with
session, sign-in and all middleware); only then does the stream itself run on the event loop.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from shouwen_desk.config.bridge import Receive, Scope, Send
from shouwen_desk.ledger import live

App = Callable[[Scope, Receive, Send], Awaitable[None]]

PATH = "/live"
MOST_TOPICS = 20
BEAT_SECONDS = 15.0
# A stream ends after this long and the browser comes again, so that a sign-out takes effect.
LIFE_SECONDS = 900.0
MOST_MISSED = 500
# On PostgreSQL an event with a smaller seq can be committed after one with a greater.
_OVERLAP = 100


@require_GET
def permission(request: HttpRequest) -> HttpResponse:
    """204 where the request may listen to every topic that it names; the stream follows."""
    topics = request.GET.getlist("topic")
    if not topics or len(topics) > MOST_TOPICS:
        return JsonResponse({"error": f"请指明 1 到 {MOST_TOPICS} 个 topic。"}, status=400)
    if not all(live.may_listen(request, topic) for topic in topics):
        return JsonResponse({"error": "您不能收听其中的内容，请重新登录后再试。"}, status=403)
    return HttpResponse(status=204)


async def stream(scope: Scope, receive: Receive, send: Send, pages: App) -> None:
    """Answer one request for a stream."""
    refused = await _refusal(scope, pages)
    if refused is not None:
        for message in refused:
            await send(message)
        return
    listener = live.HUB.subscribe(parse_qs(scope["query_string"].decode("latin-1"))["topic"])
    try:
        await send(_START)
        await send(_chunk(b"retry: 1500\n\n"))
        last = _last_event_id(scope)
        if last is not None:
            missed = await asyncio.to_thread(_missed, listener.topics, last)
            await send(_chunk(b"".join(_frame(message) for message in missed) + _SYNC))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await _pump(listener, send, gone)
        finally:
            gone.cancel()
    finally:
        live.HUB.leave(listener)


async def _refusal(scope: Scope, pages: App) -> list[MutableMapping[str, Any]] | None:
    """Ask the pages; None where the stream is allowed, else their whole answer."""
    answer: list[MutableMapping[str, Any]] = []

    async def nothing() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def keep(message: MutableMapping[str, Any]) -> None:
        answer.append(message)

    await pages(scope, nothing, keep)
    return None if answer and answer[0].get("status") == 204 else answer


async def _pump(listener: live.Listener, send: Send, gone: asyncio.Future[None]) -> None:
    loop = asyncio.get_running_loop()
    ends = loop.time() + LIFE_SECONDS
    while not gone.done() and loop.time() < ends:
        getting = asyncio.ensure_future(listener.queue.get())
        both: set[asyncio.Future[Any]] = {getting, gone}
        await asyncio.wait(both, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not getting.done():
            getting.cancel()
            if not gone.done():
                await send(_chunk(b": beat\n\n"))
            continue
        message = getting.result()
        if message is None:
            break
        body = _frame(message)
        while not listener.queue.empty():
            more = listener.queue.get_nowait()
            if more is None:
                await send(_chunk(body))
                await send(_END)
                return
            body += _frame(more)
        if listener.overrun:
            listener.overrun = False
            body += _SYNC
        await send(_chunk(body))
    if not gone.done():
        await send(_END)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _last_event_id(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"last-event-id":
            return int(value) if value.isdigit() and len(value) < 19 else 0
    return None


def _missed(topics: frozenset[str], last: int) -> list[dict[str, Any]]:
    """Events of these topics after ``last``, from the tables."""
    since = last - _OVERLAP if connection.vendor == "postgresql" else last
    marks = ", ".join(["%s"] * len(topics))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.seq, e.kind, e.event_id, s.key FROM ledger_event_state s "
            f"JOIN ledger_event e ON e.seq = s.seq WHERE s.key IN ({marks}) AND s.seq > %s "
            "ORDER BY s.seq LIMIT %s",
            [*topics, since, MOST_MISSED],
        )
        rows = cursor.fetchall()
    messages: dict[int, dict[str, Any]] = {}
    for seq, kind, event, key in rows:
        found = messages.setdefault(seq, {"topics": [], "kind": kind, "event": event, "seq": seq})
        found["topics"].append(key)
    return list(messages.values())


def _frame(message: live.Message) -> bytes:
    seq = message.get("seq")
    head = f"id: {seq}\n" if seq is not None else ""
    return f"{head}event: change\ndata: {json.dumps(message)}\n\n".encode()


def _chunk(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}


# Tells the page to read its parts again: something may have been missed.
_SYNC = b"event: sync\ndata: {}\n\n"
_END = {"type": "http.response.body", "body": b"", "more_body": False}
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ],
}
