"""Writes of registers. An entry is never changed: a correction is a further entry.

Whoever calls has checked that the person may act on the case (registers know no cases).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from shouwen_desk.ledger.record import Draft, Recorded

from ..models import Entry


def entry_draft(
    subjects: Mapping[str, str], unit: str, register: str, values: Mapping[str, str]
) -> Draft:
    """``register.entry_added`` for these fields; their words go to the side table as one text."""
    return Draft(
        "register.entry_added",
        dict(subjects),
        {"register": register, "fields": list(values)},
        texts={"text": json.dumps(dict(values), ensure_ascii=False, sort_keys=True)},
        unit=unit,
    )


def add_entries(
    recorded: Recorded, index: int, case_id: str, register: str, fields: Sequence[str]
) -> None:
    """Insert one row a field for the entry that was recorded as the event at ``index``."""
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
