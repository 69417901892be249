"""What one call of the engine changed: rows to write, people to tell, figures to move."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shouwen.clauses.rows import Finding, Notice, Obligation, Perform, TallyKey, Verdict
from shouwen.clauses.state import State

type Kept = tuple[str, str, str]
"""``(key of the state, id of the event, clause)``: a clause that an event kept."""


@dataclass(slots=True)
class Changes:
    """The answer of ``step``, ``advance`` and ``refold``.

    ``states``: new states by key. ``obligations``: full current form of each that opened or
    changed, by id. ``findings``: by id (a later form replaces an earlier). ``verdicts``, in order
    of decision. ``kept``: what messages and closings kept. ``tally``: increments, may be negative.
    ``late``: keys of states that the event comes too late for; the caller re-folds those.
    ``own``: of a step, the part that the event itself made (without the advance before it).
    """

    states: dict[str, State] = field(default_factory=dict)
    obligations: dict[str, Obligation] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)
    findings: dict[str, Finding] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    performs: list[Perform] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    tally: dict[TallyKey, int] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)
    own: "Changes | None" = None

    def count(self, key: TallyKey, n: int = 1) -> None:
        """Move a figure; a sum of nought disappears."""
        total = self.tally.get(key, 0) + n
        if total:
            self.tally[key] = total
        else:
            self.tally.pop(key, None)

    def take(self, later: "Changes") -> None:
        """Add what came after."""
        self.states.update(later.states)
        self.obligations.update(later.obligations)
        self.verdicts.extend(later.verdicts)
        self.findings.update(later.findings)
        self.notices.extend(later.notices)
        self.performs.extend(later.performs)
        self.kept.extend(later.kept)
        for key, n in later.tally.items():
            self.count(key, n)
        self.late.extend(later.late)

    @property
    def empty(self) -> bool:
        """Nothing but states, if anything."""
        return not (
            self.obligations or self.verdicts or self.findings or self.notices or self.performs
            or self.kept or self.tally or self.late
        )  # fmt: skip

    def effects(self) -> dict[str, Any]:
        """The rows as canonical JSON data (states left out: they are only a way to the rows)."""
        return {
            "obligations": [self.obligations[i].to_json() for i in sorted(self.obligations)],
            "verdicts": [v.to_json() for v in self.verdicts],
            "findings": [self.findings[i].to_json() for i in sorted(self.findings)],
            "notices": [n.to_json() for n in self.notices],
            "performs": [p.to_json() for p in self.performs],
            "kept": [list(k) for k in sorted(self.kept)],
        }

    def effects_hash(self) -> str:
        """SHA-256 of what the event itself made: the same whatever was advanced before it."""
        own = self.own if self.own is not None else self
        return hashlib.sha256(canonical_json(own.effects())).hexdigest()


def canonical_json(data: Any) -> bytes:
    """Sorted keys, no blanks, UTF-8: the one spelling that hashes are taken of."""
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def total(increments: Iterable[dict[TallyKey, int]]) -> dict[TallyKey, int]:
    """The sum of tallies."""
    sums = Changes()
    for tally in increments:
        for key, n in tally.items():
            sums.count(key, n)
    return sums.tally
