"""The first stage on hyperscan: which phrases and patterns may occur in a text.

The engine is given plain strings: the phrases, and of each pattern the strings of which every match
holds one (`signs`); so it may answer too many, never too few. Only what has no such strings (things
recognised by their form, a pattern for any letter) is given as an expression, wider than it is.

Plain strings for three reasons. They take the engine 5 µs a message, the expressions of the same 850
patterns took 30, and compiling 1 second instead of 10. Each string is told once, however many
patterns it stands for, and a callback is what costs most. And Vectorscan 5.4 leaves out matches of
`….*[ab][cd]` (its issue 382): 3 of 7,295 messages lost a hit.

Texts are scanned one by one: joined, every string would report each of its ends (`SINGLEMATCH`
counts a scan).
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from shouwen.wording import compiled
from shouwen.wording.pattern import Pattern
from shouwen.wording.signs import Rarity

hyperscan: Any
try:
    hyperscan = importlib.import_module("hyperscan")
except ImportError:  # not on every machine; `re` alone gives the same hits
    hyperscan = None


_WORTH_KEEPING = 200  # expressions; fewer are compiled sooner than a file is read
_LOOKS = re.compile(r"\(\?<?[!=]")


def available() -> bool:
    """Whether the phrase engine is installed."""
    return hyperscan is not None


class Rough(NamedTuple):
    """An expression in the language of `re` that the engine may take as roughly as it likes."""

    source: str


type Needle = str | Pattern | Rough


class FirstStage:
    """Says which needles are worth looking for. May be used by several threads at once."""

    def __init__(self, needles: Sequence[Needle]) -> None:
        """Only where `available()`."""
        told, self._serves = _told(needles)
        usable = list(range(len(told)))
        database = _compiled(told, usable)
        if database is None:
            strings = sum(1 for _, flags in told if not flags & hyperscan.HS_FLAG_DOTALL)
            refused = {n for n in usable[strings:] if _compiled(told, [n]) is None}
            usable = [number for number in usable if number not in refused]
            database = _compiled(told, usable)
        self._always = sorted(
            {number for at in {*range(len(told))}.difference(usable) for number in self._serves[at]}
        )
        # A scratch serves one scan at a time, and the callback lets other threads in: each scan
        # takes one out and puts it back (both are atomic), so there are as many as threads at work.
        self._database = database
        self._idle = [] if database is None else [hyperscan.Scratch(database)]

    def which(self, text: str) -> list[int]:
        """The ascending numbers of the needles to look for in a normalised text."""
        serves = self._serves
        return sorted({*self._always}.union(*[serves[at] for at in self._seen(text)]))

    def where(self, texts: Sequence[str]) -> dict[int, Sequence[int]]:
        """For each needle to look for, the ascending numbers of the texts to look in."""
        seen: dict[int, list[int]] = {}
        for number, text in enumerate(texts):
            for at in self._seen(text):
                if at in seen:
                    seen[at].append(number)
                else:
                    seen[at] = [number]
        lists: dict[int, list[list[int]]] = {}
        for at, numbers in seen.items():
            for needle in self._serves[at]:
                lists.setdefault(needle, []).append(numbers)
        where: dict[int, Sequence[int]] = {
            needle: several[0] if len(several) == 1 else sorted(set().union(*several))
            for needle, several in lists.items()
        }
        where.update(dict.fromkeys(self._always, range(len(texts))))
        return where

    def _seen(self, text: str) -> list[int]:
        found: list[int] = []
        if text and self._database is not None:
            try:
                scratch = self._idle.pop()
            except IndexError:
                scratch = hyperscan.Scratch(self._database)
            try:
                self._database.scan(text.encode(), _note, 0, found, scratch)
            finally:
                self._idle.append(scratch)
        return found


def _note(number: int, _from: int, _to: int, _flags: int, found: list[int]) -> None:
    found.append(number)


def _told(needles: Sequence[Needle]) -> tuple[list[tuple[bytes, int]], list[tuple[int, ...]]]:
    """What the engine is told, the plain strings first, with its flags; and for each which needles
    it stands for."""
    words = {needle for needle in needles if isinstance(needle, str)}
    words.update(
        text for n in needles if isinstance(n, Pattern) for found in n.signs for text in found
    )
    rarity = Rarity(words)
    strings: dict[str, list[int]] = {}
    others: list[tuple[bytes, int]] = []
    others_serve: list[tuple[int, ...]] = []
    once = int(hyperscan.HS_FLAG_SINGLEMATCH)
    roughly = once | int(hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_DOTALL)
    for number, needle in enumerate(needles):
        if isinstance(needle, str):
            strings.setdefault(needle, []).append(number)
        elif isinstance(needle, Pattern) and needle.signs:
            for text in rarity.rarest(needle.signs):
                strings.setdefault(text, []).append(number)
        else:
            flags, source = roughly, needle.wide if isinstance(needle, Pattern) else needle.source
            if isinstance(needle, Rough) and _LOOKS.search(source):
                flags |= int(hyperscan.HS_FLAG_PREFILTER)  # leaves out what it cannot do
            others.append((source.encode("utf-8", "surrogatepass"), flags))
            others_serve.append((number,))
    plain = [(_in_bytes(text), once) for text in strings]
    return [*plain, *others], [*map(tuple, strings.values()), *others_serve]


def _in_bytes(text: str) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in text.encode("utf-8", "surrogatepass"))


def _compiled(expressions: Sequence[tuple[bytes, int]], numbers: Sequence[int]) -> Any:
    """A database of the numbered expressions, or `None` if one of them is refused (or none given)."""
    if not numbers:
        return None
    chosen = [expressions[number] for number in numbers]
    named = [flags.to_bytes(4, "big") + text for text, flags in chosen]
    name = compiled.name_of(hyperscan.__version__, named, numbers)
    kept = compiled.kept(name)
    if kept is not None:
        return hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
    database = hyperscan.Database()
    try:
        database.compile(
            expressions=[text for text, _ in chosen],
            ids=list(numbers),
            elements=len(numbers),
            flags=[flags for _, flags in chosen],
        )
    except hyperscan.error:
        return None
    if len(numbers) > _WORTH_KEEPING:
        compiled.keep(name, hyperscan.dumpb(database))
    return database
