"""Named parts of patterns: `〈我方〉` stands for `(?:我们|我司|这边)` wherever a pattern names it.

A speech act has a grammar: who, when, does what, for whom. Written out in every pattern its word
groups would soon differ from one another; named once in `wording/labels.yaml` they stay one, and
a company that extends a handbook adds its own words in one place::

    parts:
      我方: [我们, 我司, 这边]
    labels:
      …: {patterns: ["〈我方〉.{0,4}处理"]}

A part's items are pieces of patterns and may name further parts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from shouwen.source import Wrong, instead_of
from shouwen.wording.pattern import parse_pattern
from shouwen.wording.words import WordList

type Parts = Mapping[str, Sequence[str]]

NO_PARTS: Parts = {}
_NAMED = re.compile(r"〈([^〈〉]{1,20})〉")


def expand(source: str, parts: Parts) -> str:
    """`source` with every named part written out. Raises `Wrong` for an unknown one or a circle."""
    return _expand(source, parts, ())


def _expand(source: str, parts: Parts, within: tuple[str, ...]) -> str:
    def written_out(found: re.Match[str]) -> str:
        name = found[1]
        if name not in parts:
            raise Wrong(f"没有名为〈{name}〉的词组", instead_of(name, parts))
        if name in within:
            circle = " → ".join([*within[within.index(name) :], name])
            raise Wrong(f"词组绕了一圈：{circle}", "请写明其中一处")
        return "(?:" + "|".join(_expand(item, parts, (*within, name)) for item in parts[name]) + ")"

    return _NAMED.sub(written_out, source)


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
