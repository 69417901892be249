"""A handbook as people read it: chapters, text, parameters in one sentence, why, examples."""

from typing import Any

from shouwen.clauses.frame import Clause
from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.handbook.book import Handbook
from shouwen.handbook.sentence import KIND_WORDS, plain_sentence
from shouwen.measures.coverage import without_producer
from shouwen.wording import UtteranceExamples


def as_text(handbook: Handbook, only: str | None = None) -> str:
    """The manual as plain text, or one clause of it with its examples."""
    if only is not None:
        return "\n".join(_clause_lines(handbook, handbook.clause(only), examples=True))
    control = handbook.control
    signed = (
        f"编制 {control.prepared_by}  审核 {control.reviewed_by}  批准 {control.approved_by}"
        f"  {control.effective_from} 生效  {control.review_by} 前复审"
    )
    lines = [
        f"{control.title}  {control.edition} 版  {control.document}",
        signed,
        f"版的指纹 {handbook.edition}",
    ]
    if len(handbook.line) > 1:
        lines.append("沿用 " + " → ".join(handbook.line))
    for chapter in handbook.chapters:
        lines += ["", f"第 {chapter.number} 章  {chapter.title}"]
        for clause in chapter.clauses:
            lines += ["", *_clause_lines(handbook, clause, examples=False)]
    for omitted in handbook.omitted:
        lines += ["", f"{omitted.id}  不用：{omitted.reason}"]
    return "\n".join(lines)


def _clause_lines(handbook: Handbook, clause: Clause, *, examples: bool) -> list[str]:
    lines = [
        f"{clause.id}  {clause.title}  [{KIND_WORDS[clause.kind]}]",
        f"    {clause.text}",
        f"    {plain_sentence(clause, handbook)}",
    ]
    if clause.why:
        lines.append(f"    为什么：{clause.why}")
    if clause.covers:
        lines.append(f"    对应：{'、'.join(clause.covers)}")
    lacking = without_producer(clause)
    if lacking:
        lines.append(f"    未观察：{'、'.join(lacking)} 还没有来处")
    if examples:
        lines += [f"    {line}" for line in _example_lines(clause)]
    return lines


def _example_lines(clause: Clause) -> list[str]:
    if not isinstance(clause.examples, UtteranceExamples):
        return [f"情景：{scenario.title}" for scenario in clause.examples]
    # What listens to customers judges nobody.
    found, left = ("提议", "不提议") if clause.block.proposes is not None else ("违", "守")
    marked = [(found, example) for example in clause.examples.breaks]
    marked += [(left, example) for example in clause.examples.keeps]
    return [f"{word}：{e if isinstance(e, str) else ' / '.join(e)}" for word, e in marked]


def as_rows(handbook: Handbook, only: str | None = None) -> dict[str, Any]:
    """The same as JSON data."""
    control = handbook.control
    return {
        "code": handbook.code,
        "title": control.title,
        "number": control.edition,
        "edition": handbook.edition,
        "document": control.document,
        "effective_from": control.effective_from,
        "review_by": control.review_by,
        "line": list(handbook.line),
        "chapters": [
            {
                "number": chapter.number,
                "title": chapter.title,
                "clauses": [
                    _clause_row(handbook, clause)
                    for clause in chapter.clauses
                    if only in (None, clause.id)
                ],
            }
            for chapter in handbook.chapters
            if only is None or any(clause.id == only for clause in chapter.clauses)
        ],
        "omitted": [{"id": o.id, "reason": o.reason} for o in handbook.omitted],
    }


def _clause_row(handbook: Handbook, clause: Clause) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": clause.id,
        "title": clause.title,
        "kind": clause.kind,
        "text": clause.text,
        "sentence": plain_sentence(clause, handbook),
        "why": clause.why,
        "covers": list(clause.covers),
        "unobserved": without_producer(clause),
    }
    if clause.kind == "utterance":
        row["strength"] = SEVERITY_WORDS[clause.severity]
    return row
