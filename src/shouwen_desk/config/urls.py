"""All routes of the desk; each module declares its own."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from shouwen_desk.config.health import healthz
from shouwen_desk.config.streams import permission

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("live", permission, name="live"),
    path("", include("shouwen_desk.channels.webchat.urls")),
    path("", include("shouwen_desk.api.urls")),
    path("", include("shouwen_desk.pages.urls")),
    path("", include("shouwen_desk.handbooks.urls")),
    path("", include("shouwen_desk.workbench.urls")),
]

if settings.ENVIRONMENT.demo:
    urlpatterns.append(path("", include("shouwen_desk.demo.urls")))

handler400 = "shouwen_desk.pages.views.unreadable"
handler403 = "shouwen_desk.pages.views.forbidden"
handler404 = "shouwen_desk.pages.views.not_found"
handler500 = "shouwen_desk.pages.views.broken"
