"""The behaviour of language in a conversation: every message is judged once, by what its turn
settles; the close settles the rest. The operators live in :mod:`shouwen.wording`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from shouwen.clauses.fold import Fold, payload_overrides, person_of
from shouwen.clauses.head import Head
from shouwen.clauses.rows import Finding, TallyKey, Verdict, row_id
from shouwen.clauses.rule import Edition, Rule
from shouwen.clauses.state import State
from shouwen.events import Event
from shouwen.wording.language import Language
from shouwen.wording.schema import UtteranceFrame
from shouwen.wording.turns import Finding as Found
from shouwen.wording.turns import Hit, Turn

KINDS = frozenset({"message.received", "message.sent", "conversation.closed"})
SCOPE = "conversation"

# What a conversation remembers of its language. ``keys``: days, editions, teams and channels by
# which something was counted as kept; ``people``: clause → speaker → number of such a key, None
# after a fault; ``found``: the findings so far, since a second close settles nothing twice.
_SAID = "said"
type People = Mapping[str, Mapping[str, int | None]]
_NEW: Mapping[str, Any] = {"keys": [], "people": {}, "found": []}


def turn_of(event: Event) -> Turn:
    """The turn that a message event is; a message that was not recognised has no hits."""
    payload = event.payload
    if event.kind == "message.received":
        role, by = "customer", event.subjects.get("customer")
    else:
        sender = payload.get("by")
        role = {"person": "agent", "bot": "bot"}.get(str(sender), "system")
        by = person_of(event.actor) or None
    hits = tuple([Hit(*hit) for hit in payload.get("hits") or ()])
    return Turn(role, by, event.at, payload.get("length") or 0, hits, payload.get("act") or "")


class UtteranceRule(Rule):
    """A language clause. Its events go to :class:`Wording`, which judges all of them at once."""

    def __init__(self, head: Head, block: UtteranceFrame, home: Edition) -> None:
        self.block = block
        super().__init__(head, home, frozenset(), frozenset())


class Wording:
    """All language clauses of an edition; they are judged together, in one pass over the hits."""

    def __init__(self, language: Language, home: Edition) -> None:
        self.language = language
        self.home = home

    def check(self, state: State, draft: Turn) -> list[Found]:
        """What a draft would find if it were sent now: the answer an inspection gives later."""
        return self.language.judge([*state.turns, draft], only_last=True, facts=state.facts)

    def react(self, fold: Fold, event: Event) -> None:
        """Fold a message or the close in, and write what it settles."""
        state = fold.state
        closed = event.kind == "conversation.closed"
        if not closed:
            state.turns.append(turn_of(event))
            state.said.append(event.id)
        found = self.language.judge(
            state.turns, closed=closed, only_last=True, everything=True, facts=state.facts
        )
        said, kept, key = state.said, fold.changes.kept, state.key
        people = (state.memory.get(_SAID) or _NEW)["people"]
        speakers: dict[int, str] = {}
        proposing = self.language.proposing
        for finding in found:
            turn, clause = finding.turn, finding.clause
            if clause in proposing:
                if finding.outcome == "broken":
                    self._noticed(fold, finding, event)
                continue
            person = speakers.get(turn)
            if person is None:
                person = speakers[turn] = self._person(fold, turn, event)
            if finding.outcome == "kept":
                kept.append((key, said[turn], clause))
                if person not in people.get(clause, ()):
                    people = self._count(fold, finding, event, person)
            elif finding.outcome == "broken":
                people = self._broken(fold, finding, event, person)
            else:
                self._unobserved(fold, finding, event)

    @staticmethod
    def _noticed(fold: Fold, finding: Found, event: Event) -> None:
        """A customer's words propose something: a row to show and decide, no verdict, no figure.

        One for each message and clause, however often it is said there.
        """
        state = fold.state
        message = state.said[finding.turn]
        identity = row_id("noticed", state.key, finding.clause, finding.edition, message)
        if identity in fold.changes.findings:
            return
        fold.changes.findings[identity] = Finding(
            id=identity, key=state.key, unit=state.unit, clause=finding.clause, edition=finding.edition,
            event=message, turn=finding.turn, outcome="noticed", severity=finding.severity,
            span=finding.span, message=finding.message, instead="", at=event.at,
            team=state.facts.get("team") or "", case=fold.case, state="proposed", because=(message,),
        )  # fmt: skip

    @staticmethod
    def _count(fold: Fold, finding: Found, event: Event, person: str) -> People:
        """What is kept counts once a conversation and speaker, however many messages keep it."""
        memory = fold.state.memory.get(_SAID) or _NEW
        key = fold.kept_key(finding.clause, finding.edition, event.at, person)
        fold.changes.count(key)
        short = [key.day, key.edition, key.team, key.channel]
        keys: list[list[str]] = memory["keys"]
        if short not in keys:
            keys = [*keys, short]
        people = _with(memory["people"], finding.clause, person, keys.index(short))
        fold.remember(_SAID, {**memory, "keys": keys, "people": people})
        return people

    def _broken(self, fold: Fold, finding: Found, event: Event, person: str) -> People:
        state = fold.state
        message = state.said[finding.turn]
        identity = row_id(
            "finding", state.key, finding.clause, finding.edition, message, finding.span
        )
        memory = state.memory.get(_SAID) or _NEW
        if identity in memory["found"]:
            return cast("People", memory["people"])
        counted = memory["people"].get(finding.clause, {}).get(person)
        if counted is not None:
            # The conversation no longer counts as kept for this speaker.
            day, edition, team, channel = memory["keys"][counted]
            fold.changes.count(
                TallyKey(
                    day, state.unit, finding.clause, edition, person, team, channel, "kept", "甲"
                ),
                -1,
            )
        people = _with(memory["people"], finding.clause, person, None)
        found = [*memory["found"], identity]
        fold.remember(_SAID, {**memory, "people": people, "found": found})
        given = next(
            (o for o in payload_overrides(event.payload) if _names(o, finding.clause)), None
        )
        self._write(fold, finding, event, identity, person, given)
        return people

    def _write(
        self,
        fold: Fold,
        finding: Found,
        event: Event,
        identity: str,
        person: str,
        given: Mapping[str, Any] | None,
    ) -> None:
        state = fold.state
        message = state.said[finding.turn]
        team = state.facts.get("team") or ""
        outcome = "broken" if given is None else "excused"
        reason = "" if given is None else f"放行：{given['reason']}"
        because = (message,) if message == event.id else (message, event.id)
        row = Finding(
            id=identity, key=state.key, unit=state.unit, clause=finding.clause, edition=finding.edition,
            event=message, turn=finding.turn, outcome=outcome, severity=finding.severity,
            span=finding.span, message=finding.message, instead=finding.instead or "", at=event.at,
            person=person, team=team, case=fold.case, state="pending" if given is None else "confirmed",
            reason=reason, because=because,
        )  # fmt: skip
        verdict = Verdict(
            id=row_id("verdict", identity, outcome, event.at), key=state.key, unit=state.unit, of=identity,
            clause=finding.clause, edition=finding.edition, outcome=outcome, at=event.at, grade="丁",
            reason=reason, because=because, person=person, team=team,
            channel=state.facts.get("channel") or "", case=fold.case, pending=given is None,
        )  # fmt: skip
        fold.finding(row, verdict)

    def _unobserved(self, fold: Fold, finding: Found, event: Event) -> None:
        rule = self.home.rules[finding.clause]
        missing = rule.condition.unknown(fold.state.facts, self.home.defaults)
        fold.unobserved(rule, event, missing)

    @staticmethod
    def _person(fold: Fold, number: int, event: Event) -> str:
        """Who answers for a turn: the agent who said it, else the owner."""
        turn = fold.state.turns[number]
        return turn.by if turn.role == "agent" and turn.by else fold.owner(event)


def _names(override: Mapping[str, Any], clause: str) -> bool:
    return override["clause"] in (clause, clause.partition(":")[2])


def _with(people: People, clause: str, person: str, key: int | None) -> People:
    return {**people, clause: {**people.get(clause, {}), person: key}}
