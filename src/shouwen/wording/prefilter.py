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
import json
import platform
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from shouwen.source import keeping
from shouwen.wording.pattern import Pattern
from shouwen.wording.signs import Rarity

hyperscan: Any
try:
    hyperscan = importlib.import_module("hyperscan")
except ImportError:  # not on every machine; `re` alone gives the same hits
    hyperscan = None


_WORTH_KEEPING = 20  # needles; fewer are compiled sooner than a file is read
SERVES = keeping.Kind(".serves", most=100, room=64 * 1024 * 1024)
COMPILED = keeping.Kind(".compiled", most=100, room=256 * 1024 * 1024)
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
        name = _name(needles) if len(needles) > _WORTH_KEEPING else None
        known = None if name is None else _known(name)
        if known is None:
            known = _work_out(needles)
            if name is not None:
                _keep(name, known)
        database, self._serves, self._always = known
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


class _Known(NamedTuple):
    """A database (`None`: of nothing), which needles each of its expressions stands for, and the
    needles that it does not know of."""

    database: Any
    serves: Sequence[Sequence[int]]
    always: Sequence[int]


def _work_out(needles: Sequence[Needle]) -> _Known:
    told, serves = _told(needles)
    usable = list(range(len(told)))
    database = _compiled(told, usable)
    if database is None:
        strings = sum(1 for _, flags in told if not flags & hyperscan.HS_FLAG_DOTALL)
        refused = {n for n in usable[strings:] if _compiled(told, [n]) is None}
        usable = [number for number in usable if number not in refused]
        database = _compiled(told, usable)
    always = {number for at in {*range(len(told))}.difference(usable) for number in serves[at]}
    return _Known(database, serves, sorted(always))


# ---- kept from one start to the next -------------------------------------------------------------


def _name(needles: Sequence[Needle]) -> str | None:
    """Names all that a first stage depends on."""
    folder = Path(__file__).parent
    code = keeping.code_of((folder, folder.parent / "source"), ("hyperscan", "opencc"))
    if code is None:
        return None
    kinds = "".join([type(needle).__name__[0] for needle in needles])
    sources = [needle if isinstance(needle, str) else needle.source for needle in needles]
    return keeping.name_of(code, platform.machine(), kinds, *sources)


def _keep(name: str, known: _Known) -> None:
    serves = [each[0] if len(each) == 1 else each for each in known.serves]
    told = json.dumps([serves, known.always], separators=(",", ":"))
    keeping.keep(SERVES, name, told.encode())
    if known.database is not None:
        keeping.keep(COMPILED, name, hyperscan.dumpb(known.database))


def _known(name: str) -> _Known | None:
    told, data = keeping.kept(SERVES, name), keeping.kept(COMPILED, name)
    if told is None or data is None:
        return None
    serves, always = json.loads(told)
    try:
        database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
    except hyperscan.error:  # a folder that machines share, and a processor that can do less
        return None
    return _Known(database, _shared(serves), always)


def _shared(serves: Iterable[int | Sequence[int]]) -> list[Sequence[int]]:
    """Nearly every expression stands for one needle: all share what says so."""
    return [_alone(each) if isinstance(each, int) else tuple(each) for each in serves]


@cache
def _alone(needle: int) -> tuple[int]:
    return (needle,)


# ---- what the engine is told -----------------------------------------------------------------------


def _told(needles: Sequence[Needle]) -> tuple[list[tuple[bytes, int]], list[Sequence[int]]]:
    """What the engine is told, the plain strings first, with its flags; and for each which needles
    it stands for."""
    words = {needle for needle in needles if isinstance(needle, str)}
    patterns = [needle.told() if isinstance(needle, Pattern) else None for needle in needles]
    words.update(text for each in patterns if each for found in each[0] for text in found)
    rarity = Rarity(words)
    strings: dict[str, list[int]] = {}
    others: list[tuple[bytes, int]] = []
    others_serve: list[tuple[int, ...]] = []
    once = int(hyperscan.HS_FLAG_SINGLEMATCH)
    roughly = once | int(hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_DOTALL)
    for number, (needle, pattern) in enumerate(zip(needles, patterns, strict=True)):
        if isinstance(needle, str):
            strings.setdefault(needle, []).append(number)
        elif pattern is not None and pattern[0]:
            for text in rarity.rarest(pattern[0]):
                strings.setdefault(text, []).append(number)
        else:
            flags, source = roughly, needle.source if pattern is None else pattern[1]
            if isinstance(needle, Rough) and _LOOKS.search(source):
                flags |= int(hyperscan.HS_FLAG_PREFILTER)  # leaves out what it cannot do
            others.append((source.encode("utf-8", "surrogatepass"), flags))
            others_serve.append((number,))
    plain = [(_in_bytes(text), once) for text in strings]
    told_once = [each[0] if len(each) == 1 else each for each in strings.values()]
    return [*plain, *others], [*_shared(told_once), *others_serve]


def _in_bytes(text: str) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in text.encode("utf-8", "surrogatepass"))


def _compiled(expressions: Sequence[tuple[bytes, int]], numbers: Sequence[int]) -> Any:
    """A database of the numbered expressions, or `None` if one of them is refused (or none given)."""
    if not numbers:
        return None
    chosen = [expressions[number] for number in numbers]
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
    return database
