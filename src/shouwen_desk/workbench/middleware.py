"""Errors of the domain as pages: what is, then what to do, with the right status."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shouwen_desk.pages.views import refusal
from shouwen_desk.people.errors import DeskError

STATUS = {"not_found": 404, "not_allowed": 403, "conflict": 409, "invalid": 422}
HEADS = {
    "not_found": "没有这一页",
    "not_allowed": "这一步由别人办",
    "conflict": "已经有变化",
    "invalid": "有一处还没填好",
}


class Refusals:
    """Shows a ``DeskError`` that a page let pass as the page for its kind."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """The page for a ``DeskError``; any other exception goes on."""
        if not isinstance(problem, DeskError):
            return None
        status = STATUS.get(problem.code, 422)
        return refusal(
            request, status, HEADS.get(problem.code, "没有办成"), problem.message, problem.remedy
        )
