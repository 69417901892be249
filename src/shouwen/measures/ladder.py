"""The ladder 观察 → 提 → 劝 → 拦: how loud a language clause is while somebody writes.

The handbook writes the strength that a clause begins with; steps on the ledger (``strength.raised``,
``strength.lowered``) move it up and down. A verdict never depends on it, only what the composer shows
and holds. All functions are pure: the strength at an instant follows from the steps up to then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shouwen.events import Event, Instant
from shouwen.wording.turns import SEVERITIES, Severity

KINDS = ("strength.lowered", "strength.raised")
FALL_ABOVE = 5
"""Per cent of what fired; more objections than this and the clause falls back one step (DESIGN §5)."""
FALL_LEAST = 3
"""Objections below which nothing falls, whatever their share: one press silences no clause."""
RISE_LEAST = 20
"""Findings that a person must have judged before a step up may be proposed."""
RISE_PRECISION = 95
"""Per cent of those judged that must have been right."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one clause. ``written``: the strength that the edition of the time wrote."""

    clause: str
    at: Instant
    seq: int
    event: str
    written: str
    before: str
    after: str
    reason: str = ""
    actor: str = ""
    fired: int = 0
    objections: int = 0

    @property
    def down(self) -> bool:
        """Whether it made the clause quieter."""
        return SEVERITIES.index(self.after) < SEVERITIES.index(self.before)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a clause did over a stretch of time.

    ``fired``: findings in what was sent, and drafts whose hint somebody disputed and did not send.
    ``confirmed``, ``overturned``: by a person. ``disputed``: presses of 这里不该提示.
    ``objections``: sentences that were overturned or disputed; one that was both counts once.
    """

    fired: int = 0
    confirmed: int = 0
    overturned: int = 0
    disputed: int = 0
    objections: int = 0

    @property
    def judged(self) -> int:
        """How many a person judged."""
        return self.confirmed + self.overturned

    @property
    def precision(self) -> float | None:
        """Share confirmed of what was judged; None where nobody judged anything."""
        return self.confirmed / self.judged if self.judged else None

    @property
    def share(self) -> float | None:
        """Share of objections in what fired; None where nothing fired."""
        return self.objections / self.fired if self.fired else None


def step_of(event: Event) -> Step:
    """The step that an event of ``KINDS`` is."""
    data = event.payload
    return Step(
        clause=event.subjects["clause"],
        at=event.at,
        seq=event.seq,
        event=event.id,
        written=str(data["written"]),
        before=str(data["from"]),
        after=str(data["to"]),
        reason=str(data.get("reason") or ""),
        actor=event.actor,
        fired=int(data.get("fired") or 0),
        objections=int(data.get("objections") or 0),
    )


def strength_at(steps: Iterable[Step], written: Severity, at: Instant) -> Severity:
    """The strength in force at ``at`` of a clause that its edition writes as ``written``.

    ``steps``: those of the clause, in any order. A step holds from its own instant on, and as long
    as the editions write the strength that it began from: an edition that writes another is the
    newer word of those who approved it, and the ladder begins there anew.
    """
    past = [step for step in steps if step.at <= at]
    newest = max(past, key=lambda step: (step.at, step.seq), default=None)
    if newest is None or newest.written != written:
        return written
    return _severity(newest.after)


def must_fall(figures: Figures) -> bool:
    """Whether the objections exceed what a clause may have and still be as loud as it is."""
    return (
        figures.objections >= FALL_LEAST and figures.objections * 100 > FALL_ABOVE * figures.fired
    )


def below(strength: Severity) -> Severity | None:
    """The next quieter strength; None under 观察."""
    place = SEVERITIES.index(strength)
    return _severity(SEVERITIES[place - 1]) if place else None


def above(strength: Severity) -> Severity | None:
    """The next louder strength; None over 拦."""
    place = SEVERITIES.index(strength)
    return _severity(SEVERITIES[place + 1]) if place + 1 < len(SEVERITIES) else None


def lacks(figures: Figures) -> list[str]:
    """What the figures still lack for a step up, as Chinese sentences; empty: it may be proposed."""
    wanting = []
    if figures.judged < RISE_LEAST:
        wanting.append(f"复核过 {figures.judged} 条，要满 {RISE_LEAST} 条")
    if figures.judged and figures.confirmed * 100 < RISE_PRECISION * figures.judged:
        share = f"{figures.confirmed * 100 / figures.judged:.1f}%"
        wanting.append(f"准确率 {share}，要到 {RISE_PRECISION}%")
    if figures.objections * 100 > FALL_ABOVE * figures.fired:
        share = f"{figures.objections * 100 / figures.fired:.1f}%" if figures.fired else "全部"
        wanting.append(f"异议占提示的 {share}，要在 {FALL_ABOVE}% 以内")
    return wanting


def _severity(name: str) -> Severity:
    if name not in SEVERITIES:
        raise ValueError(f"没有“{name}”这种强度")
    return name  # type: ignore[return-value]
