"""What is looked for in one role's messages, and how it is found in many of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouwen.wording.evasion import EXTRA, Dodges, Sought
from shouwen.wording.likeness.weighing import Judged, Tables, weighing_of
from shouwen.wording.needles import MOST_HITS, Needle, needle_of
from shouwen.wording.pattern import Pattern, parse_pattern
from shouwen.wording.prefilter import FirstStage, Rough
from shouwen.wording.recogniser import Recogniser, plain_phrase
from shouwen.wording.spans import Span, apart, to_pauses

if TYPE_CHECKING:
    from shouwen.wording.native.search import Hit


@dataclass(slots=True)
class Raw:
    """What is in a text: the spans of each recogniser that has some, exceptions taken out; whether
    something stands in it that may stand for a phrase in another form; which forms may be in it,
    `None` if any."""

    found: dict[int, list[Span]]
    signs: bool
    forms: list[int] | None = None


class View:
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
        self.wanted: bytes | None = None  # which needles a narrowed view looks for; none: all
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

    def narrowed(self, owners: frozenset[int]) -> View:
        """The same, with an eye to some recognisers only, by their number."""
        view = copy(self)
        view.needles = [
            Needle(
                find,
                tuple(owner for owner in serves if owner in owners),
                tuple(owner for owner in excuses if owner in owners),
            )
            for find, serves, excuses in self.needles
        ]
        view.wanted = bytes(bool(serves or excuses) for _, serves, excuses in view.needles)
        view.learnt = {
            name: [owner for owner in some if owner in owners]
            for name, some in self.learnt.items()
            if not owners.isdisjoint(some)
        }
        return view

    def look(self, texts: Sequence[str]) -> list[Raw]:
        """What is in each of some texts. The first stage sees all of them before anything else, and
        then each phrase or pattern its own: what either works on stays near the processor, which
        halves the time."""
        where: dict[int, Sequence[int]] = {}
        if self.stage is None:
            raws = [Raw({}, bool(self.dodges) and self.dodges.signs_in(text)) for text in texts]
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
                            founds[at][owner] = apart(founds[at][owner], covers)
        return raws

    def gather(
        self, texts: Sequence[str], hits: Iterable[Hit], judged: list[Judged] | None
    ) -> list[Raw]:
        """As `look`, of hits that compiled loops have found; which forms there are is not said."""
        founds: list[dict[int, list[Span]]] = [{} for _ in texts]
        signs: set[int] = set()
        covers: list[tuple[int, Span, tuple[int, ...]]] = []
        needles, most = self.needles, len(self.needles)
        for at, number, start, end in hits:
            if number >= most:
                signs.add(at)
                continue
            find, served, excuses = needles[number]
            found = founds[at]
            for span in ((start, end),) if start >= 0 else find(texts[at]):
                for owner in served:
                    if owner in found:
                        found[owner].append(span)
                    else:
                        found[owner] = [span]
                if excuses:
                    covers.append((at, span, excuses))
        if judged is not None:
            self._weigh(texts, founds, judged)
        for at, span, excuses in covers:
            for owner in excuses:
                if owner in founds[at]:
                    founds[at][owner] = apart(founds[at][owner], [span])
        return [Raw(found, at in signs) for at, found in enumerate(founds)]

    def _weigh(
        self, texts: Sequence[str], founds: Sequence[dict[int, list[Span]]], judged: list[Judged]
    ) -> None:
        """Takes out what the tables doubt, and adds what they find."""
        weighing, marks = self.weighing, self.trusted
        assert weighing is not None
        for text, found, (counting, trusted) in zip(texts, founds, judged, strict=True):
            for owner in [o for o in found if o in marks and not marks[o] & trusted]:
                alone = owner in self.apart
                if spans := weighing.trusted_in(text, found[owner], marks[owner], apart=alone):
                    found[owner] = spans
                else:
                    del found[owner]
            for name, spans in counting.items():
                whole = [to_pauses(text, span) for span in spans[:MOST_HITS]]
                for owner in self.learnt.get(name, ()):
                    found[owner] = [*found.get(owner, ()), *whole]

    def forms_in(self, folded: str) -> list[int] | None:
        """The numbers of the forms that may be in a folded text; `None`: any."""
        if self.stage is None:
            return None
        first = self.forms_from
        return [number - first for number in self.stage.which(folded) if number >= first]

    def _first_stage(
        self, stage: FirstStage, texts: Sequence[str]
    ) -> tuple[list[Raw], dict[int, Sequence[int]]]:
        forms: list[list[int]] = [[] for _ in texts]
        raws = [Raw({}, False, mine) for mine in forms]
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
