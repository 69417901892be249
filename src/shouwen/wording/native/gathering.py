"""From hits of needles to hits of recognisers, for a batch: what `View.gather` and `Matcher` do text by
text, in one compiled loop.

The loop leaves to them the texts that need words to be looked at once more: where weights doubt what
was found, where a quotation may stand, where `re` has to be asked, where something was squeezed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shouwen.wording.native.alphabet import CODES
from shouwen.wording.native.kernel import kernel
from shouwen.wording.native.scales import Weighed
from shouwen.wording.native.search import Batch, in_rows
from shouwen.wording.quoting import MARKS, SAYING, WHOM
from shouwen.wording.recogniser import Recogniser
from shouwen.wording.spans import NEAR, PAUSES
from shouwen.wording.view import View

type Array = Any

_NEAR = NEAR
_ROOM = 256  # hits of recognisers in a text; one with more is left
_MOST_COMPARED = 4096
_LEFT, _SIGN = 1, 2  # of a text: that it is left, and that a sign of another form is in it
_QUOTED, _WHOM, _SAYING = 1, 2, 4  # of a character: what a quotation begins with


@kernel("boolean(uint32[::1], int64, int64, uint8[::1])")
def _may_quote(codes: Array, low: int, high: int, quoting: Array) -> bool:
    """Whether a text may quote somebody (`quoting.quoted_spans`)."""
    seen = 0
    for at in range(low, high):
        seen |= quoting[codes[at]]
    return seen & _QUOTED != 0 or seen & (_WHOM | _SAYING) == _WHOM | _SAYING


@kernel("UniTuple(int64, 2)(uint32[::1], int64, int64, int64, int64, boolean[::1])")
def _to_pauses(
    codes: Array, low: int, high: int, start: int, end: int, pause: Array
) -> tuple[int, int]:
    """As `spans.to_pauses`; `low`, `high`: where the text lies."""
    for back in range(1, _NEAR + 2):
        if start - back < 0 or pause[codes[low + start - back]]:
            start -= back - 1
            break
    for on in range(_NEAR + 1):
        if low + end + on >= high or pause[codes[low + end + on]]:
            end += on
            break
    return start, end


@kernel("void(int32[:, ::1], int64[::1], int32[::1])")
def _by_text(rows: Array, first: Array, order: Array) -> None:
    """The numbers of `rows` by text, those of one in their order: of the n-th text from `first[n]` to
    `first[n + 1]` in `order`. `first`: zeros."""
    texts = len(first) - 1
    for row in range(len(rows)):
        first[rows[row, 0] + 1] += 1
    for text in range(texts):
        first[text + 1] += first[text]
    place = first[:texts].copy()
    for row in range(len(rows)):
        text = rows[row, 0]
        order[place[text]] = row
        place[text] += 1


@kernel("void(int32[:, ::1], int64, int64, int64, int64, int64)")
def _insert(rows: Array, low: int, high: int, one: int, two: int, three: int) -> None:
    """Puts a row where it belongs among the sorted ones from `low` to `high`."""
    at = high
    while at > low and (
        rows[at - 1, 0] > one
        or (rows[at - 1, 0] == one and rows[at - 1, 1] > two)
        or (rows[at - 1, 0] == one and rows[at - 1, 1] == two and rows[at - 1, 2] > three)
    ):
        for column in range(3):
            rows[at, column] = rows[at - 1, column]
        at -= 1
    rows[at, 0], rows[at, 1], rows[at, 2] = one, two, three


@kernel("int64(int32[:, ::1], int64, int32[:, ::1], int64, int32[:, ::1])")
def _uncovered(found: Array, many: int, covers: Array, covering: int, kept: Array) -> int:
    """In `kept` what no exception covers, sorted, and joined where one owner's overlap; returns how
    many. All rows: owner, from, to."""
    count = 0
    for at in range(many):
        owner, start, end = found[at, 0], found[at, 1], found[at, 2]
        covered = False
        for k in range(covering):
            if covers[k, 0] == owner and covers[k, 1] < end and start < covers[k, 2]:
                covered = True
                break
        if not covered:
            _insert(kept, 0, count, owner, start, end)
            count += 1
    last = -1
    for at in range(count):
        owner, start, end = kept[at, 0], kept[at, 1], kept[at, 2]
        if last >= 0 and kept[last, 0] == owner and start < kept[last, 2]:
            kept[last, 2] = max(kept[last, 2], end)
        else:
            last += 1
            kept[last, 0], kept[last, 1], kept[last, 2] = owner, start, end
    return last + 1


@kernel(
    "int64(int32[:, ::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[:, ::1], uint8[:, ::1], int32[::1], int32[::1],"
    " uint32[::1], int64[::1], boolean[::1], uint8[::1], uint8[::1], int64[::1], int32[:, ::1])"
)
def gather(
    rows: Array, serve_from: Array, serves: Array, excuse_from: Array, excuses: Array, owners: Array,
    weighed: Array, trusted: Array, learnt_from: Array, learnt: Array,
    codes: Array, bounds: Array, pause: Array, quoting: Array, state: Array, begins: Array, out: Array,
) -> int:  # fmt: skip
    """Of each text the hits of recognisers: from, to, and the owner by the rank of its name; in this
    order, in `out` from `begins[text]` on. Returns how many; -1 where `out` is too small.

    `rows` of `search`, `weighed` and `trusted` of `scales`. `owners`: of each owner two numbers, the
    bit that trusts its hits (-1: they are not doubted), and whether quotations do not count for it.
    `state` says of each text on the way in whether it is left in any case, on the way out what became
    of it.
    """
    texts = len(bounds) - 1
    needles = len(serve_from) - 1
    first, order = np.zeros(texts + 1, np.int64), np.empty(len(rows), np.int32)
    _by_text(rows, first, order)
    found, covers = np.empty((_ROOM, 3), np.int32), np.empty((_ROOM, 3), np.int32)
    kept = np.empty((_ROOM, 3), np.int32)
    count = 0
    next_weighed = 0
    for text in range(texts):
        begins[text] = count
        low, high = bounds[text], bounds[text + 1]
        many = covering = 0
        left = state[text] & _LEFT != 0
        for at in range(first[text], first[text + 1]):
            row = order[at]
            needle = rows[row, 1]
            if needle >= needles:
                state[text] |= _SIGN
                continue
            if rows[row, 2] < 0 or many + serve_from[needle + 1] - serve_from[needle] > _ROOM:
                left = True
            if covering + excuse_from[needle + 1] - excuse_from[needle] > _ROOM:
                left = True
            if left:
                continue
            for k in range(serve_from[needle], serve_from[needle + 1]):
                owner = serves[k]
                bit = owners[2 * owner]
                if bit >= 0 and not trusted[text, bit >> 3] >> (bit & 7) & 1:
                    left = True
                found[many, 0], found[many, 1], found[many, 2] = owner, rows[row, 2], rows[row, 3]
                many += 1
            for k in range(excuse_from[needle], excuse_from[needle + 1]):
                covers[covering, 0] = excuses[k]
                covers[covering, 1], covers[covering, 2] = rows[row, 2], rows[row, 3]
                covering += 1
        while next_weighed < len(weighed) and weighed[next_weighed, 0] == text:
            label = weighed[next_weighed, 1]
            start, end = _to_pauses(
                codes, low, high, weighed[next_weighed, 2], weighed[next_weighed, 3], pause
            )
            next_weighed += 1
            for k in range(learnt_from[label], learnt_from[label + 1]):
                if many == _ROOM:
                    left = True
                    break
                found[many, 0], found[many, 1], found[many, 2] = learnt[k], start, end
                many += 1
        if left or many * covering > _MOST_COMPARED:
            state[text] |= _LEFT
            continue
        many = _uncovered(found, many, covers, covering, kept)
        for at in range(many):
            if owners[2 * kept[at, 0] + 1]:
                left = _may_quote(codes, low, high, quoting)
                break
        if left:
            state[text] |= _LEFT
            continue
        if count + many > len(out):
            return -1
        for at in range(many):
            _insert(out, begins[text], count, kept[at, 1], kept[at, 2], kept[at, 0])
            count += 1
    begins[texts] = count
    return count


class Gathered(NamedTuple):
    """Hits of all texts one behind the other, those of the n-th from `begins[n]` to `begins[n + 1]`;
    the texts that are left, and those with a sign of another form."""

    places: list[tuple[int, int, str]]
    begins: list[int]
    left: list[int]
    signs: frozenset[int]


class Gathering:
    """What a view makes of hits. Immutable."""

    def __init__(
        self,
        view: View,
        learnt: Sequence[str],
        recognisers: Sequence[Recogniser],
        choosy: frozenset[str],
    ) -> None:
        """`learnt`: the labels as `scales` numbers them; the rest: as in `batching.Seen`."""
        ranked = sorted(
            range(len(recognisers)), key=lambda number: (recognisers[number].name, number)
        )
        self._names = [recognisers[number].name for number in ranked]
        owner = {number: rank for rank, number in enumerate(ranked)}
        self._serves = in_rows([[owner[o] for o in serves] for _, serves, _ in view.needles])
        self._excuses = in_rows([[owner[o] for o in excuses] for _, _, excuses in view.needles])
        self._learnt = in_rows([[owner[o] for o in view.learnt.get(name, ())] for name in learnt])
        bit_of = {} if view.weighing is None else view.weighing.bits
        label_of = {bit_of[name]: at for at, name in enumerate(learnt)}
        bits = {number: label_of[bit] for number, bit in view.trusted.items()}
        owners = [(bits.get(number, -1), recognisers[number].unless_quoting) for number in ranked]
        self._owners = np.array(owners, np.int32).reshape(-1)
        self._choosy = np.array([name in choosy for name in self._names], np.bool_)

    def gather(
        self, rows: NDArray[np.int32], batch: Batch, weighed: Weighed, changed: NDArray[np.bool_]
    ) -> Gathered:
        """What is in each text of a batch; `changed`: those of which something was squeezed out."""
        texts = len(batch.bounds) - 1
        state = (changed | weighed.long).astype(np.uint8)
        begins = np.zeros(texts + 1, np.int64)
        room = 1024 + 8 * texts
        while True:
            out = np.empty((room, 3), np.int32)
            kept = state.copy()
            count = gather(
                rows, *self._serves, *self._excuses, self._owners, weighed.spans, weighed.trusted,
                *self._learnt, batch.codes, batch.bounds, _PAUSE, _QUOTING, kept, begins, out,
            )  # fmt: skip
            if count >= 0:
                break
            room *= 4
        columns = out[:count].T
        starts, ends, owners = columns.tolist()
        places = [*zip(starts, ends, map(self._names.__getitem__, owners), strict=True)]
        left = kept & _LEFT != 0
        if self._choosy.any():
            of = np.repeat(np.arange(texts), np.diff(begins))
            left[of[self._choosy[columns[2]]]] = True
        return Gathered(
            places,
            begins.tolist(),
            np.flatnonzero(left).tolist(),
            frozenset(np.flatnonzero(kept & _SIGN).tolist()),
        )


def _marked(*kinds: tuple[Iterable[str], int]) -> NDArray[np.uint8]:
    found = np.zeros(CODES, np.uint8)
    for characters, mark in kinds:
        found[[ord(each) for each in characters]] |= mark
    return found


_PAUSE = _marked((PAUSES, 1)).astype(np.bool_)
_QUOTING = _marked((MARKS, _QUOTED), (WHOM, _WHOM), (SAYING, _SAYING))
