"""Tries the examples of a handbook: every sentence, every story (``handbook test``)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shouwen.clauses.frame import Clause, Scenario
from shouwen.handbook.book import Chapter, Handbook
from shouwen.handbook.program import Program
from shouwen.handbook.wordlinks import language_clauses
from shouwen.measures.story import BadStory, Outcome, Played, offset, play
from shouwen.source import Place
from shouwen.wording import Language, UtteranceExamples
from shouwen.wording.examples import facts_of, turns_of
from shouwen.wording.turns import Finding

OUTCOME_WORDS = {
    "kept": "守",
    "broken": "违",
    "excused": "免",
    "unobserved": "未观察",
    None: "还没有判定",
}
EXPECTABLE = (
    "clause",
    "outcome",
    "due",
    "opened",
    "closed",
    "warned",
    "told",
    "attribution",
    "parts",
)
"""What a story may say of a row that it expects."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One example that was tried. ``what`` is empty where it did what it says, else Chinese."""

    clause: str
    example: str
    place: Place
    what: str = ""

    @property
    def passed(self) -> bool:
        """Whether the example did what it says."""
        return not self.what


def try_handbook(handbook: Handbook, only: str | None = None) -> Iterator[Trial]:
    """Try all examples in reading order; ``only``: those of one clause."""
    program = Program.compile(handbook)
    language = unconditional_language(handbook)
    for clause in handbook.clauses:
        if only is None or clause.id == only:
            yield from try_clause(clause, program, language, handbook)


def unconditional_language(handbook: Handbook) -> Language:
    """The language of a handbook, every clause holding whatever the facts: an example sentence
    stands for a conversation to which its clause applies."""
    return Language.compile(
        language_clauses(handbook),
        handbook.labels.labels,
        handbook.acts,
        parts=handbook.labels.parts,
        tables=handbook.learnt.tables,
        edition=handbook.edition,
    )


def try_clause(
    clause: Clause, program: Program, language: Language, handbook: Handbook
) -> Iterator[Trial]:
    """Try the examples of one clause, as ``program`` and ``language`` judge them."""
    examples = clause.examples
    if isinstance(examples, UtteranceExamples):
        for side, sentences in (("breaks", examples.breaks), ("keeps", examples.keeps)):
            for index, sentence in enumerate(sentences):
                place = handbook.place(clause.id, "examples", side, index)
                shown = sentence if isinstance(sentence, str) else " / ".join(sentence)
                what = _try_sentence(clause, sentence, side == "breaks", language, program.code)
                yield Trial(clause.id, shown, place, what)
        return
    for index, scenario in enumerate(examples):
        place = handbook.place(clause.id, "examples", index)
        yield Trial(clause.id, scenario.title, place, _try_story(clause, scenario, program))


def _try_sentence(
    clause: Clause, sentence: str | list[str], breaks: bool, language: Language, code: str
) -> str:
    name = f"{code}:{clause.id}"
    turns = turns_of(language, sentence, clause.block.speaker)
    facts = facts_of(sentence)
    afterwards = _of(name, language.judge(turns, closed=True, facts=facts))
    live: list[Finding] = []
    for last in range(len(turns)):
        live += _of(name, language.judge(turns[: last + 1], only_last=True, facts=facts))
    live += _of(name, language.judge(turns, closed=True, only_last=True, facts=facts))
    if sorted(map(_key, live)) != sorted(map(_key, afterwards)):
        return "写的时候和事后查的结果不一样"
    proposes = clause.block.proposes is not None
    if breaks and not afterwards:
        return "应当提议，却没有提议" if proposes else "应判为违，却没有发现"
    if not breaks and afterwards:
        found = afterwards[0]
        return "不该提议，却提议了" if proposes else f"应判为守，却判为违（{found.message}）"
    return ""


def _of(clause: str, findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.clause == clause and f.outcome == "broken"]


