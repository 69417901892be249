"""Plays a scenario of a clause: a short story of events, and the rows that come of it.

Times are written as in the handbook: ``+0``, ``+1小时59分59秒`` (after the story's start) or
``2026-10-14 09:00`` (in the handbook's zone). Whatever an event needs and the story does not say
(subjects, who acted, ids) is filled in; ``text`` of a message is recognised as the desk would.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from shouwen.clauses.changes import Changes
from shouwen.clauses.frame import Scenario
from shouwen.clauses.state import State
from shouwen.engine import Single, advance, step
from shouwen.events import BadInstant, Event, Instant, format_instant, parse_instant
from shouwen.events.catalogue import KINDS, check, fields_of
from shouwen.handbook.program import Program

START = "2026-10-14 09:00"
"""When a story begins that does not say: a Wednesday of an ordinary working week."""

SUBJECTS = {
    "case": "C1",
    "conversation": "V1",
    "customer": "K1",
    "person": "P1",
    "promise": "M1",
    "visit": "T1",
    "order": "O1",
}
_ENVELOPE = ("at", "kind", "actor", "at_source", "subjects", "text")
_PIECE = re.compile(r"([0-9]+)\s*(天|小时|时|分钟|分|秒)")
_SECONDS = {"天": 86_400, "小时": 3600, "时": 3600, "分钟": 60, "分": 60, "秒": 1}
_ROLES = {"person": "agent", "bot": "bot"}


class BadStory(ValueError):
    """The story cannot be played; ``path`` leads to the fault inside the scenario."""

    def __init__(self, what: str, remedy: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(f"{what}。{remedy}。")
        self.what = what
        self.remedy = remedy
        self.path = path


@dataclass(slots=True)
class Outcome:
    """One row that came of the story: an obligation, a finding, or something kept without a row.

    Instants are microseconds; ``told`` maps an address to when it was first told of the breach.
    """

    clause: str
    outcome: str | None
    opened: Instant | None = None
    due: Instant | None = None
    closed: Instant | None = None
    warned: list[Instant] = field(default_factory=list)
    told: dict[str, Instant] = field(default_factory=dict)
    attribution: str | None = None
    reason: str = ""
    parts: int | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a story. ``start`` is the instant of ``+0``."""

    start: Instant
    zone: ZoneInfo
    outcomes: tuple[Outcome, ...]

    def of(self, clause: str) -> list[Outcome]:
        """The rows of one clause (without its handbook's code), by when they were due."""
        return [outcome for outcome in self.outcomes if outcome.clause == clause]

    def written(self, at: Instant | None) -> str:
        """An instant as stories write it."""
        if at is None:
            return "没有"
        return written_offset(at - self.start)


def play(program: Program, scenario: Scenario) -> Played:
    """Play the events, let time run to ``until``, and give every row. Raises :class:`BadStory`."""
    zone = ZoneInfo(program.settings["zone"])
    start = _instant(scenario.start or START, 0, zone, ("start",))
    programs = Single(program)
    states: dict[str, State] = {}
    changes = Changes()
    last = start
    for number, raw in enumerate(scenario.events):
        event = _event(program, scenario, raw, number, start, zone)
        last = max(last, event.at)
        happened = step(programs, states, event)
        if happened.late:
            raise BadStory("这件事早于上一件", "请按发生的先后写", ("events", number, "at"))
        states.update(happened.states)
        changes.take(happened)
    until = last if scenario.until is None else _instant(scenario.until, start, zone, ("until",))
    for key in sorted(states):
        # `advance` decides what is due before an instant; a story wants what is due by it.
        changes.take(advance(programs, states[key], until + 1))
    return Played(start, zone, tuple(_outcomes(changes)))


