"""Characters as small numbers: those that no needle tells apart share one, a class.

A handbook's phrases and patterns name a few thousand characters; all others differ at most in being a
digit, a letter or a blank. With one number for each class, whether a set of a pattern holds a
character is one bit of a short row.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from shouwen.wording.syntax import Alternatives, Characters, Look, Node, Repeat, Row

CODES = sys.maxunicode + 1
WORD, SPACE, DIGIT, OTHER_THAN_LINE = 1, 2, 4, 8
_CATEGORY = {"w": WORD, "s": SPACE, "d": DIGIT}

type Members = NDArray[np.bool_]


@cache
def categories() -> NDArray[np.uint8]:
    """Of each code point the bits of `\\w`, `\\s`, `\\d` and `.`, as `re` has them."""
    every = "".join(map(chr, range(CODES)))
    found = np.zeros(CODES, np.uint8)
    for source, bit in ((r"\w+", WORD), (r"\s+", SPACE), (r"\d+", DIGIT), (".+", OTHER_THAN_LINE)):
        for run in re.finditer(source, every):
            found[run.start() : run.end()] |= bit
    return found


def _every(node: Node) -> Iterable[Characters]:
    match node:
        case Characters():
            yield node
        case Row(parts) | Alternatives(parts):
            for part in parts:
                yield from _every(part)
        case Repeat(body) | Look(body):
            yield from _every(body)
        case _:
            return


class Alphabet:
    """The classes of all characters, for some needles.

    `class_of`: of each code point; `many`: how many classes there are; `word`: for each class whether
    it is of letters as `re` sees a word's edge; `line`: the class of the line break.
    """

    def __init__(self, strings: Iterable[str], trees: Iterable[Node]) -> None:
        edges = np.zeros(CODES + 1, np.bool_)
        # The line break, and what find_phrase tells apart, are never in one class with others.
        edges[[10, 11, *(ord(c) for c in "0:A[a{\x80")]] = True
        for character in set().union(*map(set, strings)):
            edges[[ord(character), ord(character) + 1]] = True
        for each in {found for tree in trees for found in _every(tree)}:
            for low, high in each.ranges:
                edges[[ord(low), ord(high) + 1]] = True
        kinds = categories()
        combined = np.cumsum(edges[:CODES], dtype=np.int32) * 16 + kinds
        first = np.full(int(combined[-1]) + 17, -1, np.int32)
        first[combined[::-1]] = np.arange(CODES - 1, -1, -1, dtype=np.int32)
        there = np.flatnonzero(first >= 0)
        number = np.zeros(len(first), np.uint16)
        number[there] = np.arange(len(there))
        self.many = len(there)
        self.class_of = number[combined]
        self._standing = first[there]  # a code point of each class
        self._kinds = kinds[self._standing]
        self.word = self._kinds & WORD != 0
        self.line = int(self.class_of[10])
        ascii_ = self._standing < 0x80
        letters = np.array([chr(c).isalpha() for c in range(0x80)])
        digits = np.array([chr(c).isdigit() for c in range(0x80)])
        self.latin = np.zeros(self.many, np.uint8)  # 1: an ASCII letter; 2: an ASCII digit
        self.latin[ascii_] = (letters + 2 * digits)[self._standing[ascii_]]
        self._rows: dict[bytes, int] = {}
        self._known: dict[Characters, Members] = {}

    def members(self, node: Characters) -> Members:
        """The classes that a set of a pattern holds."""
        found = self._known.get(node)
        if found is None:
            if node.everything:
                found = self._kinds & OTHER_THAN_LINE != 0
            else:
                found = np.zeros(self.many, np.bool_)
                for low, high in node.ranges:
                    found |= (self._standing >= ord(low)) & (self._standing <= ord(high))
                for letter in node.categories:
                    has = self._kinds & _CATEGORY[letter.lower()] != 0
                    found |= has if letter.islower() else ~has
                if node.negated:
                    found = ~found
            self._known[node] = found
        return found

    def row(self, members: Members) -> int:
        """The number of the row that holds these classes."""
        return self._rows.setdefault(
            np.packbits(members, bitorder="little").tobytes(), len(self._rows)
        )

    def rows(self) -> NDArray[np.uint8]:
        """All rows asked for, a bit a class."""
        if not self._rows:
            return np.zeros((1, self.many // 8 + 1), np.uint8)
        return np.frombuffer(b"".join(self._rows), np.uint8).reshape(len(self._rows), -1).copy()

    def spelt(self, text: str) -> list[int]:
        """A text in classes."""
        return [int(self.class_of[ord(character)]) for character in text]
