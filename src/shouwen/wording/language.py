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
from collections.abc import Mapping, Sequence
from functools import cached_property

from shouwen.wording.acts import ANSWER, BLANK, Silence, covered
from shouwen.wording.building import ACT, Built, LanguageClause, build
from shouwen.wording.fold import fold
from shouwen.wording.judging import Judging
from shouwen.wording.knowing import known_patterns
from shouwen.wording.lens import Lens
from shouwen.wording.likeness.weighing import NO_TABLES, Tables
from shouwen.wording.matcher import Matcher
from shouwen.wording.normalise import squeeze
from shouwen.wording.parts import NO_PARTS, Parts
from shouwen.wording.plan import Wanted
from shouwen.wording.recogniser import Recogniser, plain_phrase
from shouwen.wording.schema import Act, Acts, Label
from shouwen.wording.turns import Finding, Hit, Recognised, Turn

_BETWEEN = "\U0010ffff"  # parts messages that are normalised together; no character of any text
_SHORT = 60  # characters; what is longer is hardly said twice in the same words
_MOST_KNOWN = 20_000
_MOST_HITS_KNOWN = 50_000
_TOGETHER = 500  # messages that are looked at together
_MORE_TOGETHER = 4000  # by compiled loops
_WORTH_LOADING = 10_000  # messages: loading compiled loops takes as long as some of these
_WORTH_COMPILING = 200_000  # compiling them takes ten seconds
_MOST_LENSES = 64


class _Hits(dict[tuple[int, int, str], Hit]):
    """Hits by from, to and name. Messages have many in common, and one that is there already is
    found in a third of the time that making another takes."""

    def __missing__(self, place: tuple[int, int, str]) -> Hit:
        start, end, name = place
        self[place] = hit = Hit(name, start, end)
        return hit


