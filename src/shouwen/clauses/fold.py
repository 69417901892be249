"""The working side of one state during one call of the engine.

A :class:`Fold` owns a copy of the state; rules change it through the methods here, which note in
``changes`` whatever must become a row. Obligations are copied once a call before they change, so
that the state which the caller handed in stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from shouwen.clauses.changes import Changes
from shouwen.clauses.rows import Finding, Notice, Obligation, Perform, TallyKey, Verdict, row_id
from shouwen.clauses.rule import Edition, Rule
from shouwen.clauses.state import DUE, EVENT, State
from shouwen.events import Event, Instant, day_of
from shouwen.events.catalogue import KINDS


class Editions(Protocol):
    """Where editions come from: by hash, and what was in force in a unit at an instant."""

    def edition(self, edition: str, /) -> Edition:
        """The edition of that hash; KeyError if there is none."""

    def at(self, unit: str, at: Instant, /) -> Edition | None:
        """The edition in force in ``unit`` at ``at``; None before the first."""


class Fold:
    """One state being advanced or stepped. ``state`` is already a copy. ``history``: while a state
    is folded anew, everything that it has made so far."""

    __slots__ = ("_mine", "changes", "editions", "history", "state")

    def __init__(
        self, editions: Editions, state: State, changes: Changes, history: Changes | None = None
    ) -> None:
        self.editions = editions
        self.state = state
        self.changes = changes
        self.history = history
        self._mine: set[str] = set()

    # ---- obligations -----------------------------------------------------------------------------

    def owed(self, rule: Rule) -> list[Obligation]:
        """The obligations of a clause and edition that are still open, oldest first."""
        code, edition = rule.code, rule.home.edition
        return [o for o in self.state.open.values() if o.clause == code and o.edition == edition]

    def add(self, obligation: Obligation) -> None:
        """A new obligation."""
        self.state.open[obligation.id] = obligation
        self._mine.add(obligation.id)
        self.changes.obligations[obligation.id] = obligation

    def edit(self, obligation: Obligation) -> Obligation:
        """The obligation to write to; its row will be among the changes."""
        if obligation.id not in self._mine:
            self._mine.add(obligation.id)
            obligation = obligation.copy()
            self.state.open[obligation.id] = obligation
        else:
            obligation = self.state.open.get(obligation.id, obligation)
        self.changes.obligations[obligation.id] = obligation
        return obligation

    def close(self, obligation: Obligation, at: Instant, because: str | None = None) -> None:
        """Take an edited obligation off the list of what is owed."""
        obligation.closed = at
        obligation.next_at = None
        if because is not None and because not in obligation.because:
            obligation.because.append(because)
        self.state.open.pop(obligation.id, None)

    # ---- verdicts --------------------------------------------------------------------------------

    def end(
        self,
        obligation: Obligation,
        outcome: str,
        at: Instant,
        *,
        reason: str = "",
        grade: str = "甲",
        person: str = "",
        attribution: str | None = None,
    ) -> None:
        """Write the outcome of an edited obligation and its verdict."""
        obligation.outcome = outcome
        obligation.reason = reason
        obligation.grade = grade
        verdict = Verdict(
            id=row_id("verdict", obligation.id, outcome, at),
            key=obligation.key,
            unit=obligation.unit,
            of=obligation.id,
            clause=obligation.clause,
            edition=obligation.edition,
            outcome=outcome,
            at=at,
            grade=grade,
            attribution=attribution,
            reason=reason,
            because=tuple(obligation.because),
            person=obligation.owner or person,
            team=obligation.team,
            channel=obligation.channel,
            case=obligation.case,
        )
        self.verdict(verdict)

    def verdict(self, verdict: Verdict) -> None:
        """Write a verdict and count it."""
        self.changes.verdicts.append(verdict)
        self.tally(verdict)

    def tally(self, verdict: Verdict, n: int = 1) -> None:
        """Move the figures by a verdict (``n`` = -1 takes it out again)."""
        zone = self.editions.edition(verdict.edition).zone
        self.changes.count(
            TallyKey(
                day_of(verdict.at, zone), verdict.unit, verdict.clause, verdict.edition,
                verdict.counts_for, verdict.team, verdict.channel,
                "pending" if verdict.pending else verdict.outcome, verdict.grade,
            ),
            n,
        )  # fmt: skip

    def finding(self, finding: Finding, verdict: Verdict) -> None:
        """Write a finding with its verdict."""
        self.changes.findings[finding.id] = finding
        self.verdict(verdict)

    def keep(self, clause: str, event: str) -> None:
        """An event kept a clause that makes no obligation: a line in its list, no row."""
        self.changes.kept.append((self.state.key, event, clause))

    def kept_key(self, clause: str, edition: str, at: Instant, person: str) -> TallyKey:
        """By what a clause that was kept without a row is counted."""
        facts = self.state.facts
        return TallyKey(
            day_of(at, self.editions.edition(edition).zone), self.state.unit, clause, edition,
            person, facts.get("team") or "", facts.get("channel") or "", "kept", "甲",
        )  # fmt: skip

    def unobserved(self, rule: Rule, event: Event, facts: list[str]) -> None:
        """A fact is missing: say so once for this subject, never 守."""
        memory = self.state.memory.get(rule.code, _NOTHING)
        if "unobserved" in memory:
            return
        self.remember(rule.code, {**memory, "unobserved": event.id})
        state = self.state
        words = "、".join(facts) if facts else "时限"
        of = row_id("unobserved", state.key, rule.code, rule.home.edition)
        self.verdict(
            Verdict(
                id=row_id("verdict", of, "unobserved", event.at), key=state.key, unit=state.unit, of=of,
                clause=rule.code, edition=rule.home.edition, outcome="unobserved", at=event.at,
                grade="", reason=f"缺少事实：{words}", because=(event.id,), person=self.owner(event),
                team=state.facts.get("team") or "", channel=state.facts.get("channel") or "",
                case=self.case,
            )
        )  # fmt: skip

    def remember(self, name: str, memory: Any) -> None:
        """Replace what a clause remembers (never edited in place)."""
        self.state.memory[name] = memory

    # ---- telling and doing -----------------------------------------------------------------------

    def tell(self, obligation: Obligation, to: str, level: str, at: Instant, text: str) -> None:
        """Somebody is to hear about an obligation."""
        self.changes.notices.append(
            Notice(
                id=row_id("notice", obligation.id, level, to, at), clause=obligation.clause,
                edition=obligation.edition, obligation=obligation.id, to=to, level=level, at=at,
                text=text, key=obligation.key, unit=obligation.unit, case=obligation.case,
                person=obligation.owner, team=obligation.team, due=obligation.due,
            )
        )  # fmt: skip

    def perform(
        self, obligation: Obligation, act: str, text: str, at: Instant, before: Instant
    ) -> None:
        """The desk is to do something itself."""
        self.changes.performs.append(
            Perform(
                id=row_id("perform", obligation.id, obligation.moves, at), obligation=obligation.id,
                clause=obligation.clause, edition=obligation.edition, act=act, text=text, at=at,
                before=before, key=obligation.key, unit=obligation.unit, case=obligation.case,
            )
        )  # fmt: skip

    # ---- who and what ----------------------------------------------------------------------------

    def owner(self, event: Event) -> str:
        """Whose it is: the subject's owner, else the person named, else the person who acted."""
        owner = self.state.facts.get("owner")
        if owner:
            return str(owner)
        return event.subjects.get("person") or person_of(event.actor)

    @property
    def case(self) -> str:
        """The case concerned, empty where there is none."""
        return self.state.subjects.get("case", "")

    def due_now(self, at: Instant) -> Iterator[Obligation]:
        """What must be decided at ``at``, in an order that does not depend on ticks."""
        state = self.state
        due = [
            o
            for o in (*state.open.values(), *state.waiting.values())
            if o.next_at is not None and o.next_at <= at
        ]
        due.sort(key=lambda o: (o.clause, o.n, o.id))
        return iter(due)

    def settle(self, at: Instant, phase: int) -> None:
        """Move the mark, and find out when something must be decided next."""
        state = self.state
        state.at, state.phase = at, phase
        soonest: Instant | None = None
        for group in (state.open, state.waiting):
            for o in group.values():
                if o.next_at is not None and (soonest is None or o.next_at < soonest):
                    soonest = o.next_at
        state.next_at = soonest


