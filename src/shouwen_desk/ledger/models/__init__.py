"""Tables of the ledger.

``chain`` holds what nobody may change (events, seals, editions) and the erasable texts beside
them; ``derived`` holds what can be rebuilt from it; ``delivery`` what still has to be sent.
"""

from .chain import Block, Edition, EditionSpan, Event, EventState, Position, Text
from .delivery import Outbox
from .derived import Finding, Kept, Obligation, State, Tally, Verdict

__all__ = [
    "Block",
    "Edition",
    "EditionSpan",
    "Event",
    "EventState",
    "Finding",
    "Kept",
    "Obligation",
    "Outbox",
    "Position",
    "State",
    "Tally",
    "Text",
    "Verdict",
]
