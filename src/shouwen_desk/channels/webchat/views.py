"""The addresses of web chat; README.md says what they speak."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from shouwen_desk.config import clock
from shouwen_desk.people.errors import Conflict, DeskError, Invalid, NotFound

from . import actions, queries, tokens
from .limits import MESSAGES, STARTS, TooMany

BODY_LIMIT = 65_536
STATUS = {Invalid: 400, NotFound: 404, Conflict: 409, TooMany: 429}


class TooLarge(DeskError):
    """The body is larger than any message can be."""

    code = "too_large"


STATUS[TooLarge] = 413


def public(method: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A JSON address without sign-in: one method, small bodies, Chinese errors, listed origins.

    There is no cookie in play, so a request forged by another site has no right to borrow: CSRF
    protection is left out here and nowhere else.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **parts: str) -> HttpResponse:
            if request.method == "OPTIONS":
                return _with_origin(request, HttpResponse(status=204))
            if request.method not in (method, "HEAD" if method == "GET" else method):
                return _with_origin(request, _error(_wrong_method(method), 405))
            try:
                response = view(request, **parts)
            except DeskError as error:
                response = _error(error, STATUS.get(type(error), 400))
                if isinstance(error, TooMany):
                    response["Retry-After"] = str(error.seconds)
            response["Cache-Control"] = "no-store"
            return _with_origin(request, response)

        return answer

    return wrap


@public("POST")
def start(request: HttpRequest) -> JsonResponse:
    """Begin or go on with a conversation."""
    STARTS.take(request.META.get("REMOTE_ADDR", ""))
    body, now = _body(request), clock.now()
    started = actions.start(
        visitor=body.get("visitor"),
        name=body.get("name"),
        phone=body.get("phone"),
        text=body.get("text"),
        client_id=body.get("client_id"),
        now=now,
    )
    link = tokens.link_of(started.token, now)
    answer = {"token": started.token, "visitor": started.visitor}
    return _json(answer | queries.history(link, now=now), 201)


@public("POST")
def messages(request: HttpRequest, token: str) -> JsonResponse:
    """A further message."""
    link = tokens.link_of(token, clock.now())
    MESSAGES.take(link.pk)
    body = _body(request)
    message = actions.post(link, body.get("text"), body.get("client_id"))
    return _json({"message": queries.one(message)}, 201)


@public("GET")
def history(request: HttpRequest, token: str) -> JsonResponse:
    """What was said."""
    now = clock.now()
    before = cursor(request.GET.get("before"), "before")
    return _json(queries.history(tokens.link_of(token, now), before=before, now=now))


@public("POST")
def confirm(request: HttpRequest, token: str) -> JsonResponse:
    """The customer says that it is settled."""
    link = tokens.link_of(token, clock.now())
    MESSAGES.take(link.pk)
    _body(request)
    actions.confirm(link)
    return _json({"ok": True})


@public("GET")
def live(request: HttpRequest, token: str) -> HttpResponse:
    """204 where the token is good; ``stream`` then answers with the events."""
    tokens.link_of(token, clock.now())
    return HttpResponse(status=204)


def cursor(value: str | None, field: str) -> int | None:
    """A sequence number from a query string or a ``Last-Event-ID``; None for none."""
    if value is None or value == "":
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Invalid("应当是数字。", field=field, remedy="请用消息里的 seq。")
    return int(value)


def _body(request: HttpRequest) -> Mapping[str, Any]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > BODY_LIMIT:
        raise TooLarge("内容太大。", remedy="一次最多 64 KB，请分开发送。")
    try:
        data = json.loads(request.body.decode() or "{}")
    except RequestDataTooBig as error:
        raise TooLarge("内容太大。", remedy="一次最多 64 KB，请分开发送。") from error
    except (ValueError, RecursionError) as error:
        raise Invalid("内容不是 UTF-8 的 JSON。", remedy="请检查编码和括号。") from error
    if not isinstance(data, dict):
        raise Invalid("内容应当是一个 JSON 对象。", remedy="请用花括号包起来。")
    return data


def _wrong_method(method: str) -> DeskError:
    return DeskError(f"这个地址只接受 {method}。", remedy="请看接口说明。")


def _json(body: Mapping[str, Any], status: int = 200) -> JsonResponse:
    # Chinese as Chinese: half the bytes.
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def _error(error: DeskError, status: int) -> JsonResponse:
    shown = {"code": error.code, "message": error.message}
    return _json(shown | {"field": error.field, "remedy": error.remedy}, status)


def _with_origin(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    origin = request.headers.get("Origin")
    if origin and origin in settings.WIDGET_ORIGINS:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Headers"] = "Content-Type, Last-Event-ID"
        response["Access-Control-Allow-Methods"] = "GET, POST"
        response["Access-Control-Max-Age"] = "600"
    response["Vary"] = "Origin"
    return response
