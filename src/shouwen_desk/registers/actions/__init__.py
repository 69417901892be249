"""Writes of registers. An entry is never changed: a correction is a further entry.

Whoever calls has checked that the person may act on the case (registers know no cases).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from shouwen_desk.ledger.record import Draft, Recorded

from ..models import Entry


def as_text(values: Mapping[str, str]) -> str:
    """The words of an entry as they lie in the side table: JSON, field name to words."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def entry_draft(
    subjects: Mapping[str, str], unit: str, register: str, values: Mapping[str, str]
) -> Draft:
    """``register.entry_added`` for these fields; their words go to the side table as one text."""
    return Draft(
        "register.entry_added",
        dict(subjects),
        {"register": register, "fields": list(values)},
        texts={"text": as_text(values)},
        unit=unit,
    )


def add_entries(
    recorded: Recorded, index: int, case_id: str, register: str, fields: Sequence[str]
) -> None:
    """Insert one row a field for what was recorded as the event at ``index``.

    The event is ``register.entry_added`` or a step that fills a field by itself (a recorded
    question, a solution); its text is ``as_text`` of the fields.
    """
    event = recorded.events[index]
    Entry.objects.bulk_create(
        Entry(
            register=register,
            case_id=case_id,
            field=field,
            digest=recorded.digests[index]["text"],
            by=event.actor,
            at=event.at,
            event=event.id,
        )
        for field in fields
    )
