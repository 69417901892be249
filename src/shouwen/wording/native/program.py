"""Patterns written out as steps for `machine`: the same language as `pattern` writes for `re`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from shouwen.wording.native.alphabet import Alphabet, Members
from shouwen.wording.syntax import Alternatives, Anchor, Characters, Look, Node, Repeat, Row, width

MOST_STEPS = 4000  # of a pattern; a longer one is left to `re`
ENDLESS = 1 << 20  # characters that a repeat without an end reaches
STEP = 4  # numbers a step: what to do, and three things to do it with


class Op(IntEnum):
    """What a step does."""

    FOUND = 0
    CHARACTER = 1  # class
    MEMBER = 2  # row
    GREEDY = 3  # row, least, most
    LAZY = 4  # row, least, most
    SPLIT = 5  # the step to try first, the other, the row that the first begins with (-1: any)
    JUMP = 6  # the step
    LOOK = 7  # the step behind it, how far back, whether negated
    LOOKED = 8  # the step that began it
    AT = 9  # which place
    GUARD = 10  # the row that what follows begins with
    CHOOSE = 11  # the choice among many alternatives by the next character


_MANY, _TOO_MANY = 3, 300  # alternatives among which the next character chooses
_MOST_GROUPS = 256
PLACES = {"^": 0, "$": 1, "\\Z": 2, "\\b": 3, "\\B": 4}


class Unable(Exception):
    """A pattern that is left to `re`."""


class Choices:
    """Which of many alternatives can begin with which character: `groups` has a row a choice, for each
    class its group; `lists` where in `ways` each group's steps stand, after their number."""

    def __init__(self) -> None:
        self.groups: list[NDArray[np.uint8]] = []
        self.first: list[int] = []
        self.lists: list[int] = []
        self.ways: list[int] = [0]  # of nothing

    def add(self, begins: Sequence[Members], steps: Sequence[int]) -> int | None:
        """One more choice; its number. `None` if there are too many different groups."""
        table = np.array(begins).T
        packed = np.packbits(table, axis=1)
        row = np.zeros(len(table), np.uint8)
        each, places = np.unique(packed, axis=0, return_inverse=True)
        if len(each) > _MOST_GROUPS:
            return None
        row[:] = places.reshape(-1)
        self.first.append(len(self.lists))
        for group in np.unpackbits(each, axis=1, count=len(begins)):
            chosen = [steps[at] for at in np.flatnonzero(group).tolist()]
            self.lists.append(len(self.ways) if chosen else 0)
            if chosen:
                self.ways += [len(chosen), *chosen]
        self.groups.append(row)
        return len(self.groups) - 1


def steps(tree: Node, alphabet: Alphabet, choices: Choices) -> list[int]:
    """A pattern in steps, numbered from 0. Raises `Unable`."""
    writer = _Writer(alphabet, choices)
    writer.write(tree)
    writer.put(Op.FOUND)
    return writer.code


def beginning(tree: Node, alphabet: Alphabet) -> int:
    """The row of the characters that a match can begin with; -1 where that is not to be said."""
    members, empty = _begins(tree, alphabet)
    return -1 if empty else alphabet.row(members)


def _begins(node: Node, alphabet: Alphabet) -> tuple[Members, bool]:
    """The classes that a match can begin with, and whether it may be empty."""
    match node:
        case Characters():
            return alphabet.members(node), False
        case Row(parts):
            found = np.zeros(alphabet.many, np.bool_)
            for part in parts:
                members, empty = _begins(part, alphabet)
                found = found | members
                if not empty:
                    return found, False
            return found, True
        case Alternatives(parts):
            each = [_begins(part, alphabet) for part in parts]
            return np.logical_or.reduce([members for members, _ in each]), any(e for _, e in each)
        case Repeat(body, low, high, _):
            members, empty = _begins(body, alphabet)
            return members if high else np.zeros(alphabet.many, np.bool_), empty or not low
        case _:
            return np.zeros(alphabet.many, np.bool_), True


