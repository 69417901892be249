"""Finding a case that a person may read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField

from shouwen_desk.customers.models import Customer
from shouwen_desk.people.errors import NotFound
from shouwen_desk.people.models import Person
from shouwen_desk.people.permissions import allowed, require

from ..models import Case
from ..prepared import Prepared

_NAME = re.compile(r"[A-Za-z0-9-]{1,40}")


def visible_case(person: Person, name: str) -> Case:
    """The case of this id or number, with customer, handler and first-asked loaded.

    Of the two people only id and name are there. Raises ``NotFound`` where there is no such case
    and ``NotAllowed`` where another team handles it.
    """
    require("case.search", person)
    case = None
    if _NAME.fullmatch(name):
        # Numbers carry a hyphen, ids never do.
        case = _loaded((_BY_NUMBER if "-" in name else _BY_ID).one(name=name))
    if case is None:
        raise NotFound("没有这个个案。", field="case", remedy="请检查编号，或回到队列。")
    require("case.read", person, case)
    return case


def numbers(person: Person, ids: Iterable[str]) -> dict[str, str]:
    """Numbers by id of those cases that the person may read; one statement."""
    cases = Case.objects.filter(pk__in=set(ids))
    return {case.pk: case.number for case in cases if readable(person, case)}


def readable(person: Person, case: Case) -> bool:
    """Whether the person may read this case."""
    return allowed("case.read", person, case)


_CASE = [field.attname for field in Case._meta.concrete_fields]
_CUSTOMER = [field.attname for field in Customer._meta.concrete_fields]
_PATHS = (
    *_CASE,
    *(f"customer__{name}" for name in _CUSTOMER),
    "handler__name",
    "first_asked__name",
)
_BOOLEANS = {name for name in _CASE if isinstance(Case._meta.get_field(name), BooleanField)}
_BY_ID = Prepared(lambda name: Case.objects.filter(pk=name).values_list(*_PATHS), texts=("name",))
_BY_NUMBER = Prepared(
    lambda name: Case.objects.filter(number=name).values_list(*_PATHS), texts=("name",)
)


def _loaded(values: tuple[Any, ...] | None) -> Case | None:
    if values is None:
        return None
    own = [
        bool(value) if name in _BOOLEANS else value
        for name, value in zip(_CASE, values, strict=False)
    ]
    case = Case.from_db("default", _CASE, own)
    rest = values[len(_CASE) :]
    case.customer = Customer.from_db("default", _CUSTOMER, rest[: len(_CUSTOMER)])
    handler, first_asked = rest[len(_CUSTOMER) :]
    if case.handler_id is not None:
        case.handler = Person(id=case.handler_id, name=handler)
    if case.first_asked_id is not None:
        case.first_asked = Person(id=case.first_asked_id, name=first_asked)
    return case
