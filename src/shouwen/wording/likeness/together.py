"""Weighs many texts at once with numpy: the sums of `Weighing`, in half the time for a batch.

Every character is one number; that of a pair is looked up in a square table, that of three in a sorted
list. What a text holds twice is counted once, then the weights of each text are summed. All of it in
whole numbers, so the sums are the same. Only a batch is worth it (and worth the memory of numpy): a
single message is weighed by `Weighing` itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from shouwen.wording.likeness.pieces import framed
from shouwen.wording.likeness.weighing import Spread, Table

_CODES = 0x110000
_IN_ONE = 1 << 24  # pieces: what a text and a piece of it are told apart by in one number


class Together:
    """The tables of some labels, ready for many texts. Immutable; may be shared by threads."""

    def __init__(self, tables: Sequence[Table], bits: Sequence[int]) -> None:
        """`bits`: which bit stands for each label in an answer."""
        weights: dict[str, list[int]] = {}
        for label, table in enumerate(tables):
            for weight, pieces in table.pieces.items():
                for piece in pieces:
                    weights.setdefault(piece, [0] * len(tables))[label] = weight
        self._weights = np.array([[0] * len(tables), *weights.values()], np.int64).T.copy()
        letters = sorted({letter for piece in weights for letter in piece})
        self._letters = len(letters) + 1  # 0: a letter that stands in no piece
        self._number = np.zeros(_CODES, np.min_scalar_type(self._letters))
        self._number[[ord(letter) for letter in letters]] = range(1, self._letters)
        row_of: list[dict[int, int]] = [{}, {}, {}]
        for row, piece in enumerate(weights, 1):
            code = 0
            for letter in piece:
                code = code * self._letters + int(self._number[ord(letter)])
            row_of[len(piece) - 1][code] = row
        self._single = np.zeros(self._letters, np.int64)
        self._single[[*row_of[0]]] = [*row_of[0].values()]
        self._pair = np.zeros(self._letters**2, np.min_scalar_type(len(weights)))
        self._pair[[*row_of[1]]] = [*row_of[1].values()]
        threes = sorted(row_of[2].items()) or [(-1, 0)]
        self._threes = np.array([code for code, _ in threes])
        self._threes_row = np.array([row for _, row in threes])
        self._least = [table.least for table in tables]
        self._doubt = [table.doubt for table in tables]
        self._spread = Spread(bits)

    def reached(self, parts: Sequence[str]) -> Iterator[tuple[int, int]]:
        """For each part the bits of the labels that it reaches, and of those it is trusted for."""
        sums = self.sums(parts)
        return zip(
            self._answers(sums >= self._least), self._answers(sums >= self._doubt), strict=True
        )

    def _answers(self, reached: NDArray[np.bool_]) -> list[int]:
        packed = np.packbits(reached, axis=1, bitorder="little")  # however many labels there are
        places: list[bytes] = packed.view(f"V{packed.shape[1]}").ravel().tolist()
        return [self._spread[each] for each in places]

    def sums(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The weight of each text (a row) for each label (a column). Texts are squeezed, without
        blanks at their ends, and none is empty."""
        whole = [framed(text) for text in texts]
        owner = np.repeat(np.arange(len(whole)), [len(text) for text in whole])
        code = np.frombuffer("".join(whole).encode("utf-32-le", "surrogatepass"), np.uint32)
        letter = self._number[code].astype(np.int64)
        single = self._single[letter]
        # Two neighbours are a pair where they stand in one text, and in pieces at all.
        pairs = (owner[:-1] == owner[1:]) & (letter[:-1] > 0) & (letter[1:] > 0)
        pair_code = letter[:-1] * self._letters + letter[1:]
        pair = np.where(pairs, self._pair[pair_code].astype(np.int64), 0)
        starts = np.flatnonzero(pairs[:-1] & pairs[1:])
        three_code = pair_code[starts] * self._letters + letter[starts + 2]
        place = np.searchsorted(self._threes, three_code)
        place[place == len(self._threes)] = 0
        three = np.where(self._threes[place] == three_code, self._threes_row[place], 0)
        rows = np.concatenate((single, pair, three))
        owners = np.concatenate((owner, owner[:-1], owner[starts]))
        weighing = rows > 0
        both = np.sort(owners[weighing] * _IN_ONE + rows[weighing])
        sums = np.zeros((len(whole), len(self._weights)), np.int64)
        if len(both):
            owners, rows = np.divmod(both[_first_of_each(both)], _IN_ONE)
            first = np.flatnonzero(_first_of_each(owners))
            sums[owners[first]] = np.add.reduceat(self._weights[:, rows], first, axis=1).T
        return sums


def _first_of_each(ascending: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.concatenate(([True], ascending[1:] != ascending[:-1]))
