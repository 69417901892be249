"""A language's batches: everything that is looked for, ready for compiled loops."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shouwen.source import keeping
from shouwen.wording.entities import MOST, Found
from shouwen.wording.evasion import Dodged
from shouwen.wording.evasion.reading import readings
from shouwen.wording.native.alphabet import CODES
from shouwen.wording.native.arrays import LOOPS, name_of
from shouwen.wording.pattern import Pattern
from shouwen.wording.prefilter import Rough
from shouwen.wording.view import Raw, View

if TYPE_CHECKING:
    from shouwen.wording.native.search import Batch


class Batching:
    """All roles. May be used by several threads."""

    def __init__(self, forms: Sequence[Rough | Pattern], each: Sequence[bool]) -> None:
        """`each`: of which forms every place is asked for; of the others, whether there is one."""
        # Here, because this compiles: whether it is worth that is asked before.
        from shouwen.wording.native.search import Search, batch_of

        self._batch_of = batch_of
        self._roles: dict[str, _Role] = {}
        most = [MOST + 1 if every else 1 for every in each]
        self._many = len(forms)
        self._forms = Search(forms, most=most, as_written=True)
        if (name := _made()) is not None:
            keeping.keep(LOOPS, name, b"")

    @classmethod
    def of(
        cls,
        forms: Sequence[Rough | Pattern],
        each: Sequence[bool],
        *,
        only_kept: bool,
    ) -> Batching | None:
        """`only_kept`: `None` unless an earlier run has kept what takes seconds to make."""
        return None if only_kept and not _is_made() else cls(forms, each)

    def look(
        self, view: View, role: str, texts: Sequence[str]
    ) -> tuple[list[Raw], dict[int, Sequence[Dodged]]]:
        """What is in each of some squeezed texts, and what sounds like something in those where
        anything may."""
        ours = self._roles.get(role)
        if ours is None:  # made when first met: many files know no bots
            ours = self._roles[role] = _Role(view)
        batch = self._batch_of(texts)
        judged = None if ours.scales is None else ours.scales.judge(texts, batch)
        hits = ours.search.hits(batch, ours.wanted(view))
        raws = view.gather(texts, hits, judged)
        return raws, {at: view.dodges.sounding(texts[at]) for at in ours.sounding(batch)}

    def forms(self, folded: Sequence[str], among: frozenset[int]) -> list[list[Found]]:
        """The forms of these numbers that are in each text, and where (one place of those that need
        no more)."""
        found: list[list[Found]] = [[] for _ in folded]
        if among:
            wanted = np.zeros(self._many, np.bool_)
            wanted[[*among]] = True
            for text, form, start, end in self._forms.hits(self._batch_of(folded), wanted):
                found[text].append((form, start, end))
        return found


def _made() -> str | None:
    """Names the note that loops were compiled here for this version."""
    return name_of("made")


def _is_made() -> bool:
    """Whether an earlier run compiled the loops, and numba will find them again."""
    place, name = keeping.folder(os.environ), _made()
    if place is None or name is None or not keeping.private(place):
        return False
    return keeping.kept(LOOPS, name) is not None


class _Role:
    """What is looked for in one role's messages."""

    def __init__(self, view: View) -> None:
        from shouwen.wording.native.scales import Scales
        from shouwen.wording.native.search import Search

        signs = view.dodges.signs()
        self.search = Search([*view.sought, *signs])
        self._signs = len(signs)
        self.scales = None if view.weighing is None else Scales(view.weighing)
        codes = view.dodges.codes()
        self._codes = Search(codes, most=1, words=False) if codes else None

    def wanted(self, view: View) -> NDArray[np.bool_] | None:
        """Which of all that is searched a view has an eye to; `None`: all."""
        if view.wanted is None:
            return None
        return np.frombuffer(view.wanted + b"\x01" * self._signs, np.bool_)

    def sounding(self, batch: Batch) -> set[int]:
        """The texts in which something sounds like a phrase, or is it."""
        if self._codes is None:
            return set()
        coded = batch._replace(codes=_sounds()[batch.codes])
        return {text for text, _, _, _ in self._codes.hits(coded)}


@cache
def _sounds() -> NDArray[np.uint32]:
    """What a text in code points is in codes of how it is read."""
    table = readings().table
    codes = np.arange(CODES, dtype=np.uint32)
    codes[[*table]] = [ord(character) for character in table.values()]
    return codes
