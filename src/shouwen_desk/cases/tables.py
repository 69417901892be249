"""Fixed statements for the rows that every action on a case touches.

Building a query anew costs Django several times what the database takes for it; these are built
once a process. Columns come from the models.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from shouwen_desk.ledger.rows import insert as insert_rows

from .models import Case, Message

# Values of ``update_case`` that depend on what the row holds.
ONE_MORE = object()
IF_EMPTY = "if_empty:"
# Conditions of ``update_case`` beside plain values: the column is null, or it is not.
EMPTY, FILLED = None, object()


def load_case(case_id: str) -> Case | None:
    """The case without its relations; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_select(), [case_id])
        row = cursor.fetchone()
    if row is None:
        return None
    values = [
        bool(value) if name in _booleans() else value
        for name, value in zip(_columns(Case), row, strict=True)
    ]
    return Case.from_db("default", _columns(Case), values)


def insert_case(case: Case) -> None:
    """Insert the row of a new case."""
    insert_rows(Case, [_values(case)])


def insert_message(message: Message) -> None:
    """Insert the row of a new message."""
    insert_rows(Message, [_values(message)])


def update_case(
    case_id: str, values: Mapping[str, Any], only_if: Mapping[str, Any] | None = None
) -> bool:
    """Set columns of a case. ``ONE_MORE`` counts up; a key that begins with ``IF_EMPTY`` sets its
    column only where it is null. Answers whether the row was as ``only_if`` says (a value, ``EMPTY``
    or ``FILLED`` for each column); nothing is set where it was not."""
    if not values:
        return True
    asked = only_if or {}
    arguments = [value for value in values.values() if value is not ONE_MORE]
    wanted = [value for value in asked.values() if value is not EMPTY and value is not FILLED]
    with connection.cursor() as cursor:
        cursor.execute(
            _update(
                tuple((name, value is ONE_MORE) for name, value in values.items()),
                tuple((name, _test(value)) for name, value in asked.items()),
            ),
            [*arguments, case_id, *wanted],
        )
        return bool(cursor.rowcount)


def _values(row: Model) -> dict[str, Any]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


@cache
def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _column(name: str) -> str:
    """The column of a field or of its ``_id``."""
    return next(str(f.column) for f in Case._meta.concrete_fields if name in (f.name, f.attname))


@cache
def _booleans() -> frozenset[str]:
    """SQLite answers numbers for booleans."""
    fields = Case._meta.concrete_fields
    return frozenset(f.attname for f in fields if f.get_internal_type() == "BooleanField")


@cache
def _select() -> str:
    names = ", ".join(f'"{field.column}"' for field in Case._meta.concrete_fields)
    return f'SELECT {names} FROM "cases_case" WHERE "id" = %s'


def _test(value: Any) -> str:
    if value is EMPTY:
        return "IS NULL"
    return "IS NOT NULL" if value is FILLED else "= %s"


@cache
def _update(names: tuple[tuple[str, bool], ...], asked: tuple[tuple[str, str], ...]) -> str:
    parts = []
    for name, counts_up in names:
        column = _column(name.removeprefix(IF_EMPTY))
        if counts_up:
            parts.append(f'"{column}" = "{column}" + 1')
        elif name.startswith(IF_EMPTY):
            parts.append(f'"{column}" = coalesce("{column}", %s)')
        else:
            parts.append(f'"{column}" = %s')
    tests = "".join(f' AND "{_column(name)}" {test}' for name, test in asked)
    return f'UPDATE "cases_case" SET {", ".join(parts)} WHERE "id" = %s{tests}'
