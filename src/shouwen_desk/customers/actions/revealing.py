"""Showing what is masked: a reason is asked and the ledger keeps who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouwen_desk.ledger.record import Draft, record
from shouwen_desk.people import words
from shouwen_desk.people.errors import NotFound
from shouwen_desk.people.permissions import require

from ..models import Customer

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person


def reveal(
    person: Person, customer_id: str, reason: str, *, case_id: str, at: int | None = None
) -> str:
    """The customer's whole phone number, after ``customer.revealed`` is on the ledger.

    Whoever calls has checked that the person may act on the case in which the file was open.
    """
    require("customer.reveal", person)
    why = words.line(reason, "reason", 120)
    customer = Customer.objects.filter(pk=customer_id, erased_at=None).first()
    if customer is None:
        raise NotFound("没有这位客户，或资料已依法删除。", field="customer")
    record(
        Draft(
            "customer.revealed",
            {"customer": customer_id, "person": person.pk, "case": case_id},
            {"field": "phone", "reason": why},
        ),
        actor=person.actor,
        at=at,
    )
    return customer.phone
