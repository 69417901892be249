"""All routes of the desk; each module declares its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from shouwen_desk.config.health import healthz
from shouwen_desk.config.streams import permission

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("live", permission, name="live"),
]
