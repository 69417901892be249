"""Checks lines of conversations against a compiled language; what `shouwen check` runs on.

A `Checker` takes a batch of lines and gives back finished output, so that the same object serves
one process and a pool of them, in the same order, with flat memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import cached_property
from typing import Any, Literal, NamedTuple

from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.cli.channels import CHANNEL, Channels, Unjudged
from shouwen.cli.conversations import Conversation, read_conversation
from shouwen.cli.lines import BadRow, Line
from shouwen.cli.printable import json_line, printable, with_blanks
from shouwen.cli.report.gathering import STANDING, Part, Standing, standing
from shouwen.cli.report.masking import masked, masked_name
from shouwen.wording import Finding, Language, Turn
from shouwen.wording.building import LanguageClause
from shouwen.wording.inspection import inspected
from shouwen.wording.turns import SEVERITIES

type Format = Literal["text", "json", "labels", "report"]

_MOST_NAMED = 20
OUTCOME = {"broken": "违", "kept": "守", "unobserved": "未观察"}

BATCH_LINES = 256
BATCH_BYTES = 1 << 20


@dataclass(slots=True)
class Tally:
    """What a run has seen so far."""

    conversations: int = 0
    turns: int = 0
    bad_rows: int = 0
    broken: dict[str, int] = field(default_factory=dict)
    unjudged: Unjudged = field(default_factory=Unjudged)
    outcomes: set[tuple[str, str]] = field(default_factory=set)  # clause, and what came of it

    def add(self, other: Tally) -> None:
        """Take another batch's counts over."""
        self.conversations += other.conversations
        self.turns += other.turns
        self.bad_rows += other.bad_rows
        for severity, number in other.broken.items():
            self.broken[severity] = self.broken.get(severity, 0) + number
        self.unjudged.add(other.unjudged)
        self.outcomes |= other.outcomes

    def any_at_or_above(self, severity: str) -> bool:
        """Whether something of this gravity or more was broken."""
        graver = SEVERITIES[SEVERITIES.index(severity) :]
        return any(self.broken.get(each) for each in graver)

    def text(self) -> str:
        """One Chinese line, in the words of the reports: what a machine found waits for a person,
        and what is merely watched is not counted with it."""
        counted = {s: self.broken[s] for s in reversed(SEVERITIES) if s in self.broken}
        watched = counted.pop("watch", 0)
        parts = "，".join(f"{SEVERITY_WORDS[s]} {number}" for s, number in counted.items())
        found = f"待核 {sum(counted.values())} 处" + (f"（{parts}）" if parts else "")
        if watched:
            found += f"，另有 {watched} 处属于还在观察的条款，不计在内"
        bad = f"，坏行 {self.bad_rows}" if self.bad_rows else ""
        return f"会话 {self.conversations} 段，消息 {self.turns} 条，{found}{bad}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A batch's output: finished bytes, Chinese lines about bad rows, counts; for a report its part."""

    output: bytes
    complaints: tuple[str, ...]
    tally: Tally
    part: Part | None = None


class Cover(NamedTuple):
    """What people call a handbook: its title, and the edition as on the cover."""

    title: str = ""
    edition: str = ""


