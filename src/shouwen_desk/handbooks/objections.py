"""Counter-examples: the sentences of which people said 这里不该提示, for whoever writes the handbook."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shouwen.clauses.head import SEVERITY_WORDS
from shouwen_desk.customers.models import Customer
from shouwen_desk.ledger import events, strengths, texts
from shouwen_desk.ledger.models import Finding
from shouwen_desk.people.permissions import require
from shouwen_desk.people.queries import all_names, names

from .naming import hidden

if TYPE_CHECKING:
    from shouwen.events import Event
    from shouwen.handbook.program import Program
    from shouwen_desk.people.models import Person

MOST = 500


@dataclass(frozen=True, slots=True)
class Said:
    """A disputed sentence: masked, empty where it was erased by law.

    ``strength``: in force when it was said. ``sent``: pressed on a sent message, whose writer was
    perhaps never shown the hint (many chats open); else while writing, at the hint.
    """

    text: str
    who: str
    at: int
    strength: str
    sent: bool
    taken: bool


@dataclass(slots=True)
class OfClause:
    """The disputed sentences of a clause, newest first. ``name`` is CODE:id."""

    name: str
    title: str
    said: list[Said] = field(default_factory=list)

    @property
    def yaml(self) -> str:
        """Ready for the clause's file: what is not yet among its examples, each once."""
        new = dict.fromkeys(one.text for one in self.said if one.text and not one.taken)
        if not new:
            return ""
        # A JSON string is a YAML string, whatever signs it holds.
        lines = [f"    - {json.dumps(text, ensure_ascii=False)}" for text in new]
        return "\n".join(["examples:", "  keeps:", *lines])

    @property
    def yaml_rows(self) -> int:
        """Lines that the example takes, twelve at most."""
        return min(12, self.yaml.count("\n") + 1)


def counter_examples(
    person: Person, program: Program | None, clause: str = ""
) -> Sequence[OfClause]:
    """The newest disputed sentences by clause, of one clause where it is named; six statements."""
    require("handbook.edit", person)
    pressed = events.newest_of("hint.disputed", MOST)
    if clause:
        pressed = [event for event in pressed if event.payload["clause"] == clause]
    words = texts.read(_digest(event) for event in pressed)
    staff = all_names()
    people = names(event.actor.partition(":")[2] for event in pressed)
    customers = Customer.objects.in_bulk({event.subjects.get("customer", "") for event in pressed})
    said_at = dict(
        Finding.objects.filter(pk__in=[event.payload.get("finding", "") for event in pressed])
        .values_list("pk", "at")
    )  # fmt: skip
    found: dict[str, OfClause] = {}
    for event in pressed:
        name = event.payload["clause"]
        known = program.clauses.get(name) if program is not None else None
        of = found.setdefault(name, OfClause(name, known.title if known is not None else ""))
        text = hidden(
            words.get(_digest(event), ""),
            customers.get(event.subjects.get("customer", "")),
            staff,
        )
        keeps = program.cover.get("examples", {}).get(name.partition(":")[2], {}) if program else {}
        of.said.append(
            Said(
                text=text,
                who=people.get(event.actor.partition(":")[2], ""),
                at=event.at,
                strength=_strength(event, said_at),
                sent="finding" in event.payload,
                taken=text in keeps.get("keeps", ()),
            )
        )
    return sorted(found.values(), key=lambda of: (-len(of.said), of.name))


def _strength(event: Event, said_at: Mapping[str, int]) -> str:
    """In force when the words were said. What was pressed while writing names it; a finding keeps
    the strength that the handbook wrote (decision 0020), so it is looked up there."""
    severity = event.payload.get("severity", "")
    at = said_at.get(event.payload.get("finding", ""))
    if at is not None:
        severity = strengths.shown_at(event.payload["clause"], severity, at)
    return SEVERITY_WORDS.get(severity, "")


def _digest(event: Event) -> str:
    committed = event.payload.get("text") or {}
    return str(committed.get("sha256", ""))
