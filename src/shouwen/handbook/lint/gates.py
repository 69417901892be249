"""Gates: what they require exists, and no two of them can lock everybody out."""

from collections.abc import Mapping

from shouwen.clauses.frame import Clause
from shouwen.clauses.gate.schema import Gate
from shouwen.clauses.patterns import kinds_in
from shouwen.events.catalogue import INTENTS, KINDS
from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.lint.notes import Notes
from shouwen.handbook.lint.overlap import overlap
from shouwen.source import instead_of

_WRITE_A_REGISTER = "请先写一条 register 条款，立这张表单"


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:  # noqa: ARG001
    """Check what gates ask for, and look for gates that wait for one another."""
    registers = [c.register_.name for c in handbook.clauses if c.register_ is not None]
    measures = [c.clock.measures for c in handbook.clauses if c.clock is not None]
    measures += [f"register:{name}" for name in registers]
    gates = [
        (clause, clause.gate)
        for clause in handbook.clauses
        if clause.gate is not None and clause.id not in notes.unread
    ]
    for clause, gate in gates:
        for index, requirement in enumerate(gate.requires):
            path = ("gate", "requires", index)
            name = requirement.register_
            if name is not None and name not in registers:
                place = handbook.place(clause.id, *path, "register")
                remedy = instead_of(name, registers) if registers else _WRITE_A_REGISTER
                notes.errors.add(place, f"手册里没有《{name}》这张表单", remedy)
            if requirement.kept is not None and requirement.kept not in measures:
                place = handbook.place(clause.id, *path, "kept")
                notes.errors.add(
                    place,
                    f"没有条款衡量“{requirement.kept}”",
                    instead_of(requirement.kept, measures),
                )
    _check_deadlocks(handbook, gates, notes)


def _check_deadlocks(handbook: Handbook, gates: list[tuple[Clause, Gate]], notes: Notes) -> None:
    """A ring of gates, each waiting for what the next refuses, needs one that lets somebody pass
    (DESIGN §3; the hand-over deadlock of R477 and R595)."""
    waits: dict[str, list[str]] = {}
    by_id = {clause.id: (clause, gate) for clause, gate in gates}
    for clause, gate in gates:
        waits[clause.id] = [
            other.id
            for other, below in gates
            if _waits_for(gate, KINDS[INTENTS[below.before].name].name)
            and overlap(clause.applies | clause.when, other.applies | other.when)
        ]
    reported: set[frozenset[str]] = set()
    for start in waits:
        ring = _ring(start, waits)
        if ring is None or frozenset(ring) in reported:
            continue
        reported.add(frozenset(ring))
        if all(by_id[identity][1].override is None for identity in ring):
            names = " → ".join([*ring, ring[0]])
            what = (
                f"关口互相等着，谁也过不去：{names}"
                if len(ring) > 1
                else "关口要等它自己挡住的事发生"
            )
            notes.errors.add(
                handbook.place(start, "gate", "requires"),
                what,
                "请给其中一条写 override，如 override: {by: leader, reason: true}，或改掉一处要求",
            )


def _waits_for(gate: Gate, event: str) -> bool:
    return any(event in kinds_in(requirement.happened) for requirement in gate.requires)


def _ring(start: str, waits: Mapping[str, list[str]]) -> list[str] | None:
    """The shortest way from ``start`` back to itself, or None."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for following in waits[way[-1]]:
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None