@dataclass(frozen=True)
class Checker:
    """`everything`: kept and unobserved ones too; `zone`: of times without an offset; `mask`: what
    hides personal data in reports; `channel`: of conversations that name none."""

    language: Language
    form: Format = "text"
    everything: bool = False
    zone: tzinfo = UTC
    mask: Callable[[str], str] = masked
    cover: Cover = field(default_factory=Cover)
    channels: Channels = field(default_factory=Channels)
    channel: str = ""

    def check(self, lines: Sequence[Line]) -> Answer:
        """Everything about a batch of lines; bad ones are named, never raised."""
        tally = Tally()
        complaints: list[str] = []
        part = Part() if self.form == "report" else None
        name = masked_name if self.mask is masked else self.mask
        conversations: list[Conversation] = []
        gaps: list[bool] = []
        for line in lines:
            try:
                if line.bad:
                    raise BadRow(line.bad)
                conversations.append(read_conversation(line.data, self.zone, self.channel))
                gaps.append(line.gap)
            except BadRow as bad:
                tally.bad_rows += 1
                place, why = printable(line.place), printable(str(bad), 600)
                complaints.append(f"{place} {why}")
                if part is not None:
                    part.complaints.append(f"{name(place)} {self.mask(why)}")
        output: list[bytes] = []
        clauses = self._clauses if part is not None else {}
        for (talk, turns, findings), gap in zip(
            self.judged(conversations, tally, gaps), gaps, strict=True
        ):
            if part is not None:
                part.take(talk, findings, clauses, self.mask, name, gap=gap)
            elif self.form == "labels":
                output.extend(self._label_lines(talk, turns, findings))
            else:
                for finding in findings:
                    row = self.row(talk, finding)
                    output.append(json_line(row) if self.form == "json" else text_line(talk, row))
        return Answer(b"".join(output), tuple(complaints), tally, part)

    def judged(
        self, conversations: Sequence[Conversation], tally: Tally, gaps: Sequence[bool] = ()
    ) -> Iterator[tuple[Conversation, list[Turn], list[Finding]]]:
        """Each conversation with its turns (for labels with all their hits) and what is found in it,
        counted in `tally`. `gaps`: whether some of its rows could not be read."""
        labels = self.form == "labels"
        found = inspected(self.language, conversations, everything=self.everything, all_hits=labels)
        for number, (talk, (turns, findings)) in enumerate(zip(conversations, found, strict=True)):
            tally.conversations += 1
            tally.turns += len(talk.turns)
            tally.unjudged.look_at(talk, self.channels, self._waiting)
            gap = bool(gaps) and gaps[number]
            yield talk, turns, self._counted(findings, tally, gap=gap)

    def _counted(self, findings: list[Finding], tally: Tally, *, gap: bool) -> list[Finding]:
        """What is found in a conversation, as far as it is reported, counted."""
        # What a customer's words propose is nobody's fault, and no finding of a conversation; among
        # the labels, which name what was recognised, it stands.
        if self.form != "labels":
            proposing = self.language.proposing
            findings = [one for one in findings if one.clause not in proposing]
        if gap:
            findings = [found for each in findings for found in self._with_gaps(each)]
        for finding in findings:
            tally.outcomes.add((finding.clause, finding.outcome))
            if finding.outcome == "broken" and finding.clause not in self.language.proposing:
                tally.broken[finding.severity] = tally.broken.get(finding.severity, 0) + 1
        return findings

    @cached_property
    def _clauses(self) -> Mapping[str, LanguageClause]:
        return {clause.id: clause for clause in self.language.clauses}

    @cached_property
    def _waiting(self) -> Mapping[str, LanguageClause]:
        """The clauses that ask how the customer came, and blame somebody."""
        return {
            name: clause
            for name, clause in self._clauses.items()
            if CHANNEL in (clause.reads or ()) and name not in self.language.proposing
        }

    def waiting_for_a_channel(self, facts: Mapping[str, Any]) -> list[str]:
        """The clauses that cannot be judged until somebody says how the customer came."""
        return [name for name, clause in self._waiting.items() if clause.applies(facts) is None]

    def standings(self, tally: Tally) -> str:
        """One Chinese line: how many clauses came out how, and which were never met. Only where
        `everything` was asked for."""
        found: dict[Standing, list[str]] = {how: [] for how in STANDING}
        for name in self._clauses:
            if name not in self.language.proposing:
                seen = {
                    outcome: (name, outcome) in tally.outcomes
                    for outcome in ("broken", "kept", "unobserved")
                }
                found[standing(**seen)].append(name)
        counts = "，".join(f"{word} {len(found[how])} 条" for how, word in STANDING.items())
        unmet = found["unmet"]
        which = "、".join(unmet[:_MOST_NAMED]) + ("……" if len(unmet) > _MOST_NAMED else "")
        return f"各条：{counts}" + (
            f"。未遇到（管的情形没有出现，不算守）：{which}" if unmet else ""
        )

    def row(self, talk: Conversation, finding: Finding) -> dict[str, Any]:
        """A finding in the shape of DESIGN §8, its span in code points of the original text; and what
        people call its clause, handbook, edition."""
        text = None
        if finding.span is not None:
            text = talk.turns[finding.turn].text[finding.span[0] : finding.span[1]]
        return {
            "conversation": talk.id,
            "turn": finding.turn,
            "clause": finding.clause,
            "edition": finding.edition,
            "outcome": finding.outcome,
            "severity": finding.severity,
            "span": list(finding.span) if finding.span is not None else None,
            "text": text,
            "message": finding.message,
            "instead": finding.instead,
            "title": self._clauses[finding.clause].title,
            "handbook": self.cover.title,
            "edition_number": self.cover.edition,
        }

    def _with_gaps(self, finding: Finding) -> Iterator[Finding]:
        """What seems to be missing may stand in a row that could not be read: nobody knows."""
        if finding.outcome != "broken" or finding.span is not None:
            yield finding
        elif self.everything:
            message = "这段会话有读不了的行，说没说过看不出来"
            yield finding._replace(outcome="unobserved", message=message, instead=None)

    def _label_lines(
        self, talk: Conversation, turns: list[Turn], findings: Iterable[Finding]
    ) -> Iterator[bytes]:
        stands_for = {clause.id: clause.utterance.label for clause in self.language.clauses}
        faults: dict[int, list[str]] = {}
        for finding in findings:
            label = stands_for[finding.clause]
            if label is not None and finding.outcome == "broken":
                faults.setdefault(finding.turn, []).append(label)
        known = set(self.language.labels)
        for index, turn in enumerate(turns):
            names = {hit.matcher for hit in turn.hits if hit.matcher in known}
            names.update(faults.get(index, ()))
            yield json_line({"conversation": talk.id, "turn": index, "labels": sorted(names)})


def text_line(talk: Conversation, row: dict[str, Any]) -> bytes:
    """A finding as one line for people: where it is; handbook, edition, number and title of its
    clause; what is wrong."""
    broken = row["outcome"] == "broken"
    mark = SEVERITY_WORDS[row["severity"]] if broken else OUTCOME[row["outcome"]]
    parts = [f"{printable(talk.id)} 第 {row['turn'] + 1} 条消息", f"[{mark}]"]
    message = str(row["message"]).removesuffix(f"：{row['title']}")
    parts.append(
        f"《{printable(row['handbook'])}》{printable(row['edition_number'])} 版 "
        f"{row['clause']} {printable(row['title'])}：{printable(message)}"
    )
    if row["text"] is not None:
        parts.append(f"「{printable(row['text'], 60)}」")
    if row["instead"] is not None:
        parts.append(f"→ {printable(with_blanks(row['instead']))}")
    return (" ".join(parts) + "\n").encode("utf-8", "backslashreplace")


def batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in batches bounded by number and by size."""
    batch: list[Line] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line.data)
        if len(batch) >= BATCH_LINES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
