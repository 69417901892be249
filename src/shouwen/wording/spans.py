"""Rows of spans: joined where they overlap, taken out where others cover them."""

from __future__ import annotations

type Span = tuple[int, int]

PAUSES = frozenset(",.。!?;:~… \n、“”\"'()《》")
NEAR = 6  # characters: a pause further off says nothing about where a word begins


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


def apart(spans: list[Span], covers: list[Span]) -> list[Span]:
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


def to_pauses(text: str, span: Span) -> Span:
    """A weighed span with the few characters that stand between it and the next pause on either
    side: weights begin and end inside words, and a person reads the words."""
    start, end = span
    for back in range(1, NEAR + 2):
        if start - back < 0 or text[start - back] in PAUSES:
            start -= back - 1
            break
    for on in range(NEAR + 1):
        if end + on >= len(text) or text[end + on] in PAUSES:
            end += on
            break
    return start, end
