"""Querysets whose SQL is built once a process.

Django builds the SQL of a query anew each time, which on the pages that people wait for costs
several times what the database takes. Here a queryset is built once with marks in place of its
arguments; later calls put the arguments where the marks came out and run the same statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Numbers that no instant, count or limit of a real argument is.
_FIRST_MARK = 2**62 + 7_919


class Prepared:
    """A statement. ``build`` gets a mark for each name and answers a ``values_list`` queryset.

    ``texts`` are names of text arguments, ``numbers`` of whole numbers; every other value that
    ``build`` writes into the queryset stays as it is.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Any, Any]],
        *,
        texts: tuple[str, ...] = (),
        numbers: tuple[str, ...] = (),
    ) -> None:
        self._build = build
        self._marks: dict[str, Any] = {name: f"mark:{name}" for name in texts}
        self._marks |= {name: _FIRST_MARK + i for i, name in enumerate(numbers)}
        self._compiled: dict[str, tuple[str, list[tuple[str | None, Any]]]] = {}

    def __call__(self, **arguments: Any) -> Iterator[tuple[Any, ...]]:
        """The rows as plain tuples: booleans and JSON as the database gives them."""
        sql, places = self._compiled.get(connection.vendor) or self._compile()
        values = [value if name is None else arguments[name] for name, value in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            yield from cursor.fetchall()

    def one(self, **arguments: Any) -> tuple[Any, ...] | None:
        """The first row; None for none."""
        return next(self(**arguments), None)

    def _compile(self) -> tuple[str, list[tuple[str | None, Any]]]:
        query = self._build(**self._marks).query
        sql, parameters = query.sql_with_params()
        names = {mark: name for name, mark in self._marks.items()}
        places = [
            (names.get(value) if isinstance(value, str | int) else None, value)
            for value in parameters
        ]
        unused = self._marks.keys() - {name for name, _ in places}
        if unused:
            raise AssertionError(f"the query does not use {sorted(unused)}")
        self._compiled[connection.vendor] = sql, places
        return sql, places
