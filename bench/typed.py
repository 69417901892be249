"""Real dialogues typed character by character: `python -m bench.typed [dialogues of each set]`.

Not a timing and no part of `make bench`. Every message of the agents is written one character after
the other, with the live check after each, and sent; what the check said of the whole draft must be
what `shouwen check` finds afterwards, of all that is settled at send, and nothing typed on the way
may leave a trace (DESIGN law 3).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from shouwen.handbook import load_program
from shouwen.wording import Finding, Language, Turn

from .language_accuracy import DATA

HANDBOOK = "enterprise"
SETS = ("weibo-helpdesk", "crosswoz-desk")
FACTS = {"channel": "chat"}
PERSON = "P1"

Row = tuple[int, str, str, tuple[int, int] | None]


def dialogues(most: int | None = None) -> Iterator[list[dict[str, Any]]]:
    """The turns of each dialogue of both sets, `most` of each."""
    for name in SETS:
        with Path(DATA / name / "dialogues.jsonl").open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                if most is not None and number >= most:
                    break
                yield json.loads(line)["turns"]


def differences(language: Language, said: Iterable[dict[str, Any]]) -> tuple[int, list[str]]:
    """How many drafts were checked, and the messages of which live and afterwards differ."""
    turns: list[Turn] = []
    drafts, sent, live = 0, [], set[Row]()
    for one in said:
        role, text = one["role"], one["text"]
        if role not in ("agent", "customer"):
            continue
        by = PERSON if role == "agent" else None
        checked: list[Finding] = []
        ends = range(1, len(text) + 1) or (0,)  # some recorded messages are empty
        for end in ends if role == "agent" else ():
            draft = Turn.of(language.recognise(text[:end], role), role, by)
            checked = language.judge([*turns, draft], only_last=True, facts=FACTS)
            drafts += 1
        turns.append(Turn.of(language.recognise(text, role), role, by))
        sent.append(text)
        if role == "agent":
            live |= {_row(finding) for finding in checked if finding.settled == "send"}
    after = {
        _row(finding)
        for finding in language.judge(turns, closed=True, facts=FACTS)
        if finding.settled == "send" and turns[finding.turn].role == "agent"
    }
    return drafts, [f"{sent[row[0]]!r}: {row[1:]}" for row in sorted(live ^ after, key=str)]


def _row(finding: Finding) -> Row:
    return (finding.turn, finding.clause, finding.outcome, finding.span)


if __name__ == "__main__":
    language = load_program(HANDBOOK).language
    checked = talks = 0
    differing: list[str] = []
    for talk in dialogues(int(sys.argv[1]) if len(sys.argv) > 1 else None):
        number, found = differences(language, talk)
        checked, talks = checked + number, talks + 1
        differing += found
    for each in differing[:20]:
        print(each)
    print(f"{talks} dialogues, {checked} drafts checked, {len(differing)} findings that differ")
    sys.exit(bool(differing))
