"""One machine over all phrases and patterns of all clauses and labels.

Two stages: the phrase engine (hyperscan) says which phrases and patterns occur at all, in one pass
and without offsets; only those are asked for their exact spans. Where the engine is not installed,
or `SHOUWEN_MATCHER=plain`, every phrase and pattern is asked; the answer is the same, because the
first stage may only ever leave out what the second would not find (`Pattern.wide`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shouwen.wording import prefilter
from shouwen.wording.fold import fold
from shouwen.wording.normalise import Normal, mapped, squeeze
from shouwen.wording.pattern import Pattern, parse_pattern
from shouwen.wording.quoting import quoted_spans
from shouwen.wording.turns import Hit

ENGINE = "1"  # raised when the same definition would give other hits than before
SHORT = 3  # phrases below this many characters are not looked for through inserted marks

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A named set of phrases and patterns, looked for in messages of `speaker`.

    `exceptions` are patterns too: a hit that shares a character with one of them is none.
    `unless_quoting`: a hit inside quotation marks or reported speech is none.
    """

    name: str
    phrases: tuple[str, ...]
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    unless_quoting: bool = False
    speaker: str = "any"

    def listens_to(self, role: str) -> bool:
        """Whether messages of `role` are searched."""
        return role != "system" and self.speaker in ("any", role)


def plain_phrase(phrase: str) -> str:
    """A phrase as it is looked for: folded and squeezed like the text; empty if nothing is left."""
    return squeeze(fold(phrase)).strip()


def find_phrase(phrase: str, text: str) -> list[Span]:
    """All places of a plain phrase. A Latin word is found only as a whole word."""
    spans: list[Span] = []
    at = text.find(phrase)
    while at >= 0:
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


class Matcher:
    """All recognisers of a language, compiled together. Immutable once built; safe to share."""

    def __init__(self, recognisers: Sequence[Recogniser], fast: bool | None = None) -> None:
        """`fast=False` forces the plain stage; `None` takes the engine where there is one."""
        self.recognisers = tuple(recognisers)
        self._needles: list[str | Pattern] = []
        self._owners: list[list[int]] = []
        ids: dict[tuple[str, str], int] = {}
        for owner, recogniser in enumerate(self.recognisers):
            for phrase in recogniser.phrases:
                self._add(ids, ("phrase", plain_phrase(phrase)), owner)
            for source in recogniser.patterns:
                self._add(ids, ("pattern", source), owner)
        self._exceptions = [
            [parse_pattern(source).compiled() for source in recogniser.exceptions]
            for recogniser in self.recognisers
        ]
        self._listens = {
            role: [recogniser.listens_to(role) for recogniser in self.recognisers]
            for role in ("agent", "customer", "bot", "system")
        }
        if fast is None:
            fast = os.environ.get("SHOUWEN_MATCHER", "") != "plain"
        self._prefilter = _engine(self._needles) if fast else None
        self._all = range(len(self._needles))
        self.version = _digest(self.recognisers)

    @property
    def fast(self) -> bool:
        """Whether the phrase engine is in use."""
        return self._prefilter is not None

    def _add(self, ids: dict[tuple[str, str], int], key: tuple[str, str], owner: int) -> None:
        number = ids.get(key)
        if number is None:
            number = ids[key] = len(self._needles)
            self._needles.append(key[1] if key[0] == "phrase" else parse_pattern(key[1]))
            self._owners.append([])
        if owner not in self._owners[number]:
            self._owners[number].append(owner)

    def hits(self, folded: str, squeezed: str, role: str) -> list[Hit]:
        """The hits in one message, sorted; `folded` and `squeezed` are the same message."""
        numbers = self._all if self._prefilter is None else self._prefilter(squeezed)
        if not numbers:
            return []
        raw: dict[int, list[Span]] = {}
        listens = self._listens[role]
        for number in numbers:
            owners = [owner for owner in self._owners[number] if listens[owner]]
            if not owners:
                continue
            needle = self._needles[number]
            if isinstance(needle, str):
                spans = find_phrase(needle, squeezed)
            else:
                spans = [found.span() for found in needle.compiled().finditer(squeezed)]
            if spans:
                for owner in owners:
                    raw.setdefault(owner, []).extend(spans)
        if not raw:
            return []
        normal = (
            Normal(squeezed, None, frozenset()) if len(folded) == len(squeezed) else mapped(folded)
        )
        found: list[Hit] = []
        for owner, spans in raw.items():
            name = self.recognisers[owner].name
            for start, end in self._kept(owner, spans, normal):
                found.append(Hit(name, *normal.span(start, end)))
        found.sort(key=lambda hit: (hit.start, hit.end, hit.matcher))
        return found

    def _kept(self, owner: int, spans: list[Span], normal: Normal) -> list[Span]:
        """What is left of raw spans after exceptions and quotations, overlapping ones merged."""
        if normal.gaps:
            spans = [s for s in spans if s[1] - s[0] >= SHORT or normal.whole(*s)]
        if self._exceptions[owner] and spans:
            covers = [f.span() for e in self._exceptions[owner] for f in e.finditer(normal.text)]
            spans = _apart(spans, covers)
        if self.recognisers[owner].unless_quoting and spans:
            spans = _apart(spans, quoted_spans(normal.text))
        return merge(spans)


def merge(spans: list[Span]) -> list[Span]:
    """Sorted spans with overlapping ones joined."""
    if len(spans) < 2:
        return spans
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _apart(spans: list[Span], covers: list[Span]) -> list[Span]:
    """The spans that share no character with any cover; linear after sorting."""
    covers = merge(covers)
    if not covers:
        return spans
    kept: list[Span] = []
    at = 0
    for start, end in sorted(spans):
        while at < len(covers) and covers[at][1] <= start:
            at += 1
        if at == len(covers) or covers[at][0] >= end:
            kept.append((start, end))
    return kept


def _digest(recognisers: Sequence[Recogniser]) -> str:
    text = "\x1f".join(repr(recogniser) for recogniser in recognisers)
    return hashlib.sha256(f"{ENGINE}\x1f{text}".encode("utf-8", "backslashreplace")).hexdigest()[
        :16
    ]


def _engine(needles: Sequence[str | Pattern]) -> Callable[[str], list[int]] | None:
    """A function from a text to the numbers of the needles that may occur, or `None`."""
    if not needles or not prefilter.available():
        return None
    return prefilter.build(needles)
