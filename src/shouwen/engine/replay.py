"""Tables in memory: what a ledger's tables must equal, event by event.

:class:`Tables` records events as they arrive, also late ones, and ticks when it is told to.
:func:`replay` fills tables from a ledger in order of ``seq``. The command line, the laws' tests and
``ledger replay`` compare against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shouwen.clauses.changes import Changes
from shouwen.clauses.rows import Finding, Notice, Obligation, Perform, TallyKey, Verdict
from shouwen.clauses.state import DUE, State
from shouwen.engine.run import Programs, advance, keys, refold, step
from shouwen.events import Event, Instant

LATE = "迟到的事实"


@dataclass(frozen=True, slots=True)
class Superseded:
    """A verdict that no longer stands. ``by``: the one in its place, empty where there is none."""

    verdict: Verdict
    by: str
    reason: str


@dataclass(slots=True)
class Tables:
    """Rows by id as they stand, what was superseded, figures, and every event by state.

    ``lean``: events come once and in order and are judged by nobody, and only obligations,
    verdicts and findings are wanted; nothing else is kept.
    """

    programs: Programs
    lean: bool = False
    states: dict[str, State] = field(default_factory=dict)
    obligations: dict[str, Obligation] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    performs: dict[str, Perform] = field(default_factory=dict)
    kept: set[tuple[str, str, str]] = field(default_factory=set)
    tally: dict[TallyKey, int] = field(default_factory=dict)
    superseded: list[Superseded] = field(default_factory=list)
    events: dict[str, list[Event]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def record(self, event: Event) -> Changes | None:
        """Take an event in; None where its id is known (a repeat changes nothing)."""
        if not self.lean:
            if event.id in self.known:
                return None
            self.known.add(event.id)
        program = self.programs.at(event.unit, event.at)
        touched = [] if program is None else keys(program, event)
        changes = step(
            self.programs, {k: self.states[k] for k in touched if k in self.states}, event
        )
        self._write(changes)
        if self.lean:
            return changes
        for key in changes.late:
            self._fold_again(key, event)
        for key in touched:
            self.events.setdefault(key, []).append(event)
        return changes

    def tick(self, until: Instant, only: str | None = None) -> None:
        """Decide in every state, or in the one of key ``only``, what is due before ``until``."""
        for key in sorted(self.states) if only is None else (only,):
            self._write(advance(self.programs, self.states[key], until))

    def fold_of(self, key: str) -> Changes:
        """The rows of one state folded from its events alone, as far as it was decided."""
        return refold(self.programs, key, self.events.get(key, ()), _decided(self.states[key]))

    def _fold_again(self, key: str, event: Event) -> None:
        until = _decided(self.states[key])
        earlier = self.events.get(key, [])
        old = refold(self.programs, key, earlier, until)
        new = refold(self.programs, key, [*earlier, event], until)
        standing = {verdict.of: verdict.id for verdict in new.verdicts}
        still = {verdict.id for verdict in new.verdicts}
        for verdict in old.verdicts:
            if verdict.id not in still and verdict.id in self.verdicts:
                del self.verdicts[verdict.id]
                self.superseded.append(Superseded(verdict, standing.get(verdict.of, ""), LATE))
        for name in old.obligations.keys() - new.obligations.keys():
            self.obligations.pop(name, None)
        for name in old.findings.keys() - new.findings.keys():
            self.findings.pop(name, None)
        self.kept -= set(old.kept)
        for tally_key, n in old.tally.items():
            self._count(tally_key, -n)
        self._write(new)

    def _write(self, changes: Changes) -> None:
        self.states.update(changes.states)
        self.obligations.update(changes.obligations)
        self.findings.update(changes.findings)
        for verdict in changes.verdicts:
            self.verdicts[verdict.id] = verdict
        if self.lean:
            return
        self.notices.update({notice.id: notice for notice in changes.notices})
        self.performs.update({perform.id: perform for perform in changes.performs})
        self.kept.update(changes.kept)
        for tally_key, n in changes.tally.items():
            self._count(tally_key, n)

    def _count(self, key: TallyKey, n: int) -> None:
        total = self.tally.get(key, 0) + n
        if total:
            self.tally[key] = total
        else:
            self.tally.pop(key, None)


def replay(programs: Programs, events: Iterable[Event], until: Instant | None = None) -> Tables:
    """Tables from a ledger: events in order of ``seq``, then decided up to ``until``."""
    tables = Tables(programs)
    for event in sorted(events, key=lambda event: event.seq):
        tables.record(event)
    if until is not None:
        tables.tick(until)
    return tables


def _decided(state: State) -> Instant:
    """Up to where a state has been decided (exclusive)."""
    return state.at + 1 if state.phase == DUE else state.at