def _event(
    program: Program,
    scenario: Scenario,
    raw: Mapping[str, Any],
    number: int,
    start: Instant,
    zone: ZoneInfo,
) -> Event:
    kind = KINDS.get(str(raw.get("kind")))
    if kind is None:
        raise BadStory(
            f"没有“{raw.get('kind')}”这种事件", "请看事件目录", ("events", number, "kind")
        )
    at = _instant(str(raw.get("at", "+0")), start, zone, ("events", number, "at"))
    payload = {key: value for key, value in raw.items() if key not in _ENVELOPE}
    for name, known in fields_of(kind.name).items():
        if known.type == "instant" and isinstance(payload.get(name), str):
            payload[name] = _instant(payload[name], start, zone, ("events", number, name))
    if kind.name in ("message.sent", "message.received"):
        _fill_message(program, payload, raw.get("text"), number)
    elif "text" in raw:
        payload["text"] = raw["text"]
    if number == 0 and scenario.facts:
        payload["facts"] = {**scenario.facts, **payload.get("facts", {})}
    subjects = {name: SUBJECTS[name] for name in (*kind.subjects, *kind.also) if name in SUBJECTS}
    if "person" in kind.also:
        subjects.pop("person", None)
    if "promise" in kind.also:
        subjects.pop("promise", None)
    subjects.update(raw.get("subjects", {}))
    event = Event(
        id=f"e{number + 1}",
        kind=kind.name,
        unit="",
        subjects=subjects,
        actor=raw.get("actor") or _actor(kind.name, payload),
        at=at,
        at_source=raw.get("at_source", "server"),
        recorded_at=at,
        payload=payload,
        seq=number + 1,
    )
    problems = check(event)
    if problems:
        raise BadStory("；".join(problems), "请看事件目录", ("events", number))
    return event


def _fill_message(program: Program, payload: dict[str, Any], text: Any, number: int) -> None:
    payload.setdefault("message", f"m{number + 1}")
    if not isinstance(text, str):
        return
    role = "customer"
    if "by" in payload:
        role = _ROLES.get(str(payload["by"]), "system")
    seen = program.language.recognise(text, role).to_json()
    payload["hits"], payload["length"] = seen["hits"], seen["length"]
    if role in ("agent", "bot"):
        payload.setdefault("act", seen["act"])


def _actor(kind: str, payload: Mapping[str, Any]) -> str:
    if kind in ("message.received", "case.customer_confirmed"):
        return f"customer:{SUBJECTS['customer']}"
    by = payload.get("by")
    if kind == "message.sent" and by != "person":
        return "bot:shouwen" if by == "bot" else "system"
    return f"person:{SUBJECTS['person']}"


def _instant(text: str, start: Instant, zone: ZoneInfo, path: tuple[str | int, ...]) -> Instant:
    if text.startswith("+"):
        return start + offset(text, path)
    try:
        return parse_instant(text.replace(" ", "T", 1), zone)
    except BadInstant:
        raise BadStory(f"“{text}”不是时间", "请写成 +30分 或 2026-10-14 09:00 这样", path) from None


def offset(text: str, path: tuple[str | int, ...] = ()) -> int:
    """Microseconds of ``+1小时59分59秒``; raises :class:`BadStory`."""
    body = text.removeprefix("+").replace(" ", "")
    if body == "0":
        return 0
    pieces = list(_PIECE.finditer(body))
    if not pieces or "".join(piece.group(0) for piece in pieces) != body:
        raise BadStory(f"“{text}”看不懂", "请写成 +30分、+1小时59分59秒、+2天 这样", path)
    return sum(int(piece[1]) * _SECONDS[piece[2]] for piece in pieces) * 1_000_000


def written_offset(us: int) -> str:
    """Microseconds as a story writes them."""
    seconds = us // 1_000_000
    if seconds == 0:
        return "+0"
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    pieces = [(hours, "小时"), (minutes, "分"), (seconds, "秒")]
    return sign + "".join(f"{number}{unit}" for number, unit in pieces if number)


def written_instant(at: Instant, zone: ZoneInfo) -> str:
    """An instant as people read it."""
    return format_instant(at, zone)


def _outcomes(changes: Changes) -> list[Outcome]:
    rows: dict[str, Outcome] = {}
    for obligation in changes.obligations.values():
        done = sum(1 for part in obligation.parts if part[1] is not None)
        rows[obligation.id] = Outcome(
            clause=_bare(obligation.clause),
            outcome=obligation.outcome,
            opened=obligation.opened,
            due=obligation.due,
            closed=obligation.closed,
            warned=list(obligation.warned),
            reason=obligation.reason,
            parts=done if obligation.parts else None,
        )
    for verdict in changes.verdicts:
        row = rows.setdefault(verdict.of, Outcome(_bare(verdict.clause), verdict.outcome))
        row.outcome = verdict.outcome
        row.attribution = verdict.attribution
        row.reason = verdict.reason
        if row.opened is None:
            row.closed = verdict.at
    for notice in changes.notices:
        owed = rows.get(notice.obligation)
        if owed is not None and notice.level == "breach":
            owed.told.setdefault(notice.to, notice.at)
    kept = [Outcome(_bare(clause), "kept") for _, _, clause in dict.fromkeys(changes.kept)]
    return sorted(
        [*rows.values(), *kept], key=lambda row: (row.due or row.closed or 0, row.opened or 0)
    )


def _bare(clause: str) -> str:
    return clause.partition(":")[2]
