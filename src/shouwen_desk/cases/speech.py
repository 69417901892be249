"""The handbook's ear: what is recognised in a text, and what a draft would be found against.

The live check is the judgement of the conversation with the draft as its last turn, by the same
function that judges it once it is sent (law 3). Drafts are neither stored nor logged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shouwen.wording.turns import Finding, Turn
from shouwen_desk.ledger import editions, queries, strengths
from shouwen_desk.ledger.record import UNIT

from . import promised, slots
from .shapes import Checked, DraftFinding, KeptTag

if TYPE_CHECKING:
    from shouwen.clauses.frame import Clause
    from shouwen.handbook.program import Program
    from shouwen_desk.people.models import Person

    from .models import Case

_RANK = {"agent": 0, "leader": 1, "manager": 2}
_GRAVITY = {"stop": 0, "urge": 1, "hint": 2, "watch": 3}
_STOPS = "。！？!?；;\n"
_MOST_KEPT = 200


def program(at: int) -> Program | None:
    """The edition in force for the unit at an instant; None before the first."""
    return editions.programs().at(UNIT, at)


def settings(at: int) -> Mapping[str, Any]:
    """Settings of the edition in force; empty before the first."""
    edition = program(at)
    return edition.settings if edition is not None else {}


def recognised(text: str, role: str, at: int) -> dict[str, Any]:
    """Payload of a message's event: hits, length, act, version of the recognisers."""
    edition = program(at)
    if edition is None:
        return {"hits": [], "length": len(text.strip()), "version": ""} | (
            {"act": "answer"} if role == "agent" else {}
        )
    return edition.language.recognise(text, role).to_json()


def check(case: Case, person: Person, text: str, at: int, *, busy: bool = False) -> Checked:
    """What the text would be found against as the next turn of the case's conversation.

    ``busy``: whoever writes has so many chats open that only what holds a message is shown.
    """
    edition = program(at)
    if edition is None or not text.strip():
        return Checked([], [], edition.edition if edition else "", "", busy)
    key = f"conversation:{case.conversation}"
    state = queries.states([key]).get(key)
    turns = list(state.turns) if state is not None else []
    seen = edition.language.recognise(text, "agent")
    draft = Turn.of(seen, "agent", by=person.pk, at=at)
    found = edition.language.judge(
        [*turns, draft],
        only_last=True,
        everything=True,
        facts=state.facts if state is not None else {},
    )
    checked = _as_checked(edition, found, text, seen.act, person, at, busy=busy)
    return replace(checked, promises=promised.heard(edition, text, at, channel=case.channel))


def _as_checked(
    edition: Program,
    found: list[Finding],
    text: str,
    act: str,
    person: Person,
    at: int,
    *,
    busy: bool,
) -> Checked:
    """Sort findings by gravity and place; a clause of strength 观察 is the editor's alone.

    The strength is the one in force at ``at``, which the steps on the ledger may have moved away
    from what the handbook writes (decision 0020).
    """
    broken = [
        (strengths.in_force(edition, f.clause, at), f) for f in found if f.outcome == "broken"
    ]
    shown = [(strength, f) for strength, f in broken if strength in _shown_when(busy)]
    shown.sort(key=lambda pair: (_GRAVITY[pair[0]], pair[1].span or (0, 0)))
    kept = dict.fromkeys(f.clause for f in found if f.outcome == "kept")
    spoilt = [f.clause for _, f in broken]
    return Checked(
        findings=[_shown(edition, f, strength, text, person) for strength, f in shown],
        kept=[KeptTag(clause, title_of(edition, clause)) for clause in kept],
        praised=praised(edition, kept, spoilt, at),
        edition=edition.edition,
        act=act,
        busy=busy,
        blanks=slots.blanks(edition, text, at),
    )


def praised(
    edition: Program | None, kept: Iterable[str], broken: Iterable[str], at: int
) -> list[KeptTag]:
    """Of the clauses that a message kept those that are news: something was said for them.

    What a message without a word keeps as well is counted and not praised (decision 0028); neither is
    a clause of strength 观察 at ``at``, nor one that stands for the same rule as a clause that the
    message broke: another form of 不归我管 is not kept by who says 您去问物流.
    """
    if edition is None:
        return []
    spoilt = {_rule(edition, clause) for clause in broken} - {None}
    return [
        KeptTag(clause, title_of(edition, clause))
        for clause in dict.fromkeys(kept)
        if clause in edition.language.earned
        and _rule(edition, clause) not in spoilt
        and not strengths.only_watched(edition, clause, at)
    ]


def _rule(edition: Program, clause: str) -> str | None:
    known = edition.clauses.get(clause)
    return known.utterance.rule if known is not None and known.utterance is not None else None


def _shown_when(busy: bool) -> tuple[str, ...]:
    return ("stop",) if busy else ("stop", "urge", "hint")


def sentence_at(text: str, span: tuple[int, int] | None) -> str:
    """The sentence of ``text`` in which a span lies; without a span the beginning of the text."""
    if span is None:
        return text.strip()[:_MOST_KEPT]
    before = [text.rfind(stop, 0, span[0]) for stop in _STOPS]
    after = [at for stop in _STOPS if (at := text.find(stop, max(span[1] - 1, span[0]))) >= 0]
    start, end = max(before) + 1, min(after, default=len(text) - 1) + 1
    return text[start:end].strip()[:_MOST_KEPT]


def title_of(edition: Program | None, clause: str) -> str:
    """A clause's title, or its number where the edition no longer has it."""
    known = edition.clauses.get(clause) if edition is not None else None
    return known.title if known is not None else clause.partition(":")[2]


def _shown(
    edition: Program, found: Finding, strength: str, text: str, person: Person
) -> DraftFinding:
    clause = edition.clauses[found.clause]
    span = found.span
    return DraftFinding(
        clause=found.clause,
        edition=edition.edition,
        title=clause.title,
        severity=strength,
        span=span,
        text=text[span[0] : span[1]] if span is not None else "",
        message=found.message,
        instead=found.instead or "",
        why=clause.why or "",
        override=_may_send(clause, person),
        first=_at_the_beginning(clause),
    )


def _at_the_beginning(clause: Clause) -> bool:
    """Whether what the clause asks for is said before all else, when it is left out."""
    utterance: Any = clause.utterance
    return utterance is not None and not {"must_first", "first_say"}.isdisjoint(
        utterance.operators()
    )


def _may_send(clause: Clause, person: Person) -> bool:
    """Whether the clause lets this person send all the same, with a reason."""
    utterance: Any = clause.utterance
    override = utterance.override if utterance is not None else None
    return override is not None and _RANK.get(person.role, -1) >= _RANK[override.by]
