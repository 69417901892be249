"""Whether the examples of a clause hold it in place (``handbook test --mutate``).

A clause is *held* if an example fails when the clause is taken out, and when any number in it
moves by one, up or down. Only then does it count for the rows of requirements that it covers:
a clause that can change without a test noticing is a promise that nobody checks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from shouwen.clauses.frame import Clause
from shouwen.handbook.book import Handbook
from shouwen.handbook.program import Program
from shouwen.measures.trials import try_clause, unconditional_language, with_clauses
from shouwen.wording import Acts, Labels, UtteranceExamples
from shouwen.wording.likeness.tables import Learnt

type Path = tuple[str | int, ...]

_SPAN_KEYS = frozenset({"within", "every", "after", "warn", "offset", "grace", "reply_within"})
_NUMBER_KEYS = frozenset(
    {"above", "at_least", "below", "at_most", "moves_at_most", "within_turns", "not"}
)
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change that the examples must notice. ``what``: Chinese; ``noticed``: whether one did."""

    clause: str
    what: str
    noticed: bool


def mutants(handbook: Handbook, clause: Clause) -> Iterator[Mutant]:
    """Take the clause out, then move each of its numbers, and see whether an example fails."""
    yield Mutant(clause.id, "删去整条", _notices(handbook, clause, None))
    written: dict[str, Any] = clause.model_dump(mode="json", by_alias=True, exclude_unset=True)
    for path, moved in _moves(written, clause.kind):
        changed = _with(written, path, moved)
        changed.pop("examples", None)
        where = ".".join(str(step) for step in path)
        what = f"{where}：{_at(written, path)} 改成 {moved}"
        try:
            mutant = Clause.model_validate(changed).model_copy(update={"examples": clause.examples})
        except ValidationError:
            continue  # a number that the schema itself holds in place
        yield Mutant(clause.id, what, _notices(handbook, clause, mutant))


def _notices(handbook: Handbook, clause: Clause, mutant: Clause | None) -> bool:
    """Whether an example of ``clause`` fails with ``mutant`` (or nothing) in its place."""
    kept = [
        mutant if one.id == clause.id else one
        for one in _concerned(handbook, clause)
        if mutant is not None or one.id != clause.id
    ]
    changed = with_clauses(handbook, [one for one in kept if one is not None])
    if mutant is None and clause.kind == "utterance":
        # Without the clause nothing can be found: every sentence that should break it passes.
        examples = clause.examples
        return isinstance(examples, UtteranceExamples) and bool(examples.breaks)
    if not _hears_words(clause):
        changed = replace(changed, labels=Labels(), acts=Acts(), learnt=Learnt())
    program = Program.compile(changed)
    language = unconditional_language(changed) if clause.kind == "utterance" else program.language
    return any(not trial.passed for trial in try_clause(clause, program, language, handbook))


def _hears_words(clause: Clause) -> bool:
    """Whether an example of the clause has words in it; without any no label need be compiled."""
    if isinstance(clause.examples, UtteranceExamples):
        return True
    return any("text" in event for scenario in clause.examples for event in scenario.events)


def _concerned(handbook: Handbook, clause: Clause) -> list[Clause]:
    """The clause and those that its scenarios or requirements speak of."""
    named = {clause.id}
    if not isinstance(clause.examples, UtteranceExamples):
        for scenario in clause.examples:
            named |= {
                str(row.get("clause", "")).removeprefix(f"{handbook.code}:")
                for row in scenario.expect
            }
    if clause.gate is not None:
        forms = {requirement.register_ for requirement in clause.gate.requires}
        measures = {requirement.kept for requirement in clause.gate.requires}
        for one in handbook.clauses:
            if one.register_ is not None and one.register_.name in forms:
                named.add(one.id)
            if one.clock is not None and one.clock.measures in measures:
                named.add(one.id)
    return [one for one in handbook.clauses if one.id in named]


def _moves(written: dict[str, Any], kind: str) -> Iterator[tuple[Path, Any]]:
    """Every number of the clause and what it becomes: one more, one less."""
    for key in ("applies", "when", kind):
        if key in written:
            yield from _moves_below(written[key], (key,), key in ("applies", "when"))


def _moves_below(data: Any, path: Path, facts: bool) -> Iterator[tuple[Path, Any]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "table" and isinstance(value, dict):
                for row, span in value.items():
                    if row != "fact":
                        yield from _spans(span, (*path, key, row))
            elif key in _SPAN_KEYS and isinstance(value, str):
                yield from _spans(value, (*path, key))
            elif key in _SPAN_KEYS and isinstance(value, list):
                for index, each in enumerate(value):
                    if isinstance(each, str):
                        yield from _spans(each, (*path, key, index))
            elif facts or key in _NUMBER_KEYS or isinstance(value, int):
                yield from _numbers(value, (*path, key))
                yield from _moves_below(value, (*path, key), facts)
            else:
                yield from _moves_below(value, (*path, key), facts)
    elif isinstance(data, list):
        for index, each in enumerate(data):
            if facts:
                yield from _numbers(each, (*path, index))
            yield from _moves_below(each, (*path, index), facts)


def _numbers(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value + 1
        yield path, value - 1


def _spans(text: str, path: Path) -> Iterator[tuple[Path, Any]]:
    """A duration with its first number moved; a number of one goes up only, nought is no span."""
    found = _NUMBER.search(text)
    if found is None:
        return
    number = int(found.group())
    for moved in (number + 1, number - 1):
        if moved > 0:
            yield path, f"{text[: found.start()]}{moved}{text[found.end() :]}"


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _with(data: Any, path: Path, value: Any) -> Any:
    """``data`` with ``value`` at ``path``; what is above the place is copied, the rest shared."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        assert isinstance(step, int)
        return [_with(each, rest, value) if i == step else each for i, each in enumerate(data)]
    return {**data, step: _with(data[step], rest, value)}


def held(handbook: Handbook, clause: Clause) -> bool:
    """Whether every mutant of the clause is noticed."""
    return all(mutant.noticed for mutant in mutants(handbook, clause))
