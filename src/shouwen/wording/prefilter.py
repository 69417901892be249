"""The first stage on hyperscan: which phrases and patterns may occur in a text.

The engine works on UTF-8 bytes and knows no look-around; it is given each pattern's wider form and
may therefore answer too many, never too few. A pattern that it cannot compile is always asked.

Texts are scanned one by one: joined, every pattern would report each of its ends (`SINGLEMATCH`
counts a scan), which took 8 µs a message against 5 with 270 patterns.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from shouwen.wording import compiled
from shouwen.wording.pattern import Pattern

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


def build(needles: Sequence[Needle]) -> Callable[[str], list[int]]:
    """A function from a normalised text to the ascending numbers of needles to look for.

    Only call where `available()`. The function may be used by several threads at once.
    """
    expressions = [(_expression(needle), _flags(needle)) for needle in needles]
    usable = list(range(len(expressions)))
    database = _compiled(expressions, usable)
    if database is None:
        usable = [number for number in usable if _compiled(expressions, [number]) is not None]
        database = _compiled(expressions, usable)
    always = sorted(set(range(len(expressions))) - set(usable))
    if database is None:
        return lambda _text: list(always)
    # A scratch serves one scan at a time, and the callback lets other threads in: each scan
    # takes one out and puts it back (both are atomic), so there are as many as threads at work.
    idle = [hyperscan.Scratch(database)]
    scan = database.scan

    def which(text: str) -> list[int]:
        found = list(always)
        if not text:
            return found
        try:
            scratch = idle.pop()
        except IndexError:
            scratch = hyperscan.Scratch(database)
        try:
            scan(text.encode(), _note, 0, found, scratch)
        finally:
            idle.append(scratch)
        if len(found) > 1:
            found.sort()
        return found

    return which


def _note(number: int, _from: int, _to: int, _flags: int, found: list[int]) -> None:
    found.append(number)


def _expression(needle: Needle) -> bytes:
    match needle:
        case str():
            text = re.escape(needle)
        case Pattern():
            text = needle.wide
        case Rough():
            text = needle.source
    return text.encode("utf-8", "surrogatepass")


def _flags(needle: Needle) -> int:
    flags = int(hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL)
    if isinstance(needle, Rough) and _LOOKS.search(needle.source):
        return flags | int(hyperscan.HS_FLAG_PREFILTER)  # leaves out what it cannot do
    return flags


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
