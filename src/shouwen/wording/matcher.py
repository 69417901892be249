"""One machine over all phrases and patterns of all clauses and labels.

Two stages: the phrase engine (hyperscan) says which phrases and patterns occur at all, in one pass
and without offsets; only those are asked for their exact spans. Where the engine is not installed,
or `SHOUWEN_MATCHER=plain`, every phrase and pattern is asked; the answer is the same, because the
first stage may only ever leave out what the second would not find (`Pattern.told`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from shouwen.wording import prefilter
from shouwen.wording.entities import Found, Place
from shouwen.wording.evasion import ALWAYS, Dodged
from shouwen.wording.fold import HAN, INVISIBLE, fold_character
from shouwen.wording.lens import Lens
from shouwen.wording.likeness.weighing import NO_TABLES, Tables
from shouwen.wording.normalise import Normal, mapped, squeeze
from shouwen.wording.pattern import MOST_WIDTH, Pattern
from shouwen.wording.prefilter import Rough
from shouwen.wording.quoting import quoted_spans
from shouwen.wording.recogniser import Recogniser
from shouwen.wording.spans import Span, apart, merge
from shouwen.wording.turns import ROLES
from shouwen.wording.version import version_of
from shouwen.wording.view import Raw, View

if TYPE_CHECKING:
    from shouwen.wording.native.batching import Batching

ENGINE = "4"  # raised when the same definition would give other hits than before
MANY = 4  # messages; fewer are looked at one by one
SHORT = 3  # phrases below this many characters are not looked for through inserted marks


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
        self._forms = forms
        self._batching: Batching | None = None
        views = {
            role: View(self.recognisers, role, self.fast, () if role == "system" else forms, tables)
            for role in ROLES
        }
        self.whole = Lens(views, frozenset(range(len(forms))), acts=True)
        self._names = [recogniser.name for recogniser in self.recognisers]
        self._unless_quoting = [recogniser.unless_quoting for recogniser in self.recognisers]
        self._choosy = {
            recogniser.name: frozenset(recogniser.evasion)
            for recogniser in self.recognisers
            if not ALWAYS.issubset(recogniser.evasion)
        }
        self.version = version_of(ENGINE, self.recognisers, tables)

    def hasten(self, each: Sequence[bool], *, only_kept: bool) -> bool:
        """Have batches looked at by compiled loops from now on (`native`); `only_kept`: if that needs
        no more than reading what an earlier run kept. `each`: of which forms every place is asked
        for. Whether it is so."""
        from shouwen.wording.native import available

        if not self.hastened and self.fast and available():
            from shouwen.wording.native.batching import Batching, Seen

            seen = Seen(self.recognisers, frozenset(self._choosy), self._forms, each)
            self._batching = Batching.of(seen, only_kept=only_kept)
        return self.hastened

    @property
    def hastened(self) -> bool:
        """Whether batches are looked at by compiled loops."""
        return self._batching is not None

    def lens(self, names: Collection[str], forms: frozenset[int]) -> Lens:
        """Part of all: the recognisers of these names, and these forms, by their number."""
        owners = frozenset(at for at, name in enumerate(self._names) if name in names)
        views = {role: view.narrowed(owners) for role, view in self.whole.views.items()}
        return Lens(views, forms, acts=False)

    def may_occur(self, squeezed: str, role: str) -> int:
        """How many needles the first stage leaves to be looked for."""
        view = self.whole.views[role]
        most = len(view.needles)
        if view.stage is None:
            return most
        return sum(1 for number in view.stage.which(squeezed) if number < most)

    def seen(
        self, messages: Sequence[tuple[str, str, str]], role: str, lens: Lens | None = None
    ) -> list[tuple[list[Place], list[Found] | None]]:
        """For some messages of a role, each as it was written, folded, and squeezed: what hits
        where, in no order, and which forms may be in it and where (`None`: any). `lens`: whatever
        lies outside of it may be missing."""
        lens = lens or self.whole
        if self._batching is not None and len(messages) >= MANY:
            return self._seen_together(messages, role, self._batching, lens)
        view = lens.views[role]
        sounding: list[Sequence[Dodged]] = [()] * len(messages)
        raws = view.look([squeezed for _, _, squeezed in messages])
        if view.some_dodge:
            sounding = [view.dodges.sounding(squeezed) for _, _, squeezed in messages]
        answers: list[tuple[list[Place], list[Found] | None]] = []
        for message, raw, sounds in zip(messages, raws, sounding, strict=True):
            forms = raw.forms
            if lens.forms and forms is not None and len(message[1]) != len(message[2]):
                forms = view.forms_in(message[1])  # what was squeezed out may be part of one
            somewhere = None
            if forms is not None:
                somewhere = [(form, -1, -1) for form in forms if form in lens.forms]
            answers.append((self._hits(view, raw, sounds, *message), somewhere))
        return answers

    def _seen_together(
        self,
        messages: Sequence[tuple[str, str, str]],
        role: str,
        batching: Batching,
        lens: Lens,
    ) -> list[tuple[list[Place], list[Found] | None]]:
        view = lens.views[role]
        texts = [squeezed for _, _, squeezed in messages]
        changed = [len(folded) != len(squeezed) for _, folded, squeezed in messages]
        (places, begins, _, signs), raws, sounding = batching.look(view, role, texts, changed)
        forms = batching.forms([folded for _, folded, _ in messages], lens.forms)
        answers: list[tuple[list[Place], list[Found] | None]] = []
        for at, message in enumerate(messages):
            raw, sounds = raws.get(at), sounding.get(at, ())
            if raw is not None:
                hits = self._hits(view, raw, sounds, *message)
            else:
                hits = places[begins[at] : begins[at + 1]]
                if sounds or at in signs:
                    hits = self._with_dodged(view, hits, sounds, *message, signs=at in signs)
            answers.append((hits, forms[at]))
        return answers

    def _hits(
        self,
        view: View,
        raw: Raw,
        sounding: Sequence[Dodged],
        text: str,
        folded: str,
        squeezed: str,
    ) -> list[Place]:
        found = self._plain(raw, folded, squeezed)
        return self._with_dodged(view, found, sounding, text, folded, squeezed, signs=raw.signs)

    def _plain(self, raw: Raw, folded: str, squeezed: str) -> list[Place]:
        """Hits of what is written as it is, in code points of the original text."""
        if not raw.found:
            return []
        normal = None if len(folded) == len(squeezed) else mapped(folded)
        found: list[Place] = []
        quoted: list[Span] | None = None
        for owner, spans in raw.found.items():
            if normal is not None:
                spans = [s for s in spans if s[1] - s[0] >= SHORT or normal.whole(*s)]
            if spans and self._unless_quoting[owner]:
                quoted = quoted_spans(squeezed) if quoted is None else quoted
                spans = apart(spans, quoted)
            if len(spans) > 1:
                spans = merge(spans)
            name = self._names[owner]
            if normal is None:
                for start, end in spans:
                    found.append((start, end, name))
            else:
                found += [(*normal.span(start, end), name) for start, end in spans]
        return found

    def _with_dodged(
        self,
        view: View,
        found: list[Place],
        sounding: Sequence[Dodged],
        text: str,
        folded: str,
        squeezed: str,
        *,
        signs: bool,
    ) -> list[Place]:
        """Those, and phrases that are written in another way; each as far as its recogniser looks."""
        if sounding or (view.some_dodge and (signs or len(folded) != len(squeezed))):
            dodged = self._dodged(view, folded, squeezed, sounding, signs)
            if dodged:
                found = _joined(found, dodged)
        if self._choosy:
            found = [place for place in found if self._seen_through(place, text, folded)]
        return found

    def _dodged(
        self, view: View, folded: str, squeezed: str, sounding: Sequence[Dodged], signs: bool
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

    def _excused(self, view: View, dodge: Dodged, text: str) -> bool:
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
        for span in merge(apart(owned, plain.get(name, [])))
    ]
    return [*found, *further]
