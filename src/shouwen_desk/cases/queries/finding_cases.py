"""Search by number, customer's name, organisation or phone: prefixes, which an index serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from shouwen_desk.people.permissions import require

from ..models import Case
from ..shapes import Hit

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

LONGEST = 60


def search(person: Person, text: str, *, limit: int = 20) -> list[Hit]:
    """Cases that the person may read, newest first. Blank or over-long text finds nothing.

    ``XY-20260318-014`` or its tail finds by number; other text is the beginning of a name or of an
    organisation; five digits and more are also the beginning of a phone number.
    """
    require("case.search", person)
    wanted = " ".join(text.split())
    if not wanted or len(wanted) > LONGEST or not wanted.isprintable():
        return []
    named = Q(customer__name__startswith=wanted) | Q(customer__organisation__startswith=wanted)
    if wanted.isdigit() and len(wanted) >= 5:
        named |= Q(customer__phone__startswith=wanted)
    if wanted.replace("-", "").isalnum() and any(sign.isdigit() for sign in wanted):
        named |= Q(number__startswith=wanted.upper())
    rows = _within_reach(person).filter(named).select_related("customer")
    return [
        Hit(
            id=case.pk,
            number=case.number,
            name=case.customer.name,
            organisation=case.customer.organisation,
            type=case.type,
            status=case.status,
            opened_at=case.opened_at,
        )
        for case in rows.order_by("-opened_at")[: min(limit, 50)]
    ]


def _within_reach(person: Person) -> QuerySet[Case]:
    if person.role == "manager":
        return Case.objects.all()
    return Case.objects.filter(Q(team=person.team_id) | Q(team=None) | Q(first_asked=person.pk))
