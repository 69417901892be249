"""Small handbooks from a few lines of YAML, and a desk in memory that plays stories on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from shouwen.clauses.frame import Clause
from shouwen.clauses.rows import Intent, Missing, Obligation, Verdict
from shouwen.engine import Single, permit
from shouwen.engine.replay import Tables
from shouwen.events import Event, Instant, format_instant, parse_instant
from shouwen.events.catalogue import check
from shouwen.handbook.book import edition_of, enforced_of
from shouwen.handbook.control import Settings
from shouwen.handbook.program import Program
from shouwen.source import ListNode, Mistakes, load_text, read_as
from shouwen.wording import Acts, Labels
from shouwen.worktime import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE: Mapping[str, Any] = {"official": "none", "hours": {"mon-fri": ["09:00-18:00"]}}
SETTINGS: Mapping[str, Any] = {
    "zone": "Asia/Shanghai",
    "calendar": "office",
    "defaults": {"type": "inquiry", "level": 3, "urgent": False},
}
DAY = "2026-10-12"
"""A Monday."""


def program_of(
    clauses: str,
    *,
    settings: Mapping[str, Any] = SETTINGS,
    calendars: Mapping[str, Mapping[str, Any]] | None = None,
    labels: Mapping[str, Any] | None = None,
    acts: Mapping[str, Any] | None = None,
    code: str = "shop",
) -> Program:
    """A program from the YAML list of its clauses; a mistake fails the test with its words."""
    mistakes = Mistakes()
    node = load_text(clauses, "clauses.yaml", mistakes)
    assert isinstance(node, ListNode), mistakes.text()
    read = [read_as(Clause, item, mistakes) for item in node]
    assert not mistakes, mistakes.text()
    written = [clause for clause in read if clause is not None]
    known = {
        name: Calendar.from_mapping(data, ZONE)
        for name, data in (calendars or {"office": OFFICE}).items()
    }
    parts = (
        written,
        Labels.model_validate({"labels": labels or {}}),
        Acts.model_validate({"acts": acts or {}}),
        Settings.model_validate(dict(settings)),
        known,
    )
    enforced = enforced_of(code, *parts)
    cover = {
        "number": "1.0",
        "title": "规范",
        "chapters": [{"number": "1", "title": "全部", "clauses": [c.id for c in written]}],
    }
    return Program(enforced, *parts, cover=cover, edition=edition_of(enforced))


def instant(text: str) -> Instant:
    """``09:30`` on the Monday, ``13 09:30`` on that day of the month, or a whole date and time."""
    if " " not in text:
        text = f"{DAY} {text}"
    elif "-" not in text:
        text = f"{DAY[:8]}{text}"
    return parse_instant(text, ZONE)


def clock(at: Instant | None) -> str | None:
    """The inverse of :func:`instant`, for October 2026."""
    if at is None:
        return None
    text = format_instant(at, ZONE).removesuffix("+08:00").replace("T", " ")
    text = text.removesuffix(":00") if text.count(":") == 2 else text
    return text.removeprefix(f"{DAY} ").removeprefix(DAY[:8])


class Desk:
    """Plays events on tables in memory. Everything is about case C1 unless said otherwise."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.programs = Single(program)
        self.tables = Tables(self.programs)
        self.count = 0

    def event(
        self, at: str, kind: str, *, subjects: Mapping[str, str] | None = None, actor: str | None = None,
        at_source: str = "server", recorded: str | None = None, name: str | None = None, **payload: Any,
    ) -> Event:  # fmt: skip
        """An event; fields that the catalogue requires of messages are filled in."""
        self.count += 1
        name = name or f"e{self.count:03d}"
        when = instant(at)
        if kind.startswith("message."):
            payload.setdefault("message", f"m{name}")
        if kind == "message.sent":
            payload.setdefault("by", "person")
        if actor is None:
            actor = {"message.received": "customer:K1", "message.sent": "person:P1"}.get(
                kind, "system"
            )
            if kind == "message.sent" and payload["by"] != "person":
                actor = "system"
        event = Event(
            id=name,
            kind=kind,
            unit="desk",
            subjects=dict(subjects or {"case": "C1", "conversation": "V1", "customer": "K1"}),
            actor=actor,
            at=when,
            at_source=at_source,
            recorded_at=when if recorded is None else instant(recorded),
            payload=payload,
            seq=self.count,
        )
        assert check(event) == []
        return event

    def tell(self, at: str, kind: str, **payload: Any) -> Event:
        """Record an event."""
        event = self.event(at, kind, **payload)
        self.tables.record(event)
        return event

    def say(self, at: str, text: str, role: str = "agent", **more: Any) -> Event:
        """Record a message with what the program recognises in it."""
        seen = self.program.language.recognise(text, role).to_json()
        if role == "customer":
            return self.tell(at, "message.received", **seen, **more)
        by = {"agent": "person", "bot": "bot"}.get(role, "system")
        return self.tell(at, "message.sent", **{**seen, "by": by, **more})

    def tick(self, until: str) -> None:
        """Decide what is due before ``until``."""
        self.tables.tick(instant(until))

    def permit(
        self, at: str, intent: str, *overrides: Mapping[str, Any], **payload: Any
    ) -> list[Missing]:
        """Ask the gates."""
        subjects = {"case": "C1", "conversation": "V1", "customer": "K1"}
        asked = Intent(intent, "desk", subjects, "person:P1", payload, overrides)
        return permit(self.programs, self.tables.states, asked, instant(at))

    def owed(self, clause: str | None = None) -> list[Obligation]:
        """Obligations by opening and number."""
        found = [
            o
            for o in self.tables.obligations.values()
            if clause in (None, o.clause.partition(":")[2])
        ]
        return sorted(found, key=lambda o: (o.opened, o.n, o.id))

    def only(self, clause: str | None = None) -> Obligation:
        """The one obligation."""
        (obligation,) = self.owed(clause)
        return obligation

    def brief(self, clause: str | None = None) -> list[tuple[str | None, ...]]:
        """``(opened, due, closed, outcome)`` of each obligation, as clock times."""
        return [
            (clock(o.opened), clock(o.due), clock(o.closed), o.outcome) for o in self.owed(clause)
        ]

    def verdicts(self, clause: str | None = None) -> list[Verdict]:
        """Verdicts that stand, by time."""
        found = [
            v for v in self.tables.verdicts.values() if clause in (None, v.clause.partition(":")[2])
        ]
        return sorted(found, key=lambda v: (v.at, v.id))

    def notices(self) -> list[tuple[str | None, str, str]]:
        """``(at, level, to)`` of everything that somebody was told."""
        told = sorted(self.tables.notices.values(), key=lambda n: (n.at, n.level, n.to))
        return [(clock(n.at), n.level, n.to) for n in told]

    def figures(self) -> dict[tuple[str, str], int]:
        """(clause, outcome) → count."""
        sums: dict[tuple[str, str], int] = {}
        for key, n in self.tables.tally.items():
            name = (key.clause.partition(":")[2], key.outcome)
            sums[name] = sums.get(name, 0) + n
        return sums
