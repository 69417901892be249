"""One machine over all phrases and patterns of all clauses and labels.

Two stages: the phrase engine (hyperscan) says which phrases and patterns occur at all, in one pass
and without offsets; only those are asked for their exact spans. Where the engine is not installed,
or `SHOUWEN_MATCHER=plain`, every phrase and pattern is asked; the answer is the same, because the
first stage may only ever leave out what the second would not find (`Pattern.told`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from shouwen.wording import prefilter
from shouwen.wording.evasion import ALWAYS, EXTRA, Dodged, Dodges, Sought
from shouwen.wording.fold import HAN, INVISIBLE, fold, fold_character
from shouwen.wording.likeness.weighing import NO_TABLES, Judged, Tables, weighing_of
from shouwen.wording.needles import MOST_HITS, Span, needle_of
from shouwen.wording.normalise import Normal, mapped, squeeze
from shouwen.wording.pattern import MOST_WIDTH, Pattern, parse_pattern
from shouwen.wording.prefilter import FirstStage, Rough
from shouwen.wording.quoting import quoted_spans
from shouwen.wording.turns import ROLES
from shouwen.wording.version import version_of

ENGINE = "2"  # raised when the same definition would give other hits than before
SHORT = 3  # phrases below this many characters are not looked for through inserted marks

OURS = "ours"  # a speaker: agents and bots

type Place = tuple[int, int, str]  # from, to, and the recogniser's name: so they sort as hits do


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A named set of phrases and patterns, looked for in messages of `speaker`.

    `exceptions` are patterns too: a hit that shares a character with one of them is none.
    `unless_quoting`: a hit inside quotation marks or reported speech is none. `evasion`: the ways
    round its phrases that it looks through (`shouwen.wording.evasion`); not `plain`: it finds
    phrases only where they are written in such a way. `learnt`: names of tables
    (`shouwen.wording.likeness`) that find where their weight lies. `weighed`: the table that may doubt
    what the phrases and patterns find; `apart`: what stands between two commas is weighed alone, too.
    """

    name: str
    phrases: tuple[str, ...]
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    unless_quoting: bool = False
    speaker: str = "any"
    evasion: tuple[str, ...] = tuple(sorted(ALWAYS))
    plain: bool = True
    learnt: tuple[str, ...] = field(default=(), repr=False)  # part of the version only where it is
    weighed: str = field(default="", repr=False)
    apart: bool = field(default=False, repr=False)

    def listens_to(self, role: str) -> bool:
        """Whether messages of `role` are searched."""
        if self.speaker == OURS:
            return role in ("agent", "bot")
        return role != "system" and self.speaker in ("any", role)


def plain_phrase(phrase: str) -> str:
    """A phrase as it is looked for: folded and squeezed like the text; empty if nothing is left."""
    return squeeze(fold(phrase)).strip()


@dataclass(slots=True)
class _Raw:
    """What is in a text: the spans of each recogniser that has some, exceptions taken out; whether
    something stands in it that may stand for a phrase in another form; which forms may be in it,
    `None` if any."""

    found: dict[int, list[Span]]
    signs: bool
    forms: list[int] | None = None


