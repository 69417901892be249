"""Shared reads of registers."""

from __future__ import annotations

import json
from dataclasses import dataclass

from shouwen_desk.ledger import texts

from .models import Entry


@dataclass(frozen=True, slots=True)
class Filled:
    """The present value of a field; ``text`` is None where the words were deleted by law."""

    field: str
    text: str | None
    by: str
    at: int
    times: int


def present(case_id: str, register: str) -> dict[str, Filled]:
    """The newest value of each field of a case's register, by field; two statements."""
    rows = list(Entry.objects.filter(case_id=case_id, register=register).order_by("id"))
    words = texts.read(row.digest for row in rows)
    return newest(rows, words)


def newest(rows: list[Entry], words: dict[str, str]) -> dict[str, Filled]:
    """Fold entries in the order of writing; ``words`` maps digests to the entries' texts."""
    filled: dict[str, Filled] = {}
    for row in rows:
        before = filled.get(row.field)
        filled[row.field] = Filled(
            row.field,
            field_text(words.get(row.digest), row.field),
            row.by,
            row.at,
            1 if before is None else before.times + 1,
        )
    return filled


def field_text(text: str | None, field: str) -> str | None:
    """What an entry's text says for one field."""
    if text is None:
        return None
    value = json.loads(text).get(field)
    return value if isinstance(value, str) else None
