"""Errors of the API: always ``{"code", "message", "field", "remedy"}`` in Chinese, never a trace.

``held`` adds ``findings``, ``refused`` adds ``missing``; both say what to change.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from shouwen_desk.cases.errors import Held, Overtaken
from shouwen_desk.ledger.record import Refused, Unfit
from shouwen_desk.ledger.texts import UnacceptableText
from shouwen_desk.people.errors import Conflict, DeskError, Invalid, NotAllowed, NotFound

STATUS: dict[type[DeskError], int] = {
    Invalid: 422,
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Held: 409,
    Overtaken: 409,
}


class TooLarge(DeskError):
    """The body is larger than anything that the API takes."""

    code = "too_large"


class Unreadable(DeskError):
    """The body is no JSON in UTF-8."""

    code = "unreadable"


STATUS |= {TooLarge: 413, Unreadable: 400}


_HALF = re.compile(r"\\u[dD][89a-fA-F]")


class Bodies(Parser):
    """Reads JSON bodies; whatever cannot be read is a 4xx with a sentence."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            text = request.body.decode()
            data = json.loads(text, parse_constant=_no_constant)
        except RequestDataTooBig as error:
            raise TooLarge("内容太大。", remedy="一次最多 1 MB，请分开提交。") from error
        except (ValueError, RecursionError) as error:
            raise Unreadable(
                "内容不是 UTF-8 编码的 JSON。", remedy="请检查编码、括号和引号。"
            ) from error
        if _HALF.search(text):
            _whole_characters(data)
        return data


def _whole_characters(data: Any) -> None:
    """Half a character, written as an escape, can be neither kept nor repeated in an answer."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Invalid("内容里有半个字符（不成对的代理项）。", remedy="请删掉它再提交。") from error


def _no_constant(name: str) -> None:
    raise ValueError(name)


def body_of(
    code: str, message: str, *, field: str | None = None, remedy: str = "", **more: Any
) -> dict[str, Any]:
    """The one shape of an error."""
    return {"code": code, "message": message, "field": field, "remedy": remedy} | more


class Plainly(JSONRenderer):
    """Answers Chinese as Chinese: half the bytes, and readable in a log."""

    json_dumps_params = {"ensure_ascii": False}


def nowhere(request: HttpRequest, rest: str = "") -> JsonResponse:
    """What an address below ``/api/`` that does not exist answers."""
    body = body_of("not_found", "没有这个接口。", remedy="接口的清单在 /api/v1/openapi.json。")
    return JsonResponse(body, status=404)


def install(api: NinjaAPI) -> None:
    """Register the handlers."""

    def answer(request: HttpRequest, status: int, body: dict[str, Any]) -> HttpResponse:
        return api.create_response(request, body, status=status)

    @api.exception_handler(DeskError)
    def desk_error(request: HttpRequest, error: DeskError) -> HttpResponse:
        more = (
            {"findings": [asdict(one) for one in error.findings]} if isinstance(error, Held) else {}
        )
        body = body_of(error.code, error.message, field=error.field, remedy=error.remedy, **more)
        return answer(request, STATUS.get(type(error), 400), body)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        missing = [
            {"clause": m.clause, "title": m.title, "say": m.say, "act": m.act}
            for m in error.missing
        ]
        said = f"还差 {len(missing)} 项，暂不能这样做。"
        remedy = "；".join(one["say"] for one in missing)
        return answer(request, 409, body_of("refused", said, remedy=remedy, missing=missing))

    @api.exception_handler(UnacceptableText)
    def unacceptable(request: HttpRequest, error: UnacceptableText) -> HttpResponse:
        return answer(request, 422, body_of("invalid", str(error), field="text"))

    @api.exception_handler(Unfit)
    def unfit(request: HttpRequest, error: Unfit) -> HttpResponse:
        return answer(request, 422, body_of("invalid", str(error)))

    @api.exception_handler(ValidationError)
    def validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        place = ".".join(
            str(part) for part in first["loc"] if part not in ("body", "query", "data", *_KINDS)
        )
        body = body_of(
            "invalid",
            _SAID.get(first["type"], "这一项的值不对。"),
            field=place or None,
            remedy="请对照 /api/v1/openapi.json 的说明改写。",
        )
        return answer(request, 422, body)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        body = body_of(
            "unauthorised", "没有认出调用者。", remedy="请带上 Authorization: Bearer 令牌。"
        )
        return answer(request, 401, body)

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return answer(
            request, 413, body_of("too_large", "内容太大。", remedy="一次最多 1 MB，请分开提交。")
        )

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        # The framework turns whatever the parser of bodies raises into this.
        cause = error.__cause__ or error.__context__
        if isinstance(cause, DeskError):
            return desk_error(request, cause)
        body = body_of(
            "unreadable", "内容不是 UTF-8 编码的 JSON。", remedy="请检查编码、括号和引号。"
        )
        return answer(request, error.status_code, body)


# A field that takes several kinds names the one that was tried, which says nothing to who wrote it.
_KINDS = ("str", "int", "constrained-str")
_SAID = {
    "missing": "缺少这一项。",
    "string_type": "这一项应当是文字。",
    "int_type": "这一项应当是整数。",
    "int_parsing": "这一项应当是整数。",
    "int_from_float": "这一项应当是整数。",
    "bool_type": "这一项应当是 true 或 false。",
    "bool_parsing": "这一项应当是 true 或 false。",
    "literal_error": "这一项不在可用的值里。",
    "string_too_long": "这一项太长。",
    "string_too_short": "这一项太短。",
    "list_type": "这一项应当是数组。",
    "dict_type": "这一项应当是对象。",
    "model_type": "这一项应当是对象。",
    "extra_forbidden": "没有这一项。",
    "too_long": "太多了。",
    "string_pattern_mismatch": "这一项的写法不对。",
}
