"""Django application of the workbench."""

from __future__ import annotations

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Screens over cases; it owns no table and writes only through the actions of others."""

    name = "shouwen_desk.workbench"
    label = "workbench"
    verbose_name = "工作台"
