"""What must stand in a text for a pattern to be found there at all: one of a few plain strings.

A pattern with gaps and classes costs the phrase engine a machine of its own; a plain string costs
it next to nothing, however many there are. So the engine is given, for each pattern, the rarest set
of strings of which every match holds one, and only `re` looks at the pattern itself.

How rare a string is, is reckoned from the words that are looked for themselves: what stands in
many phrases and patterns stands in many messages too. A wrong guess costs time, no hit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from shouwen.wording.syntax import Alternatives, Characters, Node, Repeat, Row, width

MOST = 200  # strings that a part is written out as
_CLASS = 40  # characters of a class that is written out
_TIMES = 3  # of a repeat that is written out
_FIRST_GUESS = {1: 0.1, 2: 0.01}  # how often a string is met, by its length
_LONGER = 0.004
_UNSEEN = 0.3  # what stands in no word is met all the same
_FURTHER = 0.7  # each further character makes a string that much rarer

type Strings = tuple[str, ...]


class Placed(NamedTuple):
    """Strings of which every match holds one, which then begins `low` to `high` characters behind
    where the match does. No string holds another."""

    strings: Strings
    low: int
    high: int


def sets(node: Node) -> tuple[Strings, ...]:
    """Sets of strings: every match of `node` holds one string of each. No string of a set holds
    another of it."""
    return tuple(each.strings for each in placed(node))


class Rarity:
    """How often strings are to be expected in a message: a share, for comparing only."""

    def __init__(self, words: Iterable[str]) -> None:
        """`words`: what is looked for, each once."""
        self._single: Counter[str] = Counter()
        self._double: Counter[tuple[str, str]] = Counter()
        self._number = 1
        for word in words:
            self._number += 1
            self._single.update({*word})
            self._double.update({*pairwise(word)})

    def of(self, text: str) -> float:
        """The share for a string that is not empty."""
        if len(text) == 1:
            return (self._single[text] + _UNSEEN) / self._number
        rarest = min([self._double[pair] for pair in pairwise(text)]) + _UNSEEN
        return float(rarest / self._number * _FURTHER ** (len(text) - 2))

    def rarest(self, choice: Iterable[Strings]) -> Strings:
        """The set that is met least often; empty if there is none."""
        return min(choice, key=lambda found: sum(map(self.of, found)), default=())


def _first_guess(found: Strings) -> float:
    return sum(_FIRST_GUESS.get(len(text), _LONGER) for text in found)


def placed(node: Node) -> list[Placed]:
    """As `sets`, with where in a match they stand."""
    found: list[Placed] = []
    before: list[str] = [""]  # all ways in which what directly precedes may be written
    begins = here = (0, 0)  # where that begins, and where it ends: at least, at most

    def done() -> None:
        nonlocal begins
        if "" not in before:
            found.append(_placed(before, *begins, max(map(len, before))))
        before[:] = [""]
        begins = here

    def walk(part: Node) -> None:
        nonlocal begins, here
        written = _written_out(part)
        if written is None and isinstance(part, Row):
            for each in part.parts:
                walk(each)
            return
        if written is not None:
            if len(before) * len(written) > MOST:
                done()
            before[:] = [a + b for a in before for b in written]
        else:
            done()
        if written is None and isinstance(part, Alternatives):
            best = [
                min(placed(each), key=lambda one: _first_guess(one.strings), default=None)
                for each in part.parts
            ]
            sure = [each for each in best if each is not None]
            if len(sure) == len(best):
                texts = [text for each in sure for text in each.strings]
                low = here[0] + min(each.low for each in sure)
                high = here[1] + max(each.high for each in sure)
                found.append(_placed(texts, low, high, max(map(len, texts))))
        elif written is None and isinstance(part, Repeat) and part.low:
            found.extend(
                Placed(each.strings, here[0] + each.low, here[1] + each.high)
                for each in placed(part.body)
            )
        least, most = width(part)
        here = here[0] + least, here[1] + most
        if written is None:
            begins = here

    walk(node)
    done()
    return found


def _placed(texts: Iterable[str], low: int, high: int, longest: int) -> Placed:
    """The shortest of some texts, which may stand further behind where they stand in a longer one."""
    kept = _shortest(texts)
    return Placed(kept, low, high + longest - min(map(len, kept)))


def _written_out(node: Node) -> Sequence[str] | None:
    """All that a part can match, if that is little; places and looks match nothing."""
    match node:
        case Characters(ranges, categories, negated, everything):
            if everything or negated or categories.strip("d"):
                return None
            size = sum(ord(high) - ord(low) + 1 for low, high in ranges)
            if categories or size > _CLASS:
                return None
            return [chr(code) for low, high in ranges for code in range(ord(low), ord(high) + 1)]
        case Row(parts):
            return _rowed([_written_out(part) for part in parts])
        case Alternatives(parts):
            every = [_written_out(part) for part in parts]
            texts = {text: None for each in every for text in each or ()}
            return [*texts] if len(texts) <= MOST and None not in every else None
        case Repeat(body, low, high, _):
            if high > _TIMES:
                return None
            once = _written_out(body)
            rows = [_rowed([once] * times) for times in range(low, high + 1)]
            texts = {text: None for each in rows for text in each or ()}
            return [*texts] if len(texts) <= MOST and None not in rows else None
        case _:
            return [""]


def _rowed(parts: Sequence[Sequence[str] | None]) -> Sequence[str] | None:
    texts: Sequence[str] = [""]
    for part in parts:
        if part is None or len(texts) * len(part) > MOST:
            return None
        texts = [a + b for a, b in product(texts, part)]
    return [*dict.fromkeys(texts)]


def _shortest(texts: Iterable[str]) -> Strings:
    """Those that hold none of the others: where a longer one stands, a shorter one does."""
    kept: list[str] = []
    for text in sorted({*texts}, key=lambda text: (len(text), text)):
        if not any(other in text for other in kept):
            kept.append(text)
    return tuple(kept)