def at_start(node: Node) -> bool:
    """Whether a match can only stand at the very start of a text."""
    match node:
        case Anchor(kind):
            return kind == "^"
        case Row(parts):
            return bool(parts) and at_start(parts[0])
        case Alternatives(parts):
            return all(at_start(part) for part in parts)
        case _:
            return False


class _Writer:
    def __init__(self, alphabet: Alphabet, choices: Choices) -> None:
        self.alphabet = alphabet
        self.choices = choices
        self.code: list[int] = []

    def put(self, op: Op, first: int = 0, second: int = 0, third: int = 0) -> int:
        """One more step; its number."""
        if len(self.code) >= MOST_STEPS * STEP:
            raise Unable
        self.code += [op, first, second, third]
        return len(self.code) // STEP - 1

    def here(self) -> int:
        return len(self.code) // STEP

    def set(self, step: int, place: int, value: int) -> None:
        self.code[step * STEP + place] = value

    def write(self, node: Node) -> None:
        match node:
            case Characters(
                ranges=((low, high),), categories="", negated=False, everything=False
            ) if low == high:
                self.put(Op.CHARACTER, int(self.alphabet.class_of[ord(low)]))
            case Characters():
                self.put(Op.MEMBER, self.alphabet.row(self.alphabet.members(node)))
            case Row(parts):
                for part in parts:
                    self.write(part)
            case Alternatives(parts):
                self._alternatives(parts)
            case Repeat():
                self._repeat(node)
            case Look(body, ahead, negated):
                least, most = width(body)
                if not ahead and least != most:
                    raise Unable
                look = self.put(Op.LOOK, 0, 0 if ahead else least, int(negated))
                self.write(body)
                self.put(Op.LOOKED, look)
                self.set(look, 1, self.here())
            case Anchor(kind):
                self.put(Op.AT, PLACES[kind])

    def _split(self, body: Node) -> int:
        """Whether to go on with `body`, which comes next; where else is not yet said."""
        members, empty = _begins(body, self.alphabet)
        step = self.put(Op.SPLIT, 0, 0, -1 if empty else self.alphabet.row(members))
        self.set(step, 1, step + 1)
        return step

    def _alternatives(self, parts: tuple[Node, ...]) -> None:
        members, empty = _begins(Alternatives(parts), self.alphabet)
        if not empty:
            self.put(Op.GUARD, self.alphabet.row(members))
            if _MANY <= len(parts) <= _TOO_MANY:
                self._choice(parts)
                return
        done = []
        for part in parts[:-1]:
            split = self._split(part)
            self.write(part)
            done.append(self.put(Op.JUMP))
            self.set(split, 2, self.here())
        self.write(parts[-1])
        for jump in done:
            self.set(jump, 1, self.here())

    def _choice(self, parts: tuple[Node, ...]) -> None:
        """Many alternatives, none of them empty: the next character says which to try."""
        choose = self.put(Op.CHOOSE)
        steps, done = [], []
        for part in parts:
            steps.append(self.here())
            self.write(part)
            done.append(self.put(Op.JUMP))
        for jump in done:
            self.set(jump, 1, self.here())
        begins = [_begins(part, self.alphabet)[0] for part in parts]
        choice = self.choices.add(begins, steps)
        if choice is None:
            raise Unable
        self.set(choose, 1, choice)

    def _repeat(self, node: Repeat) -> None:
        body, low, high = node.body, node.low, node.high
        if isinstance(body, Characters):
            row = self.alphabet.row(self.alphabet.members(body))
            self.put(Op.LAZY if node.lazy else Op.GREEDY, row, low, high)
            return
        if not width(body)[0] or (node.lazy and high >= ENDLESS):
            raise Unable  # `re` has rules of its own for what repeats and may be empty
        for _ in range(low):
            self.write(body)
        if high >= ENDLESS:
            again = self._split(body)
            self.write(body)
            self.put(Op.JUMP, again)
            self.set(again, 2, self.here())
            return
        splits = []
        for _ in range(high - low):
            lazy = node.lazy  # then it is tried first to do without
            splits.append(self.put(Op.SPLIT, 0, self.here() + 1, -1) if lazy else self._split(body))
            self.write(body)
        for split in splits:
            self.set(split, 1 if node.lazy else 2, self.here())
