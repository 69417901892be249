"""The state of one subject: everything that the engine remembers of it between two events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shouwen.clauses.rows import Obligation
from shouwen.events import Instant
from shouwen.wording.turns import Turn

BEFORE_TIME: Instant = -(2**62)
"""The mark of a state that nothing has been applied to."""

EVENT, DUE = 0, 1
"""Phases of an instant: what happened then comes before what was due then."""


@dataclass(slots=True)
class State:
    """The fold of one subject's events (``key``: ``case:C1``).

    ``at``, ``phase``: the mark, the last thing applied. ``subjects``: the other subjects seen with
    it. ``facts``: what is known. ``open``: obligations that may still change, by id. ``waiting``:
    series (``every``) between two periods, by id of the obligation whose period was kept and has
    not run out. ``memory``: what clauses and registers remember, JSON. ``met``: measures → when
    last fulfilled. ``turns``: the conversation without its words; ``said``: ids of their events.
    ``pauses``: ``[[from, to or None, reason], …]``. ``next_at``: when something must be decided.

    A state is never changed in place: the engine works on :meth:`copy`.
    """

    key: str
    unit: str = ""
    at: Instant = BEFORE_TIME
    phase: int = EVENT
    subjects: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    open: dict[str, Obligation] = field(default_factory=dict)
    waiting: dict[str, Obligation] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    met: dict[str, Instant] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    pauses: list[list[Any]] = field(default_factory=list)
    next_at: Instant | None = None

    @property
    def mark(self) -> tuple[Instant, int]:
        """``(at, phase)`` of the last thing applied."""
        return (self.at, self.phase)

    def copy(self) -> "State":
        """A copy whose mappings may be changed; obligations and memories are replaced, not edited."""
        return State(
            self.key, self.unit, self.at, self.phase, self.subjects.copy(), self.facts.copy(),
            self.open.copy(), self.waiting.copy(), self.memory.copy(), self.met.copy(),
            self.turns.copy(), self.said.copy(), self.pauses.copy(), self.next_at,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; :meth:`from_json` gives an equal state."""
        return {
            "key": self.key,
            "unit": self.unit,
            "at": self.at,
            "phase": self.phase,
            "subjects": self.subjects,
            "facts": self.facts,
            "open": [o.compact() for o in self.open.values()],
            "waiting": [o.compact() for o in self.waiting.values()],
            "memory": self.memory,
            "met": self.met,
            "turns": [turn.to_json() for turn in self.turns],
            "said": self.said,
            "pauses": self.pauses,
            "next_at": self.next_at,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        owed = {o["id"]: Obligation.from_json(o) for o in data["open"]}
        waiting = [Obligation.from_json(o) for o in data["waiting"]]
        return cls(
            key=data["key"],
            unit=data["unit"],
            at=data["at"],
            phase=data["phase"],
            subjects=dict(data["subjects"]),
            facts=dict(data["facts"]),
            open=owed,
            waiting={o.id: o for o in waiting},
            memory=dict(data["memory"]),
            met=dict(data["met"]),
            turns=[Turn.from_json(turn) for turn in data["turns"]],
            said=list(data["said"]),
            pauses=list(data["pauses"]),
            next_at=data["next_at"],
        )
