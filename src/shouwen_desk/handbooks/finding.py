"""Clauses by their number, their title or what they say: for whoever knows a word and not the chapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouwen_desk.config import clock
from shouwen_desk.ledger import queries
from shouwen_desk.people.permissions import allowed

if TYPE_CHECKING:
    from shouwen.clauses.frame import Clause
    from shouwen_desk.people.models import Person

LONGEST = 60
_AROUND = 24  # characters that are shown on each side of what was found


@dataclass(frozen=True, slots=True)
class FoundClause:
    """A clause that was found. ``name`` is CODE:id; ``text`` the piece of it that says so."""

    name: str
    title: str
    text: str


def clauses(person: Person, words: str, *, limit: int = 20) -> list[FoundClause]:
    """Clauses of the handbook in force, at most ``limit``: the number itself, numbers that begin so,
    titles, texts, each in reading order. Blank or over-long words find nothing, nor does whoever
    may not read the handbook. No statement of its own: the edition is in memory."""
    wanted = " ".join(words.split())
    program = queries.program_in_force(clock.now())
    if program is None or not wanted or len(wanted) > LONGEST:
        return []
    if not allowed("handbook.read", person):
        return []
    number = wanted.removeprefix(f"{program.code}:")
    ranks: list[list[FoundClause]] = [[], [], [], []]
    for one in program.chapters:
        for identity in one["clauses"]:
            clause = program.clauses[f"{program.code}:{identity}"]
            rank = _rank(clause, number, wanted.casefold())
            if rank is not None:
                found = _piece(clause.text, wanted)
                ranks[rank].append(FoundClause(f"{program.code}:{identity}", clause.title, found))
    return [found for rank in ranks for found in rank][:limit]


def _rank(clause: Clause, number: str, wanted: str) -> int | None:
    """How near a clause is to what was asked for; None where it is not meant."""
    if clause.id == number:
        return 0
    if clause.id.startswith(f"{number.rstrip('.')}."):
        return 1
    if wanted in clause.title.casefold():
        return 2
    return 3 if wanted in clause.text.casefold() else None


def _piece(text: str, wanted: str) -> str:
    """What stands around the words in a text; its beginning where they stand elsewhere."""
    at = max(0, text.casefold().find(wanted.casefold()))
    start = max(0, at - _AROUND)
    end = at + len(wanted) + _AROUND
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
