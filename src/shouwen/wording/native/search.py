"""Everything that is looked for in a batch of texts, found in one go by compiled loops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shouwen.wording.native import machine
from shouwen.wording.native.alphabet import Alphabet
from shouwen.wording.native.arrays import Arrays, known, name_of
from shouwen.wording.native.program import (
    ENDLESS,
    STEP,
    Choices,
    Unable,
    at_start,
    beginning,
    steps,
)
from shouwen.wording.needles import MOST_HITS
from shouwen.wording.pattern import Pattern
from shouwen.wording.prefilter import Needle
from shouwen.wording.signs import Rarity, placed
from shouwen.wording.syntax import Node, parse, width

type Numbers = NDArray[np.int32]
type Hit = tuple[int, int, int, int]

_WORTH_KEEPING = 20  # needles
_STACK = 3 * 20_000


class Batch(NamedTuple):
    """Texts as code points one behind the other; the n-th from `bounds[n]` to `bounds[n + 1]`."""

    codes: NDArray[np.uint32]
    bounds: NDArray[np.int64]


def batch_of(texts: Sequence[str]) -> Batch:
    """Texts without lone surrogates (folded)."""
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=bounds[1:])
    joined = "".join(texts).encode("utf-32-le")
    return Batch(np.frombuffer(joined, np.uint32).copy(), bounds)


def in_rows(rows: Sequence[Sequence[Any]]) -> tuple[Numbers, Numbers]:
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
    """Needles, by their number. Immutable."""

    def __init__(
        self,
        needles: Sequence[Needle],
        *,
        most: int | Sequence[int] = MOST_HITS,
        words: bool = True,
        as_written: bool = False,
    ) -> None:
        """`most`: hits of each in a text. `words`: a phrase with
        Latin letters at its edge is a whole word. `as_written`: patterns are not folded, and repeats
        without an end have none."""
        kinds = "".join([type(needle).__name__[0] for needle in needles])
        sources = [needle if isinstance(needle, str) else needle.source for needle in needles]
        name = None
        if len(needles) > _WORTH_KEEPING:
            name = name_of("search", f"{words} {as_written}", kinds, *sources)
        self._most = np.array([most] * len(needles) if isinstance(most, int) else most, np.int32)
        self._many = len(needles)
        made = known(name, lambda: _work_out(needles, words=words, as_written=as_written))
        self._class_of, self._line = made["class_of"], int(made["line"])
        self._strings = [made[each] for each in _STRINGS]
        self._patterns = [made[each] for each in _PATTERNS]
        self._choices = [made[each] for each in _CHOICES]

    def hits(self, batch: Batch, wanted: NDArray[np.bool_] | None = None) -> Iterator[Hit]:
        """The rows of `found`."""
        columns: list[list[int]] = self.found(batch, wanted).T.tolist()  # quicker than row by row
        return zip(*columns, strict=True)

    def found(self, batch: Batch, wanted: NDArray[np.bool_] | None = None) -> Numbers:
        """Of all texts the hits, a row each: text, needle, from, to; `from` negative where `re` has to
        be asked. The hits of one needle in one text stand together, in their order. `wanted`: of
        which needles."""
        text = np.empty(len(batch.codes), np.uint16)
        machine.spell(batch.codes, self._class_of, text)
        texts = len(batch.bounds) - 1
        room = 1024 + 64 * texts
        while True:
            worth = np.empty((room, 4), np.int32)
            marks = np.full((self._many, 2), -1, np.int32)
            if wanted is not None:
                marks[~wanted] = machine.NOT_WANTED
            many = machine.stage(text, batch.bounds, *self._strings, marks, worth)
            if many >= 0:
                break
            room *= 4
        ordered = np.empty((many, 4), np.int32)
        machine.by_needle(worth, many, self._many, ordered)
        room = 1024 + 24 * texts
        while True:
            out = np.empty((room, 4), np.int32)
            count = machine.scan(
                text, batch.bounds, ordered, many, *self._patterns, self._line, *self._choices,
                self._most, np.empty(_STACK, np.int32), out,
            )  # fmt: skip
            if count >= 0:
                return out[:count]
            room *= 4


# In the order in which `machine` takes them.
_STRINGS = ("single", "keys", "buckets", "bucket_from", "bucket", "string_from", "string", "serves_from", "serves", "always")  # fmt: skip
_PATTERNS = ("string", "kind", "begin", "size", "first", "code", "rows", "word", "latin")
_CHOICES = ("groups", "group_from", "lists", "ways")


def _work_out(needles: Sequence[Needle], *, words: bool, as_written: bool) -> Arrays:
    trees = [_tree(needle, as_written=as_written) for needle in needles]
    held = {number: placed(tree) for number, tree in enumerate(trees) if not isinstance(tree, str)}
    every = {tree for tree in trees if isinstance(tree, str)}
    every.update(text for each in held.values() for one in each for text in one.strings)
    rarity = Rarity(every)
    alphabet = Alphabet(every, [tree for tree in trees if not isinstance(tree, str)])
    serves: dict[str, list[Served]] = {}
    always: list[int] = []
    for number, tree in enumerate(trees):
        if isinstance(tree, str):
            serves.setdefault(tree, []).append(Served(number, 0, 0))
        elif held[number]:
            choice = [each.strings for each in held[number]]
            best = held[number][choice.index(rarity.rarest(choice))]
            for text in best.strings:
                serves.setdefault(text, []).append(Served(number, best.low, best.high))
        else:
            always.append(number)
    made = _index(serves, alphabet)
    made.update(_written(trees, alphabet, made.pop("strings").tolist()))
    return made | {
        "class_of": alphabet.class_of,
        "line": np.array(alphabet.line),
        "always": np.array(always, np.int32),
        "rows": alphabet.rows(),
        "word": alphabet.word,
        "latin": alphabet.latin if words else np.zeros_like(alphabet.latin),
    }


def _tree(needle: Needle, *, as_written: bool) -> str | Node:
    if isinstance(needle, str):
        return needle
    if as_written:
        return parse(needle.source, ENDLESS)
    return needle.tree() if isinstance(needle, Pattern) else parse(needle.source)


def _index(serves: Mapping[str, Sequence[Served]], alphabet: Alphabet) -> dict[str, NDArray[Any]]:
    """The strings by their first two letters, and the needles that they serve."""
    rows = sorted((alphabet.spelt(text), served) for text, served in serves.items())
    single = np.full(alphabet.many, -2, np.int32)  # of a letter that no string begins with
    buckets: dict[int, list[int]] = {}
    for each, (codes, _) in enumerate(rows):
        if len(codes) == 1:
            single[codes[0]] = each
        else:
            buckets.setdefault(codes[0] * 65536 + codes[1] + 1, []).append(each)
            single[codes[0]] = max(single[codes[0]], -1)
    room = 1 << max(4, (4 * len(buckets)).bit_length())
    keys, which = np.zeros(room, np.int64), np.zeros(room, np.int32)
    for number, key in enumerate(buckets):
        place = machine.free(key, keys)
        keys[place], which[place] = key, number
    bucket_from, bucket = in_rows([*buckets.values()])
    string_from, strings = in_rows([codes for codes, _ in rows])
    return {
        "single": single,
        "keys": keys,
        "buckets": which,
        "bucket_from": bucket_from,
        "bucket": bucket,
        "string_from": string_from,
        "strings": strings,
        "serves_from": in_rows([served for _, served in rows])[0],
        "serves": np.array([one for _, served in rows for one in served], np.int32).reshape(-1, 3),
    }


def _written(
    trees: Sequence[str | Node], alphabet: Alphabet, string: list[int]
) -> dict[str, NDArray[Any]]:
    """Of each needle its kind, where its letters (behind those of `string`) or its steps begin, its
    least length, and the row that it begins with; the letters and the steps of all."""
    columns: list[tuple[int, int, int, int]] = []
    code: list[int] = []
    choices = Choices()
    for tree in trees:
        if isinstance(tree, str):
            columns.append((machine.PHRASE, len(string), len(tree), -1))
            string += alphabet.spelt(tree)
            continue
        try:
            written = steps(tree, alphabet, choices)
        except Unable:
            columns.append((machine.ASKED, 0, 0, -1))
            continue
        kind = machine.AT_START if at_start(tree) else machine.PATTERN
        columns.append((kind, len(code) // STEP, width(tree)[0], beginning(tree, alphabet)))
        code += written
    kind_of, begin, size, first = np.array(columns, np.int32).reshape(-1, 4).T.copy()
    return {
        "kind": kind_of,
        "begin": begin,
        "size": size,
        "first": first,
        "string": np.array(string, np.uint16),
        "code": np.array(code, np.int32),
        "groups": np.array(choices.groups, np.uint8).reshape(-1, alphabet.many),
        "group_from": np.array(choices.first, np.int32),
        "lists": np.array(choices.lists, np.int32),
        "ways": np.array(choices.ways, np.int32),
    }
