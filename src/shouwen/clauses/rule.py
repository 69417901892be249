"""What a compiled clause is: the base of all behaviours, and what they may ask of their edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, Protocol

from shouwen.clauses.conditions import Compiled, Truth
from shouwen.clauses.head import Head
from shouwen.events import Event, Instant
from shouwen.worktime import Calendar

if TYPE_CHECKING:
    from shouwen.clauses.fold import Fold
    from shouwen.clauses.rows import Obligation


class Edition(Protocol):
    """The compiled edition that a clause belongs to (:class:`shouwen.handbook.program.Program`)."""

    @property
    def edition(self) -> str:
        """Its hash."""

    @property
    def code(self) -> str:
        """The handbook's code."""

    @property
    def zone(self) -> tzinfo:
        """The company's zone: dates, and times written without an offset."""

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Facts that hold where nobody said otherwise (``settings.defaults``)."""

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every compiled clause by CODE:id."""

    @property
    def registers(self) -> Mapping[str, Any]:
        """Name of a register → its compiled clause."""

    def calendar(self, channel: str) -> Calendar:
        """The hours of service of a channel; the company's calendar for any other."""


class Rule:
    """A compiled clause.

    ``code``: CODE:id. ``kinds``: the kinds of event that concern it at all; ``alone``: those that
    do even while nothing of it is owed. The engine calls
    :meth:`react` after the event's facts are folded in, and :meth:`decide` when one of its
    obligations is due for a decision. (Gates judge before that: they see what the asker saw.)
    """

    def __init__(
        self, head: Head, home: Edition, kinds: frozenset[str], alone: frozenset[str]
    ) -> None:
        self.head = head
        self.home = home
        self.kinds = kinds
        self.alone = alone
        self.id = head.id
        self.code = f"{home.code}:{head.id}"
        self.title = head.title
        self.scope = head.scope
        self.condition = Compiled(head.applies, head.when)

    def react(self, fold: Fold, event: Event, *, open_new: bool) -> None:
        """Let the event act on this clause's obligations, and open new ones if ``open_new``
        (false for an edition that is no longer in force and only ends what it began)."""
        raise NotImplementedError

    def decide(self, fold: Fold, obligation: Obligation, at: Instant) -> None:
        """Decide what is due about an obligation at ``at``; must move its ``next_at`` on."""
        raise NotImplementedError

    def applies(self, fold: Fold) -> bool | None:
        """Whether ``applies`` and ``when`` hold of the state; None where a fact is missing."""
        if not self.condition.tests:
            return True
        return self.condition.holds(fold.state.facts, self.home.defaults)

    def concerned(self, fold: Fold, event: Event, meant: Truth = True) -> bool:
        """Whether the clause has to do with an event; 未观察, and it has not, where a fact is missing.
        ``meant``: whether the event is one of those that the clause is about."""
        if meant is False or (applies := self.applies(fold)) is False:
            return False
        if meant is None or applies is None:
            fold.unobserved(
                self, event, self.condition.unknown(fold.state.facts, self.home.defaults)
            )
            return False
        return True
