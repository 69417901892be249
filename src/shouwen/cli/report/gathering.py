"""What a report is made of: counts of everything, and the findings themselves, some of each clause.

A process that checks makes a `Part` of each batch; `Gathered` adds them up. Memory is bounded by the
number of clauses, people and channels, not by the number of conversations: counts cover everything,
and what is listed is capped, which the report says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from shouwen.cli.conversations import Conversation
from shouwen.wording import Finding
from shouwen.wording.building import LanguageClause
from shouwen.wording.turns import SEVERITIES

KEPT, BROKEN, UNOBSERVED = 0, 1, 2
_PLACE = {"kept": KEPT, "broken": BROKEN, "unobserved": UNOBSERVED}

type Standing = Literal["broken", "kept", "unobserved", "unmet"]
"""How a clause comes out of many conversations: broken somewhere, else kept somewhere, else not
known anywhere; or nothing that it is about ever came up."""
STANDING: dict[Standing, str] = {
    "broken": "有待核",
    "kept": "全守",
    "unobserved": "未观察",
    "unmet": "未遇到",
}

REPORT = "《会话检查报告》"
"""What a report is headed with, so that it is not taken for conversations in the next run."""

MOST_PEOPLE = 5_000
MOST_BAD_ROWS = 1_000
_AROUND = 120  # characters of a message that are shown on each side of a finding
OTHERS = "（其余的人）"


class Found(NamedTuple):
    """A finding with what is needed to judge it; `span` in `text`, which may be a piece of the message
    (`cut` in front, behind). `turn` from 0; `at` in microseconds; `before`: what the other side said
    last."""

    conversation: str
    turn: int
    by: str
    at: int | None
    clause: str
    severity: str
    text: str
    span: tuple[int, int] | None
    cut: tuple[bool, bool]
    before: str
    message: str
    instead: str


@dataclass(slots=True)
class Part:
    """The counts and findings of a batch.

    `clauses`: id → kept, broken, unobserved. `why`: (id, reason) → how often unobserved. `people`:
    who → messages, and findings by severity from mild to grave. `touched`: conversations with
    something broken that is more than watched; `gaps`: those with rows that could not be used.
    `first`, `last`: when the earliest and the latest message were said, in microseconds; `untimed`:
    messages that do not say when; `complaints`: rows that could not be used.
    """

    clauses: dict[str, list[int]] = field(default_factory=dict)
    why: dict[tuple[str, str], int] = field(default_factory=dict)
    people: dict[str, list[int]] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)
    touched: int = 0
    gaps: int = 0
    first: int | None = None
    last: int | None = None
    untimed: int = 0
    found: list[Found] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def take(
        self,
        talk: Conversation,
        findings: Sequence[Finding],
        clauses: Mapping[str, LanguageClause],
        mask: Callable[[str], str],
        name: Callable[[str], str],
        *,
        gap: bool = False,
    ) -> None:
        """Add a conversation with everything that was found in it. `mask` hides what is personal in
        what was said, `name` in the name of a conversation."""
        mask = cache(mask)  # a message may be shown several times
        channel = mask(talk.channel)
        self.channels[channel] = self.channels.get(channel, 0) + 1
        self.gaps += gap
        for said in talk.turns:
            self._timed(said.at, said.at)
            self.untimed += said.at is None
            if said.by and said.role == "agent":
                self._person(said.by)[0] += 1
        touched = False
        for finding in findings:
            counts = self.clauses.setdefault(finding.clause, [0, 0, 0])
            counts[_PLACE[finding.outcome]] += 1
            if finding.outcome == "unobserved":
                key = (finding.clause, _why(finding, clauses[finding.clause], talk.facts))
                self.why[key] = self.why.get(key, 0) + 1
            elif finding.outcome == "broken":
                touched = touched or finding.severity != "watch"
                found = _found(talk, finding, mask, name)
                self.found.append(found)
                if found.by:
                    self._person(found.by)[1 + SEVERITIES.index(finding.severity)] += 1
        self.touched += touched

    def _timed(self, first: int | None, last: int | None) -> None:
        """Stretch the period over two instants."""
        if first is not None:
            self.first = first if self.first is None else min(self.first, first)
        if last is not None:
            self.last = last if self.last is None else max(self.last, last)

    def _person(self, name: str) -> list[int]:
        known = self.people.get(name)
        if known is None:
            if len(self.people) >= MOST_PEOPLE:
                name = OTHERS
            known = self.people.setdefault(name, [0] * (1 + len(SEVERITIES)))
        return known

    def add(self, other: Part) -> None:
        """Take another part's counts over (its findings are handed on one by one)."""
        for clause, counts in other.clauses.items():
            _add(self.clauses.setdefault(clause, [0, 0, 0]), counts)
        for key, number in other.why.items():
            self.why[key] = self.why.get(key, 0) + number
        for name, counts in other.people.items():
            _add(self._person(name), counts)
        for channel, number in other.channels.items():
            if channel not in self.channels and len(self.channels) >= 200:
                channel = "（其余渠道）"
            self.channels[channel] = self.channels.get(channel, 0) + number
        self._timed(other.first, other.last)
        self.untimed += other.untimed
        self.touched += other.touched
        self.gaps += other.gaps


def standing(*, broken: object, kept: object, unobserved: object) -> Standing:
    """The standing of a clause from whether (or how often) each outcome was found."""
    if broken:
        return "broken"
    if kept:
        return "kept"
    return "unobserved" if unobserved else "unmet"


def _add(counts: list[int], more: Iterable[int]) -> None:
    counts[:] = [a + b for a, b in zip(counts, more, strict=True)]


def _why(finding: Finding, clause: LanguageClause, facts: Mapping[str, object]) -> str:
    """Why something could not be observed: the facts that are missing, or what the operator says."""
    if clause.applies(facts) is None:
        missing = sorted(name for name in clause.reads or () if facts.get(name) is None)
        return "fact:" + ",".join(missing)
    return finding.message


def _found(
    talk: Conversation,
    finding: Finding,
    mask: Callable[[str], str],
    name: Callable[[str], str],
) -> Found:
    said = talk.turns[finding.turn]
    start, end = finding.span or (0, 0)
    low = max(0, start - _AROUND)
    high = min(len(said.text), min(end, start + 4 * _AROUND) + _AROUND)
    text = mask(said.text)[low:high]  # the whole: the cut might halve what has to be hidden
    before = next(
        (each.text for each in reversed(talk.turns[: finding.turn]) if each.role != said.role), ""
    )
    return Found(
        name(talk.id),
        finding.turn,
        said.by or "",
        said.at,
        finding.clause,
        finding.severity,
        text,
        None if finding.span is None else (start - low, min(end, high) - low),
        (low > 0, high < len(said.text)),
        mask(before)[:_AROUND] + ("……" if len(before) > _AROUND else ""),
        finding.message,
        finding.instead or "",
    )
