"""The behaviour of a gate: what is still missing before an intent, and the judgement of the fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shouwen.clauses.conditions import Compiled
from shouwen.clauses.fold import Fold, payload_overrides, person_of
from shouwen.clauses.gate.schema import Gate, Requirement
from shouwen.clauses.head import Head
from shouwen.clauses.patterns import Matcher
from shouwen.clauses.rows import Finding, Missing, Notice, Verdict, row_id
from shouwen.clauses.rule import Edition, Rule
from shouwen.clauses.state import State
from shouwen.events import Event
from shouwen.events.catalogue import INTENTS


class GateRule(Rule):
    """A compiled ``gate`` clause. ``intent``: what it refuses; ``event``: what it judges."""

    def __init__(self, head: Head, block: Gate, home: Edition) -> None:
        self.block = block
        self.intent = block.before
        self.event = INTENTS[block.before].name
        self.needs = tuple((requirement, _Need(requirement)) for requirement in block.requires)
        happened = [need.happened.kinds for _, need in self.needs]
        kinds = frozenset(["case.reopened"]).union(*happened)
        super().__init__(head, home, kinds, kinds)

    # ---- asking ----------------------------------------------------------------------------------

    def missing(self, state: State, payload: Mapping[str, Any]) -> list[Missing]:
        """What the state still lacks; ``payload`` is that of the intent or event."""
        facts = {**state.facts, **payload}
        memory = state.memory.get(self.code) or {}
        happened: Mapping[str, Any] = memory.get("happened") or {}
        return [
            self._missing(requirement)
            for requirement, need in self.needs
            if not self._met(need, requirement, state, facts, need.name in happened)
        ]

    def asks(
        self, state: State, payload: Mapping[str, Any], overrides: Iterable[Mapping[str, Any]]
    ) -> list[Missing]:
        """What an intent is refused for: nothing where the clause does not apply (or a fact is
        missing: who cannot see must not block), or where a good override is given."""
        if (
            self.condition.tests
            and self.condition.holds(state.facts, self.home.defaults) is not True
        ):
            return []
        missing = self.missing(state, payload)
        if missing and self.override(state, overrides) is not None:
            return []
        return missing

    def override(
        self, state: State, overrides: Iterable[Mapping[str, Any]]
    ) -> Mapping[str, Any] | None:
        """The override given for this clause, if it may be given (again)."""
        allowed = self.block.override
        if allowed is None:
            return None
        passed = (state.memory.get(self.code) or {}).get("passed", 0)
        if allowed.at_most is not None and passed >= allowed.at_most:
            return None
        given = payload_overrides({"overrides": list(overrides)})
        return next((o for o in given if o["clause"] in (self.code, self.id)), None)

    def _missing(self, requirement: Requirement) -> Missing:
        allowed = self.block.override
        override = None
        if allowed is not None:
            override = {"by": allowed.by, "reason_required": allowed.reason, "tells": allowed.tells}
        return Missing(
            self.code, self.home.edition, self.title, requirement.say, requirement.act, override
        )

    def _met(
        self,
        need: _Need,
        requirement: Requirement,
        state: State,
        facts: Mapping[str, Any],
        happened: bool,
    ) -> bool:
        if need.fact is not None:
            return need.fact.holds(facts, self.home.defaults) is True
        if need.happened:
            return happened
        if requirement.register_ is not None:
            return self._register_complete(requirement.register_, state)
        measures = requirement.kept
        owed = any(o.measures == measures for o in state.open.values())
        return measures in state.met and not owed

    def _unknown(self, state: State, payload: Mapping[str, Any]) -> list[list[str]]:
        """For each requirement that hangs on a fact which is not there: the facts."""
        facts = {**state.facts, **payload}
        asked = [need.fact for _, need in self.needs if need.fact is not None]
        return [
            fact.unknown(facts, self.home.defaults)
            for fact in asked
            if fact.holds(facts, self.home.defaults) is None
        ]

    def _register_complete(self, name: str, state: State) -> bool:
        rule = self.home.registers.get(name)
        return rule is not None and not rule.lacking(state)

    # ---- judging ---------------------------------------------------------------------------------

    def judge(self, fold: Fold, event: Event) -> None:
        """Judge the deed by the state before it."""
        if not self.concerned(fold, event):
            return
        missing = self.missing(fold.state, event.payload)
        unknown = self._unknown(fold.state, event.payload)
        if missing and len(missing) == len(unknown):
            # An intent is refused for what nobody knows; a deed is not called 违 for it.
            fold.unobserved(self, event, sorted({name for names in unknown for name in names}))
            return
        if not missing:
            fold.keep(self.code, event.id)
            person = self._person(fold, event)
            fold.changes.count(fold.kept_key(self.code, self.home.edition, event.at, person))
            return
        given = self.override(fold.state, payload_overrides(event.payload))
        self._find(fold, event, missing, given)

    def _find(
        self, fold: Fold, event: Event, missing: list[Missing], given: Mapping[str, Any] | None
    ) -> None:
        state = fold.state
        identity = row_id("finding", state.key, self.code, self.home.edition, event.id)
        outcome = "broken" if given is None else "excused"
        words = "；".join(m.say for m in missing)
        reason = words if given is None else f"放行：{given['reason']}"
        person, team = self._person(fold, event), state.facts.get("team") or ""
        finding = Finding(
            id=identity, key=state.key, unit=state.unit, clause=self.code, edition=self.home.edition,
            event=event.id, turn=None, outcome=outcome, severity="stop", span=None, message=words,
            instead="", at=event.at, person=person, team=team, case=fold.case, state="confirmed",
            reason=reason, because=(event.id,),
        )  # fmt: skip
        verdict = Verdict(
            id=row_id("verdict", identity, outcome, event.at), key=state.key, unit=state.unit, of=identity,
            clause=self.code, edition=self.home.edition, outcome=outcome, at=event.at, grade="甲",
            reason=reason, because=(event.id,), person=person, team=team,
            channel=state.facts.get("channel") or "", case=fold.case,
        )  # fmt: skip
        fold.finding(finding, verdict)
        allowed = self.block.override
        if given is None or allowed is None:
            return
        memory = state.memory.get(self.code) or {}
        fold.remember(self.code, {**memory, "passed": memory.get("passed", 0) + 1})
        if allowed.tells is not None:
            fold.changes.notices.append(
                Notice(
                    id=row_id("notice", identity, "override"), clause=self.code, edition=self.home.edition,
                    obligation="", to=allowed.tells, level="override", at=event.at,
                    text=f"{given['by']} 放行：{given['reason']}（{words}）", key=state.key, unit=state.unit,
                    case=fold.case, person=person, team=team,
                )
            )  # fmt: skip

    def _person(self, fold: Fold, event: Event) -> str:
        return person_of(event.actor) or fold.owner(event)

    # ---- remembering -----------------------------------------------------------------------------

    def react(self, fold: Fold, event: Event, *, open_new: bool) -> None:  # noqa: ARG002
        memory: Mapping[str, Any] = fold.state.memory.get(self.code) or {}
        happened: Mapping[str, Any] = memory.get("happened") or {}
        if event.kind == "case.reopened" and happened:
            # A new round: what was told or confirmed before belongs to the old one.
            fold.remember(self.code, {**memory, "happened": {}})
            return
        new = {
            need.name: event.id
            for _, need in self.needs
            if need.name not in happened
            and event.kind in need.happened.kinds
            and need.happened.matches(event, fold.state.facts, self.home.defaults)
        }
        if new:
            fold.remember(self.code, {**memory, "happened": {**happened, **new}})


class _Need:
    """A requirement, compiled. ``name`` goes by what it asks for, so that memories outlive editions."""

    __slots__ = ("fact", "happened", "name")

    def __init__(self, requirement: Requirement) -> None:
        self.fact = None if requirement.fact is None else Compiled(requirement.fact)
        self.happened = Matcher(requirement.happened)
        self.name = row_id(requirement.model_dump_json(include={"happened"}))


def deadlocks(rules: Iterable[Rule]) -> list[tuple[GateRule, ...]]:
    """Rings of gates each of which waits for something that another refuses, none of which can
    be overridden; the linter refuses them (DESIGN §3).

    A gate before intent A that requires event e waits for whatever gate stands before the intent
    that becomes e.
    """
    gates = [rule for rule in rules if isinstance(rule, GateRule)]
    before: dict[str, list[GateRule]] = {}
    for gate in gates:
        before.setdefault(gate.event, []).append(gate)
    rings: list[tuple[GateRule, ...]] = []
    seen: set[frozenset[str]] = set()

    def walk(path: tuple[GateRule, ...]) -> None:
        for _, need in path[-1].needs:
            for kind in sorted(need.happened.kinds):
                for gate in before.get(kind, ()):
                    if gate in path:
                        ring = path[path.index(gate) :]
                        name = frozenset(g.code for g in ring)
                        if name not in seen and all(g.block.override is None for g in ring):
                            seen.add(name)
                            rings.append(ring)
                    else:
                        walk((*path, gate))

    for gate in gates:
        walk((gate,))
    return rings
