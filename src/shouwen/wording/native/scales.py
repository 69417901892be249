"""Weighs the texts of a batch by learnt tables: the sums and spans of `likeness.weighing`, compiled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shouwen.wording.likeness.pieces import BLANKS
from shouwen.wording.likeness.weighing import (
    LONGEST,
    SHORTEST,
    SIXTHS,
    Judged,
    Span,
    Spread,
    Table,
    Weighing,
)
from shouwen.wording.native.alphabet import CODES, WORD, categories
from shouwen.wording.native.arrays import Arrays, known, name_of
from shouwen.wording.native.kernel import kernel
from shouwen.wording.native.machine import free, hashed
from shouwen.wording.native.search import Batch

type Array = Any

_SHORTEST, _SIXTHS, _LONGEST = SHORTEST, SIXTHS, LONGEST
_BLANK, _LINE = map(ord, BLANKS)


@kernel("int64(int64, int64[:, ::1])")
def _row_of(key: int, table: Array) -> int:
    """The number of a row of `table`, key and number each; -1 where there is none."""
    room = len(table)
    place = hashed(key, room)
    while table[place, 0] != 0:
        if table[place, 0] == key:
            return int(table[place, 1])
        place = (place + 1) & (room - 1)
    return -1


@kernel("UniTuple(int64, 2)(int64[::1], int64)")
def _heaviest(shares: Array, size: int) -> tuple[int, int]:
    """Between the frame: as `weighing._heaviest`."""
    best, low, high = shares[1], 0, 1
    running, start = 0, 0
    for at in range(size - 2):
        if running <= 0:
            running, start = 0, at
        running += shares[at + 1]
        if running > best:
            best, low, high = running, start, at + 1
    return low, high


@kernel(
    "int64(uint32[::1], int64[::1], uint16[::1], int64, int64[::1], boolean[::1], int32[::1],"
    " int64[:, ::1], boolean[::1], int32[::1], int32[:, ::1], int64[::1], int64[::1], int32[::1],"
    " uint8[:, ::1], int32[:, ::1])"
)
def weigh(
    codes: Array, bounds: Array, number: Array, letters: int, frame: Array, lettered: Array,
    alone: Array, table: Array, leads: Array, row_from: Array, weights: Array,
    least: Array, doubt: Array, marks: Array, trusted: Array, spans: Array,
) -> int:  # fmt: skip
    """Of each text of at most `LONGEST` characters the labels that it is trusted for, as bits by the
    label's place, eight a number, and a row of `spans` (text, label, from, to) for each label that it
    reaches. Returns how many rows; -1 where `spans` is too small."""
    count = 0
    many = len(least)
    sums = np.zeros(many, np.int64)
    letter = np.zeros(_LONGEST + 2, np.int64)
    found = np.zeros((3, _LONGEST + 2), np.int64)
    shares = np.zeros(_LONGEST + 2, np.int64)
    for text in range(len(bounds) - 1):
        low, high = bounds[text], bounds[text + 1]
        if high - low > _LONGEST:
            continue
        begins = low
        while low < high and (codes[low] == _BLANK or codes[low] == _LINE):
            low += 1
        while high > low and (codes[high - 1] == _BLANK or codes[high - 1] == _LINE):
            high -= 1
        if low == high:
            continue
        size = high - low + 2
        letter[0], letter[size - 1] = frame[0], frame[1]
        for at in range(low, high):
            letter[at - low + 1] = number[codes[at]]
        sums[:] = 0
        for at in range(size):
            key = letter[at]
            for more in range(3):
                found[more, at] = -1
            row = alone[key]
            for more in range(3):
                if row < 0:
                    break  # nor is there one that goes on like this
                found[more, at] = row
                if marks[row] != text:
                    marks[row] = text
                    for k in range(row_from[row], row_from[row + 1]):
                        sums[weights[k, 0]] += weights[k, 1]
                if more == 2 or not leads[row] or at + more + 1 == size:
                    break
                key = key * letters + letter[at + more + 1]
                row = _row_of(key, table)
        for label in range(many):
            if sums[label] >= doubt[label]:
                trusted[text, label >> 3] |= 1 << (label & 7)
            if sums[label] < least[label]:
                continue
            if count == len(spans):
                return -1
            shares[:size] = 0
            for at in range(size):
                for more in range(3):
                    row = found[more, at]
                    if row >= 0:
                        for k in range(row_from[row], row_from[row + 1]):
                            if weights[k, 0] == label:
                                share = weights[k, 1] * _SIXTHS // (more + 1)
                                for place in range(at, at + more + 1):
                                    shares[place] += share
            start, end = _heaviest(shares, size)
            first, last = start, end
            while start < end and not lettered[codes[low + start]]:
                start += 1
            while end > start and not lettered[codes[low + end - 1]]:
                end -= 1
            if start == end:
                start, end = first, last
            while end - start < _SHORTEST and end - start < high - low:
                if end < high - low:
                    end += 1
                else:
                    start -= 1
            spans[count, 0], spans[count, 1] = text, label
            spans[count, 2], spans[count, 3] = start + low - begins, end + low - begins
            count += 1
    return count


class Weighed(NamedTuple):
    """Of a batch: text, label, from, to of what counts, in the order of the texts; the labels that
    each text is trusted for, as bits by the label's place, eight a number; which texts are too long for
    this."""

    spans: NDArray[np.int32]
    trusted: NDArray[np.uint8]
    long: NDArray[np.bool_]


def unweighed(batch: Batch) -> Weighed:
    """Of a batch for which nothing was learnt."""
    texts = len(batch.bounds) - 1
    nothing = np.zeros((0, 4), np.int32)
    return Weighed(nothing, np.zeros((texts, 1), np.uint8), np.zeros(texts, np.bool_))


class Scales:
    """A `Weighing` for batches. One batch at a time."""

    def __init__(self, weighing: Weighing) -> None:
        self._weighing = weighing
        tables = weighing.tables
        self.labels = [*tables]
        made = known(
            name_of("scales", *[table.digest for table in tables.values()]),
            lambda: _work_out([*tables.values()]),
        )
        self._letters, self._pieces = int(made["letters"]), len(made["row_from"])
        self._number = made["number"]
        self._arrays = [made[each] for each in _ARRAYS]
        self._least = np.array([table.least for table in tables.values()], np.int64)
        self._doubt = np.array([table.doubt for table in tables.values()], np.int64)
        self._spread = Spread([weighing.bits[name] for name in self.labels])

    def weigh(self, batch: Batch) -> Weighed:
        """All texts; of those that are too long nothing."""
        many = len(batch.bounds) - 1
        trusted = np.zeros((many, len(self.labels) // 8 + 1), np.uint8)
        spans = np.empty((max(1, many * len(self.labels)), 4), np.int32)
        count = weigh(
            batch.codes, batch.bounds, self._number, self._letters, *self._arrays,
            self._least, self._doubt, np.full(self._pieces, -1, np.int32), trusted, spans,
        )  # fmt: skip
        return Weighed(spans[:count], trusted, np.diff(batch.bounds) > LONGEST)

    def judged(self, text: str, number: int, weighed: Weighed) -> Judged:
        """What `Weighing.judge` says of a text, which is the batch's of this number."""
        if weighed.long[number]:
            return self._weighing.judge([text])[0]
        low, high = np.searchsorted(weighed.spans[:, 0], (number, number + 1)).tolist()
        counting: dict[str, list[Span]] = {
            self.labels[label]: [(start, end)]
            for _, label, start, end in weighed.spans[low:high].tolist()
        }
        return counting, self._spread[weighed.trusted[number].tobytes()]


