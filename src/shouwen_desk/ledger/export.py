"""The ledger as JSON lines, read in chunks, with personal data masked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from . import events, texts
from .masking import masked
from .models import Position
from .sealing.verify import digests_in

CHUNK = 500


def lines(*, after: int = 0, with_texts: bool = False, zone: tzinfo) -> Iterator[dict[str, Any]]:
    """Events by seq after ``after``; ``position`` and ``leaf`` where they are sealed.

    ``with_texts``: a line has ``texts``: digest → masked words, null where they were erased.
    """
    last = after
    while batch := events.after(last, CHUNK):
        last = batch[-1].seq
        seals = {
            seq: (position, leaf)
            for seq, position, leaf in Position.objects.filter(
                seq__in=[event.seq for event in batch]
            ).values_list("seq", "position", "leaf")
        }
        words = _words(batch) if with_texts else {}
        for event in batch:
            line = event.to_json(zone)
            line["payload"] = _masked(line["payload"])
            line["position"], line["leaf"] = seals.get(event.seq, (None, None))
            if with_texts:
                line["texts"] = {
                    digest: words.get(digest) for digest in digests_in(dict(event.payload))
                }
            yield line


def _words(batch: list[Any]) -> dict[str, str]:
    digests = [digest for event in batch for digest in digests_in(dict(event.payload))]
    return {digest: masked(text) for digest, text in texts.read(digests).items()}


def _masked(value: Any) -> Any:
    """Free text inside a payload (titles, reasons) may hold a number too; digests and ids do not."""
    if isinstance(value, dict):
        return {
            name: inner if name in _IDENTIFIERS else _masked(inner) for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return masked(value) if isinstance(value, str) and not _INSTANT.match(value) else value


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT")
_IDENTIFIERS = frozenset(
    {"sha256", "edition", "obligation", "finding", "message", "client_id", "digests", "clause"}
)
