"""Finding a case that a person may read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from shouwen_desk.people.errors import NotFound
from shouwen_desk.people.permissions import allowed, require

from ..models import Case

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

_NAME = re.compile(r"[A-Za-z0-9-]{1,40}")


def visible_case(person: Person, name: str) -> Case:
    """The case of this id or number, with customer, handler, first-asked and team loaded.

    Raises ``NotFound`` where there is none and ``NotAllowed`` where another team handles it.
    """
    require("case.search", person)
    case = None
    if _NAME.fullmatch(name):
        cases = Case.objects.select_related("customer", "handler", "first_asked", "team")
        # Numbers carry a hyphen, ids never do.
        case = (cases.filter(number=name) if "-" in name else cases.filter(pk=name)).first()
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
