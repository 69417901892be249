"""Multi-row inserts and upserts in one statement each.

``bulk_create`` builds model instances and compiles its SQL anew on each call; at a few rows a
transaction that costs more than the database does. The columns come from the models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

# SQLite takes 32766 parameters a statement; the widest table has under 30 columns.
ROWS_A_STATEMENT = 500

Row = Mapping[str, Any]


@cache
def _columns(model: type[Model], names: tuple[str, ...]) -> tuple[str, str, tuple[Any, ...]]:
    """Quoted column list, placeholder group, and the adapters of the columns that need one."""
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in names]  # type: ignore[misc]
    quoted = ", ".join(f'"{field.column}"' for field in fields)
    group = "(" + ", ".join(["%s"] * len(fields)) + ")"
    adapters = tuple(
        None
        if field.get_internal_type() in ("BigIntegerField", "CharField")
        else field.get_prep_value
        for field in fields
    )
    return quoted, group, adapters


def insert(
    model: type[Model],
    rows: Sequence[Row],
    *,
    conflict: str = "",
    returning: str = "",
    extra: tuple[str, str] | None = None,
) -> list[tuple[Any, ...]]:
    """Insert rows (all with the same keys); ``conflict`` is the text after ``ON CONFLICT``.

    ``extra`` is a column with an SQL expression, the same for every row. Answers the
    ``returning`` columns in the order of the rows within each statement.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    quoted, group, adapters = _columns(model, names)
    if extra is not None:
        quoted, group = f'{quoted}, "{extra[0]}"', f"{group[:-1]}, {extra[1]})"
    tail = f" ON CONFLICT {conflict}" if conflict else ""
    if returning:
        tail += f" RETURNING {returning}"
    answers: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            values = ", ".join([group] * len(chunk))
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({quoted}) VALUES {values}{tail}',
                [
                    value if adapt is None else adapt(value)
                    for row in chunk
                    for value, adapt in zip(row.values(), adapters, strict=True)
                ],
            )
            if returning:
                answers.extend(cursor.fetchall())
    return answers


def upsert(
    model: type[Model], rows: Sequence[Row], key: str, *, keep: tuple[str, ...] = ()
) -> None:
    """Insert rows or replace the columns of those whose ``key`` exists, save for those in ``keep``."""
    if not rows:
        return
    insert(model, rows, conflict=_replacing(model, tuple(rows[0]), key, keep))


@cache
def _replacing(model: type[Model], names: tuple[str, ...], key: str, keep: tuple[str, ...]) -> str:
    meta: Any = model._meta
    columns = [meta.get_field(name).column for name in names if name != key and name not in keep]
    sets = ", ".join(f'"{column}" = excluded."{column}"' for column in columns)
    return f'("{key}") DO UPDATE SET {sets}'


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        yield rows[start : start + ROWS_A_STATEMENT]