class Language:
    """All language of one edition. Immutable; may be shared by threads."""

    def __init__(self, built: Built, acts: Acts, edition: str, fast: bool | None) -> None:
        """Use `Language.compile`."""
        self._matcher = Matcher(built.recognisers, fast, built.entities.signs(), built.tables)
        self._rules = built.rules
        self._entities = built.entities
        self._acts: dict[str, Act] = dict(acts.acts)
        self._act_names = {ACT + name: name for name in self._acts}
        self._silent = Silence([plain_phrase(phrase) for phrase in acts.fillers])
        self.edition = edition
        self.labels = tuple(
            r.name for r in built.recognisers if ":" not in r.name and "/" not in r.name
        )
        parts = f"{self._matcher.version}\x1f{acts.fillers!r}\x1f{[*self._acts]!r}"
        if built.entities:
            parts += f"\x1f{built.entities.kinds!r}\x1f{built.entities.values!r}"
        self.version = hashlib.sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()[:16]
        self._judging = Judging(built.rules, edition)
        self._lenses: dict[frozenset[str], Lens] = {}
        self._hits = _Hits()
        self._until_loops: list[tuple[int, bool]] = []  # messages, and whether only if kept

    @classmethod
    def compile(
        cls,
        clauses: Sequence[LanguageClause],
        labels: Mapping[str, Label],
        acts: Acts,
        *,
        parts: Parts = NO_PARTS,
        tables: Tables = NO_TABLES,
        edition: str = "",
        fast: bool | None = None,
    ) -> Language:
        """Compile an edition's language. Raises `WordingFaults` with every unknown label. `parts`:
        the named parts that patterns may use; `tables`: what learnt labels weigh by.

        `fast=False` leaves the phrase engine out (the same hits, slower); `None` uses it where it
        is installed, unless the environment says `SHOUWEN_MATCHER=plain`.
        """
        with known_patterns():
            return cls(build(clauses, labels, acts, parts, tables), acts, edition, fast)

    @property
    def fast(self) -> bool:
        """Whether the phrase engine is in use."""
        return self._matcher.fast

    @property
    def recognisers(self) -> tuple[Recogniser, ...]:
        """Everything that is looked for: labels, acts, and what clauses name themselves."""
        return self._matcher.recognisers

    @property
    def clauses(self) -> tuple[LanguageClause, ...]:
        """The clauses, in reading order."""
        return tuple({rule.clause.id: rule.clause for rule in self._rules}.values())

    @cached_property
    def proposing(self) -> frozenset[str]:
        """Clauses whose findings propose something and blame nobody (`proposes`)."""
        return frozenset(c.id for c in self.clauses if c.utterance.proposes is not None)

    @cached_property
    def earned(self) -> frozenset[str]:
        """Clauses whose 守 is news: something was said or done for it. Any other is kept by a message
        without a word too (a ban, a length), which is counted and no praise (decision 0028)."""
        return self._judging.earned()

    # ---- words → hits ----------------------------------------------------------------------------

    def recognise(self, text: str, role: str) -> Recognised:
        """Everything seen in one message of `role` (agent, customer, bot, system)."""
        folded = fold(text)
        return self._recognised([(text, folded, squeeze(folded))], role, self._matcher.whole)[0]

    def recognise_many(
        self, messages: Sequence[tuple[str, str]], lens: Lens | None = None
    ) -> list[Recognised]:
        """As `recognise` for `(text, role)` each, but normalised together, which is faster. What was
        said before in the same words (好的, 请稍等) is not looked at again. With a `lens` (of `lens`)
        what lies outside of it may be missing."""
        lens = lens or self._matcher.whole
        known = lens.known
        new = [message for message in dict.fromkeys(messages) if message not in known]
        if len(known) + len(new) > _MOST_KNOWN:
            known = {}
            new = [*dict.fromkeys(messages)]
        if self._until_loops:
            self._count(len(new))
        seen = dict(zip(new, self._recognise_new(new, lens), strict=True))
        answers = [seen.get(message) or known[message] for message in messages]
        known.update([item for item in seen.items() if len(item[0][0]) <= _SHORT])
        lens.known = known
        return answers

    def lens(self, names: frozenset[str]) -> Lens:
        """What finds the hits of these names, and need not find others."""
        lens = self._lenses.get(names)
        if lens is None:
            if len(self._lenses) >= _MOST_LENSES:
                self._lenses.clear()
            lens = self._matcher.lens(names, self._entities.forms_of(names))
            self._lenses[names] = lens
        return lens

    def forget(self) -> None:
        """Nothing that was said before is known any more; so that nothing is measured twice."""
        for lens in (self._matcher.whole, *self._lenses.values()):
            lens.known = {}

    def expect_many(self, *, now: bool = False) -> None:
        """Many messages are to come in batches: after so many that it pays (`now`: at once) they are
        looked at by compiled loops (`native`), where numba is installed. The hits are the same.
        For a command; a web worker never sees so many, and should not load so much."""
        if now:
            self._matcher.hasten(self._entities.read_alone(), only_kept=False)
        else:
            self._until_loops = [(_WORTH_COMPILING, False), (_WORTH_LOADING, True)]

    def _count(self, messages: int) -> None:
        """So many messages more have been looked at."""
        self._until_loops = [(left - messages, kept) for left, kept in self._until_loops]
        while self._until_loops and self._until_loops[-1][0] <= 0:
            _, only_kept = self._until_loops.pop()
            if self._matcher.hasten(self._entities.read_alone(), only_kept=only_kept):
                self._until_loops = []

    def _recognise_new(self, messages: Sequence[tuple[str, str]], lens: Lens) -> list[Recognised]:
        joined = _BETWEEN.join(text for text, _ in messages)
        if joined.count(_BETWEEN) != len(messages) - 1:
            return [self.recognise(text, role) for text, role in messages]
        folded = fold(joined)
        shapes = zip(folded.split(_BETWEEN), squeeze(folded).split(_BETWEEN), strict=True)
        spoken: dict[str, list[int]] = {}
        prepared: list[tuple[str, str, str]] = []
        for number, ((text, role), (plain, short)) in enumerate(zip(messages, shapes, strict=True)):
            spoken.setdefault(role, []).append(number)
            prepared.append((text, plain, short))
        answers: dict[int, Recognised] = {}
        together = _MORE_TOGETHER if self._matcher.hastened else _TOGETHER
        for role, numbers in spoken.items():
            for start in range(0, len(numbers), together):
                some = numbers[start : start + together]
                seen = self._recognised([prepared[number] for number in some], role, lens)
                answers.update(zip(some, seen, strict=True))
        return [answers[number] for number in range(len(messages))]

    def _recognised(
        self, messages: Sequence[tuple[str, str, str]], role: str, lens: Lens
    ) -> list[Recognised]:
        """Messages of a role, each as it was written, folded, and squeezed."""
        answers: list[Recognised] = []
        ours = role in ("agent", "bot") and lens.acts
        formed = role != "system" and bool(lens.forms)
        names, version = self._act_names, self.version
        if len(self._hits) > _MOST_HITS_KNOWN:
            self._hits = _Hits()
        hit_at = self._hits.__getitem__
        for (text, folded, _), (places, forms) in zip(
            messages, self._matcher.seen(messages, role, lens), strict=True
        ):
            if formed and forms != []:
                entities = self._entities
                places += (
                    entities.places(folded, lens.forms)
                    if forms is None
                    else entities.places_at(folded, forms)
                )
            act = ""
            if ours:
                spans: dict[str, list[tuple[int, int]]] = {}
                for start, end, name in places:
                    if name in names:
                        spans.setdefault(names[name], []).append((start, end))
                if spans:
                    places = [place for place in places if place[2] not in names]
                act = self._act(folded, spans)
            places.sort()
            answers.append(Recognised(tuple(map(hit_at, places)), len(text.strip()), act, version))
        return answers

    def _act(self, folded: str, spans: Mapping[str, list[tuple[int, int]]]) -> str:
        if not spans:
            return BLANK if covered(folded, (), self._silent) else ANSWER
        said = [name for name in self._acts if name in spans]
        whole = [name for name in said if self._acts[name].whole]
        if covered(folded, [span for name in whole for span in spans[name]], self._silent):
            return whole[-1] if whole else BLANK
        return next((name for name in said if not self._acts[name].whole), ANSWER)

    def may_occur(self, normal: str, role: str) -> int:
        """How many phrases and patterns the first stage would have looked for in a normalised
        text; without the phrase engine, all of them."""
        return self._matcher.may_occur(normal, role)

    def wanted(self, facts: Mapping[str, object] | None, *, everything: bool) -> Wanted:
        """The hits that `judge` will ask for, given what is known of a conversation."""
        return self._judging.plan(facts).wanted(everything)

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
        return self._judging.judge(
            turns, closed=closed, only_last=only_last, everything=everything, facts=facts
        )
