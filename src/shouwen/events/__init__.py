"""Facts in the past tense: instants, the envelope, the typed catalogue of kinds."""

from shouwen.events.event import SOURCES, BadEvent, Event
from shouwen.events.instant import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    BadInstant,
    Instant,
    day_of,
    format_instant,
    moment_of,
    parse_instant,
    zone_of,
)

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "SECOND",
    "SOURCES",
    "BadEvent",
    "BadInstant",
    "Event",
    "Instant",
    "day_of",
    "format_instant",
    "moment_of",
    "parse_instant",
    "zone_of",
]
