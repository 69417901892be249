"""Django application of the handbook's pages."""

from __future__ import annotations

from django.apps import AppConfig


class HandbooksConfig(AppConfig):
    """The reader; editions themselves lie in the ledger."""

    name = "shouwen_desk.handbooks"
    label = "handbooks"
    verbose_name = "手册"

    def ready(self) -> None:
        from . import permissions  # noqa: F401 - registers the rules
