"""Pages that can be asked for in parts.

A page is always served whole. With the header ``X-Regions: thread,head`` the same view answers only
those parts: template partials of that name, each an element whose ``id`` is the name, which the
browser puts in place of the old ones (``frontend/src/lib/regions.ts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader

from shouwen_desk.config import clock


def wanted(request: HttpRequest) -> list[str]:
    """Names of the regions asked for; empty for the whole page."""
    return [name for name in request.headers.get("X-Regions", "").split(",") if name]


def answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    regions: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    """The whole page, or the regions that were asked for; ``regions``: name → template of that part."""
    names = [name for name in wanted(request) if name in regions]
    if names:
        parts = [loader.render_to_string(regions[name], dict(context), request) for name in names]
        response = HttpResponse("\n".join(parts), status=status)
    else:
        body = loader.render_to_string(template, dict(context), request)
        response = HttpResponse(body, status=status)
    response["X-Now"] = str(clock.now() // 1000)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "X-Regions, Cookie"
    return response
