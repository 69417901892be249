"""A schema editor that refuses to rebuild the ledger's tables.

On SQLite many alterations copy the table into a new one and silently drop its triggers;
the triggers are what keeps the ledger append-only, so such a migration must fail instead.
"""

from __future__ import annotations

from typing import Any

from django.db import NotSupportedError
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor
from django.db.models import Model

APPEND_ONLY = frozenset(
    {"ledger_event", "ledger_event_state", "ledger_block", "ledger_position", "ledger_edition"}
)


class LedgerKeepingSchemaEditor(DatabaseSchemaEditor):
    """Raises NotSupportedError where a migration would rebuild or drop an append-only table."""

    def _remake_table(self, model: type[Model], *args: Any, **kwargs: Any) -> None:
        self._refuse(model)
        super()._remake_table(model, *args, **kwargs)

    def delete_model(self, model: type[Model], **kwargs: Any) -> None:
        self._refuse(model)
        super().delete_model(model, **kwargs)

    def _refuse(self, model: type[Model]) -> None:
        if model._meta.db_table in APPEND_ONLY:
            raise NotSupportedError(
                f"台账表 {model._meta.db_table} 只增不改，迁移不能重建或删除它；请另建一张表。"
            )
