"""The desk as one ASGI application: streams on the event loop, pages in a pool of threads."""

from __future__ import annotations

import json
from typing import cast

from shouwen_desk.channels.webchat import stream as chat
from shouwen_desk.config import background, streams
from shouwen_desk.config.bridge import WSGI, BodyTooLarge, Bridge, Gone, Receive, Scope, Send
from shouwen_desk.config.wsgi import application as pages

THREADS = 8
MOST_BYTES = 2_000_000
_TOO_LARGE = json.dumps(
    {
        "code": "too_large",
        "message": "提交的内容太大。",
        "field": None,
        "remedy": "一次最多 2 MB，请分开提交。",
    },
    ensure_ascii=False,
).encode()


class Desk:
    """Routes a request to the stream or to the pages."""

    def __init__(self) -> None:
        self._pages = Bridge(cast(WSGI, pages), threads=THREADS, most=MOST_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
        elif _declared_length(scope) > MOST_BYTES:
            await _answer(send, 413, _TOO_LARGE)
        elif scope["path"] == streams.PATH and scope["method"] == "GET":
            await streams.stream(scope, receive, send, self._pages)
        elif scope["method"] == "GET" and chat.token_in(scope["path"]) is not None:
            await chat.stream(scope, receive, send, self._pages)
        else:
            try:
                await self._pages(scope, receive, send)
            except BodyTooLarge:
                await _answer(send, 413, _TOO_LARGE)
            except Gone:
                return

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        from django.conf import settings

        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                background.start(settings.ENVIRONMENT.data)
                await send({"type": "lifespan.startup.complete"})
            else:
                background.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 19 else MOST_BYTES + 1
    return 0


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        # What is still on its way is not read, so the connection cannot be used again.
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


application = Desk()
