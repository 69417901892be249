"""Columns whose stored bytes matter, because the seal of the ledger commits to them."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

# Kept, since a new encoder for each of the twenty values of a write costs as much as its work.
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical(value: Any) -> str:
    """The one spelling of a JSON value that hashes are taken of (sorted keys, no blanks).

    The same as ``shouwen.clauses.changes.canonical_json``.
    """
    return _encode(value)


class CanonicalJSON(models.TextField):
    """A JSON value kept as its canonical text on both databases.

    PostgreSQL's ``jsonb`` reorders keys and rewrites numbers; a hash over the row needs the
    same bytes for ever.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else canonical(value)

    def to_python(self, value: Any) -> Any:
        return value
