"""Many conversations at once: what is found in each.

The findings are those of `Language.judge` on turns recognised one by one. Only what the rules ask for
is looked for (`lens`), in all conversations together; what is slow to look for waits until something
that asks for it was said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from shouwen.wording.language import Language
from shouwen.wording.plan import Wanted
from shouwen.wording.turns import Finding, Recognised, Turn


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
    language: Language, talks: Sequence[Conversation], *, everything: bool = False
) -> Iterator[list[Finding]]:
    """What is found in each conversation, in order; `everything`: also what was kept, and what could
    not be observed."""
    alike: dict[Wanted, list[int]] = {}
    for number, talk in enumerate(talks):
        wanted = language.wanted(talk.facts, everything=everything)
        alike.setdefault(wanted, []).append(number)
    seen: dict[int, Sequence[Recognised]] = {}
    for (near, far, later), numbers in alike.items():
        seen.update(_seen(language, talks, numbers, near))
        again = [
            number
            for number in numbers
            if later and any(name in later for each in seen[number] for name, _, _ in each.hits)
        ]
        if again:
            seen.update(_seen(language, talks, again, far))
    for number, talk in enumerate(talks):
        turns = [
            Turn.of(each, said.role, said.by, said.at, said.until)
            for said, each in zip(talk.turns, seen[number], strict=True)
        ]
        yield language.judge(
            turns, closed=not talk.open, everything=everything, facts=talk.facts
        )


def _seen(
    language: Language, talks: Sequence[Conversation], numbers: Sequence[int], names: frozenset[str]
) -> Iterator[tuple[int, Sequence[Recognised]]]:
    """Of some conversations the messages, with the hits of some names."""
    messages = [(said.text, said.role) for number in numbers for said in talks[number].turns]
    recognised = language.recognise_many(messages, language.lens(names)) if messages else []
    at = 0
    for number in numbers:
        upto = at + len(talks[number].turns)
        yield number, recognised[at:upto]
        at = upto
