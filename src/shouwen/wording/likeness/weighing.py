"""Weighs a text for all learnt labels at once, and says where in it the weight lies.

Each label has an integer weight for some pieces (`pieces`); a text counts if its sum reaches `least`.
The weights of one piece for all labels are packed into one integer, a field of `WIDTH` bits each, so
that a single sum weighs all labels. Fields of a sum may be negative: the sum of signed fields is right as
long as none leaves its width, which `MOST_WEIGHT`, `MOST_LEAST` and `LONGEST` see to.

The weights come from sentences. A long message is therefore weighed in parts of at most `LONGEST`
characters, cut behind a sentence where there is one, and counts if one part does: otherwise many
harmless sentences would outweigh the one that matters, and many slightly doubtful ones would add up.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from shouwen.wording.likeness.pieces import BLANKS, cut, framed, pieces_of

if TYPE_CHECKING:
    from shouwen.wording.likeness.together import Together

type Span = tuple[int, int]

LONGEST = 300
MOST_WEIGHT = 999
MOST_LEAST = 999_999
WIDTH = 22
"""Bits of a field: `MOST * (LONGEST + 2)` pieces of `MOST_WEIGHT`, and `MOST_LEAST`, stay within."""

_MANY = 64  # texts; numpy takes longer to begin with
SHORTEST = 3  # characters of a span: a shorter one would not be looked for through inserted marks
_HALF = 1 << (WIDTH - 1)
_FIELD = (1 << WIDTH) - 1
SIXTHS = 6  # what a weight is split in, so that one, two and three characters share it evenly
_COMMA = re.compile(r"[。.!?;~…,\n]+")
_END = re.compile(r"[。.!?;~…\n]+")


class Written(Mapping[int, tuple[str, ...]]):
    """The pieces of each weight, taken out of the text of a table each time they are asked for: apart
    they take ten times the memory, and hardly anybody asks twice."""

    def __init__(self, texts: Mapping[int, str], read: Callable[[str], tuple[str, ...]]) -> None:
        self._texts = texts
        self._read = read

    def __getitem__(self, weight: int) -> tuple[str, ...]:
        return self._read(self._texts[weight])

    def __iter__(self) -> Iterator[int]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@dataclass(frozen=True, eq=False)
class Table:
    """What was learnt for one label: the pieces of each weight, the sum at which it counts, and the
    sum below which words that were found for it do not count either."""

    least: int
    pieces: Mapping[int, tuple[str, ...]]
    doubt: int = -MOST_LEAST

    def doubting(self, below: int) -> Table:
        """The same weights, asked only whether words may count: from a sum of `below` on."""
        return Table(MOST_LEAST, self.pieces, below)

    def sum(self, squeezed: str) -> int:
        """The weight of a text in one part: the plain reckoning that `Weighing` must agree with."""
        found = pieces_of(squeezed)
        return sum(
            weight for weight, pieces in self.pieces.items() for piece in pieces if piece in found
        )

    @cached_property
    def digest(self) -> str:
        """Names what the table says, whatever order it was written in."""
        found = hashlib.sha256(f"{self.least}\x1f{self.doubt}\x1e".encode())
        for weight, pieces in sorted(self.pieces.items()):
            found.update(f"{weight}\x1f{'\x1d'.join(sorted(pieces))}\x1e".encode())
        return found.hexdigest()[:16]


type Tables = Mapping[str, Table]

NO_TABLES: Tables = {}

type Judged = tuple[dict[str, list[Span]], int]
"""What counts in a text, with where it lies; and the bits of the labels that it is trusted for."""


class Spread(dict[bytes, int]):
    """The bits of labels by their places, which are packed eight to a byte; most texts have the same
    few, so that each is worked out once."""

    def __init__(self, bits: Sequence[int]) -> None:
        super().__init__()
        self._bits = bits

    def __missing__(self, places: bytes) -> int:
        found = sum(bit for at, bit in enumerate(self._bits) if places[at >> 3] >> (at & 7) & 1)
        self[places] = found
        return found


class Weighing:
    """The tables of some labels, ready to weigh. Immutable; may be shared by threads."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._fields = [(name, WIDTH * place) for place, name in enumerate(tables)]
        packed: dict[str, int] = {}
        start = doubting = 0
        for (_, shift), table in zip(self._fields, tables.values(), strict=True):
            start += (_HALF - table.least) << shift
            doubting += (table.least - table.doubt) << shift
            for weight, pieces in table.pieces.items():
                value = weight << shift
                for piece in pieces:
                    packed[piece] = packed.get(piece, 0) + value
        same: dict[int, int] = {}  # two pieces of three weigh what another does
        packed = {piece: same.setdefault(value, value) for piece, value in packed.items()}
        self._packed = packed
        self._value = packed.__getitem__
        self._known = frozenset(packed).intersection
        self._start = start
        self._doubting = doubting
        # The top bit of a field says that the sum has reached what the label counts from.
        self.bits = {name: _HALF << shift for name, shift in self._fields}
        self._counts = sum(self.bits.values())

    def weigh(self, squeezed: str) -> dict[str, list[Span]]:
        """The labels that count in a squeezed text, each with where in it they mostly lie."""
        return self.judge([squeezed])[0][0]

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Of each squeezed text what counts in it, and the `bits` of the labels for which a part of
        it reaches at least `doubt`."""
        parts: list[tuple[int, int, str]] = []  # of which text, from where, what
        for number, squeezed in enumerate(texts):
            for start, end in parts_of(squeezed) if len(squeezed) > LONGEST else [(0, None)]:
                part = squeezed[start:end]
                words = part.strip(BLANKS)
                if words:
                    parts.append((number, start + part.index(words), words))
        judged: list[Judged] = [({}, 0) for _ in texts]
        sums = self._sum if len(parts) < _MANY else self._together.reached
        for (number, start, words), (reached, trusted) in zip(
            parts, sums([words for _, _, words in parts]), strict=True
        ):
            counting, before = judged[number]
            judged[number] = counting, before | trusted
            if reached:
                text = framed(words)
                found = self._known(cut(text))
                for name, shift in self._fields:
                    if reached >> shift & _HALF:
                        span = _moved(self._span(text, found, shift), start)
                        counting.setdefault(name, []).append(span)
        return judged

    def trusted_in(
        self, squeezed: str, spans: Sequence[Span], bit: int, *, apart: bool = False
    ) -> list[Span]:
        """Of spans in a text that is not trusted for a label as a whole (`bit`, of `bits`) those
        whose own sentence is: kind words beside it make no insult kind. `apart`: what stands between
        two commas is enough, where the label counts there."""
        kept: list[Span] = []
        for ends, reached in ((_END, False), (_COMMA, True))[: 1 + apart]:
            bounds = [0, *(found.end() for found in ends.finditer(squeezed)), len(squeezed)]
            if squeezed[bounds[1] :].strip(BLANKS):  # otherwise it is the whole, which is judged
                known: dict[Span, bool] = {}
                for span in spans:
                    part = _around(span, bounds)
                    if part not in known:
                        known[part] = self._says(squeezed[slice(*part)], bit, reached=reached)
                    if known[part] and span not in kept:
                        kept.append(span)
        return kept

    def _says(self, text: str, bit: int, *, reached: bool) -> bool:
        """Whether a part of the text is trusted for a label, or reaches what it counts from."""
        parts = [text[start:end].strip(BLANKS) for start, end in parts_of(text)]
        sums = self._sum([part for part in parts if part])
        return any((counts if reached else trusted) & bit for counts, trusted in sums)

    def _sum(self, parts: Sequence[str]) -> Iterator[tuple[int, int]]:
        """For each part without blanks at its ends, the labels that it reaches and is trusted for."""
        known, value, counts = self._known, self._value, self._counts
        for words in parts:
            total = sum(map(value, known(cut(framed(words)))), self._start)
            yield total & counts, total + self._doubting & counts

    @cached_property
    def _together(self) -> Together:
        # Here, because a process that checks single messages needs no numpy.
        from shouwen.wording.likeness.together import Together

        return Together([*self.tables.values()], [*self.bits.values()])

    def _span(self, text: str, found: Iterable[str], shift: int) -> Span:
        """The characters of the text inside the frame that a label's weight lies on; `found`: the
        pieces of it that weigh something."""
        shares = [0] * len(text)
        for piece in found:
            weight = ((self._packed[piece] + self._counts) >> shift & _FIELD) - _HALF
            if weight:
                size = len(piece)
                share = weight * SIXTHS // size
                at = text.find(piece)
                while at >= 0:
                    shares[at] += share
                    if size > 1:  # without a loop: it is run for a hundred pieces of a message
                        shares[at + 1] += share
                        if size > 2:
                            shares[at + 2] += share
                    at = text.find(piece, at + 1)
        return _readable(text[1:-1], *_heaviest(shares[1:-1]))


def _around(span: Span, bounds: Sequence[int]) -> Span:
    """The part between two bounds that a span stands in, or the parts that it reaches over."""
    return bounds[bisect_right(bounds, span[0]) - 1], bounds[bisect_left(bounds, span[1])]


def weighing_of(tables: Tables, names: Iterable[str]) -> Weighing:
    """The weighing of some tables; made once, whichever language asks. Raises `KeyError` for a name
    that there is no table of."""
    return _made(tuple((name, tables[name]) for name in sorted(names)))


@lru_cache(maxsize=16)
def _made(tables: tuple[tuple[str, Table], ...]) -> Weighing:
    return Weighing(dict(tables))


def parts_of(text: str) -> Iterator[Span]:
    """A long text in parts of at most `LONGEST` characters, each cut behind the last sentence that
    ends in it, or hard where none does."""
    start, end = 0, 0
    ends = [found.end() for found in _END.finditer(text)]
    ends.append(len(text))
    for here in ends:
        if here - start > LONGEST and end > start:
            yield start, end
            start = end
        while here - start > LONGEST:
            yield start, start + LONGEST
            start += LONGEST
        end = here
    if end > start:
        yield start, end


def _heaviest(shares: list[int]) -> Span:
    """The run with the largest sum (Kadane); of equal ones the first, and of those the shortest."""
    best, span = shares[0], (0, 1)
    running, start = 0, 0
    for at, share in enumerate(shares):
        if running <= 0:
            running, start = 0, at
        running += share
        if running > best:
            best, span = running, (start, at + 1)
    return span


def _readable(text: str, start: int, end: int) -> Span:
    """The run without marks and blanks at its ends, and long enough to be read, where it can be."""
    low, high = start, end
    while low < high and not text[low].isalnum():
        low += 1
    while high > low and not text[high - 1].isalnum():
        high -= 1
    if low == high:
        low, high = start, end
    while high - low < SHORTEST and high - low < len(text):
        if high < len(text):
            high += 1
        else:
            low -= 1
    return low, high


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
