"""How loud language clauses are, and by which figures: read from the ledger alone.

The steps of the ladder are events (``strength.lowered``, ``strength.raised``); what the composer does
at an instant follows from those up to then, so that a replay finds what people saw. Decision 0020.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from shouwen.events import Event
from shouwen.measures.ladder import KINDS, Figures, Step, step_of, strength_at
from shouwen.wording.turns import Severity

from . import editions, events
from .models import Event as EventRow
from .models import Finding
from .record import UNIT

if TYPE_CHECKING:
    from shouwen.handbook.program import Program

DAY_US = 86_400_000_000
WINDOW_US = 90 * DAY_US
"""A step is taken by the figures since the last one, and no older than this."""
OVERTURNED = Q(state="overturned")
CONFIRMED = Q(state="confirmed", outcome="broken")


@dataclass(slots=True)
class _Cache:
    """Steps by unit and clause as this process last read them; ``newest`` is the last one's seq."""

    newest: int = -1
    steps: Mapping[tuple[str, str], Sequence[Step]] = field(default_factory=dict)


_cache = _Cache()


def in_force(program: Program, clause: str, at: int, unit: str = UNIT) -> Severity:
    """The strength of a clause (CODE:id) of ``program`` at an instant."""
    return strength_at(_steps().get((unit, clause), ()), program.clauses[clause].severity, at)


def shown_at(clause: str, written: Severity, at: int, unit: str = UNIT) -> Severity:
    """The same where only the strength that the edition of the time wrote is at hand."""
    return strength_at(_steps().get((unit, clause), ()), written, at)


def only_watched(program: Program, clause: str, at: int, unit: str = UNIT) -> bool:
    """Whether the clause counts for the handbook's editor alone: a language clause at 观察 now."""
    spoken = program.clauses[clause].kind == "utterance"
    return spoken and in_force(program, clause, at, unit) == "watch"


def steps_of(clause: str, unit: str = UNIT) -> list[Step]:
    """Every step of a clause, oldest first."""
    return sorted(_steps().get((unit, clause), ()), key=lambda step: (step.at, step.seq))


def forget() -> None:
    """Read the steps anew on the next use (another database, or a new step)."""
    _cache.newest = -1


def _steps() -> Mapping[tuple[str, str], Sequence[Step]]:
    """As of the last look at the editions, which every check of a draft and every page takes."""
    seq = editions.newest_step()
    if seq != _cache.newest:
        _read(seq)
    return _cache.steps


def _read(newest: int) -> None:
    found: dict[tuple[str, str], list[Step]] = {}
    for event in events.of_kinds(KINDS):
        found.setdefault((event.unit, event.subjects["clause"]), []).append(step_of(event))
    _cache.steps, _cache.newest = found, newest


def stepped(unit: str = UNIT) -> list[str]:
    """Clauses that ever took a step."""
    return sorted(clause for of, clause in _steps() if of == unit)


# --- figures --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Objection:
    """A press of 这里不该提示. ``key``: the finding, or the draft that was not sent."""

    event: Event
    at: int
    key: str
    unsent: bool


def figures(clause: str, since: int, until: int, unit: str = UNIT) -> Figures:
    """What a clause did from ``since`` (exclusive) to ``until`` (inclusive); five statements."""
    return by_span(clause, [(since, until)], unit)[0]


def by_span(clause: str, spans: Sequence[tuple[int, int]], unit: str = UNIT) -> list[Figures]:
    """The same for several spans at once, in five statements whatever their number.

    A finding counts when it was said, not when somebody judged it or objected to it.
    """
    of_clause = Finding.objects.filter(
        clause=clause, unit=unit, superseded_at=None, outcome__in=("broken", "excused")
    )
    wanted: dict[str, Any] = {}
    for number, (since, until) in enumerate(spans):
        within = Q(at__gt=since, at__lte=until)
        wanted[f"fired{number}"] = Count("pk", filter=within)
        wanted[f"confirmed{number}"] = Count("pk", filter=within & CONFIRMED)
    counted = of_clause.aggregate(**wanted)
    presses = objections(clause, unit)
    overturned = dict(of_clause.filter(OVERTURNED).values_list("pk", "at"))
    return [
        _figures(
            counted[f"fired{number}"],
            counted[f"confirmed{number}"],
            {name for name, at in overturned.items() if since < at <= until},
            [press for press in presses if since < press.at <= until],
        )
        for number, (since, until) in enumerate(spans)
    ]