class _View:
    """What is looked for in one role's messages."""

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        role: str,
        fast: bool,
        forms: Sequence[Rough | Pattern],
        tables: Tables,
    ) -> None:
        self.learnt: dict[str, list[int]] = {}
        weighed: dict[int, str] = {}
        serves: dict[str | Pattern, list[int]] = {}
        excuses: dict[str | Pattern, list[int]] = {}
        for owner, recogniser in enumerate(recognisers):
            if recogniser.listens_to(role):
                for name in recogniser.learnt:
                    self.learnt.setdefault(name, []).append(owner)
                if recogniser.weighed:
                    weighed[owner] = recogniser.weighed
                for phrase in recogniser.phrases if recogniser.plain else ():
                    serves.setdefault(plain_phrase(phrase), []).append(owner)
                for source in recogniser.patterns if recogniser.plain else ():
                    serves.setdefault(parse_pattern(source), []).append(owner)
                for source in recogniser.exceptions:
                    excuses.setdefault(parse_pattern(source), []).append(owner)
        weighers = {*self.learnt, *weighed.values()}
        self.weighing = weighing_of(tables, weighers) if weighers else None
        # Recognisers that may be doubted, each with the bit that says that a text is trusted.
        bits = self.weighing.bits if self.weighing else {}
        self.trusted = {owner: bits[name] for owner, name in weighed.items()}
        self.apart = {owner for owner in weighed if recognisers[owner].apart}
        sought = list(dict.fromkeys([*serves, *excuses]))
        self.needles = [
            needle_of(each, serves.get(each, ()), excuses.get(each, ())) for each in sought
        ]
        self.stage: FirstStage | None = None
        ways = {r.evasion: frozenset(r.evasion) for r in recognisers}
        self.dodges = Dodges(
            [
                Sought(plain_phrase(phrase), owner, ways[recogniser.evasion])
                for owner, recogniser in enumerate(recognisers)
                if recogniser.listens_to(role) and not EXTRA.isdisjoint(recogniser.evasion)
                for phrase in recogniser.phrases
            ],
            fast,
        )
        self.sought = sought
        self.batched: Batched | None = None
        self.forms_from = len(sought)
        if fast and (sought or forms):
            dodged = self.dodges.signs()
            self.forms_from += len(dodged)
            self.stage = FirstStage([*sought, *dodged, *forms])
        self.some_dodge = bool(self.dodges)
        self.exceptions = {
            sought.owner: [parse_pattern(source) for source in recognisers[sought.owner].exceptions]
            for sought in self.dodges.sought
        }

    def look(self, texts: Sequence[str]) -> list[_Raw]:
        """What is in each of some texts. The first stage sees all of them before anything else, and
        then each phrase or pattern its own: what either works on stays near the processor, which
        halves the time."""
        where: dict[int, Sequence[int]] = {}
        if self.stage is None:
            raws = [_Raw({}, bool(self.dodges) and self.dodges.signs_in(text)) for text in texts]
            where = dict.fromkeys(range(len(self.needles)), range(len(texts)))
        else:
            raws, where = self._first_stage(self.stage, texts)
        founds = [raw.found for raw in raws]
        for number, numbers in where.items():
            find, serves, _ = self.needles[number]
            if serves:
                for at in numbers:
                    if spans := find(texts[at]):
                        found = founds[at]
                        for owner in serves:
                            found[owner] = found[owner] + spans if owner in found else spans
        if self.weighing is not None:
            self._weigh(texts, founds, self.weighing.judge(texts))
        owned: dict[int, set[int]] = {}
        for at, found in enumerate(founds):
            for owner in found:
                owned.setdefault(owner, set()).add(at)
        for number, numbers in where.items():
            find, _, excuses = self.needles[number]
            for owner in excuses:
                if owner in owned:
                    for at in owned[owner].intersection(numbers):
                        if covers := find(texts[at]):
                            founds[at][owner] = _apart(founds[at][owner], covers)
        return raws

    def look_at_all(self, texts: Sequence[str], batch: Batch) -> list[_Raw]:
        """As `look`, with compiled loops; which forms there are is not said."""
        assert self.batched is not None
        founds: list[dict[int, list[Span]]] = [{} for _ in texts]
        signs: set[int] = set()
        covers: list[tuple[int, Span, Sequence[int]]] = []
        most = len(self.needles)
        for at, number, start, end in self.batched.hits(batch):
            if number >= most:
                signs.add(at)
                continue
            find, serves, excuses = self.needles[number]
            found = founds[at]
            for span in [(start, end)] if start >= 0 else find(texts[at]):
                for owner in serves:
                    if owner in found:
                        found[owner].append(span)
                    else:
                        found[owner] = [span]
                if excuses:
                    covers.append((at, span, excuses))
        judged = self.batched.judge(texts, batch)
        if judged is not None:
            self._weigh(texts, founds, judged)
        for at, span, excuses in covers:
            for owner in excuses:
                if owner in founds[at]:
                    founds[at][owner] = _apart(founds[at][owner], [span])
        return [_Raw(found, at in signs) for at, found in enumerate(founds)]

    def _weigh(
        self, texts: Sequence[str], founds: Sequence[dict[int, list[Span]]], judged: list[Judged]
    ) -> None:
        """Takes out what the tables doubt, and adds what they find."""
        weighing, marks = self.weighing, self.trusted
        assert weighing is not None
        for text, found, (counting, trusted) in zip(texts, founds, judged, strict=True):
            for owner in [o for o in found if o in marks and not marks[o] & trusted]:
                apart = owner in self.apart
                if spans := weighing.trusted_in(text, found[owner], marks[owner], apart=apart):
                    found[owner] = spans
                else:
                    del found[owner]
            for name, spans in counting.items():
                for owner in self.learnt.get(name, ()):
                    found[owner] = [*found.get(owner, ()), *spans[:MOST_HITS]]

    def forms_in(self, folded: str) -> list[int] | None:
        """The numbers of the forms that may be in a folded text; `None`: any."""
        if self.stage is None:
            return None
        first = self.forms_from
        return [number - first for number in self.stage.which(folded) if number >= first]

    def _first_stage(
        self, stage: FirstStage, texts: Sequence[str]
    ) -> tuple[list[_Raw], dict[int, Sequence[int]]]:
        forms: list[list[int]] = [[] for _ in texts]
        raws = [_Raw({}, False, mine) for mine in forms]
        where: dict[int, Sequence[int]] = {}
        most, first = len(self.needles), self.forms_from
        for number, numbers in stage.where(texts).items():
            if number < most:
                where[number] = numbers
            elif number < first:
                for at in numbers:
                    raws[at].signs = True
            else:
                for at in numbers:
                    forms[at].append(number - first)
        return raws, where


