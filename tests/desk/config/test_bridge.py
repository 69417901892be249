"""The bridge from the event loop to the pages: whole requests in, whole answers out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from shouwen_desk.config.bridge import PIECE, BodyTooLarge, Bridge, Gone

SCOPE: dict[str, Any] = {
    "type": "http",
    "http_version": "1.1",
    "method": "POST",
    "scheme": "http",
    "path": "/手册",
    "query_string": b"a=1",
    "server": ("127.0.0.1", 8000),
    "client": ("127.0.0.1", 5),
    "headers": [
        (b"content-type", b"text/plain"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"1.1.1.1"),
        (b"x_forwarded_for", b"6.6.6.6"),
    ],
}


def _ask(pages: Any, *messages: dict[str, Any], most: int = 100) -> list[Any]:
    sent: list[Any] = []
    waiting = list(messages)

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Bridge(pages, threads=1, most=most)(SCOPE, receive, send))
    return sent


def _part(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_request_and_answer_arrive_whole() -> None:
    seen: dict[str, Any] = {}

    def pages(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start("201 Created", [("Content-Type", "text/plain")])
        return [b"one", b"two"]

    head, body = _ask(pages, _part(b"ab", more=True), _part(b"c"))
    assert (head["status"], head["headers"]) == (201, [(b"content-type", b"text/plain")])
    assert (body["body"], body["more_body"]) == (b"onetwo", False)
    assert (seen["body"], seen["CONTENT_LENGTH"]) == (b"abc", "3")
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/手册"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"
    assert seen["HTTP_X_FORWARDED_FOR"] == "1.1.1.1"


def test_a_body_that_breaks_off_is_not_carried_out() -> None:
    def pages(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        raise AssertionError(environ)

    with pytest.raises(Gone):
        _ask(pages, _part(b"ab", more=True), {"type": "http.disconnect"})


def test_a_body_without_a_length_is_measured() -> None:
    with pytest.raises(BodyTooLarge):
        _ask(None, _part(b"a" * 60, more=True), _part(b"a" * 60, more=True))


def test_a_long_answer_goes_out_in_pieces_and_is_closed() -> None:
    class Long:
        closed = False

        def __iter__(self) -> Any:
            yield from [b"x" * (PIECE // 2)] * 5

        def close(self) -> None:
            self.closed = True

    long = Long()

    def pages(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return long

    sent = _ask(pages, _part(b""))
    assert [len(message.get("body", b"")) for message in sent] == [0, PIECE, PIECE, PIECE // 2]
    assert [message.get("more_body") for message in sent] == [None, True, True, False]
    assert long.closed
