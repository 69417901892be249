"""Who else is told, inside the transaction or after it. Modules register in their ``AppConfig.ready``.

The ledger lies below every other module and imports none of them; they hand it functions instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from shouwen.clauses.changes import Changes

Decided = Callable[[Changes], None]
Erased = Callable[[str], None]
# (table, id, a Chinese sentence) of every row that is not what the ledger gives.
Replayed = Callable[[], Iterable[tuple[str, str, str]]]


@dataclass(slots=True)
class Listeners:
    """What other modules asked to be called for."""

    decided: list[Decided] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    replayed: list[Replayed] = field(default_factory=list)


REGISTERED = Listeners()


def on_decided(listener: Decided) -> None:
    """Call ``listener(changes)`` in the transaction in which the clock, or a late fact, changed rows.

    What an event itself changes reaches the projections of the action that recorded it.
    """
    if listener not in REGISTERED.decided:
        REGISTERED.decided.append(listener)


def on_erased(listener: Erased) -> None:
    """Call ``listener(customer)`` in the transaction that erases a customer's words.

    The listener blanks its own copies (rows, search index) and must leave none behind.
    """
    if listener not in REGISTERED.erased:
        REGISTERED.erased.append(listener)


def on_replayed(listener: Replayed) -> None:
    """Ask ``listener()`` in a replay for rows of its own that are not what the ledger gives."""
    if listener not in REGISTERED.replayed:
        REGISTERED.replayed.append(listener)


def decided(changes: Changes) -> None:
    """Tell everybody who asked about decisions."""
    for listener in REGISTERED.decided:
        listener(changes)


def erased(customers: Iterable[str]) -> None:
    """Tell everybody who asked about erasure."""
    for customer in customers:
        for listener in REGISTERED.erased:
            listener(customer)


def replayed() -> Iterator[tuple[str, str, str]]:
    """What the other modules found in a replay."""
    for listener in REGISTERED.replayed:
        yield from listener()
