"""``record()``: the only way in which anything is written to the ledger.

One transaction: the states that the events touch are locked in key order, gates are asked, the
engine steps, and events, texts, states, obligations, findings, verdicts, tallies, projections and
outbox are written together, or nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

UNIT = "desk"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before the ledger knows it.

    ``texts`` maps a payload field to the words that belong there: the words go to the side table
    and the payload gets ``{"sha256": digest}``. ``at`` None = now (microseconds UTC), taken after
    the states are locked. ``source_key`` (a client's message id, a channel's delivery id) makes a
    repeat harmless: the original is returned. ``actor`` None = the actor of the call.
    """

    kind: str
    subjects: Mapping[str, str]
    payload: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    at: int | None = None
    at_source: str = "server"
    source_key: str | None = None
    actor: str | None = None
    unit: str = UNIT
    id: str | None = None


class Refused(Exception):
    """A gate refused the intent; ``missing`` says what is still needed, clause by clause."""

    def __init__(self, missing: Sequence[Any]) -> None:
        super().__init__("；".join(item.say for item in missing))
        self.missing = list(missing)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written. ``events`` are ``shouwen.events.event.Event`` with their ``seq``.

    ``repeated`` is true when the source key or id was known: ``events`` are then the originals and
    nothing was written. ``changes`` is the engine's answer (``shouwen.engine`` Changes, merged over
    the events), None for a repeat. ``digests`` has one mapping per event: payload field -> digest.
    """

    events: tuple[Any, ...]
    repeated: bool
    changes: Any | None
    digests: tuple[Mapping[str, str], ...] = ()

    @property
    def event(self) -> Any:
        """The first event."""
        return self.events[0]


Projection = Callable[[Recorded], None]


def record(
    *drafts: Draft,
    actor: str,
    intent: str | None = None,
    at: int | None = None,
    projections: Sequence[Projection] = (),
) -> Recorded:
    """Write events and all that follows from them; idempotent by id and source key.

    ``actor``: ``person:P0217``, ``customer:K1``, ``system``, ``bot:…``. ``intent`` names what
    somebody wants to do (``case.close``) where gates must be asked; the payload of the first event
    may carry ``overrides``. ``at`` is the default instant of the drafts. ``projections`` run inside
    the transaction, after the ledger's own rows are written; they are skipped for a repeat.

    Raises ``Refused`` after recording ``intent.refused``; nothing else of the call is kept.
    """
    raise NotImplementedError