def _key(finding: Finding) -> tuple[int, tuple[int, int], str]:
    return (finding.turn, finding.span or (-1, -1), finding.message)


def _try_story(clause: Clause, scenario: Scenario, program: Program) -> str:
    try:
        played = play(program, scenario)
        return _compare(clause, scenario, played, set(program.clauses), program.code)
    except BadStory as bad:
        return f"{bad.what}。{bad.remedy}"


def _compare(clause: Clause, scenario: Scenario, played: Played, known: set[str], code: str) -> str:
    """Empty where exactly the expected rows came of the clauses that are named."""
    expected: dict[str, list[Mapping[str, Any]]] = {clause.id: []}
    for row in scenario.expect:
        identity = str(row.get("clause", clause.id)).removeprefix(f"{code}:")
        if f"{code}:{identity}" not in known:
            return f"没有条款 {identity}"
        expected.setdefault(identity, []).append(row)
    complaints = []
    for identity, rows in expected.items():
        got = played.of(identity)
        if len(rows) != len(got):
            shown = "；".join(_shown(outcome, played) for outcome in got) or "什么也没有"
            complaints.append(f"{identity} 应有 {len(rows)} 项，得到 {len(got)} 项（{shown}）")
            continue
        if not _matched(rows, got, played):
            shown = "；".join(_shown(outcome, played) for outcome in got)
            complaints.append(f"{identity} 应是 {_wanted(rows)}，得到 {shown}")
    return "；".join(complaints)


def _matched(rows: list[Mapping[str, Any]], got: list[Outcome], played: Played) -> bool:
    """Whether each expected row has a row of its own, in any order."""
    if not rows:
        return True
    first, rest = rows[0], rows[1:]
    return any(
        _fits(first, outcome, played) and _matched(rest, got[:index] + got[index + 1 :], played)
        for index, outcome in enumerate(got)
    )


def _fits(row: Mapping[str, Any], outcome: Outcome, played: Played) -> bool:
    for key, wanted in row.items():
        if key == "clause":
            continue
        actual: Any = getattr(outcome, key)
        if key in ("due", "opened", "closed") and wanted is not None:
            wanted = played.start + offset(str(wanted))
        elif key == "warned":
            wanted = [played.start + offset(str(each)) for each in wanted]
        elif key == "told":
            wanted = {to: played.start + offset(str(at)) for to, at in wanted.items()}
        if actual != wanted:
            return False
    return True


def _wanted(rows: list[Mapping[str, Any]]) -> str:
    return "；".join(
        " ".join(
            OUTCOME_WORDS.get(value, str(value)) if key == "outcome" else f"{key} {value}"
            for key, value in row.items()
            if key != "clause"
        )
        for row in rows
    )


def _shown(outcome: Outcome, played: Played) -> str:
    words = [OUTCOME_WORDS.get(outcome.outcome, str(outcome.outcome))]
    if outcome.due is not None:
        words.append(f"due {played.written(outcome.due)}")
    if outcome.closed is not None:
        words.append(f"closed {played.written(outcome.closed)}")
    if outcome.warned:
        words.append("warned " + "、".join(played.written(at) for at in outcome.warned))
    if outcome.told:
        words.append(
            "told " + "、".join(f"{to} {played.written(at)}" for to, at in outcome.told.items())
        )
    if outcome.attribution:
        words.append(outcome.attribution)
    if outcome.reason:
        words.append(f"（{outcome.reason}）")
    return " ".join(words)


def with_clauses(handbook: Handbook, clauses: Iterable[Clause]) -> Handbook:
    """The same handbook with only these clauses, each in its chapter; the edition's name is kept."""
    kept = {clause.id: clause for clause in clauses}
    chapters = tuple(
        Chapter(c.number, c.title, tuple(kept[one.id] for one in c.clauses if one.id in kept))
        for c in handbook.chapters
    )
    return replace(handbook, chapters=chapters)
