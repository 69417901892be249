"""Turns → findings: the rules of an edition, asked of conversations.

Works on hits alone (`turns`). Many conversations are judged in the same way, by the same facts: which
rules are asked is worked out once (`plan`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from shouwen.wording.building import Rule
from shouwen.wording.operators import Answer, Result
from shouwen.wording.plan import Plan
from shouwen.wording.turns import Finding, Outcome, Talk, Turn

_TURN = itemgetter(0)
_made = tuple.__new__  # half of what a named tuple takes to be made: for every finding of a year
_MOST_PLANS = 256
_MOST_KEPT = 100_000
_NO_FACTS: Mapping[str, object] = {}


class Judging:
    """All rules of an edition. May be shared by threads."""

    def __init__(self, rules: Sequence[Rule], edition: str) -> None:
        self._rules = rules
        self._edition = edition
        self._reads = _facts_read(rules)
        self._plans: dict[tuple[tuple[str, type, object], ...], Plan] = {}
        self._kept: dict[tuple[int, int], Finding] = {}

    def earned(self) -> frozenset[str]:
        """`Language.earned`."""
        spoken: dict[str, bool] = {}
        for rule in self._rules:
            silent = Talk((Turn(rule.clause.utterance.speaker, None, None, 0, ()),))
            says = any(answer[1] == "kept" for answer in rule.operator.at_turns(silent, 0))
            spoken[rule.named] = spoken.get(rule.named, True) and not says
        return frozenset(clause for clause, earns in spoken.items() if earns)

    def plan(self, facts: Mapping[str, object] | None) -> Plan:
        """The rules that apply with these facts; conversations share theirs with many others."""
        known = _NO_FACTS if facts is None else facts
        if self._reads is None:
            return Plan(self._rules, known)
        reads = self._reads
        key = tuple([(name, type(fact), fact) for name, fact in known.items() if name in reads])
        try:
            plan = self._plans.get(key)
        except TypeError:  # a fact that is a list or a mapping
            return Plan(self._rules, known)
        if plan is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            plan = self._plans[key] = Plan(self._rules, known)
        return plan

    def judge(
        self,
        turns: Sequence[Turn],
        *,
        closed: bool,
        only_last: bool,
        everything: bool,
        facts: Mapping[str, object] | None,
    ) -> list[Finding]:
        """`Language.judge`."""
        if not turns:
            return []
        if only_last and everything and not closed:
            return self._judge_last(turns, facts)
        talk = Talk(turns, facts, only_broken=not everything)
        start = 0
        if only_last:
            start = len(turns) if closed else len(turns) - 1
        findings: list[Finding] = []
        last = len(turns) - 1
        edition, asked = self._edition, self.plan(facts).asked(talk, everything)
        for rule, applies, after, at_turns, at_close, clause, severity, message, instead in asked:
            since = talk.first(after) if after else 0
            if since is None:
                continue
            answers: Iterable[Answer] = ()
            if at_turns is not None and start <= last:
                answers = at_turns(talk, start)
            if at_close is not None and closed:
                answers = at_close(talk) if at_turns is None else [*answers, *at_close(talk)]
            if not answers:
                continue
            if since:
                answers = [each for each in answers if each[0] >= since or each[3] == "close"]
            if everything:
                findings += [self._finding(rule, each, applies=applies) for each in answers]
                continue
            findings += [
                _made(
                    Finding,
                    (turn, clause, edition, "broken", severity, span, note or message, instead, settled),
                )
                for turn, outcome, span, settled, note in answers
                if outcome == "broken"
            ]  # fmt: skip
        if everything:
            findings = _one_good_word(findings)
        if len(findings) > 1:
            findings.sort(key=_TURN)
        return findings

    def _judge_last(
        self, turns: Sequence[Turn], facts: Mapping[str, object] | None
    ) -> list[Finding]:
        """Everything that the last turn settles: what the desk asks for each message it stores.

        A message mostly keeps all bans; those are not asked one by one.
        """
        last = len(turns) - 1
        share = self.plan(facts).share(turns[-1])
        numbered = [(number, self._kept_at_once(rule, last)) for number, rule in share.kept]
        if share.asked:
            talk = Talk(turns, facts)
            for number, rule, applies in share.asked:
                since = talk.first(rule.after) if rule.after else 0
                if since is None:
                    continue
                numbered += [
                    (number, self._finding(rule, answer, applies=applies))
                    for answer in rule.operator.at_turns(talk, last)
                    if answer[0] >= since
                ]
        numbered.sort(key=_place)
        findings = [finding for _, finding in numbered]
        if len({finding.clause for finding in findings}) == len(findings):
            return findings
        return _one_good_word(findings)

    def _kept_at_once(self, rule: Rule, turn: int) -> Finding:
        """A kept finding at a turn; the same one for every conversation."""
        key = (id(rule), turn)
        finding = self._kept.get(key)
        if finding is None:
            finding = self._finding(rule, Result(turn, "kept", None, "send"), applies=True)
            if len(self._kept) < _MOST_KEPT:
                self._kept[key] = finding
        return finding

    def _finding(self, rule: Rule, answer: Answer, *, applies: bool) -> Finding:
        turn, said, span, settled, note = answer
        outcome: Outcome = said if applies else "unobserved"
        return Finding(
            turn,
            rule.named,
            self._edition,
            outcome,
            rule.severity,
            span if outcome != "unobserved" else None,
            note or rule.message,
            rule.instead if outcome == "broken" else None,
            settled,
        )


def _facts_read(rules: Sequence[Rule]) -> frozenset[str] | None:
    """The facts that the conditions ask for; `None` where one does not say."""
    names: set[str] = set()
    for rule in rules:
        if rule.clause.condition is not None:
            if rule.clause.reads is None:
                return None
            names |= rule.clause.reads
    return frozenset(names)


def _place(numbered: tuple[int, Finding]) -> tuple[int, int]:
    return numbered[1].turn, numbered[0]


def _one_good_word(findings: Sequence[Finding]) -> list[Finding]:
    """All broken findings, and for a clause and turn without one a single kept or unobserved."""
    rank = {"broken": 0, "unobserved": 1, "kept": 2}
    best: dict[tuple[int, str], str] = {}
    for finding in findings:
        key = (finding.turn, finding.clause)
        if key not in best or rank[finding.outcome] < rank[best[key]]:
            best[key] = finding.outcome
    kept: list[Finding] = []
    given: set[tuple[int, str]] = set()
    for finding in findings:
        key = (finding.turn, finding.clause)
        if finding.outcome != best[key] or (finding.outcome != "broken" and key in given):
            continue
        given.add(key)
        kept.append(finding)
    return kept
