"""Everything that is looked for in a batch of texts, found in one go by compiled loops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shouwen.wording.native import machine
from shouwen.wording.native.alphabet import Alphabet
from shouwen.wording.native.program import STEP, Unable, at_start, beginning, steps
from shouwen.wording.signs import Rarity, placed
from shouwen.wording.syntax import Node, width

type Numbers = NDArray[np.int32]
type Hit = tuple[int, int, int, int]

_STACK = 3 * 20_000
PHRASE, PATTERN, AT_START, ASKED = 0, 1, 2, 3


class Batch(NamedTuple):
    """Texts as code points one behind the other; the n-th from `bounds[n]` to `bounds[n + 1]`."""

    codes: NDArray[np.uint32]
    bounds: NDArray[np.int64]


def batch_of(texts: Sequence[str]) -> Batch:
    """Texts without lone surrogates (folded)."""
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=bounds[1:])
    return Batch(np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32), bounds)


def _rows(rows: Sequence[Sequence[Any]]) -> tuple[Numbers, Numbers]:
    """Rows one behind the other, and where each begins."""
    begins = np.zeros(len(rows) + 1, np.int32)
    np.cumsum([len(row) for row in rows], out=begins[1:])
    return begins, np.array([each for row in rows for each in row], np.int32)


class Served(NamedTuple):
    """The needle that a string stands for, which begins so many characters before it."""

    needle: int
    low: int
    high: int


class Search:
    """Phrases and patterns (as trees), by their number. Immutable; one batch at a time."""

    def __init__(self, needles: Sequence[str | Node], *, once: bool, most: int, words: bool = True) -> None:
        """`once`: one hit of each in a text is enough; `most`: hits of each. `words`: a phrase with
        Latin letters at its edge is a whole word."""
        trees = [needle for needle in needles if not isinstance(needle, str)]
        strings = [needle for needle in needles if isinstance(needle, str)]
        held = {id(tree): placed(tree) for tree in trees}
        words = {*strings, *(text for each in held.values() for one in each for text in one.strings)}
        rarity = Rarity(words)
        serves: dict[str, list[Served]] = {}
        always: list[int] = []
        for number, needle in enumerate(needles):
            if isinstance(needle, str):
                serves.setdefault(needle, []).append(Served(number, 0, 0))
            elif held[id(needle)]:
                strings_of = [each.strings for each in held[id(needle)]]
                best = held[id(needle)][strings_of.index(rarity.rarest(strings_of))]
                for text in best.strings:
                    serves.setdefault(text, []).append(Served(number, best.low, best.high))
            else:
                always.append(number)
        self._alphabet = Alphabet(words, trees)
        self._once, self._most = once, most
        self._latin = self._alphabet.latin if words else np.zeros_like(self._alphabet.latin)
        self._index(serves)
        self._always = np.array(always, np.int32)
        self._write(needles)
        self._marks = np.full((len(needles), 3), -1, np.int32)

    def _index(self, serves: dict[str, list[Served]]) -> None:
        spelt = self._alphabet.spelt
        rows = sorted((spelt(text), served) for text, served in serves.items())
        self._single = np.full(self._alphabet.many, -2, np.int32)
        buckets: dict[int, list[int]] = {}
        for each, (codes, _) in enumerate(rows):
            if len(codes) > 1:
                buckets.setdefault(codes[0] * 65536 + codes[1] + 1, []).append(each)
                if self._single[codes[0]] < 0:
                    self._single[codes[0]] = -1
            else:
                self._single[codes[0]] = each
        room = 1 << max(4, (4 * len(buckets)).bit_length())
        self._keys = np.zeros(room, np.int64)
        self._buckets = np.zeros(room, np.int32)
        for which, key in enumerate(buckets):
            place = machine.hashed(key, room)
            while self._keys[place]:
                place = (place + 1) & (room - 1)
            self._keys[place] = key
            self._buckets[place] = which
        self._bucket_from, self._bucket = _rows([*buckets.values()])
        self._string_from, string = _rows([codes for codes, _ in rows])
        self._strings = string.tolist()
        self._serves_from, _ = _rows([served for _, served in rows])
        self._serves = np.array([each for _, served in rows for each in served], np.int32).reshape(-1, 3)

    def _write(self, needles: Sequence[str | Node]) -> None:
        alphabet = self._alphabet
        columns: list[tuple[int, int, int, int]] = []
        code: list[int] = []
        for needle in needles:
            if isinstance(needle, str):
                columns.append((PHRASE, len(self._strings), len(needle), -1))
                self._strings += alphabet.spelt(needle)
                continue
            try:
                written = steps(needle, alphabet)
            except Unable:
                columns.append((ASKED, 0, 0, -1))
                continue
            kind = AT_START if at_start(needle) else PATTERN
            columns.append((kind, len(code) // STEP, width(needle)[0], beginning(needle, alphabet)))
            code += written
        self._kind, self._begin, self._size, self._first = np.array(columns, np.int32).reshape(-1, 4).T.copy()
        self._string = np.array(self._strings, np.uint16)
        self._code = np.array(code, np.int32)

    def hits(self, batch: Batch) -> list[Hit]:
        """Of all texts the hits: text, needle, from, to; `from` negative where `re` has to be asked.
        A text's hits stand together, the texts in order."""
        alphabet = self._alphabet
        text = np.empty(len(batch.codes), np.uint16)
        machine.spell(batch.codes, alphabet.class_of, text)
        self._marks.fill(-1)
        room = 1024 + 24 * len(batch.bounds)
        while True:
            out = np.empty((room, 4), np.int32)
            count = machine.scan(
                text, batch.bounds,
                self._single, self._keys, self._buckets, self._bucket_from, self._bucket,
                self._string_from, self._string, self._serves_from, self._serves, self._always,
                self._kind, self._begin, self._size, self._first,
                self._code, alphabet.rows(), alphabet.word, self._latin, alphabet.line,
                self._once, self._most, self._marks,
                np.empty(len(self._kind) + 1, np.int32), np.empty(_STACK, np.int32), out,
            )  # fmt: skip
            if count >= 0:
                return out[:count].tolist()
            room *= 4
            self._marks.fill(-1)
