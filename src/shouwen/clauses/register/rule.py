"""The behaviour of a register: it is owed from the event that opens it until its required fields
are all there; at the close of its case what is lacking is 违."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shouwen.clauses.fold import Fold, grade_of, person_of
from shouwen.clauses.head import Head
from shouwen.clauses.patterns import Matcher
from shouwen.clauses.register.schema import Register
from shouwen.clauses.rows import Obligation, row_id
from shouwen.clauses.rule import Edition, Rule
from shouwen.clauses.state import State
from shouwen.events import Event
from shouwen.events.catalogue import KINDS

ENTRY = "register.entry_added"


class RegisterRule(Rule):
    """A compiled ``register`` clause. What is filled is remembered by the register's name
    (``memory_name``), so that it outlives editions and may come before the register is owed."""

    def __init__(self, head: Head, block: Register, home: Edition) -> None:
        self.block = block
        self.name = block.name
        self.opens = Matcher(block.opens)
        self.closes = Matcher(block.closes)
        self.voids = Matcher(block.voids)
        self.required = tuple((field.name, field.title) for field in block.fields if field.required)
        # By kind of event: the field, what fills it, and the field that must stand there before.
        self.filling: dict[str, list[tuple[str, Matcher, str | None]]] = {}
        for field in block.fields:
            after = field.filled_after
            ways: list[tuple[Matcher, str | None]] = [(Matcher(field.filled_when), None)]
            if after is not None:
                ways.append((Matcher(after.when), after.field))
            for matcher, other in ways:
                for kind in matcher.kinds:
                    self.filling.setdefault(kind, []).append((field.name, matcher, other))
        alone = self.opens.kinds | self.filling.keys()
        kinds = alone | self.closes.kinds | self.voids.kinds | {ENTRY}
        super().__init__(head, home, kinds, alone)
        self.memory_name = f"register:{block.name}"

    def filled(self, state: State) -> Mapping[str, Any]:
        """Name of a field → id of the event that filled it first."""
        entries: Mapping[str, Any] = state.memory.get(self.memory_name) or {}
        return entries

    def lacking(self, state: State) -> list[str]:
        """Titles of the required fields that are not there yet."""
        filled = self.filled(state)
        return [title for name, title in self.required if name not in filled]

    def react(self, fold: Fold, event: Event, *, open_new: bool) -> None:
        self._remember(fold, event)
        facts, defaults = fold.state.facts, self.home.defaults
        for obligation in fold.owed(self):
            if event.kind in self.voids.kinds and self.voids.matches(event, facts, defaults):
                self._end(fold, obligation, event, "excused", f"作废：{KINDS[event.kind].title}")
            elif event.kind in self.closes.kinds and self.closes.matches(event, facts, defaults):
                self._at_close(fold, obligation, event)
            else:
                self._progress(fold, obligation, event)
        if open_new and event.kind in self.opens.kinds:
            self._open(fold, event)

    def _remember(self, fold: Fold, event: Event) -> None:
        """What fills a field by itself; entries are remembered by the engine for every register."""
        filling = self.filling.get(event.kind)
        if filling is None:
            return
        filled = self.filled(fold.state)
        new = {
            name: event.id
            for name, matcher, after in filling
            if name not in filled
            and (after is None or after in filled)
            and matcher.matches(event, fold.state.facts, self.home.defaults)
        }
        if new:
            fold.remember(self.memory_name, {**filled, **new})

    def _open(self, fold: Fold, event: Event) -> None:
        meant = self.opens.matches(event, fold.state.facts, self.home.defaults)
        if not self.concerned(fold, event, meant):
            return
        memory = fold.state.memory.get(self.code) or {}
        if "opened" in memory:
            return
        fold.remember(self.code, {**memory, "opened": event.id})
        state = fold.state
        obligation = Obligation(
            id=row_id(state.key, self.code, self.home.edition, event.id, 0), key=state.key,
            clause=self.code, edition=self.home.edition, unit=state.unit, measures=f"register:{self.name}",
            act=f"填齐《{self.name}》", opened=event.at, opened_by=event.id, anchor=event.at,
            parts=[[title, None] for _, title in self.required], owner=fold.owner(event),
            team=state.facts.get("team") or "", channel=state.facts.get("channel") or "",
            case=fold.case, because=[event.id],
        )  # fmt: skip
        fold.add(obligation)
        self._progress(fold, obligation, event)

    def _progress(self, fold: Fold, obligation: Obligation, event: Event) -> None:
        """Tick off what is there; complete is kept."""
        filled = self.filled(fold.state)
        new = [
            i
            for i, (name, _) in enumerate(self.required)
            if name in filled and obligation.parts[i][1] is None
        ]
        if new:
            obligation = fold.edit(obligation)
            for index in new:
                obligation.parts[index][1] = event.at
        if all(part[1] is not None for part in obligation.parts):
            self._end(fold, obligation, event, "kept", "")
        elif new and event.id not in obligation.because:
            obligation.because.append(event.id)

    def _at_close(self, fold: Fold, obligation: Obligation, event: Event) -> None:
        if self.applies(fold) is False:
            self._end(fold, obligation, event, "excused", "结案时已不适用")
            return
        lacking = self.lacking(fold.state)
        if lacking:
            self._end(fold, obligation, event, "broken", f"结案时还差{'、'.join(lacking)}")
        else:
            self._progress(fold, obligation, event)

    def _end(
        self, fold: Fold, obligation: Obligation, event: Event, outcome: str, reason: str
    ) -> None:
        obligation = fold.edit(obligation)
        obligation.used_us = event.at - obligation.anchor
        fold.close(obligation, event.at, event.id)
        if outcome == "kept":
            fold.state.met[obligation.measures] = event.at
        fold.end(
            obligation,
            outcome,
            event.at,
            reason=reason,
            grade=grade_of(event),
            person=person_of(event.actor),
        )
