"""What a handbook covers of the requirements that it is a reading of (``handbook coverage``).

A row is *covered* if a clause names it, is held by its examples, and every event that the clause
waits for has a producer; *unobserved* (未观察) if such a clause waits for an event that nothing
writes yet; *unproven* (例子管不住) if the examples do not hold the clause; else *not yet* (还没有).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shouwen.clauses.frame import Clause
from shouwen.clauses.patterns import kinds_in
from shouwen.events.catalogue import INTENTS, KINDS
from shouwen.handbook.book import Handbook
from shouwen.handbook.requirements import Row, requirement_rows, rows_of

type Status = Literal["covered", "unobserved", "unproven", "not_yet"]

STATUS_WORDS: dict[Status, str] = {
    "covered": "已有",
    "unobserved": "未观察",
    "unproven": "例子管不住",
    "not_yet": "还没有",
}


@dataclass(frozen=True, slots=True)
class Covered:
    """One row of requirements. ``clauses``: ids of the clauses that name it. ``lacking``: kinds
    of event that they wait for and nothing produces."""

    row: Row
    status: Status
    clauses: tuple[str, ...]
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every row of the handbook's sources, and rows of other sources that it covers besides."""

    rows: tuple[Covered, ...]
    besides: tuple[Covered, ...]

    def count(self, status: Status) -> int:
        """How many rows of the sources have this status."""
        return sum(1 for row in self.rows if row.status == status)


def coverage(handbook: Handbook, held: Callable[[Clause], bool] | None = None) -> Coverage:
    """Measure a handbook. ``held``: whether the examples hold a clause (None: taken on trust)."""
    naming: dict[str, list[Clause]] = {}
    for clause in handbook.clauses:
        for identity in dict.fromkeys(clause.covers):
            naming.setdefault(identity, []).append(clause)
    proven = {
        clause.id: held is None or held(clause) for clause in handbook.clauses if clause.covers
    }
    own = rows_of(tuple(handbook.control.sources))
    inside = {row.id for row in own}
    others = [
        row for row in requirement_rows().values() if row.id in naming and row.id not in inside
    ]
    return Coverage(
        tuple(_covered(row, naming.get(row.id, []), proven) for row in own),
        tuple(_covered(row, naming[row.id], proven) for row in others),
    )


def _covered(row: Row, clauses: list[Clause], proven: dict[str, bool]) -> Covered:
    ids = tuple(clause.id for clause in clauses)
    good = [clause for clause in clauses if proven[clause.id]]
    if not good:
        return Covered(row, "unproven" if clauses else "not_yet", ids)
    watched = [clause for clause in good if not without_producer(clause)]
    if watched:
        return Covered(row, "covered", ids)
    lacking = sorted({kind for clause in good for kind in without_producer(clause)})
    return Covered(row, "unobserved", ids, tuple(lacking))


def needed_kinds(clause: Clause) -> frozenset[str]:
    """The kinds of event without which a clause never opens or can never be kept."""
    if clause.clock is not None:
        return kinds_in(clause.clock.starts) | kinds_in(clause.clock.stops)
    if clause.register_ is not None:
        return kinds_in(clause.register_.opens)
    if clause.gate is not None:
        asked = [kinds_in(requirement.happened) for requirement in clause.gate.requires]
        return frozenset([INTENTS[clause.gate.before].name]).union(*asked)
    return frozenset({"message.sent" if clause.block.speaker == "agent" else "message.received"})


def without_producer(clause: Clause) -> list[str]:
    """Kinds that the clause needs and nothing on the desk produces; empty where the handbook
    itself names ``producers``. Alternatives count as one: one of them produced is enough."""
    if clause.producers:
        return []
    kinds = needed_kinds(clause)
    if clause.clock is not None:
        groups = [kinds_in(clause.clock.starts), kinds_in(clause.clock.stops)]
    else:
        groups = [frozenset([kind]) for kind in kinds]
    lacking = [group for group in groups if group and not any(on_the_desk(k) for k in group)]
    return sorted({kind for group in lacking for kind in group})


def on_the_desk(kind: str) -> bool:
    """Whether something other than an imported file writes this kind of event."""
    return any(producer != "命令行" for producer in KINDS[kind].producers)
