"""Many conversations at once: what is found in each.

The findings are those of `Language.judge` on turns recognised one by one. Only what the rules ask for
is looked for (`lens`), in all conversations together; what is slow to look for waits until something
that asks for it was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from shouwen.wording.language import Language
from shouwen.wording.lens import Lens
from shouwen.wording.plan import Wanted
from shouwen.wording.turns import Finding, Recognised, Turn

_made = tuple.__new__  # what `Turn.of` does, without a call for every message


class Said(Protocol):
    """One message; instants in microseconds since 1970-01-01 UTC."""

    @property
    def role(self) -> str: ...
    @property
    def by(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def at(self) -> int | None: ...
    @property
    def until(self) -> int | None: ...


class Conversation(Protocol):
    """What was said, what is known of it, and whether it goes on."""

    @property
    def turns(self) -> Sequence[Said]: ...
    @property
    def facts(self) -> Mapping[str, object]: ...
    @property
    def open(self) -> bool: ...


def inspected(
    language: Language,
    talks: Sequence[Conversation],
    *,
    everything: bool = False,
    all_hits: bool = False,
) -> Iterator[tuple[list[Turn], list[Finding]]]:
    """Of each conversation, in order, its turns and what is found in it; `everything`: also what was
    kept, and what could not be observed. `all_hits`: the turns have those that no rule asks for, too."""
    alike: dict[Wanted | None, list[int]] = {}
    for number, talk in enumerate(talks):
        wanted = None if all_hits else language.wanted(talk.facts, everything=everything)
        alike.setdefault(wanted, []).append(number)
    seen: dict[int, Sequence[Recognised]] = {}
    for wanted, numbers in alike.items():
        if wanted is None:
            seen.update(_seen(language, talks, numbers, None))
            continue
        near, far, later = wanted
        seen.update(_seen(language, talks, numbers, language.lens(near)))
        again = [number for number in numbers if later and _any_of(later, seen[number])]
        if again:
            seen.update(_seen(language, talks, again, language.lens(far)))
    for number, talk in enumerate(talks):
        turns: list[Turn] = [
            _made(Turn, (said.role, said.by, said.at, length, hits, act, said.until))
            for said, (hits, length, act, _) in zip(talk.turns, seen[number], strict=True)
        ]
        findings = language.judge(
            turns, closed=not talk.open, everything=everything, facts=talk.facts
        )
        yield turns, findings


def _any_of(names: frozenset[str], seen: Sequence[Recognised]) -> bool:
    """Whether one of these hit."""
    for each in seen:
        for hit in each[0]:
            if hit[0] in names:
                return True
    return False


def _seen(
    language: Language, talks: Sequence[Conversation], numbers: Sequence[int], lens: Lens | None
) -> Iterator[tuple[int, Sequence[Recognised]]]:
    """Of some conversations the messages as they are seen through a lens."""
    messages = [(said.text, said.role) for number in numbers for said in talks[number].turns]
    recognised = language.recognise_many(messages, lens) if messages else []
    at = 0
    for number in numbers:
        upto = at + len(talks[number].turns)
        yield number, recognised[at:upto]
        at = upto