def _work_out(tables: Sequence[Table]) -> Arrays:
    pieces: dict[str, list[tuple[int, int]]] = {}
    for label, table in enumerate(tables):
        for weight, found in table.pieces.items():
            for piece in found:
                pieces.setdefault(piece, []).append((label, weight))
    for piece in [*pieces]:
        for size in range(1, len(piece)):
            pieces.setdefault(piece[:size], [])  # weighs nothing, but leads to one that does
    letters = sorted({*"^$0", *(letter for piece in pieces for letter in piece)})
    number_of = {letter: at for at, letter in enumerate(letters, 1)}
    number = np.zeros(CODES, np.uint16)
    number[[ord(letter) for letter in letters]] = range(1, len(letters) + 1)
    number[[ord(digit) for digit in "123456789"]] = number_of["0"]
    lettered = (categories() & WORD) != 0
    lettered[ord("_")] = False
    alone = np.full(len(letters) + 1, -1, np.int32)
    room = 1 << (3 * len(pieces) + 8).bit_length()
    keys, rows = np.zeros(room, np.int64), np.zeros(room, np.int64)
    leads = np.zeros(len(pieces), np.bool_)
    number_of_piece = {piece: row for row, piece in enumerate(pieces)}
    for piece, row in number_of_piece.items():
        if len(piece) == 1:
            alone[number_of[piece]] = row
            continue
        leads[number_of_piece[piece[:-1]]] = True
        key = 0
        for letter in piece:
            key = key * (len(letters) + 1) + number_of[letter]
        place = free(key, keys)
        keys[place], rows[place] = key, row
    row_from = np.zeros(len(pieces) + 1, np.int32)
    np.cumsum([len(each) for each in pieces.values()], out=row_from[1:])
    weights = [one for each in pieces.values() for one in each]
    return {
        "letters": np.array(len(letters) + 1),
        "number": number,
        "frame": np.array([number_of["^"], number_of["$"]], np.int64),
        "lettered": lettered,
        "alone": alone,
        "table": np.stack([keys, rows], axis=1),
        "leads": leads,
        "row_from": row_from,
        "weights": np.array(weights, np.int32).reshape(-1, 2),
    }


_ARRAYS = ("frame", "lettered", "alone", "table", "leads", "row_from", "weights")
