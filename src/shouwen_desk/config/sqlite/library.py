"""Choose the SQLite library before anything imports ``sqlite3``.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when the log is reset while another
connection reads (fixed in 3.51.3). A system's own library is often older, so the one that
comes with ``pysqlite3`` takes its place; on an affected library WAL is refused and the
rollback journal is used, which is slower and safe.
"""

from __future__ import annotations

import sys

FIRST_FIXED = (3, 51, 3)
# Categories of sqlite3_limit() that Django names and pysqlite3 does not, as in sqlite3.h.
_LIMITS = {"SQLITE_LIMIT_COLUMN": 2, "SQLITE_LIMIT_VARIABLE_NUMBER": 9}


def swap_in() -> None:
    """Let every later ``import sqlite3`` find pysqlite3 where it is installed."""
    if sys.modules.get("sqlite3") is not None and "pysqlite3" in sys.modules:
        return
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    for name, number in _LIMITS.items():
        if not hasattr(pysqlite3, name):
            setattr(pysqlite3, name, number)
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def journal_mode(version: tuple[int, ...]) -> str:
    """``WAL`` on a library without the reset bug, ``DELETE`` on an affected one."""
    return "WAL" if version >= FIRST_FIXED else "DELETE"


def init_command(version: tuple[int, ...]) -> str:
    """The pragmas of each new connection.

    ``recursive_triggers`` makes ``INSERT OR REPLACE`` fire the delete triggers of the
    ledger; ``secure_delete`` overwrites what a lawful erasure removes.
    """
    return "; ".join(
        (
            f"PRAGMA journal_mode={journal_mode(version)}",
            "PRAGMA synchronous=FULL",
            "PRAGMA recursive_triggers=ON",
            "PRAGMA secure_delete=ON",
            "PRAGMA cache_size=-4000",
        )
    )
