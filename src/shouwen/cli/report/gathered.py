"""Everything that a report says, in the order in which it says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from shouwen.cli.report.gathering import (
    BROKEN,
    KEPT,
    MOST_BAD_ROWS,
    OTHERS,
    STANDING,
    UNOBSERVED,
    Found,
    Part,
    Standing,
    standing,
)
from shouwen.cli.report.masking import masked_name
from shouwen.events.catalogue import known_facts
from shouwen.events.instant import moment_of
from shouwen.handbook.sentence import KIND_WORDS
from shouwen.measures.share import share
from shouwen.source import visible
from shouwen.wording.turns import SEVERITIES

if TYPE_CHECKING:
    from shouwen.handbook.program import Program

_SOURCES = 8  # names of what was read
_STEMS = "甲乙丙丁戊己庚辛壬癸"
GRAVEST_FIRST = tuple(reversed(SEVERITIES))


class ClauseRow(NamedTuple):
    """A clause that was looked at: `number` without the handbook's code."""

    id: str
    number: str
    title: str
    severity: str
    kept: int
    broken: int
    unobserved: int

    @property
    def seen(self) -> int:
        """How often it was observed."""
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        """What was kept of what was observed; None where too little was."""
        return share(self.kept, self.broken)

    @property
    def standing(self) -> Standing:
        """How it comes out of all conversations."""
        return standing(broken=self.broken, kept=self.kept, unobserved=self.unobserved)


class Why(NamedTuple):
    """What was not observed, why, and what would help."""

    id: str
    number: str
    title: str
    why: str
    remedy: str
    times: int


