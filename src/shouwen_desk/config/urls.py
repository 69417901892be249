"""All routes of the desk; each module declares its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from shouwen_desk.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
]
