"""Lawful erasure of a customer's words and file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouwen_desk.config import clock
from shouwen_desk.ledger.actions import erase as erase_words
from shouwen_desk.people import words
from shouwen_desk.people.errors import NotFound
from shouwen_desk.people.permissions import require

from ..models import ERASED_NAME, Customer

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person


def erase(person: Person, customer_id: str, reason: str) -> None:
    """Erase what the customer wrote and what is known of the customer (个人信息保护法 art. 47).

    Side effects: ``text.erased`` on the ledger, texts deleted, this row and every other copy
    blanked; cases, times, findings and verdicts stay. Cannot be undone.
    """
    require("customer.erase", person)
    why = words.line(reason, "reason", 120)
    if not Customer.objects.filter(pk=customer_id, erased_at=None).exists():
        raise NotFound("没有这位客户，或资料已依法删除。", field="customer")
    erase_words(customer_id, reason=why, actor=person.actor)


def blank(customer_id: str) -> None:
    """Blank the row of a customer; called by the ledger inside the erasure."""
    Customer.objects.filter(pk=customer_id).update(
        name=ERASED_NAME,
        salutation="",
        organisation="",
        phone="",
        level="",
        note="",
        profile_digest="",
        erased_at=clock.now(),
    )
