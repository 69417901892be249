"""Named parts of patterns: `〈我方〉` stands for `(?:我们|我司|这边)` wherever a pattern names it.

A speech act has a grammar: who, when, does what, for whom. Written out in every pattern its word
groups would soon differ from one another; named once in `wording/labels.yaml` they stay one, and
a company that extends a handbook adds its own words in one place::

    parts:
      我方: [我们, 我司, 这边]
    labels:
      …: {patterns: ["〈我方〉.{0,4}处理"]}

A part's items are pieces of patterns and may name further parts. Thirty short lines can so stand for
a billion characters: writing out stops at the length and the depth that a pattern may have.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from shouwen.source import Wrong, instead_of
from shouwen.wording.pattern import parse_pattern
from shouwen.wording.syntax import DEEPEST, LONGEST
from shouwen.wording.syntax import parse as parse_tree
from shouwen.wording.words import WordList

type Parts = Mapping[str, Sequence[str]]

NO_PARTS: Parts = {}
_STAND_IN = "待定"  # in place of a part that cannot be used; its own mistake is named where it is
_NAMED = re.compile(r"〈([^〈〉]{1,20})〉")
_MOST_SHOWN = 6  # of the names that a message lists in a row


def expand(source: str, parts: Parts) -> str:
    """`source` with every named part written out.

    Raises `Wrong` for an unknown part, a circle, and what is longer or deeper than a pattern may be;
    the work is bounded by that length, however the parts name one another.
    """
    if "〈" not in source:
        return source
    written: list[str] = []
    length = 0
    within: list[str] = []
    unread = [_pieces(source)]
    while unread:
        piece, named = next(unread[-1], (None, False))
        if piece is None:
            unread.pop()
            del within[-1:]
        elif named:
            if piece not in parts:
                raise Wrong(f"没有名为〈{piece}〉的词组", instead_of(piece, parts))
            if piece in within:
                circle = " → ".join([*within[within.index(piece) :], piece])
                raise Wrong(f"词组绕了一圈：{circle}", "请写明其中一处")
            within.append(piece)
            if len(within) > DEEPEST:
                row = " → ".join(within[:_MOST_SHOWN])
                raise Wrong(
                    f"词组一个套一个，超过 {DEEPEST} 层：{row} → …", "请把中间几个词组并成一个"
                )
            unread.append(_pieces_of(parts[piece]))
        else:
            written.append(piece)
            length += len(piece)
            if length > LONGEST:
                raise Wrong(
                    f"词组写开以后超过 {LONGEST} 个字", "请删减词，或拆成几个词组、几条正则"
                )
    return "".join(written)


def _pieces(source: str) -> Iterator[tuple[str, bool]]:
    """What a source says, piece by piece: text, or (True) the name of a part."""
    at = 0
    for found in _NAMED.finditer(source) if len(source) <= LONGEST else ():
        yield source[at : found.start()], False
        yield found[1], True
        at = found.end()
    yield source[at:], False


def _pieces_of(items: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The pieces of a part: its items as alternatives."""
    for index, item in enumerate(items):
        yield "|" if index else "(?:", False
        yield from _pieces(item)
    yield ")", False


def usable(parts: Parts, known: Collection[str] = ()) -> tuple[dict[str, list[str]], list[Wrong]]:
    """The parts with a stand-in for each that cannot be used, and what is wrong with those that are
    at fault themselves (each circle once, with the first of it that is met).

    `known`: names of further parts that were refused already; what names them is not at fault.
    """
    found: list[Wrong] = []
    good: dict[str, bool] = {name: False for name in known if name not in parts}
    for name in parts:
        for each in _innermost_first(name, parts, good):
            named = _named_in(parts[each])
            if any(not good[below] for below in named if below in good):
                good[each] = False
                continue
            wrong = _fault_of(each, parts)
            good[each] = wrong is None
            if wrong is not None:
                found.append(Wrong(wrong.what, wrong.remedy, (each,)))
    standing = {name: list(parts[name]) if fine else [_STAND_IN] for name, fine in good.items()}
    return standing, found


def _innermost_first(name: str, parts: Parts, done: Mapping[str, bool]) -> Iterator[str]:
    """The part and all that it names, those named first; what is `done` is left out. The one with
    which a circle closes comes before the rest of the circle."""
    if name in done:
        return
    open_: dict[str, Iterator[str]] = {name: iter(_named_in(parts[name]))}
    while open_:
        last = next(reversed(open_))
        below = next((each for each in open_[last] if each in parts and each not in done), None)
        if below is None:
            del open_[last]
            if last not in done:
                yield last
        elif below in open_:
            yield below
        else:
            open_[below] = iter(_named_in(parts[below]))


def _named_in(items: Sequence[str]) -> tuple[str, ...]:
    """The names of the parts that a part's items name, each once."""
    return tuple(dict.fromkeys(name for item in items for name in _NAMED.findall(item)))


def _fault_of(name: str, parts: Parts) -> Wrong | None:
    if not parts[name]:
        return Wrong(f"词组〈{name}〉是空的", "请至少写一个词")
    try:
        parse_tree(expand(f"〈{name}〉", parts))
    except Wrong as wrong:
        return wrong
    return None


def written_out[W: WordList](words: W, parts: Parts) -> W:
    """`words` with the named parts of its patterns written out. Raises `Wrong` with the path."""
    changed: dict[str, list[str]] = {}
    for key in ("patterns", "except_"):
        patterns: list[str] = getattr(words, key)
        for index, source in enumerate(patterns):
            if "〈" not in source:
                continue
            try:
                full = expand(source, parts)
                parse_pattern(full)
            except Wrong as wrong:
                raise Wrong(wrong.what, wrong.remedy, (key.rstrip("_"), index)) from None
            changed.setdefault(key, list(patterns))[index] = full
    return words.model_copy(update=changed) if changed else words
