"""A language clause's own examples: sentences that break it and sentences that keep it.

Each is judged as a closed conversation, by the same `Language` that the desk uses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shouwen.wording.language import Language
from shouwen.wording.schema import UtteranceExamples
from shouwen.wording.turns import Finding, Turn

_ROLES = {"客户": "customer", "客服": "agent", "机器人": "bot", "系统": "system"}
_SAID = re.compile(r"\s*(客户|客服|机器人|系统)([^：:\s]{0,10})\s*[：:]\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An example that does not do what it says: where it stands, and the Chinese reason."""

    side: Literal["breaks", "keeps"]
    index: int
    example: str | list[str]
    what: str


def turns_of(language: Language, example: str | Sequence[str], speaker: str) -> list[Turn]:
    """The turns of an example: one message of `speaker`, or lines begun with 客户：, 客服甲：…"""
    if isinstance(example, str):
        return [Turn.of(language.recognise(example, speaker), speaker)]
    turns: list[Turn] = []
    for line in example:
        said = _SAID.fullmatch(line)
        role, by, text = (_ROLES[said[1]], said[2], said[3]) if said else (speaker, "", line)
        turns.append(Turn.of(language.recognise(text, role), role, by or None))
    return turns


def facts_in(text: str) -> dict[str, object]:
    """The facts that a line of the system states: `rings=5;company=星屿云服`."""
    facts: dict[str, object] = {}
    for part in text.split(";"):
        key, sign, value = part.partition("=")
        if sign:
            plain = value.strip()
            whole = plain.isascii() and plain.isdigit() and len(plain) < 16
            facts[key.strip()] = int(plain) if whole else plain
    return facts


def facts_of(example: str | Sequence[str]) -> dict[str, object]:
    """The facts of an example: those of its lines begun with 系统：."""
    facts: dict[str, object] = {}
    for line in () if isinstance(example, str) else example:
        said = _SAID.fullmatch(line)
        if said and said[1] == "系统":
            facts |= facts_in(said[3])
    return facts


def try_examples(language: Language, clause: str, examples: UtteranceExamples) -> list[Mismatch]:
    """The examples of one clause (`CODE:id`) that turn out other than they say."""
    speaker = next(c.utterance.speaker for c in language.clauses if c.id == clause)
    mismatches: list[Mismatch] = []
    for index, example in enumerate(examples.breaks):
        if not _broken(language, clause, example, speaker):
            mismatches.append(Mismatch("breaks", index, example, "应判为违，却没有发现"))
    for index, example in enumerate(examples.keeps):
        broken = _broken(language, clause, example, speaker)
        if broken:
            mismatches.append(
                Mismatch("keeps", index, example, f"应判为守，却发现：{broken[0].message}")
            )
    return mismatches


def _broken(
    language: Language, clause: str, example: str | list[str], speaker: str
) -> list[Finding]:
    turns = turns_of(language, example, speaker)
    found = language.judge(turns, closed=True, facts=facts_of(example))
    return [f for f in found if f.clause == clause]
