"""The state of one subject: everything that the engine remembers of it between two events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shouwen.clauses.rows import Obligation, Verdict
from shouwen.events import Instant

BEFORE_TIME: Instant = -(2**62)
"""The mark of a state that nothing has been applied to."""

EVENT, DUE = 0, 1
"""Phases of an instant: what happened then comes before what was due then."""


@dataclass(slots=True)
class State:
    """The fold of one subject's events (``key``: ``case:C1``).

    ``at``, ``phase``: the mark, the last thing applied. ``subjects``: the other subjects seen with
    it. ``facts``: what is known. ``open``: obligations that may still change, by id. ``waiting``:
    series (``every``) between two periods, by clause, as ``Obligation`` of the period that was
    kept. ``memory``: what a clause remembers, by clause code, JSON. ``met``: measures → when last
    fulfilled. ``turns``: the conversation without its words. ``ended``: verdicts other than kept
    that a person may still overturn, by id of their obligation or finding. ``pause``: reason of
    the pause that runs, with ``paused_since``. ``next_at``: when something must be decided next.

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
    turns: list[Any] = field(default_factory=list)
    ended: dict[str, Verdict] = field(default_factory=dict)
    pause: str | None = None
    paused_since: Instant | None = None
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
            self.turns.copy(), self.ended.copy(), self.pause, self.paused_since, self.next_at,
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
            "waiting": {clause: o.compact() for clause, o in self.waiting.items()},
            "memory": self.memory,
            "met": self.met,
            "turns": [list(turn) for turn in self.turns],
            "ended": [v.to_json() for v in self.ended.values()],
            "pause": self.pause,
            "paused_since": self.paused_since,
            "next_at": self.next_at,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        obligations = [Obligation.from_json(o) for o in data["open"]]
        verdicts = [Verdict.from_json(v) for v in data["ended"]]
        return cls(
            key=data["key"],
            unit=data["unit"],
            at=data["at"],
            phase=data["phase"],
            subjects=dict(data["subjects"]),
            facts=dict(data["facts"]),
            open={o.id: o for o in obligations},
            waiting={c: Obligation.from_json(o) for c, o in data["waiting"].items()},
            memory=dict(data["memory"]),
            met=dict(data["met"]),
            turns=list(data["turns"]),
            ended={v.of: v for v in verdicts},
            pause=data["pause"],
            paused_since=data["paused_since"],
            next_at=data["next_at"],
        )
