"""A clause and a handbook as they are read: words for kinds and strengths, the plain sentence, figures.

Everything comes from the edition as the ledger keeps it, so that what is read is what is enforced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.handbook import Settings, plain_sentence
from shouwen.handbook.program import Program
from shouwen.handbook.sentence import KIND_WORDS
from shouwen.measures.share import share
from shouwen.wording import Labels
from shouwen.wording.likeness.tables import Learnt
from shouwen_desk.config import clock
from shouwen_desk.ledger import editions, queries, strengths
from shouwen_desk.ledger.queries import Figure

if TYPE_CHECKING:
    from shouwen.handbook import Handbook

LOW = 0.9
BAR = 148  # px, width of a bar of figures
HIGH = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of 守, 免 and 违: widths in px, a broken part at least 2 px wide."""

    kept: float
    excused: float
    broken: float
    width: int = BAR

    @property
    def broken_at(self) -> float:
        """Where the broken part begins."""
        return round(self.width - self.broken, 1)

    @property
    def hatch(self) -> str:
        """Strokes at 45° over the broken part, so that it does not hang on colour alone."""
        steps = range(int(self.broken_at) - HIGH, self.width, 4)
        return "".join(f"M{x} {HIGH}l{HIGH}-{HIGH}" for x in steps if x >= self.broken_at)


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of a clause or chapter as they are printed; ``rate`` and ``bar`` only where enough was
    judged for a share."""

    kept: int
    broken: int
    excused: int
    pending: int
    rate: str
    low: bool
    bar: Bar | None

    @property
    def any(self) -> bool:
        """Whether anything was owed at all."""
        return self.kept + self.broken + self.excused + self.pending > 0

    @property
    def few(self) -> bool:
        """Whether too little was judged for a rate: then the counts are all there is."""
        return not self.rate and self.kept + self.broken > 0


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause as the reader shows it. ``name`` is CODE:id; ``strength`` the one in force now,
    ``written`` the handbook's own where the two differ. ``proposes``: it listens to customers and
    judges nobody."""

    name: str
    id: str
    title: str
    text: str
    kind: str
    strength: str
    written: str
    plain: str
    why: str
    covers: Sequence[str]
    tally: Tally
    proposes: bool = False


def tally(figures: Sequence[Figure]) -> Tally:
    """Sum figures into what is printed."""
    kept, broken = sum(f.kept for f in figures), sum(f.broken for f in figures)
    excused, pending = sum(f.excused for f in figures), sum(f.pending for f in figures)
    whole = kept + broken + excused
    rate = share(kept, broken)
    bar = None
    if rate is not None:
        wide_broken = max(2.0, BAR * broken / whole) if broken else 0.0
        wide_excused = max(1.0, BAR * excused / whole) if excused else 0.0
        bar = Bar(
            round(BAR - wide_broken - wide_excused, 1),
            round(wide_excused, 1),
            round(wide_broken, 1),
        )
    text = f"{rate * 100:.1f}%" if rate is not None else ""
    return Tally(kept, broken, excused, pending, text, rate is not None and rate < LOW, bar)


def clause(program: Program, name: str, figures: Mapping[str, Figure]) -> ReadClause:
    """One clause of an edition with its figures."""
    found = program.clauses[name]
    now = strengths.in_force(program, name, clock.now()) if found.kind == "utterance" else ""
    return ReadClause(
        name=name,
        id=found.id,
        title=found.title,
        text=found.text,
        kind=KIND_WORDS[found.kind],
        strength=SEVERITY_WORDS[now] if now else "",
        written=SEVERITY_WORDS[found.severity] if now and now != found.severity else "",
        plain=_plain(program.edition, name),
        why=found.why or "",
        covers=found.covers,
        tally=tally([figures[name]] if name in figures else []),
        proposes=found.utterance is not None and found.utterance.proposes is not None,
    )


@lru_cache(maxsize=4096)
def _plain(edition: str, name: str) -> str:
    """What the clause enforces in one sentence; an edition never changes, so it is made once."""
    program = editions.compiled(edition)
    named = SimpleNamespace(
        labels=Labels.model_validate(program.enforced["wording"]["labels"]),
        learnt=Learnt.model_validate(program.enforced["wording"].get("learnt", {})),
        settings=Settings.model_validate(program.enforced["settings"]),
    )
    return plain_sentence(program.clauses[name], cast("Handbook", named))


def known(name: str, edition: str = "", *, at: int) -> tuple[Program, Any] | None:
    """The program and clause behind CODE:id, in an edition by its hash or in the one in force."""
    if edition:
        try:
            program: Program | None = editions.compiled(edition)
        except KeyError:
            return None
    else:
        program = queries.program_in_force(at)
    if program is None or name not in program.clauses:
        return None
    return program, program.clauses[name]
