"""``GET /chat/<token>/live``: what the customer may see of the conversation, as it happens.

The pages say whether the token is good (``views.live``); then the stream runs on the event loop and
reads the table whenever the hub says that something happened, so that nothing is lost or doubled
however often the connection breaks.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from shouwen_desk.config import clock
from shouwen_desk.ledger import live

from . import queries, tokens

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BEAT_SECONDS = 15.0
LIFE_SECONDS = 900.0
_PATH = re.compile(r"/chat/([A-Za-z0-9_-]{43})/live")


def token_in(path: str) -> str | None:
    """The token of a stream's address; None for any other address."""
    found = _PATH.fullmatch(path)
    return found.group(1) if found else None


async def stream(scope: Scope, receive: Receive, send: Send, pages: App) -> None:
    """Answer one request for a stream."""
    answer: list[Message] = []

    async def nothing() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def keep(message: Message) -> None:
        answer.append(message)

    await pages(scope, nothing, keep)
    if not answer or answer[0].get("status") != 204:
        for message in answer:
            await send(message)
        return
    token = token_in(scope["path"]) or ""
    link = await asyncio.to_thread(tokens.link_of, token, clock.now())
    listener = live.HUB.subscribe([f"conversation:{link.conversation}", f"case:{link.case_id}"])
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await send(_start(answer[0]["headers"]))
        await _pump(link, listener, _after(scope), send, gone)
    finally:
        gone.cancel()
        live.HUB.leave(listener)


async def _pump(
    link: Any, listener: live.Listener, seen: int, send: Send, gone: asyncio.Future[None]
) -> None:
    loop = asyncio.get_running_loop()
    ends = loop.time() + LIFE_SECONDS
    await send(_chunk(b"retry: 1500\n\n"))
    told: str | None = None
    open_before = True
    while not gone.done() and loop.time() < ends:
        news = await asyncio.to_thread(queries.news, link, seen, clock.now())
        body = b"".join(
            _frame("message", message, number=message["seq"]) for message in news.messages
        )
        seen = news.messages[-1]["seq"] if news.messages else seen
        promises = json.dumps(news.promises, ensure_ascii=False)
        if promises != (told if told is not None else "[]"):
            body += _frame("promises", news.promises)
        told = promises
        if open_before and not news.open:
            body += _frame("closed", {})
        open_before = news.open
        if body:
            await send(_chunk(body))
        if not await _wake(listener, send, gone):
            break
    if not gone.done():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _wake(listener: live.Listener, send: Send, gone: asyncio.Future[None]) -> bool:
    """Wait until something happened; False when the desk goes down."""
    while not gone.done():
        getting = asyncio.ensure_future(listener.queue.get())
        waited: set[asyncio.Future[Any]] = {getting, gone}
        await asyncio.wait(waited, timeout=BEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if getting.done():
            while getting.result() is not None and not listener.queue.empty():
                if listener.queue.get_nowait() is None:
                    return False
            return getting.result() is not None
        getting.cancel()
        if not gone.done():
            await send(_chunk(b": beat\n\n"))
            return True
    return True


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _after(scope: Scope) -> int:
    """The last message that the browser has: its header after a break, or the query string."""
    given = [
        value.decode("latin-1") for name, value in scope["headers"] if name == b"last-event-id"
    ]
    given += parse_qs(scope["query_string"].decode("latin-1")).get("after", [])
    for value in given:
        if value.isascii() and value.isdigit() and len(value) < 19:
            return int(value)
    return 0


def _frame(event: str, data: Any, number: int | None = None) -> bytes:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _chunk(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}


def _start(headers: list[tuple[bytes, bytes]]) -> Message:
    kept = [(name, value) for name, value in headers if name.startswith(b"access-control-")]
    own = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    return {"type": "http.response.start", "status": 200, "headers": own + kept}
