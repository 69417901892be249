"""What the language part hands on: hits, turns without words, findings.

Operators and replay work on these; none of them holds a word that somebody said, so that an
erased message keeps its findings (DESIGN §5, §6). Offsets count Unicode code points of the
message as it was written; instants are microseconds since 1970-01-01 UTC.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

type Role = Literal["agent", "customer", "bot", "system"]
type Speaker = Literal["agent", "customer", "bot", "any"]
type Settled = Literal["send", "turn", "close"]
type Outcome = Literal["broken", "kept", "unobserved"]
type Severity = Literal["stop", "urge", "hint", "watch"]

ROLES: tuple[str, ...] = ("agent", "customer", "bot", "system")
SEVERITIES: tuple[str, ...] = ("watch", "hint", "urge", "stop")  # from mild to grave


class Hit(NamedTuple):
    """A recogniser's name and the span it was found at. JSON: `[matcher, start, end]`."""

    matcher: str
    start: int
    end: int


class Recognised(NamedTuple):
    """Everything a `Language` saw in one message, fit to be stored in the message's event.

    `hits` sorted by (start, end, matcher); `length` in code points without outer blanks; `act` of
    an agent's or bot's message (greeting, holding, progress, answer, blank or what `acts.yaml`
    names), else `""`; `version` names the recognisers (`Language.version`).
    """

    hits: tuple[Hit, ...]
    length: int
    act: str
    version: str

    def has(self, label: str) -> bool:
        """Whether the recogniser of this name hit."""
        return any(hit.matcher == label for hit in self.hits)

    def to_json(self) -> dict[str, Any]:
        """`{"hits": [[matcher, start, end]], "length", "act", "version"}`."""
        return {
            "hits": [list(hit) for hit in self.hits],
            "length": self.length,
            "act": self.act,
            "version": self.version,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Recognised:
        """The inverse of `to_json`; further keys (those of the event) are ignored."""
        hits = tuple(Hit(str(name), int(start), int(end)) for name, start, end in data["hits"])
        return cls(hits, int(data["length"]), str(data["act"]), str(data["version"]))


class Turn(NamedTuple):
    """One message of a conversation as the operators see it.

    `by` is the speaking person where known; `at` its instant or `None`, `until` when it ended
    where that is known (speech).
    """

    role: str
    by: str | None
    at: int | None
    length: int
    hits: tuple[Hit, ...]
    act: str = ""
    until: int | None = None

    @classmethod
    def of(
        cls,
        recognised: Recognised,
        role: str,
        by: str | None = None,
        at: int | None = None,
        until: int | None = None,
    ) -> Turn:
        """The turn that a recognised message is."""
        hits, length, act, _ = recognised
        return tuple.__new__(cls, (role, by, at, length, hits, act, until))  # one a message

    def to_json(self) -> list[Any]:
        """Compact: `[role, by, at, length, act, [[matcher, start, end]]]`, and `until` if known."""
        hits = [list(hit) for hit in self.hits]
        row = [self.role, self.by, self.at, self.length, self.act, hits]
        return row if self.until is None else [*row, self.until]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Turn:
        """The inverse of `to_json`."""
        role, by, at, length, act, hits, *until = data
        spoken_until = until[0] if until else None
        return cls(role, by, at, length, tuple(Hit(*hit) for hit in hits), act, spoken_until)


class Finding(NamedTuple):
    """What was said or left out against a clause (or, where asked for, in keeping with it).

    `turn` counts from 0; `span` is `None` for what is missing; `settled` says when it could be
    known: at `send` of the turn, at a later `turn`, at the `close`.
    """

    turn: int
    clause: str
    edition: str
    outcome: Outcome
    severity: Severity
    span: tuple[int, int] | None
    message: str
    instead: str | None
    settled: Settled


class Talk:
    """The turns of one conversation with indexes, so that every look back costs O(log n)."""

    def __init__(
        self,
        turns: Sequence[Turn],
        facts: Mapping[str, object] | None = None,
        *,
        only_broken: bool = False,
    ) -> None:
        """`facts`: what is known of the conversation, for operators that compare with it.
        `only_broken`: nobody asks for what was kept; operators may leave it out."""
        self.turns = turns
        self.only_broken = only_broken
        self.facts: Mapping[str, object] = {} if facts is None else facts
        found: dict[str, list[int]] = {}
        for index, turn in enumerate(turns):
            for name, _, _ in turn.hits:
                where = found.get(name)
                if where is None:
                    found[name] = [index]
                elif where[-1] != index:
                    where.append(index)
        self.found = found
        self._places: dict[int, dict[str, list[tuple[int, int]]]] = {}
        self._people: dict[str, dict[str | None, list[int]]] = {}

    def where(self, matcher: str) -> Sequence[int]:
        """The turns in which a recogniser hit, ascending."""
        return self.found.get(matcher, ())

    def said_by(self, matchers: Iterable[str], speaker: str, start: int = 0) -> list[int]:
        """The turns of a speaker from `start` on in which one of the recognisers hit, ascending."""
        found, turns = self.found, self.turns
        lists = [found[name] for name in matchers if name in found]
        if not lists:
            return []
        where = lists[0] if len(lists) == 1 else sorted(set().union(*lists))
        if speaker == "any":
            return [at for at in where if at >= start and turns[at].role != "system"]
        return [at for at in where if at >= start and turns[at].role == speaker]

    def says(self, matchers: Iterable[str], speaker: str) -> bool:
        """Whether one of the recognisers hit in a turn of a speaker."""
        found, turns = self.found, self.turns
        for name in matchers:
            for at in found.get(name, ()):
                role = turns[at].role
                if role == speaker or (speaker == "any" and role != "system"):
                    return True
        return False

    def hit_in(self, matchers: Iterable[str], index: int) -> bool:
        """Whether one of the recognisers hit in one turn."""
        places = self.places(index)
        return any(name in places for name in matchers)

    def places(self, index: int) -> Mapping[str, list[tuple[int, int]]]:
        """What hit in one turn, and where: ascending, each place once."""
        places = self._places.get(index)
        if places is None:
            places = self._places[index] = {}
            for name, start, end in self.turns[index].hits:
                spans = places.get(name)
                if spans is None:
                    places[name] = [(start, end)]
                elif spans[-1] != (start, end):
                    spans.append((start, end))
        return places

    def spans(self, index: int, matcher: str) -> Sequence[tuple[int, int]]:
        """The spans of a recogniser in one turn, ascending."""
        return self.places(index).get(matcher, ())

    def spans_of(self, index: int, matchers: Iterable[str]) -> Sequence[tuple[int, int]]:
        """The spans of some recognisers in one turn, ascending, each once."""
        places = self.places(index)
        lists = [places[name] for name in matchers if name in places]
        if len(lists) == 1:
            return lists[0]
        return sorted(set().union(*lists)) if lists else ()

    def spoken_by(self, speaker: str) -> Sequence[int]:
        """The turns of a speaker (`any`: of all but the system), ascending."""
        return self._by_role.get(speaker, ())

    @cached_property
    def _by_role(self) -> dict[str, list[int]]:
        roles: dict[str, list[int]] = {"any": []}
        for index, turn in enumerate(self.turns):
            roles.setdefault(turn.role, []).append(index)
            if turn.role != "system":
                roles["any"].append(index)
        return roles

    def per_person(self, speaker: str) -> Mapping[str | None, list[int]]:
        """The turns of a speaker, by person; turns without a name are one unnamed person's."""
        people = self._people.get(speaker)
        if people is None:
            people = self._people[speaker] = {}
            for index in self.spoken_by(speaker):
                people.setdefault(self.turns[index].by, []).append(index)
        return people

    def hit_within(self, matchers: Iterable[str], first: int, last: int) -> bool:
        """Whether one of the recognisers hit in a turn from `first` to `last`, both included."""
        for matcher in matchers:
            where = self.found.get(matcher)
            if where is not None:
                at = bisect_left(where, first)
                if at < len(where) and where[at] <= last:
                    return True
        return False

    def turns_with(self, matchers: Iterable[str]) -> set[int]:
        """The turns in which one of the recognisers hit."""
        found = self.found
        return set().union(*[found[name] for name in matchers if name in found])
