"""Which rules are asked of a conversation, given its facts and what was recognised in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from shouwen.wording.building import Rule
from shouwen.wording.entities import ENTITY
from shouwen.wording.operators import Answer
from shouwen.wording.turns import Severity, Talk, Turn

_MOST_KEPT = 4096  # rows of rules, as conversations ask for them; the same ones come again

type Applying = tuple[Rule, bool]  # False: a fact is missing, the outcome is unobserved
type Ask = Callable[[Talk, int], Iterable[Answer]]
type AskAtClose = Callable[[Talk], Iterable[Answer]]


# A rule, whether it applies, after what; what is asked of it at its turns and at the close (`None`:
# it says nothing there); and the clause, severity, message and better words of all its findings.
# Without names, since every rule of every conversation is taken apart: a quarter of the time.
type Asked = tuple[
    Rule,
    bool,
    tuple[str, ...],
    Ask | None,
    AskAtClose | None,
    str,
    Severity,
    str,
    str | None,
]


class Share(NamedTuple):
    """Rules with their number in reading order: kept without asking, and to be asked."""

    kept: tuple[tuple[int, Rule], ...]
    asked: tuple[tuple[int, Rule, bool], ...]


class Wanted(NamedTuple):
    """The names of hits that matter: `near` to begin with; `far`, `near` among them, where one of
    `later` hit, for which what is slow to look for has been put off."""

    near: frozenset[str]
    far: frozenset[str]
    later: frozenset[str]


class Plan:
    """The rules that apply with some facts; those that wait for a hit by what they wait for."""

    def __init__(self, rules: Sequence[Rule], facts: Mapping[str, object]) -> None:
        answers: dict[str, bool | None] = {}
        for rule in rules:
            clause = rule.clause
            if clause.id not in answers:
                answers[clause.id] = clause.applies(facts)
        self._all: list[Applying] = [
            (rule, bool(answers[rule.clause.id]))
            for rule in rules
            if answers[rule.clause.id] is not False
        ]
        self._ready = [_asked(rule, applies) for rule, applies in self._all]
        self._for_faults = [_asked(rule, applies, faults=True) for rule, applies in self._all]
        self._always = 0  # rules that are always asked, and those that wait for a hit: a bit each
        self._waiting: dict[str, int] = {}
        for number, (rule, applies) in enumerate(self._all):
            if not applies:
                continue  # nothing broken can come of it
            if rule.operator.triggers is None:
                self._always |= 1 << number
            else:
                for matcher in rule.operator.triggers:
                    self._waiting[matcher] = self._waiting.get(matcher, 0) | 1 << number
        banned = [rule.operator.triggers or () for rule, _ in self._all if rule.operator.bans]
        self._banned = frozenset(matcher for triggers in banned for matcher in triggers)
        self._shares: dict[tuple[str, frozenset[str]], Share] = {}
        self._worth: dict[int, list[Asked]] = {}

    def asked(self, talk: Talk, everything: bool) -> Sequence[Asked]:
        """The rules worth asking, in reading order; `everything`: all that apply or might."""
        if everything:
            return self._ready
        worth, waiting = self._always, self._waiting
        for name in talk.found:
            if name in waiting:
                worth |= waiting[name]
        asked = self._worth.get(worth)
        if asked is None:
            asked = [each for number, each in enumerate(self._for_faults) if worth >> number & 1]
            if len(self._worth) >= _MOST_KEPT:
                self._worth.clear()
            self._worth[worth] = asked
        return asked

    def wanted(self, everything: bool) -> Wanted:
        """What has to be recognised for these rules; `everything`: also for what they keep."""
        return self._wanted_whole if everything else self._wanted_broken

    @cached_property
    def _wanted_whole(self) -> Wanted:
        names = frozenset().union(*[rule.reads for rule, _ in self._all])
        return Wanted(names, names, frozenset())

    @cached_property
    def _wanted_broken(self) -> Wanted:
        near: set[str] = set()
        far: set[str] = set()
        asked = [rule for rule, applies in self._all if applies]
        for rule in asked:
            far |= rule.reads
            triggers = rule.operator.triggers
            near |= (
                rule.reads
                if triggers is None
                else triggers | {name for name in rule.reads if not name.startswith(ENTITY)}
            )
        later = [rule.operator.triggers or () for rule in asked if not rule.reads <= near]
        return Wanted(frozenset(near), frozenset(far), frozenset().union(*later))

    def share(self, turn: Turn) -> Share:
        """Of what a turn settles at once: the rules that it keeps for sure, and those to ask."""
        hit = self._banned.intersection([hit.matcher for hit in turn.hits])
        share = self._shares.get((turn.role, hit))
        if share is None:
            share = self._shares[turn.role, hit] = self._share(turn.role, hit)
        return share

    def _share(self, role: str, hit: frozenset[str]) -> Share:
        kept: list[tuple[int, Rule]] = []
        asked: list[tuple[int, Rule, bool]] = []
        for number, (rule, applies) in enumerate(self._all):
            operator = rule.operator
            if operator.bans is not None and applies and not rule.after:
                if operator.bans != role and not (operator.bans == "any" and role != "system"):
                    continue
                if operator.triggers is not None and operator.triggers.isdisjoint(hit):
                    kept.append((number, rule))
                    continue
            if operator.looks_back:
                asked.append((number, rule, applies))
        return Share(tuple(kept), tuple(asked))


def _asked(rule: Rule, applies: bool, *, faults: bool = False) -> Asked:
    operator = rule.operator
    looks_back = operator.looks_back and not (faults and operator.late)
    return (
        rule,
        applies,
        rule.after,
        operator.at_turns if looks_back else None,
        operator.at_close if operator.waits else None,
        rule.named,
        rule.severity,
        rule.message,
        rule.instead,
    )
