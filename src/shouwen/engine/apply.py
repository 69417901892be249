"""What one event does to one state: gates judge, facts fold in, clauses react."""

from __future__ import annotations

from collections.abc import Sequence

from shouwen.clauses.fold import OPENED, Fold
from shouwen.clauses.register.rule import ENTRY
from shouwen.clauses.utterance.rule import KINDS as SPEECH
from shouwen.clauses.utterance.rule import SCOPE as SPEAKING
from shouwen.engine.judged import JUDGEMENTS, judged
from shouwen.events import Event
from shouwen.events.catalogue import Learnt
from shouwen.handbook.program import Program


def apply(fold: Fold, program: Program, event: Event, learnt: Sequence[Learnt]) -> None:
    """Fold ``event`` into the state, under the edition in force at the event's time; ``learnt``:
    the facts that it teaches."""
    state = fold.state
    kind = event.kind
    scope = state.key.partition(":")[0]
    for gate in program.judges.get((scope, kind), ()):
        gate.judge(fold, event)
    _learn(fold, event, learnt)
    if kind == ENTRY:
        _remember_entry(fold, event)
    owing = {o.clause for o in state.open.values()}
    if state.waiting:
        owing.update(o.clause for o in state.waiting.values())
    if owing:
        _let_old_editions_react(fold, program, event)
    for rule, alone in program.interest.get((scope, kind), ()):
        if alone or rule.code in owing:
            rule.react(fold, event, open_new=True)
    if scope == SPEAKING and kind in SPEECH and program.wording is not None:
        program.wording.react(fold, event)
    if kind in JUDGEMENTS:
        judged(fold, event)


def _learn(fold: Fold, event: Event, learnt: Sequence[Learnt]) -> None:
    """Facts, other subjects, pauses, and who owns what is still undecided."""
    state = fold.state
    if state.subjects != event.subjects:
        state.subjects.update(event.subjects)
    if learnt:
        facts = state.facts
        before = (facts.get("owner"), facts.get("team"))
        for name, value, only_first in learnt:
            if not (only_first and name in facts):
                facts[name] = value
        after = (facts.get("owner"), facts.get("team"))
        if after != before:
            _hand_over(fold, after[0] or "", after[1] or "")
    if event.kind == "case.opened":
        state.memory.setdefault(OPENED, event.at)
    elif event.kind in ("case.paused", "case.resumed"):
        if state.pauses and state.pauses[-1][1] is None:
            begun, _, reason = state.pauses[-1]
            state.pauses[-1] = [begun, event.at, reason]
        if event.kind == "case.paused":
            state.pauses.append([event.at, None, event.payload.get("reason")])


def _hand_over(fold: Fold, owner: str, team: str) -> None:
    """What is owed goes with the case. Whom a breach befell stands in its verdict."""
    for obligation in list(fold.state.open.values()):
        if (obligation.owner, obligation.team) != (owner, team):
            obligation = fold.edit(obligation)
            obligation.owner, obligation.team = owner, team
    for identity, waiting in list(fold.state.waiting.items()):
        waiting = waiting.copy()
        waiting.owner, waiting.team = owner, team
        fold.state.waiting[identity] = waiting


def _remember_entry(fold: Fold, event: Event) -> None:
    """What a register holds is remembered by its name, whether a clause asks for it yet or not."""
    name = f"register:{event.payload.get('register')}"
    filled = fold.state.memory.get(name) or {}
    new = {field: event.id for field in event.payload.get("fields") or () if field not in filled}
    if new:
        fold.remember(name, {**filled, **new})


def _let_old_editions_react(fold: Fold, program: Program, event: Event) -> None:
    """Obligations keep the edition under which they opened."""
    old = {
        (o.edition, o.clause)
        for group in (fold.state.open, fold.state.waiting)
        for o in group.values()
        if o.edition != program.edition
    }
    for edition, clause in sorted(old):
        rule = fold.editions.edition(edition).rules[clause]
        if event.kind in rule.kinds:
            rule.react(fold, event, open_new=False)
