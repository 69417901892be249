"""Django's SQLite backend with a process-wide write lock.

SQLite lets one connection write. Threads that meet in the library's busy handler sleep and
retry blindly, which cost a p99 of about a second under eight writers; queueing on one lock
in front of ``BEGIN IMMEDIATE`` brought it to 0.2 s.
"""

from __future__ import annotations

import threading
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from .schema import LedgerKeepingSchemaEditor

WRITE_LOCK = threading.Lock()
# What every build since 3.32 allows; pysqlite3 has no Connection.getlimit to ask.
_LIMITS = {2: 2000, 9: 32766}
WAIT_SECONDS = 30.0


class Connection(base.Database.Connection):  # type: ignore[misc]
    """A connection that can say its limits, which Django asks for."""

    def getlimit(self, category: int, /) -> int:
        return _LIMITS[category]


class DatabaseWrapper(base.DatabaseWrapper):
    """One transaction at a time in this process; reads outside ``atomic`` never wait."""

    SchemaEditorClass = LedgerKeepingSchemaEditor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._holds_lock = False

    def get_connection_params(self) -> dict[str, Any]:
        return super().get_connection_params() | {"factory": Connection}

    def _start_transaction_under_autocommit(self) -> None:
        self._take()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._give()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._give()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._give()

    def _take(self) -> None:
        if self._holds_lock:
            return
        if not WRITE_LOCK.acquire(timeout=WAIT_SECONDS):
            raise OperationalError(
                "database is locked: another transaction of this process is too long"
            )
        self._holds_lock = True

    def _give(self) -> None:
        if self._holds_lock:
            self._holds_lock = False
            WRITE_LOCK.release()
