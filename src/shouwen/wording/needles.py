"""How one phrase or pattern is found in a normalised text, each place of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from shouwen.wording.pattern import Pattern
from shouwen.wording.spans import Span

# A message with more hits of one phrase than this is no message; the first ones say it all. It keeps
# what is stored of a message, and the time spent on it, within bounds whatever is pasted.
MOST_HITS = 500


def find_phrase(phrase: str, text: str) -> list[Span]:
    """All places of a plain phrase. A Latin word is found only as a whole word."""
    spans: list[Span] = []
    at = text.find(phrase)
    while at >= 0 and len(spans) < MOST_HITS:
        end = at + len(phrase)
        if not (_runs_on(text, at - 1, phrase[0]) or _runs_on(text, end, phrase[-1])):
            spans.append((at, end))
        at = text.find(phrase, end)
    return spans


def _runs_on(text: str, neighbour: int, edge: str) -> bool:
    if not (edge.isascii() and edge.isalnum() and 0 <= neighbour < len(text)):
        return False
    other = text[neighbour]
    return other.isascii() and other.isalnum() and other.isdigit() == edge.isdigit()


type Finder = Callable[[str], list[Span]]


def _phrase_finder(phrase: str) -> Finder:
    ends_in_latin = any(edge.isascii() and edge.isalnum() for edge in (phrase[0], phrase[-1]))
    if ends_in_latin:
        return lambda text: find_phrase(phrase, text)
    size = len(phrase)

    def find(text: str) -> list[Span]:
        at = text.find(phrase)
        spans: list[Span] = []
        while at >= 0 and len(spans) < MOST_HITS:
            spans.append((at, at + size))
            at = text.find(phrase, at + size)
        return spans

    return find


type _Search = Callable[[str], re.Match[str] | None]


def _pattern_finder(pattern: Pattern) -> Finder:
    """Most patterns of a handbook are never looked for while a command runs, so that each is
    compiled when it first is. Several threads may do that at once: they come to the same."""
    search: _Search
    finditer: Callable[[str, int], Iterator[re.Match[str]]]

    def first_search(text: str) -> re.Match[str] | None:
        nonlocal search, finditer
        compiled = pattern.compiled()
        finditer = compiled.finditer  # before the search, which another thread may take at once
        search = compiled.match if pattern.at_start else compiled.search
        return search(text)

    search = first_search
    if pattern.at_start:
        return lambda text: [] if (found := search(text)) is None else [found.span()]

    def find(text: str) -> list[Span]:
        first = search(text)  # mostly in vain, and then cheaper than an iterator
        if first is None:
            return []
        spans = [first.span()]
        spans += [found.span() for found in islice(finditer(text, first.end()), MOST_HITS - 1)]
        return spans

    return find


class Needle(NamedTuple):
    """Something to look for. It serves recognisers, or excuses them where it is an exception."""

    find: Finder
    serves: tuple[int, ...]
    excuses: tuple[int, ...]


@lru_cache(maxsize=8192)
def _finder_of(sought: str | Pattern) -> Finder:
    """What is looked for in several roles' messages is found by one and the same."""
    return _phrase_finder(sought) if isinstance(sought, str) else _pattern_finder(sought)


def needle_of(sought: str | Pattern, serves: Sequence[int], excuses: Sequence[int]) -> Needle:
    """A phrase or pattern with the numbers of the recognisers that it serves or excuses."""
    return Needle(_finder_of(sought), tuple(dict.fromkeys(serves)), tuple(dict.fromkeys(excuses)))
