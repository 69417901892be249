"""``GET /healthz``: 200 when desk, database and clock worker are well, else 503."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from shouwen_desk.config import background

VITAL = ("desk", "database", "clock")


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say how the parts are; names of parts only, never data."""
    parts = {"desk": True, "database": _database()}
    if background.running is not None:
        parts |= background.running.parts()
    # A mail that waits or a seal that is refused is for people to look at; the desk still serves.
    well = all(parts[name] for name in VITAL if name in parts)
    return JsonResponse({"ok": well, "parts": parts}, status=200 if well else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False
