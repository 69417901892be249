"""The state of one subject: everything that the engine remembers of it between two events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shouwen.clauses.rows import Finding, Obligation, Verdict
from shouwen.events import Instant
from shouwen.wording.turns import Turn

BEFORE_TIME: Instant = -(2**62)
"""The mark of a state that nothing has been applied to."""

EVENT, DUE = 0, 1
"""Phases of an instant: what happened then comes before what was due then."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A verdict that a person may still overturn, with the row that it ended. ``at``: the instant
    of the first verdict, on whose day every later one is counted."""

    verdict: Verdict
    row: Obligation | Finding
    at: Instant

    def to_json(self, owed: Mapping[str, Obligation]) -> dict[str, Any]:
        """One that is overdue and still owed is among ``owed`` and is not written twice."""
        data: dict[str, Any] = {"verdict": self.verdict.to_json(), "at": self.at}
        if isinstance(self.row, Finding):
            data["finding"] = self.row.to_json()
        elif self.row.id not in owed:
            data["obligation"] = self.row.compact()
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any], owed: Mapping[str, Obligation]) -> "Ended":
        verdict = Verdict.from_json(data["verdict"])
        if "finding" in data:
            return cls(verdict, Finding.from_json(data["finding"]), data["at"])
        if "obligation" in data:
            return cls(verdict, Obligation.from_json(data["obligation"]), data["at"])
        return cls(verdict, owed[verdict.of], data["at"])


@dataclass(slots=True)
class State:
    """The fold of one subject's events (``key``: ``case:C1``).

    ``at``, ``phase``: the mark, the last thing applied. ``subjects``: the other subjects seen with
    it. ``facts``: what is known. ``open``: obligations that may still change, by id. ``waiting``:
    series (``every``) between two periods, by id of the obligation whose period was kept and has
    not run out. ``memory``: what clauses and registers remember, JSON. ``met``: measures → when
    last fulfilled. ``turns``: the conversation without its words; ``said``: ids of their events.
    ``ended``: verdicts that a person may still overturn, by id of their obligation or finding.
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
    ended: dict[str, Ended] = field(default_factory=dict)
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
            self.turns.copy(), self.said.copy(), self.ended.copy(), self.pauses.copy(), self.next_at,
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
            "ended": [ended.to_json(self.open) for ended in self.ended.values()],
            "pauses": self.pauses,
            "next_at": self.next_at,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        owed = {o["id"]: Obligation.from_json(o) for o in data["open"]}
        waiting = [Obligation.from_json(o) for o in data["waiting"]]
        ended = [Ended.from_json(e, owed) for e in data["ended"]]
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
            ended={e.verdict.of: e for e in ended},
            pauses=list(data["pauses"]),
            next_at=data["next_at"],
        )
