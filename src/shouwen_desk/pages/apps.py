"""Django application of the shared pages."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Frame and components of the screens; it owns no table."""

    name = "shouwen_desk.pages"
    label = "pages"
    verbose_name = "页面"