class Matcher:
    """All recognisers of a language, compiled together. Immutable once built; safe to share."""

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        fast: bool | None = None,
        forms: Sequence[Rough | Pattern] = (),
        tables: Tables = NO_TABLES,
    ) -> None:
        """`fast=False` forces the plain stage; `None` takes the engine where there is one. `forms`:
        what else the first stage looks for, for whoever asks `seen`. `tables`: what recognisers
        have learnt."""
        self.recognisers = tuple(recognisers)
        if fast is None:
            fast = os.environ.get("SHOUWEN_MATCHER", "") != "plain"
        self.fast = fast and prefilter.available()
        self._named_forms = forms
        self._views = {
            role: _View(
                self.recognisers, role, self.fast, () if role == "system" else forms, tables
            )
            for role in ROLES
        }
        self._names = [recogniser.name for recogniser in self.recognisers]
        self._unless_quoting = [recogniser.unless_quoting for recogniser in self.recognisers]
        self._choosy = {
            recogniser.name: frozenset(recogniser.evasion)
            for recogniser in self.recognisers
            if not ALWAYS.issubset(recogniser.evasion)
        }
        self.version = version_of(ENGINE, self.recognisers, tables)

    def hasten(self) -> None:
        """Look at batches with compiled loops from now on."""
        from shouwen.wording.native.view import Batched, Forms
        global batch_of
        from shouwen.wording.native.search import batch_of

        self._forms = Forms(self._named_forms)
        for view in self._views.values():
            view.batched = Batched(
                view.sought, view.dodges.signs(), view.dodges.codes(), view.dodges.table, view.weighing
            )

    def may_occur(self, squeezed: str, role: str) -> int:
        """How many needles the first stage leaves to be looked for."""
        view = self._views[role]
        most = len(view.needles)
        if view.stage is None:
            return most
        return sum(1 for number in view.stage.which(squeezed) if number < most)

    def seen(
        self, messages: Sequence[tuple[str, str, str]], role: str
    ) -> list[tuple[list[Place], list[int] | None]]:
        """For some messages of a role, each as it was written, folded, and squeezed: what hits
        where, in no order, and which forms may be in it (by number; `None`: any)."""
        view = self._views[role]
        sounding: list[Sequence[Dodged]] = [()] * len(messages)
        if view.batched is not None and len(messages) >= _MANY:
            texts = [squeezed for _, _, squeezed in messages]
            batch = batch_of(texts)
            raws = view.look_at_all(texts, batch)
            for at in view.batched.sounding(batch):
                sounding[at] = view.dodges.sounding(texts[at])
            among = [[]]*len(messages) if role == "system" else self._forms.among([folded for _, folded, _ in messages])
            return [
                (self._hits(view, raw, sounds, *message), forms)
                for message, raw, sounds, forms in zip(messages, raws, sounding, among, strict=True)
            ]
        raws = view.look([squeezed for _, _, squeezed in messages])
        if view.some_dodge:
            sounding = [view.dodges.sounding(squeezed) for _, _, squeezed in messages]
        answers: list[tuple[list[Place], list[int] | None]] = []
        for message, raw, sounds in zip(messages, raws, sounding, strict=True):
            forms = raw.forms
            if forms is not None and len(message[1]) != len(message[2]):
                forms = view.forms_in(message[1])  # what was squeezed out may be part of one
            answers.append((self._hits(view, raw, sounds, *message), forms))
        return answers

    def _hits(
        self,
        view: _View,
        raw: _Raw,
        sounding: Sequence[Dodged],
        text: str,
        folded: str,
        squeezed: str,
    ) -> list[Place]:
        dodged: Sequence[Place] = ()
        if sounding or (view.some_dodge and (raw.signs or len(folded) != len(squeezed))):
            dodged = self._dodged(view, folded, squeezed, sounding, raw.signs)
        if not raw.found and not dodged:
            return []
        normal = None if len(folded) == len(squeezed) else mapped(folded)
        found: list[Place] = []
        quoted: list[Span] | None = None
        for owner, spans in raw.found.items():
            if normal is not None:
                spans = [s for s in spans if s[1] - s[0] >= SHORT or normal.whole(*s)]
            if spans and self._unless_quoting[owner]:
                quoted = quoted_spans(squeezed) if quoted is None else quoted
                spans = _apart(spans, quoted)
            if len(spans) > 1:
                spans = merge(spans)
            name = self._names[owner]
            if normal is None:
                found += [(start, end, name) for start, end in spans]
            else:
                found += [(*normal.span(start, end), name) for start, end in spans]
        if dodged:
            found = _joined(found, dodged)
        if self._choosy:
            found = [place for place in found if self._seen_through(place, text, folded)]
        return found

    def _dodged(
        self, view: _View, folded: str, squeezed: str, sounding: Sequence[Dodged], signs: bool
    ) -> list[Place]:
        """Hits of phrases that are written in another way, in code points of the original text."""
        hits: list[Place] = []
        normal: Normal | None = None
        for dodge in sounding:
            if not self._excused(view, dodge, squeezed):
                normal = normal or mapped(folded)
                hits.append((*normal.span(*dodge[1:]), self._names[dodge.sought.owner]))
        if signs or len(folded) != len(squeezed):  # a picture between two 汉字 is squeezed out
            hits += [
                (dodge.start, dodge.end, self._names[dodge.sought.owner])
                for dodge in view.dodges.standing_in(folded)
                if not self._excused(view, dodge, folded)
            ]
        return hits

    def _excused(self, view: _View, dodge: Dodged, text: str) -> bool:
        """Whether an exception or a quotation would cover the phrase, were it written as it is."""
        sought, start, end = dodge
        exceptions = view.exceptions[sought.owner]
        quoting = self._unless_quoting[sought.owner]
        if not exceptions and not quoting:
            return False
        before = text[max(0, start - MOST_WIDTH) : start]
        meant = squeeze(before + sought.phrase + text[end : end + MOST_WIDTH])
        at = len(squeeze(before))
        span = (at, at + len(sought.phrase))
        covers = [found.span() for each in exceptions for found in each.compiled().finditer(meant)]
        if quoting:
            covers += quoted_spans(meant)
        return any(low < span[1] and span[0] < high for low, high in covers)

    def _seen_through(self, place: Place, text: str, folded: str) -> bool:
        """Whether the recogniser looks through all that is between the text and the phrase."""
        start, end, name = place
        switches = self._choosy.get(name)
        if switches is None:
            return True
        written, plain = text[start:end], folded[start:end]
        if "hidden" not in switches and _UNSEEN.search(plain):
            return False
        if "marks" not in switches and len(squeeze(plain)) < len(_UNSEEN.sub("", plain)):
            return False
        kinds = {
            "traditional" if _HAN.match(a) else "width"
            for a in written
            if fold_character(a) not in (a, a.lower()) and not _UNSEEN.match(a)
        }
        return kinds <= switches


_MANY = 64
_HAN = re.compile(f"[{HAN}]")
_UNSEEN = re.compile(f"[{INVISIBLE}]")


def _joined(found: list[Place], more: Sequence[Place]) -> list[Place]:
    """Both; what the plain search has is not found again in another form."""
    plain: dict[str, list[Span]] = {}
    for start, end, name in found:
        plain.setdefault(name, []).append((start, end))
    spans: dict[str, list[Span]] = {}
    for start, end, name in more:
        spans.setdefault(name, []).append((start, end))
    further = [
        (*span, name)
        for name, owned in spans.items()
        for span in merge(_apart(owned, plain.get(name, [])))
    ]
    return [*found, *further]


def merge(spans: list[Span]) -> list[Span]:
    """Sorted spans with overlapping ones joined."""
    if len(spans) < 2:
        return spans
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _apart(spans: list[Span], covers: list[Span]) -> list[Span]:
    """The spans that share no character with any cover; linear after sorting."""
    covers = merge(covers)
    if not covers:
        return spans
    kept: list[Span] = []
    at = 0
    for start, end in sorted(spans):
        while at < len(covers) and covers[at][1] <= start:
            at += 1
        if at == len(covers) or covers[at][0] >= end:
            kept.append((start, end))
    return kept
