"""A timed conversation as events: opened, said, closed, on a case of the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shouwen.cli.conversations import Conversation, Said
from shouwen.cli.lines import BadRow
from shouwen.events import Event, Instant
from shouwen.events.catalogue import check, fields_of
from shouwen.events.event import UNSTORABLE, storable

if TYPE_CHECKING:
    from shouwen.handbook.program import Program


MOST_TURNS = 5_000
"""Messages of one conversation; each is judged with all before it."""


def events_of(conversation: Conversation, program: Program) -> list[Event]:
    """The events of one conversation; raises ``BadRow`` where a message has no time.

    Event ids are ``ID#000001`` by turn; the opening is ``ID#000000``, the close (unless the
    conversation is open) ``ID#999999`` at the time of the last message. Messages are recognised
    with the program's language.
    """
    if not conversation.turns:
        return []
    if len(conversation.turns) > MOST_TURNS:
        raise BadRow(
            f"有 {len(conversation.turns)} 条消息，超过 {MOST_TURNS} 条，请按天拆成几段会话"
        )
    named = [conversation.id, *(turn.by for turn in conversation.turns if turn.by)]
    if not storable([named, dict(conversation.facts)]):
        raise BadRow(f"id、by 或 facts {UNSTORABLE}")
    for number, turn in enumerate(conversation.turns, start=1):
        if turn.at is None:
            raise BadRow(f"第 {number} 条消息没有 at，时钟走不了")
    times = [turn.at for turn in conversation.turns if turn.at is not None]
    builder = _Builder(conversation, program)
    events = builder.opening(min(times))
    events += [builder.message(index, turn) for index, turn in enumerate(conversation.turns)]
    if not conversation.open:
        events.append(builder.event("999999", "conversation.closed", "system", max(times), {}))
    problems = [problem for event in events for problem in check(event)]
    if problems:
        raise BadRow("；".join(dict.fromkeys(problems)))
    return events


class _Builder:
    def __init__(self, conversation: Conversation, program: Program) -> None:
        self.conversation = conversation
        self.program = program
        name = conversation.id
        customer = next((t.by for t in conversation.turns if t.role == "customer" and t.by), None)
        self.subjects = {
            "case": name,
            "conversation": name,
            "customer": customer or f"{name}-customer",
        }

    def event(
        self, number: str, kind: str, actor: str, at: Instant, payload: dict[str, Any]
    ) -> Event:
        return Event(
            id=f"{self.conversation.id}#{number}",
            kind=kind,
            unit=self.program.code,
            subjects=self.subjects,
            actor=actor,
            at=at,
            at_source="channel",
            recorded_at=at,
            payload=payload,
        )

    def opening(self, at: Instant) -> list[Event]:
        """The conversation and its case open with the first message; facts come with the case."""
        channel = self.conversation.channel
        fields = fields_of("case.opened")
        known: dict[str, Any] = {}
        others: dict[str, Any] = {}
        for name, value in self.conversation.facts.items():
            (known if name in fields and name not in ("facts", "text", "overrides") else others)[
                name
            ] = value
        if others:
            known["facts"] = others
        opened = {"channel": channel} if channel else {}
        return [
            self.event("000000.1", "conversation.opened", "system", at, opened),
            self.event("000000.2", "case.opened", "system", at, known),
        ]

    def message(self, index: int, turn: Said) -> Event:
        assert turn.at is not None
        seen = self.program.language.recognise(turn.text, turn.role).to_json()
        number = f"{index + 1:06d}"
        payload = {"message": f"{self.conversation.id}#{number}", **seen}
        if turn.role == "customer":
            actor = f"customer:{turn.by or self.subjects['customer']}"
            return self.event(number, "message.received", actor, turn.at, payload)
        sender = {"agent": "person", "bot": "bot"}.get(turn.role, "system")
        actor = "system" if sender == "system" else f"{sender}:{turn.by or turn.role}"
        return self.event(number, "message.sent", actor, turn.at, {**payload, "by": sender})
