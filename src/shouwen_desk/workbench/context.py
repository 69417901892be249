"""The bell and the duty state of the top bar. Both are read only when a page draws them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shouwen_desk.people import queries


def top_bar(request: HttpRequest) -> dict[str, Any]:
    """``bell`` with ``unread`` and ``rows``, ``duty`` with ``on`` and ``words``."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}

    def bell() -> dict[str, Any]:
        unread, rows = queries.bell(person)
        return {"unread": unread, "rows": rows}

    return {
        "bell": SimpleLazyObject(bell),
        "duty": {"on": person.on_duty, "words": "在岗" if person.on_duty else "离岗"},
        "live_address": "/live",
    }
