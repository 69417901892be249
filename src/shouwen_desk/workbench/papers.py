"""Which register of the handbook an obligation or a gate's row asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from shouwen.handbook.program import Program
from shouwen_desk.ledger import editions, queries


@dataclass(frozen=True, slots=True)
class Papers:
    """Names of registers: by the clause that keeps one, by clause and words of a gate's row.

    ``own``: clauses that the desk performs itself when their time comes (``clock.does``).
    """

    by_clause: Mapping[str, str] = field(default_factory=dict)
    by_gate: Mapping[tuple[str, str], str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()


def in_force(at: int) -> Papers:
    """The papers of the edition in force; none before the first."""
    program = queries.program_in_force(at)
    return _of(program.edition) if program is not None else Papers()


@lru_cache(maxsize=64)
def _of(edition: str) -> Papers:
    program: Program = editions.compiled(edition)
    by_gate = {}
    for name, clause in program.clauses.items():
        for wanted in clause.gate.requires if clause.gate is not None else ():
            if wanted.register_ is not None:
                by_gate[(name, wanted.say)] = wanted.register_
    return Papers(
        {name: c.register_.name for name, c in program.clauses.items() if c.register_ is not None},
        by_gate,
        frozenset(n for n, c in program.clauses.items() if c.clock is not None and c.clock.does),
    )