def person_of(actor: str) -> str:
    """``person:P0217`` → ``P0217``; empty for customers, bots and the system."""
    kind, _, name = actor.partition(":")
    return name if kind == "person" else ""


def grade_of(event: Event) -> str:
    """The grade of evidence that an event is: 甲 seen by the machine, 乙 said by the other party,
    丙 declared by whoever did it."""
    if event.at_source == "declared":
        return "丙"
    if event.actor.startswith("customer:"):
        return "甲" if KINDS[event.kind].witness == "machine" else "乙"
    return {"machine": "甲", "counterpart": "乙", "person": "丙"}[KINDS[event.kind].witness]


def payload_overrides(payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The well-formed overrides of a payload: each names a clause, who and why."""
    given = payload.get("overrides")
    if not isinstance(given, list | tuple):
        return []
    return [
        o
        for o in given
        if isinstance(o, Mapping)
        and o.get("clause")
        and str(o.get("by") or "").strip()
        and str(o.get("reason") or "").strip()
    ]


OPENED = "case.opened"
"""Under which a state remembers when its case opened (``anchor: case.opened``)."""

_NOTHING: Mapping[str, Any] = {}

__all__ = [
    "DUE",
    "EVENT",
    "OPENED",
    "Editions",
    "Fold",
    "grade_of",
    "payload_overrides",
    "person_of",
]
