"""A language clause's strength as the reader shows it: figures by month, steps, what a step up lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.measures.ladder import FALL_ABOVE, FALL_LEAST, Figures, Step, above, lacks
from shouwen.wording.turns import SEVERITIES
from shouwen_desk.ledger import strengths
from shouwen_desk.ledger.actions import counted_from
from shouwen_desk.pages import countdown
from shouwen_desk.people.permissions import allowed
from shouwen_desk.people.queries import names

if TYPE_CHECKING:
    from shouwen.handbook.program import Program
    from shouwen_desk.people.models import Person

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Month:
    """A month's figures in words; ``precision`` and ``share`` are empty where nothing was counted."""

    title: str
    figures: Figures
    precision: str
    share: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: when, from what to what, by whom or by which figures."""

    at: int
    before: str
    after: str
    down: bool
    why: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """What stands on the card. ``rungs``: title and whether the clause stands there now.

    ``lately``: the figures that decide the next step, counted from ``since`` (µs UTC; None: the
    newest 90 days, no step was taken in them). ``to``: the next step up, empty at 拦. ``wanting``: what the figures lack for it. ``back``: it
    leads back to what the handbook writes. ``may``: this person may take it now.
    """

    now: str
    written: str
    rungs: Sequence[tuple[str, bool]]
    months: Sequence[Month]
    lately: Month
    since: int | None
    steps: Sequence[Taken]
    to: str
    to_word: str
    wanting: Sequence[str]
    back: bool
    may: bool
    fall_above: int = FALL_ABOVE
    fall_least: int = FALL_LEAST


def ladder(person: Person, program: Program, name: str, now: int) -> Ladder | None:
    """The card of a clause by which people are judged; None for any other. Seven statements."""
    clause = program.clauses[name]
    if clause.utterance is None or clause.utterance.speaker != "agent":
        return None
    strength = strengths.in_force(program, name, now)
    taken = strengths.steps_of(name)
    bounds = _months(now)
    spans = [(start, end) for _, start, end in bounds]
    since = counted_from(name, now)
    *by_month, lately = strengths.by_span(name, [*spans, (since, now)])
    told = names(step.actor.partition(":")[2] for step in taken if step.reason)
    higher = above(strength)
    wanting = lacks(lately) if higher is not None else []
    back = higher is not None and SEVERITIES.index(higher) <= SEVERITIES.index(clause.severity)
    return Ladder(
        now=SEVERITY_WORDS[strength],
        written=SEVERITY_WORDS[clause.severity],
        rungs=[(SEVERITY_WORDS[one], one == strength) for one in SEVERITIES],
        months=[
            _month(title, figures)
            for (title, _, _), figures in zip(bounds, by_month, strict=True)
            if figures != Figures()
        ],
        lately=_month("", lately),
        since=since if any(step.at == since for step in taken) else None,
        steps=[_taken(step, told) for step in reversed(taken)],
        to=higher or "",
        to_word=SEVERITY_WORDS[higher] if higher else "",
        wanting=wanting,
        back=back,
        may=higher is not None and (back or not wanting) and allowed("strength.raise", person),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A clause that somebody should look at. ``fell``: it is quieter than the handbook writes.

    ``to``: the step up that the figures allow, empty where they do not. ``why``: the figures.
    """

    name: str
    title: str
    now: str
    written: str
    fell: bool
    to: str
    why: str


def waiting(program: Program, now: int) -> list[Waiting]:
    """Clauses that fell back, then the others that may rise, each once; five statements.

    The figures are those of the clause's own card, so that the two never say different things.
    """
    lately = strengths.lately(now)
    found = []
    for name in sorted({*strengths.stepped(), *lately}):
        clause = program.clauses.get(name)
        if clause is None or clause.utterance is None or clause.utterance.speaker != "agent":
            continue
        strength = strengths.in_force(program, name, now)
        higher, figures = above(strength), lately.get(name, Figures())
        wanting = lacks(figures)
        fell = SEVERITIES.index(strength) < SEVERITIES.index(clause.severity)
        rises = higher is not None and not wanting
        if not fell and not rises:
            continue
        found.append(
            Waiting(
                name=name,
                title=clause.title,
                now=SEVERITY_WORDS[strength],
                written=SEVERITY_WORDS[clause.severity],
                fell=fell,
                to=SEVERITY_WORDS[higher] if higher is not None and rises else "",
                why=_why(name, figures, wanting, fell=fell),
            )
        )
    return sorted(found, key=lambda row: not row.fell)


def _why(name: str, figures: Figures, wanting: Sequence[str], *, fell: bool) -> str:
    steps = strengths.steps_of(name)
    parts = []
    if fell and steps and steps[-1].down:
        at = countdown.local(steps[-1].at)
        parts.append(f"{at.month}月{at.day}日自己回落：{_share(steps[-1])}")
    if figures.judged:
        since = "那以后" if steps else "近 90 天"
        parts.append(f"{since}复核 {figures.judged} 条，{_percent(figures.precision)} 属实")
    if wanting:
        parts.append(f"升一级还差：{'，'.join(wanting)}")
    return "；".join(parts)


def _month(title: str, figures: Figures) -> Month:
    return Month(title, figures, _percent(figures.precision), _percent(figures.share))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.1f}%"


def _taken(step: Step, told: dict[str, str]) -> Taken:
    why = _share(step) if step.down else step.reason
    who = told.get(step.actor.partition(":")[2], "")
    return Taken(
        at=step.at,
        before=SEVERITY_WORDS[step.before],
        after=SEVERITY_WORDS[step.after],
        down=step.down,
        why=f"{who}：{why}" if who else why,
    )


def _share(step: Step) -> str:
    """The figures of a step down, in words."""
    return f"那时提示 {step.fired} 次，异议 {step.objections} 句"


def _months(now: int) -> list[tuple[str, int, int]]:
    """The newest months of the company's zone, newest first: title, and the span (after, until]."""
    first = countdown.local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    out: list[tuple[str, int, int]] = []
    end = now
    for _ in range(MONTHS):
        start = round(first.timestamp()) * 1_000_000 - 1
        out.append((f"{first.year}年{first.month}月", start, end))
        end = start
        first = first.replace(
            year=first.year - (first.month == 1), month=(first.month - 2) % 12 + 1
        )
    return out
