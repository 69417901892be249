"""A language's batches: everything that is looked for, ready for compiled loops."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

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
from shouwen.wording.recogniser import Recogniser
from shouwen.wording.view import Raw, View

if TYPE_CHECKING:
    from shouwen.wording.native.gathering import Gathered, Gathering
    from shouwen.wording.native.scales import Weighed
    from shouwen.wording.native.search import Batch


class Seen(NamedTuple):
    """What is recognised: by recognisers, some of which look at each hit once more (`choosy`, by name);
    and forms, `each`: of which of them every place is asked for, not only whether there is one."""

    recognisers: Sequence[Recogniser]
    choosy: frozenset[str]
    forms: Sequence[Rough | Pattern]
    each: Sequence[bool]


class Batching:
    """All roles. May be used by several threads."""

    def __init__(self, seen: Seen) -> None:
        # Here, because this compiles: whether it is worth that is asked before.
        from shouwen.wording.native.search import Search, batch_of

        self._batch_of = batch_of
        self._roles: dict[str, _Role] = {}
        self._seen = seen
        most = [MOST + 1 if every else 1 for every in seen.each]
        self._forms = Search(seen.forms, most=most, as_written=True)
        if (name := _made()) is not None:
            keeping.keep(LOOPS, name, b"")

    @classmethod
    def of(cls, seen: Seen, *, only_kept: bool) -> Batching | None:
        """`only_kept`: `None` unless an earlier run has kept what takes seconds to make."""
        return None if only_kept and not _is_made() else cls(seen)

    def look(self, view: View, role: str, texts: Sequence[str], changed: Sequence[bool]) -> Looked:
        """What is in each of some squeezed texts; `changed`: of which something was squeezed out."""
        ours = self._roles.get(role)
        if ours is None:  # made when first met: many files know no bots
            ours = self._roles[role] = _Role(view)
        return ours.look(
            view, texts, self._batch_of(texts), np.array(changed, np.bool_), self._seen
        )

    def forms(self, folded: Sequence[str], among: frozenset[int]) -> list[list[Found]]:
        """The forms of these numbers that are in each text, and where (one place of those that need
        no more)."""
        found: list[list[Found]] = [[] for _ in folded]
        if among:
            wanted = np.zeros(len(self._seen.forms), np.bool_)
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


class Looked(NamedTuple):
    """What is in some texts: hits of recognisers, as `Gathered` has them; for the texts that are left
    what `View.gather` says; what sounds like a phrase in those where anything may."""

    gathered: Gathered
    raws: dict[int, Raw]
    sounding: dict[int, Sequence[Dodged]]


class _Role:
    """What is looked for in one role's messages."""

    def __init__(self, view: View) -> None:
        from shouwen.wording.native.scales import Scales
        from shouwen.wording.native.search import Search

        signs = view.dodges.signs()
        self._search = Search([*view.sought, *signs])
        self._signs = len(signs)
        self._scales = None if view.weighing is None else Scales(view.weighing)
        codes = view.dodges.codes()
        self._codes = Search(codes, words=False) if codes else None
        self._exact = view.dodges.exact()
        self._gatherings: WeakKeyDictionary[View, Gathering] = WeakKeyDictionary()

    def look(
        self,
        view: View,
        texts: Sequence[str],
        batch: Batch,
        changed: NDArray[np.bool_],
        seen: Seen,
    ) -> Looked:
        from shouwen.wording.native.scales import unweighed

        rows = self._search.found(batch, self._wanted(view))
        weighed = unweighed(batch) if self._scales is None else self._scales.weigh(batch)
        gathered = self._gathering(view, seen).gather(rows, batch, weighed, changed)
        sounding = {at: view.dodges.sounding(texts[at]) for at in self._sounding(texts, batch)}
        return Looked(gathered, self._left(view, texts, rows, weighed, gathered.left), sounding)

    def _left(
        self,
        view: View,
        texts: Sequence[str],
        rows: NDArray[np.int32],
        weighed: Weighed,
        left: Sequence[int],
    ) -> dict[int, Raw]:
        """What is in the texts that are left."""
        if not left:
            return {}
        number = np.full(len(texts), -1, np.int32)
        number[left] = np.arange(len(left))
        mine = rows[number[rows[:, 0]] >= 0]
        columns: list[list[int]] = [number[mine[:, 0]].tolist(), *mine[:, 1:].T.tolist()]
        scales = self._scales
        judged = None if scales is None else [scales.judged(texts[n], n, weighed) for n in left]
        raws = view.gather([texts[n] for n in left], zip(*columns, strict=True), judged)
        return dict(zip(left, raws, strict=True))

    def _gathering(self, view: View, seen: Seen) -> Gathering:
        from shouwen.wording.native.gathering import Gathering

        known = self._gatherings.get(view)
        if known is None:
            labels = [] if self._scales is None else self._scales.labels
            known = self._gatherings[view] = Gathering(view, labels, seen.recognisers, seen.choosy)
        return known

    def _wanted(self, view: View) -> NDArray[np.bool_] | None:
        """Which of all that is searched a view has an eye to; `None`: all."""
        if view.wanted is None:
            return None
        return np.frombuffer(view.wanted + b"\x01" * self._signs, np.bool_)

    def _sounding(self, texts: Sequence[str], batch: Batch) -> set[int]:
        """The texts in which something sounds like a phrase and is written in another way, or may be."""
        if self._codes is None:
            return set()
        coded = batch._replace(codes=_sounds()[batch.codes])
        exact = self._exact
        return {
            text
            for text, number, start, end in self._codes.hits(coded)
            if texts[text][start:end] != exact[number]
        }


@cache
def _sounds() -> NDArray[np.uint32]:
    """What a text in code points is in codes of how it is read."""
    table = readings().table
    codes = np.arange(CODES, dtype=np.uint32)
    codes[[*table]] = [ord(character) for character in table.values()]
    return codes
