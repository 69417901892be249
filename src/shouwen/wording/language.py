"""A handbook's language, compiled: what is recognised in a message, what is found in turns.

::

    language = Language.compile(clauses, labels, acts, edition="…")
    seen = language.recognise("您好，请稍等", "agent")          # goes into the message's event
    findings = language.judge([Turn.of(seen, "agent", by="P1", at=…)], closed=True)

`recognise` is the only place that reads words. `judge` works on turns, so that a live draft, an
inspection, a replay and a batch over a year give the same answer (law 3): the live check of a
draft is `judge([*turns, draft_as_if_sent], only_last=True)`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shouwen.wording.acts import ANSWER, BLANK, covered, speaks
from shouwen.wording.building import ACT, Built, LanguageClause, Rule, build
from shouwen.wording.fold import fold
from shouwen.wording.matcher import Matcher, plain_phrase
from shouwen.wording.normalise import squeeze
from shouwen.wording.operators import Result
from shouwen.wording.schema import Act, Acts, Label
from shouwen.wording.turns import Finding, Hit, Outcome, Recognised, Talk, Turn

_BETWEEN = "\U0010ffff"  # parts messages that are normalised together; no character of any text
_NO_FACTS: Mapping[str, object] = {}


class Language:
    """All language of one edition. Immutable; may be shared by threads."""

    def __init__(self, built: Built, acts: Acts, edition: str, fast: bool | None) -> None:
        """Use `Language.compile`."""
        self._matcher = Matcher(built.recognisers, fast)
        self._rules = built.rules
        self._acts: dict[str, Act] = dict(acts.acts)
        self._fillers = _either(acts.fillers)
        self.edition = edition
        self.labels = tuple(
            r.name for r in built.recognisers if ":" not in r.name and "/" not in r.name
        )
        parts = f"{self._matcher.version}\x1f{acts.fillers!r}\x1f{[*self._acts]!r}"
        self.version = hashlib.sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()[:16]
        # A rule is asked only where something that it waits for occurred.
        self._always = [n for n, rule in enumerate(self._rules) if rule.operator.triggers is None]
        self._triggered: dict[str, list[int]] = {}
        for number, rule in enumerate(self._rules):
            for matcher in rule.operator.triggers or ():
                self._triggered.setdefault(matcher, []).append(number)

    @classmethod
    def compile(
        cls,
        clauses: Sequence[LanguageClause],
        labels: Mapping[str, Label],
        acts: Acts,
        *,
        edition: str = "",
        fast: bool | None = None,
    ) -> Language:
        """Compile an edition's language. Raises `WordingFaults` with every unknown label.

        `fast=False` leaves the phrase engine out (the same hits, slower); `None` uses it where it
        is installed, unless the environment says `SHOUWEN_MATCHER=plain`.
        """
        return cls(build(clauses, labels, acts), acts, edition, fast)

    @property
    def fast(self) -> bool:
        """Whether the phrase engine is in use."""
        return self._matcher.fast

    @property
    def clauses(self) -> tuple[LanguageClause, ...]:
        """The clauses, in reading order."""
        return tuple({rule.clause.id: rule.clause for rule in self._rules}.values())

    # ---- words → hits ----------------------------------------------------------------------------

    def recognise(self, text: str, role: str) -> Recognised:
        """Everything seen in one message of `role` (agent, customer, bot, system)."""
        folded = fold(text)
        return self._recognised(text, folded, squeeze(folded), role)

    def recognise_many(self, messages: Sequence[tuple[str, str]]) -> list[Recognised]:
        """As `recognise` for `(text, role)` each, but normalised together, which is faster."""
        joined = _BETWEEN.join(text for text, _ in messages)
        if joined.count(_BETWEEN) != len(messages) - 1:
            return [self.recognise(text, role) for text, role in messages]
        folded = fold(joined)
        return [
            self._recognised(text, plain, short, role)
            for (text, role), plain, short in zip(
                messages, folded.split(_BETWEEN), squeeze(folded).split(_BETWEEN), strict=True
            )
        ]

    def _recognised(self, text: str, folded: str, squeezed: str, role: str) -> Recognised:
        hits = self._matcher.hits(folded, squeezed, role) if role != "system" else []
        act = ""
        if role in ("agent", "bot"):
            act = self._act(folded, squeezed, hits)
            if self._acts and hits:
                hits = [hit for hit in hits if not hit.matcher.startswith(ACT)]
        elif hits:
            hits = [hit for hit in hits if not hit.matcher.startswith(ACT)]
        return Recognised(tuple(hits), len(text.strip()), act, self.version)

    def _act(self, folded: str, squeezed: str, hits: Sequence[Hit]) -> str:
        spans: dict[str, list[tuple[int, int]]] = {}
        for hit in hits:
            if hit.matcher.startswith(ACT):
                spans.setdefault(hit.matcher[len(ACT) :], []).append((hit.start, hit.end))
        if not spans and not self._fillers:
            return ANSWER if speaks(squeezed) else BLANK
        whole = [name for name in self._acts if name in spans and self._acts[name].whole]
        if covered(folded, [s for name in whole for s in spans[name]], self._fillers):
            return whole[-1] if whole else BLANK
        partly = (name for name in self._acts if name in spans and not self._acts[name].whole)
        return next(partly, ANSWER)

    # ---- turns → findings ------------------------------------------------------------------------

    def judge(
        self,
        turns: Sequence[Turn],
        *,
        closed: bool = False,
        only_last: bool = False,
        everything: bool = False,
        facts: Mapping[str, object] | None = None,
    ) -> list[Finding]:
        """What the turns settle, sorted by turn and reading order.

        `closed`: the conversation is over. `only_last`: only what the last thing that happened
        settles, which is the close if `closed`, else the last turn; so the findings of a
        conversation are those of each of its turns, one after the other, and of its close.
        `everything` adds what was kept and what could not be observed (at most one each a turn
        and clause). `facts` answer the clauses' conditions.
        """
        if not turns:
            return []
        talk = Talk(turns)
        start = 0
        if only_last:
            start = len(turns) if closed else len(turns) - 1
        findings: list[Finding] = []
        answers: dict[str, bool | None] = {}
        for rule in self._asked(talk, everything):
            clause = rule.clause
            applies: bool | None = True
            if clause.condition is not None:
                if clause.id not in answers:
                    answers[clause.id] = clause.condition(_NO_FACTS if facts is None else facts)
                applies = answers[clause.id]
                if applies is False:
                    continue
            for result in self._results(rule, talk, start, closed):
                outcome: Outcome = "unobserved" if applies is None else result.outcome
                if outcome == "broken" or everything:
                    findings.append(self._finding(clause, result, outcome))
        if everything:
            findings = _one_good_word(findings)
        if len(findings) > 1:
            findings.sort(key=lambda finding: finding.turn)
        return findings

    def _asked(self, talk: Talk, everything: bool) -> Iterable[Rule]:
        if everything:
            return self._rules
        numbers = set(self._always)
        for matcher in talk.found:
            numbers.update(self._triggered.get(matcher, ()))
        return [self._rules[number] for number in sorted(numbers)]

    @staticmethod
    def _results(rule: Rule, talk: Talk, start: int, closed: bool) -> Iterator[Result]:
        last = len(talk.turns) - 1
        if start <= last:
            for result in rule.operator.at_turns(talk, start):
                if not rule.after or talk.hit_within(rule.after, 0, result.turn):
                    yield result
        if closed and (not rule.after or talk.hit_within(rule.after, 0, last)):
            yield from rule.operator.at_close(talk)

    def _finding(self, clause: LanguageClause, result: Result, outcome: Outcome) -> Finding:
        broken = outcome == "broken"
        return Finding(
            turn=result.turn,
            clause=clause.id,
            edition=self.edition,
            outcome=outcome,
            severity=clause.severity,  # type: ignore[arg-type]
            span=result.span if outcome != "unobserved" else None,
            message=result.note or clause.why or clause.title,
            instead=clause.utterance.instead if broken else None,
            settled=result.settled,
        )


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


def _either(phrases: Sequence[str]) -> re.Pattern[str] | None:
    """A pattern for any of the phrases, longest first."""
    plain = sorted({plain_phrase(phrase) for phrase in phrases}, key=lambda p: (-len(p), p))
    return re.compile("|".join(map(re.escape, plain))) if plain else None