@dataclass(slots=True)
class Gathered:
    """The sum of all parts. `sources`: what was read, by name; `conversations`, `turns`, `bad_rows`: counts; `complaints`: the first
    bad rows, place and reason; `masked`: whether personal data is hidden in it."""

    program: Program
    masked: bool = True
    sources: list[str] = field(default_factory=list)
    conversations: int = 0
    turns: int = 0
    bad_rows: int = 0
    part: Part = field(default_factory=Part)
    complaints: list[str] = field(default_factory=list)
    _called: dict[str, str] = field(default_factory=dict, init=False)

    @property
    def zone(self) -> tzinfo:
        """The company's zone, in which times are shown."""
        return self.program.zone

    def read_from(self) -> str:
        """The names of what was read, on one line."""
        shown = self.sources[:_SOURCES]
        named = "、".join(visible(masked_name(name) if self.masked else name) for name in shown)
        more = len(self.sources) - _SOURCES
        return named + (f" 等 {len(self.sources)} 个" if more > 0 else "")

    def period(self) -> str:
        """From which day to which the messages were said, and how many do not say."""
        part = self.part
        if part.first is None or part.last is None:
            return "输入里没有写时间"
        first, last = (f"{moment_of(at, self.zone):%Y-%m-%d}" for at in (part.first, part.last))
        days = first if first == last else f"{first} 至 {last}"
        return days + (f"（另有 {part.untimed:,} 条消息没有写时间）" if part.untimed else "")

    def complain(self, sentence: str) -> None:
        """Note a bad row."""
        if len(self.complaints) < MOST_BAD_ROWS:
            self.complaints.append(sentence)

    def clauses(self) -> list[ClauseRow]:
        """Every clause that was looked at; what broke most gravely and most often comes first, what
        is merely watched last."""
        rows = []
        language = self.program.language
        for clause in language.clauses:
            if clause.id in language.proposing:
                continue  # what a customer's words propose is nobody's fault
            counts = self.part.clauses.get(clause.id)
            if counts is None:
                counts = [0, 0, 0]
            number = clause.id.partition(":")[2]
            rows.append(
                ClauseRow(
                    clause.id, number, clause.title, clause.severity,
                    counts[KEPT], counts[BROKEN], counts[UNOBSERVED],
                )
            )  # fmt: skip
        rank = {severity: place for place, severity in enumerate(GRAVEST_FIRST)}
        rows.sort(
            key=lambda row: (
                row.severity == "watch",
                not row.broken,
                rank[row.severity],
                -row.broken,
            )
        )
        return rows

    def standings(self) -> dict[Standing, int]:
        """How many clauses that are more than watched come out how."""
        counts = dict.fromkeys(STANDING, 0)
        for row in self.clauses():
            if row.severity != "watch":
                counts[row.standing] += 1
        return counts

    def broken(self) -> dict[str, int]:
        """Findings by severity, the gravest first."""
        counts = dict.fromkeys(GRAVEST_FIRST, 0)
        for row in self.clauses():
            counts[row.severity] += row.broken
        return counts

    def called(self, name: str) -> str:
        """What a report calls somebody: 甲, 乙, 丙 … in the order in which they come up, unless
        nothing is hidden. Nobody's name leaves the house with what a machine only suspects."""
        if not self.masked or name in ("", OTHERS):
            return name
        if name not in self._called and len(self._called) < len(self.part.people):
            for each in islice(self.part.people, len(self._called), None):
                place = len(self._called)
                again = str(place // len(_STEMS) + 1) if place >= len(_STEMS) else ""
                self._called[each] = OTHERS if each == OTHERS else _STEMS[place % 10] + again
        return self._called.get(name, OTHERS)

    def people(self) -> list[tuple[str, list[int]]]:
        """Who, messages and findings by severity: no ranking. 甲, 乙, 丙 stand in that order, names by
        their messages."""
        rows = [(self.called(name), counts) for name, counts in self.part.people.items()]
        return rows if self.masked else sorted(rows, key=lambda row: -row[1][0])

    def not_observed(self) -> list[Why]:
        """What nobody can know from this input, most often first."""
        titles = {clause.id: clause.title for clause in self.program.language.clauses}
        facts = {name: field.title for name, field in known_facts().items()}
        facts |= self.program.settings["facts"]  # the company's own
        rows = []
        for (identity, why), times in self.part.why.items():
            words, remedy = _in_words(why, facts)
            number = identity.partition(":")[2]
            rows.append(Why(identity, number, titles[identity], words, remedy, times))
        rows.sort(key=lambda row: (-row.times, row.id))
        return rows

    def not_looked_at(self) -> list[tuple[str, int]]:
        """Clauses of the handbook that no conversation can tell about, by kind."""
        counts: dict[str, int] = {}
        for clause in self.program.clauses.values():
            if clause.kind != "utterance":
                word = KIND_WORDS[clause.kind]
                counts[word] = counts.get(word, 0) + 1
        return sorted(counts.items(), key=lambda item: -item[1])


_NO_COLUMN = "表里没有这样一列，请改用 jsonl"


def _in_words(why: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Why in Chinese, and what would help; `facts`: what people call them."""
    if why.startswith("fact:"):
        names = why.removeprefix("fact:").split(",")
        words = "、".join(facts.get(name, name) for name in names)
        if names == ["channel"]:
            return f"没有写“{words}”", "给会话写上 channel，表里是渠道一列；或加上 --channel"
        keys = "、".join(f"{name}（{facts[name]}）" if name in facts else name for name in names)
        return f"没有写“{words}”", f"在会话的 facts 里写上 {keys}；{_NO_COLUMN}"
    if "起止时间" in why:
        return why, "给每条消息写上 at 和 until（说完的时间），表里是时间和结束时间两列"
    if "时间" in why:
        return why, "给每条消息写上时间 at，表里是时间一列"
    if "姓名" in why:
        return why, f"在会话的 facts 里写上客户的姓名；{_NO_COLUMN}"
    return why, "改好读不了的行再检查一次" if "读不了" in why else ""


class Listed:
    """The findings that are listed: the first ones of each clause."""

    def __init__(self, of_each: int, of_watched: int) -> None:
        self._of_each, self._of_watched = of_each, of_watched
        self._found: dict[str, list[Found]] = {}

    def add(self, found: Found) -> None:
        """List a finding, if there is room."""
        listed = self._found.setdefault(found.clause, [])
        if len(listed) < (self._of_watched if found.severity == "watch" else self._of_each):
            listed.append(found)

    def of(self, clause: str) -> list[Found]:
        """The listed findings of a clause."""
        return self._found.get(clause, [])
