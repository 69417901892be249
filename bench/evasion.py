"""How far the phrase checks see through other ways of writing, and what that costs on clean text.

Runs where the reference data lies beside the repository; says loudly where it does not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shouwen.handbook import load_program
from shouwen.wording import Acts, Labels, Language, LanguageClause, Utterance
from shouwen.wording.evasion import EXTRA
from shouwen.wording.likeness.tables import Learnt

from .language_accuracy import DATA, row

HANDBOOK = "service-language"
LEAST = 3  # characters of a phrase whose dodges are claimed
GRAM = 3  # characters of the phrases that are looked for in traditional text
CLEAN = ("weibo-helpdesk", "crosswoz-desk")


def read(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a file of the reference data."""
    with Path(DATA / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def banning(**words: Any) -> Language:
    """A language of one clause that forbids `words`."""
    utterance = Utterance.model_validate({"must_not": words})
    return Language.compile([LanguageClause("H:1", "禁", "urge", utterance)], {}, Acts())


def cloaked() -> Iterator[dict[str, Any]]:
    """Cloaked phrases that are found where they stand, by how they are cloaked."""
    found: dict[str, int] = {}
    asked: dict[str, int] = {}
    for case in read("evasion/cloaked-phrases.jsonl"):
        if len(case["phrase"]) < LEAST:
            continue
        kind = case["how"] if case["how"] != "homophone" else ("same reading" if case["same_pinyin"] else "near reading")  # fmt: skip
        asked[kind] = asked.get(kind, 0) + 1
        hits = banning(any=[case["phrase"]]).recognise(case["text"], "agent").hits
        found[kind] = found.get(kind, 0) + bool(hits)
    for kind, number in sorted(asked.items()):
        aim = ">= 0.99" if kind == "same reading" else None
        yield row(f"dodges, {kind}", "found", found[kind] / number, "", aim, f"{found[kind]} of {number}")  # fmt: skip


def facts() -> Iterator[dict[str, Any]]:
    """Facts of matching: exactly the spans that are expected."""
    right, cases = 0, list(read("evasion/match-facts.jsonl"))
    for case in cases:
        words: dict[str, Any] = {"except": case["allowed"]}
        words["any"] = [phrase for phrase in case["forbidden"] if not phrase.startswith("@")]
        if len(words["any"]) < len(case["forbidden"]):
            words["entity"] = "contact_number"
        hits = banning(**words).recognise(case["text"], "agent").hits
        right += {case["text"][h.start : h.end] for h in hits} == set(case["expect_spans"])
    yield row("facts of matching", "right", right / len(cases), "", ">= 1", f"{right} of {len(cases)}")  # fmt: skip


def clean() -> dict[str, Any]:
    """Hits that only the further ways of writing bring, on messages that dodge nothing."""
    program = load_program(HANDBOOK)
    full = program.language
    labels = Labels.model_validate(program.enforced["wording"]["labels"])
    learnt = Learnt.model_validate(program.enforced["wording"].get("learnt", {}))
    plain = Language.compile(
        [_without(clause) for clause in full.clauses],
        labels.labels,
        Acts(),
        parts=labels.parts,
        tables=learnt.tables,
    )
    known = {recogniser.name for recogniser in plain.recognisers}
    messages = extra = 0
    for name in CLEAN:
        for talk in read(f"{name}/dialogues.jsonl"):
            for turn in talk["turns"]:
                messages += 1
                seen = {h for h in full.recognise(turn["text"], turn["role"]).hits if h.matcher in known}  # fmt: skip
                extra += len(seen - set(plain.recognise(turn["text"], turn["role"]).hits))
    return row("clean messages", "hits added by seeing through dodges", extra / messages, "", "<= 0.0002", f"{extra} on {messages}")  # fmt: skip


def _without(clause: LanguageClause) -> LanguageClause:
    """The clause with every further way of writing switched off."""
    switched = dict.fromkeys(EXTRA, False)
    block: Mapping[str, Any] = clause.utterance.model_dump(by_alias=True, exclude_defaults=True)
    bans = {
        key: {**block[key], "evasion": switched}
        for key in ("must_not", "not_until")
        if key in block
    }
    return LanguageClause(
        clause.id, clause.title, clause.severity, Utterance.model_validate({**block, **bans})
    )


def variants() -> dict[str, Any]:
    """Runs of three characters of the simplified text, looked for in the traditional one."""
    found = asked = 0
    for case in read("zh-variants/opencc.jsonl"):
        for direction, other in case["expect"].items():
            simple, written = (
                (other, case["input"]) if direction.endswith("2s") else (case["input"], other)
            )
            if not direction.endswith("2s") and not direction.startswith("s2"):
                continue
            if len(simple) != len(written):
                continue  # words were exchanged, not characters
            places = [
                at
                for at in range(len(simple) - GRAM + 1)
                if all("\u4e00" <= c <= "\u9fff" for c in simple[at : at + GRAM])
            ]
            if not places:
                continue
            grams = sorted({simple[at : at + GRAM] for at in places})
            hits = banning(any=grams).recognise(written, "agent").hits
            asked += len(places)
            found += sum(any(h.start <= at and at + GRAM <= h.end for h in hits) for at in places)
    return row("traditional text", "simplified phrases found", found / asked, "", ">= 0.95", f"{found} of {asked} runs of {GRAM} characters")  # fmt: skip


def run() -> list[dict[str, Any]]:
    """The rows of this benchmark; none, and a word about it, without the reference data."""
    if not (DATA / "evasion").exists():
        print("evasion: no reference data, nothing measured", file=sys.stderr)
        return []
    return [*cloaked(), *facts(), variants(), clean()]
