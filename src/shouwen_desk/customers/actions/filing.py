"""A customer's file: made and changed through the ledger, projected into one row."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from shouwen_desk.config import clock
from shouwen_desk.ledger.record import Draft, Projection, Recorded, record
from shouwen_desk.ledger.rows import insert
from shouwen_desk.people import words
from shouwen_desk.people.errors import Invalid, NotFound
from shouwen_desk.people.identity import new_id
from shouwen_desk.people.permissions import require

from ..models import Customer

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,30}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a customer; ``checked`` refuses what cannot be kept."""

    name: str
    salutation: str = ""
    organisation: str = ""
    phone: str = ""
    level: str = ""
    note: str = ""

    def checked(self) -> Profile:
        """The same with blanks joined; raises ``Invalid``."""
        phone = words.line(self.phone, "phone", 32, required=False)
        if phone and not _PHONE.fullmatch(phone):
            raise Invalid(
                "电话里有数字以外的字符。", field="phone", remedy="请只写数字，可带 + 和横线。"
            )
        return Profile(
            name=words.line(self.name, "name", 48),
            salutation=words.line(self.salutation, "salutation", 16, required=False),
            organisation=words.line(self.organisation, "organisation", 80, required=False),
            phone=phone,
            level=words.line(self.level, "level", 16, required=False),
            note=words.line(self.note, "note", 200, required=False),
        )


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer about to be recorded, so that the first case can be part of the same write."""

    id: str
    draft: Draft
    project: Projection


def new_customer(profile: Profile, *, channel: str, at: int | None = None) -> NewCustomer:
    """Prepare ``customer.added``; whoever records it passes the projection along."""
    profile = profile.checked()
    moment = clock.now() if at is None else at
    customer_id = new_id("K", moment)
    draft = Draft(
        "customer.added",
        {"customer": customer_id},
        {"channel": channel},
        texts={"text": json.dumps(asdict(profile), ensure_ascii=False, sort_keys=True)},
        at=at,
    )

    def project(recorded: Recorded) -> None:
        index = next(i for i, event in enumerate(recorded.events) if event.kind == draft.kind)
        row = asdict(profile) | {
            "id": customer_id,
            "added_at": recorded.events[index].at,
            "profile_digest": recorded.digests[index]["text"],
        }
        insert(Customer, [row])

    return NewCustomer(customer_id, draft, project)


def add(
    person: Person, profile: Profile, *, channel: str = "phone", at: int | None = None
) -> Customer:
    """Open a file for a customer; permission ``customer.add``."""
    require("customer.add", person)
    new = new_customer(profile, channel=channel, at=at)
    record(new.draft, actor=person.actor, at=at, projections=[new.project])
    return Customer.objects.get(pk=new.id)


def change(person: Person, customer_id: str, profile: Profile) -> Customer:
    """Replace what is known of a customer; the ledger keeps which fields changed."""
    require("customer.add", person)
    customer = Customer.objects.filter(pk=customer_id, erased_at=None).first()
    if customer is None:
        raise NotFound("没有这位客户，或资料已依法删除。", field="customer")
    values = asdict(profile.checked())
    changed = [name for name, value in values.items() if getattr(customer, name) != value]
    if not changed:
        return customer

    def project(recorded: Recorded) -> None:
        values["profile_digest"] = recorded.digests[0]["text"]
        Customer.objects.filter(pk=customer_id).update(**values)

    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    record(
        Draft("customer.changed", {"customer": customer_id}, {"fields": changed}, {"text": text}),
        actor=person.actor,
        projections=[project],
    )
    return Customer.objects.get(pk=customer_id)
