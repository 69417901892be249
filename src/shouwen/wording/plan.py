"""Which rules are asked of a conversation, given its facts and what was recognised in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shouwen.wording.building import Rule
from shouwen.wording.turns import Talk

type Asked = tuple[Rule, bool]  # False: a fact is missing, the outcome is unobserved


class Plan:
    """The rules that apply with some facts; those that wait for a hit by what they wait for."""

    def __init__(self, rules: Sequence[Rule], facts: Mapping[str, object]) -> None:
        answers: dict[str, bool | None] = {}
        for rule in rules:
            clause = rule.clause
            if clause.id not in answers:
                answers[clause.id] = True if clause.condition is None else clause.condition(facts)
        self._all: list[Asked] = [
            (rule, bool(answers[rule.clause.id]))
            for rule in rules
            if answers[rule.clause.id] is not False
        ]
        self._always: list[int] = []
        self._waiting: dict[str, list[int]] = {}
        for number, (rule, applies) in enumerate(self._all):
            if not applies:
                continue  # nothing broken can come of it
            if rule.operator.triggers is None:
                self._always.append(number)
            else:
                for matcher in rule.operator.triggers:
                    self._waiting.setdefault(matcher, []).append(number)

    def asked(self, talk: Talk, everything: bool) -> Iterable[Asked]:
        """The rules worth asking, in reading order; `everything`: all that apply or might."""
        if everything:
            return self._all
        numbers = [n for matcher in talk.found for n in self._waiting.get(matcher, ())]
        if numbers:
            return [self._all[n] for n in sorted({*self._always, *numbers})]
        return [self._all[n] for n in self._always]
