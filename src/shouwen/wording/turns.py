"""What the language part hands on: hits, turns without words, findings.

Operators and replay work on these; none of them holds a word that somebody said, so that an
erased message keeps its findings (DESIGN §5, §6). Offsets count Unicode code points of the
message as it was written; instants are microseconds since 1970-01-01 UTC.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

type Role = Literal["agent", "customer", "bot", "system"]
type Speaker = Literal["agent", "customer", "bot", "any"]
type Settled = Literal["send", "turn", "close"]
type Outcome = Literal["broken", "kept", "unobserved"]
type Severity = Literal["stop", "urge", "hint", "watch"]

ROLES: tuple[str, ...] = ("agent", "customer", "bot", "system")
SEVERITIES: tuple[str, ...] = ("watch", "hint", "urge", "stop")  # from mild to grave
_HITS: Final = 4  # their place in a turn: asked of every turn, and by place in half the time
_FEW = 64  # turns: of longer conversations nobody keeps how they went


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


type Span = tuple[int, int]
type Place = tuple[int, Hit]  # a turn, and what hit in it
type Heard = tuple[int, int, int]  # a turn, and from where to where in it


class Talk:
    """The turns of one conversation with an index, so that every look back costs O(log n).

    `found`: where each recogniser hit, in turn order, each place once. `roles`: who spoke, by turn.
    """

    __slots__ = ("_people", "_said", "_spoken", "facts", "found", "only_broken", "roles", "turns")

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
        found: dict[str, list[Place]] = {}
        for index, turn in enumerate(turns):
            for hit in turn[_HITS]:
                name = hit[0]
                if name not in found:
                    found[name] = [(index, hit)]
                    continue
                place, where = (index, hit), found[name]
                if where[-1] != place:
                    where.append(place)
        self.found = found
        self.roles = tuple([turn[0] for turn in turns])
        self._spoken = (_as_known if len(turns) <= _FEW else _by_speaker)(self.roles)
        self._said: dict[str, set[str]] = {}
        self._people: dict[str, dict[str | None, list[int]]] = {}

    def where(self, matcher: str) -> Sequence[Place]:
        """Where a recogniser hit, ascending."""
        return self.found.get(matcher, ())

    def first(self, matchers: Iterable[str]) -> int | None:
        """The first turn in which one of the recognisers hit."""
        found, first = self.found, None
        for name in matchers:
            if name in found:
                turn = found[name][0][0]
                first = turn if first is None or turn < first else first
        return first

    def heard(self, matchers: Iterable[str], speaker: str, start: int = 0) -> Sequence[Heard]:
        """What a speaker said from turn `start` on that one of the recognisers hit, ascending, each
        once."""
        found, roles = self.found, self.roles
        lists = [found[name] for name in matchers if name in found]
        if not lists:
            return ()
        if len(lists) == 1 and speaker != "any":
            return [(t, h[1], h[2]) for t, h in lists[0] if t >= start and roles[t] == speaker]
        if speaker != "any":
            heard = {(t, h[1], h[2]) for where in lists for t, h in where if roles[t] == speaker}
        else:
            heard = {(t, h[1], h[2]) for where in lists for t, h in where if roles[t] != "system"}
        return sorted([each for each in heard if each[0] >= start] if start else heard)

    def said_by(self, matchers: Iterable[str], speaker: str, start: int = 0) -> list[int]:
        """The turns of a speaker from `start` on in which one of the recognisers hit, ascending."""
        return sorted({turn for turn, _, _ in self.heard(matchers, speaker, start)})

    def says(self, matchers: Iterable[str], speaker: str) -> bool:
        """Whether one of the recognisers hit in a turn of a speaker."""
        return not self.said(speaker).isdisjoint(matchers)

    def said(self, speaker: str) -> set[str]:
        """The recognisers that hit in turns of a speaker."""
        said = self._said.get(speaker)
        if said is None:
            turns = self.turns
            said = {hit[0] for index in self.spoken_by(speaker) for hit in turns[index].hits}
            self._said[speaker] = said
        return said

    def answers(
        self, turn: int, speaker: str, labels: Iterable[str], through: Iterable[str] = ()
    ) -> bool:
        """Whether what the other side said last before a turn, in one message or more, has one of the
        labels. A bot speaks for our side. Words of the speaker's own between end that, unless they
        have one of `through`."""
        heard = False
        for before in range(turn - 1, -1, -1):
            role = self.roles[before]
            if role == "system":
                continue
            if (role == "customer") == (speaker == "customer"):
                if heard and not self.hit_in(through, before):
                    return False
            elif self.hit_in(labels, before):
                return True
            else:
                heard = True
        return False

    def hit_in(self, matchers: Iterable[str], index: int) -> bool:
        """Whether one of the recognisers hit in one turn."""
        found = self.found
        for name in matchers:
            if name in found:
                where = found[name]
                at = bisect_left(where, (index,))
                if at < len(where) and where[at][0] == index:
                    return True
        return False

    def spans(self, index: int, matcher: str) -> Sequence[Span]:
        """The spans of a recogniser in one turn, ascending."""
        where = self.found.get(matcher)
        if where is None:
            return ()
        spans = []
        for at in range(bisect_left(where, (index,)), len(where)):
            turn, hit = where[at]
            if turn != index:
                break
            spans.append(hit[1:])
        return spans

    def spans_of(self, index: int, matchers: Iterable[str]) -> Sequence[Span]:
        """The spans of some recognisers in one turn, ascending, each once."""
        lists = [spans for name in matchers if (spans := self.spans(index, name))]
        if len(lists) == 1:
            return lists[0]
        return sorted(set().union(*lists)) if lists else ()

    def spoken_by(self, speaker: str) -> Sequence[int]:
        """The turns of a speaker (`any`: of all but the system), ascending."""
        return self._spoken.get(speaker, ())

    def per_person(self, speaker: str) -> Mapping[str | None, list[int]]:
        """The turns of a speaker, by person; turns without a name are one unnamed person's."""
        people = self._people.get(speaker)
        if people is None:
            people = self._people[speaker] = {}
            for index in self.spoken_by(speaker):
                people.setdefault(self.turns[index].by, []).append(index)
        return people

    def firsts(self, speaker: str) -> Sequence[int]:
        """The first turn of each person who is the speaker, ascending."""
        turns, firsts, known = self.turns, [], set()
        for index in self.spoken_by(speaker):
            name = turns[index].by
            if name not in known:
                known.add(name)
                firsts.append(index)
        return firsts

    def turns_with(self, matchers: Iterable[str]) -> set[int]:
        """The turns in which one of the recognisers hit."""
        found = self.found
        return {turn for name in matchers if name in found for turn, _ in found[name]}


def _by_speaker(roles: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    """The turns of each speaker, and of `any` but the system."""
    spoken: dict[str, tuple[int, ...]] = {
        role: tuple([turn for turn, each in enumerate(roles) if each == role])
        for role in dict.fromkeys(roles)
    }
    spoken["any"] = tuple([turn for turn, role in enumerate(roles) if role != "system"])
    return spoken


# Many conversations go to and fro in the same way.
_as_known = lru_cache(maxsize=1024)(_by_speaker)