def _figures(
    fired: int, confirmed: int, overturned: Set[str], presses: Iterable[Objection]
) -> Figures:
    """``fired`` and ``confirmed``: findings; ``overturned``: their names. A sentence that was both
    overturned and objected to is one objection; a draft that was not sent fired, too."""
    disputed = {press.key: press for press in presses}
    return Figures(
        fired=fired + sum(press.unsent for press in disputed.values()),
        confirmed=confirmed,
        overturned=len(overturned),
        disputed=len(disputed),
        objections=len(overturned | disputed.keys()),
    )


def lately(until: int, unit: str = UNIT) -> dict[str, Figures]:
    """The figures of every clause that decide its next step: since its last one, 90 days at most.

    Five statements, whatever the number of clauses; each clause's equal those of ``figures``.
    """
    newest = {
        clause: max((step.at for step in steps_of(clause, unit) if step.at <= until), default=0)
        for clause in stepped(unit)
    }
    first = until - WINDOW_US
    since = ~Q(clause__in=list(newest))
    for clause, at in newest.items():
        since |= Q(clause=clause, at__gt=at)
    found = Finding.objects.filter(since, unit=unit, superseded_at=None).filter(
        at__gt=first, at__lte=until, outcome__in=("broken", "excused")
    )
    counted = {
        name: (fired, confirmed)
        for name, fired, confirmed in found.values_list("clause").annotate(
            fired=Count("pk"), confirmed=Count("pk", filter=CONFIRMED)
        )
    }
    overturned: dict[str, set[str]] = {}
    for name, finding in found.filter(OVERTURNED).values_list("clause", "pk"):
        overturned.setdefault(name, set()).add(finding)
    # Whatever was said within the span was objected to within it.
    pressed = [
        event
        for event in events.of_kinds(["hint.disputed"])
        if _is_press(event, unit) and event.at > first
    ]
    presses: dict[str, list[Objection]] = {}
    for press in _objections(pressed):
        name = press.event.subjects["clause"]
        if max(first, newest.get(name, 0)) < press.at <= until:
            presses.setdefault(name, []).append(press)
    return {
        name: _figures(
            *counted.get(name, (0, 0)), overturned.get(name, set()), presses.get(name, ())
        )
        for name in sorted(counted.keys() | presses.keys())
    }


def objections(clause: str, unit: str = UNIT) -> list[Objection]:
    """Every press against a clause, oldest first, each with the finding that it is about.

    A press on a draft is about the finding of the message that was then sent with the same
    number, unchanged; where none was, about the draft itself.
    """
    return _objections(
        [event for event in events.of_key(f"clause:{clause}") if _is_press(event, unit)]
    )


def _objections(pressed: Sequence[Event]) -> list[Objection]:
    """What the presses are about; two statements."""
    sent = _sent(pressed)
    known = _findings(pressed, sent)
    out = []
    for event in pressed:
        payload = event.payload
        name = payload.get("finding")
        if name is None and (message := sent.get(_draft_key(event))) is not None:
            place = (message, event.subjects["clause"], _span(payload.get("span")))
            name = known.by_place.get(place)
        if name is not None and name in known.at:
            out.append(Objection(event, known.at[name], name, unsent=False))
        else:
            key = f"{_draft_key(event)}:{_span(payload.get('span'))}"
            out.append(Objection(event, event.at, key, unsent=True))
    return out


@dataclass(frozen=True, slots=True)
class _Known:
    at: Mapping[str, int]
    by_place: Mapping[tuple[str, str, tuple[int, ...]], str]


def _findings(pressed: Iterable[Event], sent: Mapping[str, str]) -> _Known:
    named = [event.payload["finding"] for event in pressed if event.payload.get("finding")]
    clauses = {event.subjects["clause"] for event in pressed}
    rows = list(
        Finding.objects.filter(clause__in=clauses, superseded_at=None)
        .filter(Q(pk__in=named) | Q(event__in=list(sent.values())))
        .values_list("pk", "at", "event", "clause", "span")
    )
    return _Known(
        {name: at for name, at, _, _, _ in rows},
        {(event, clause, _span(span)): name for name, _, event, clause, span in rows},
    )


def _sent(pressed: Iterable[Event]) -> dict[str, str]:
    """Source key of a draft's message → id of the event by which it was sent."""
    keys = [key for event in pressed if (key := _draft_key(event))]
    rows = EventRow.objects.filter(source_key__in=keys).values_list("source_key", "event_id")
    return {key: event for key, event in rows if key is not None}


def _draft_key(event: Event) -> str:
    number = event.payload.get("client_id")
    return f"desk:{event.subjects.get('conversation', '')}:{number}" if number else event.id


def _is_press(event: Event, unit: str) -> bool:
    return event.kind == "hint.disputed" and event.unit == unit


def _span(span: Any) -> tuple[int, ...]:
    return tuple(span) if span else ()
