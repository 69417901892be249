"""What is looked for in one role's messages, found in a batch at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shouwen.wording.evasion.reading import Sounds
from shouwen.wording.likeness.weighing import Judged, Weighing
from shouwen.wording.native.alphabet import CODES
from shouwen.wording.native.program import ENDLESS
from shouwen.wording.native.scales import Scales
from shouwen.wording.native.search import Batch, Hit, Search, batch_of
from shouwen.wording.needles import MOST_HITS
from shouwen.wording.pattern import Pattern
from shouwen.wording.prefilter import Rough
from shouwen.wording.syntax import Node, parse


class Forms:
    """Things recognised by their form, in folded texts; those of one language share them."""

    def __init__(self, forms: Sequence[Rough | Pattern]) -> None:
        trees = [parse(form.source, ENDLESS) for form in forms]
        self._search = Search(trees, once=True, most=1)
        self._many = len(trees)

    def among(self, folded: Sequence[str]) -> list[list[int]]:
        """The numbers of those that are in each text."""
        found: list[list[int]] = [[] for _ in folded]
        if self._many:
            for text, form, _, _ in self._search.hits(batch_of(folded)):
                found[text].append(form)
        return found


class Batched:
    """The phrases and patterns of a role, its tables, and what its phrases sound like."""

    def __init__(
        self,
        sought: Sequence[str | Pattern],
        signs: Sequence[str | Rough],
        sounds: Sequence[str],
        table: Sounds,
        weighing: Weighing | None,
    ) -> None:
        needles: list[str | Node] = [
            each if isinstance(each, str) else each.tree() for each in sought
        ]
        needles += [each if isinstance(each, str) else parse(each.source) for each in signs]
        self._search = Search(needles, once=False, most=MOST_HITS)
        self._sounding = Search(sounds, once=True, most=1, words=False) if sounds else None
        self._scales = None if weighing is None else Scales(weighing)
        self._sounds = np.arange(CODES, dtype=np.uint32)
        for code, character in table.items():
            self._sounds[code] = ord(character)

    def hits(self, batch: Batch) -> list[Hit]:
        """Of all texts: text, needle, from, to; needles behind those sought are signs."""
        return self._search.hits(batch)

    def judge(self, texts: Sequence[str], batch: Batch) -> list[Judged] | None:
        """What counts in each text by its weight, if anything is weighed."""
        return None if self._scales is None else self._scales.judge(texts, batch)

    def sounding(self, batch: Batch) -> set[int]:
        """The texts in which something sounds like a phrase, or is it."""
        if self._sounding is None:
            return set()
        coded = Batch(self._sounds[batch.codes], batch.bounds)
        return {text for text, _, _, _ in self._sounding.hits(coded)}
