"""What reading gives: a time with its span, and the readings of one that must be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shouwen.events.instant import Instant

type Kind = Literal["point", "span", "duration", "repeat", "vague"]
_CHOICES = 4  # readings to choose from; nobody reads more


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a time: from `first` to `last` (both may be open), due at `due`."""

    first: Instant | None
    last: Instant | None
    due: Instant | None


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a text names.

    `span` in code points of the text as it was written. `due`: the latest instant that the words
    allow, None where they name none or leave it open. `vague`: known to name no time (尽快).
    `unsure`: must be asked; `readings` then holds what it may mean, the likelier first, and `ask`
    says why. `length`: of a duration, by unit.
    """

    span: tuple[int, int]
    kind: Kind
    first: Instant | None = None
    last: Instant | None = None
    due: Instant | None = None
    vague: bool = False
    unsure: bool = False
    readings: tuple[Reading, ...] = ()
    ask: str = ""
    length: tuple[tuple[str, float], ...] = ()


def settled(
    span: tuple[int, int],
    kind: Kind,
    readings: Sequence[Reading],
    ask: str,
    length: tuple[tuple[str, float], ...] = (),
) -> Time:
    """A certain time where there is one reading and nothing to ask, else one to be asked."""
    different = tuple(dict.fromkeys(readings))
    if ask or len(different) > 1:
        choices, why = different[:_CHOICES], ask or "有几种读法"
        return Time(span, kind, unsure=True, readings=choices, ask=why, length=length)
    one = different[0]
    return Time(span, kind, one.first, one.last, one.due, length=length)
