"""A paper of a case: what was filled in by hand, and what steps of the case filled by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shouwen_desk.ledger import texts
from shouwen_desk.registers.models import Entry
from shouwen_desk.registers.queries import Filled, newest

from ..models import QUESTIONS

if TYPE_CHECKING:
    from shouwen.clauses.patterns import Patterns
    from shouwen.clauses.register.schema import Register

# Steps that carry words, and the field under which their entries keep them.
_STEP_FIELDS = {"case.solution_issued": "solution", "followup.done": "text"}


def paper(case_id: str, register: Register) -> dict[str, Filled]:
    """The present value of each field of a register by the field's name; two statements.

    A field that says ``filled_when`` a question was recorded or a solution issued takes the words
    of that step, unless somebody wrote into it later.
    """
    sources = {
        (step, place): field.name
        for field in register.fields
        for step, place in _steps(field.filled_when)
    }
    names = {register.name, *(step for step, _ in sources)}
    rows = list(Entry.objects.filter(case_id=case_id, register__in=names).order_by("id"))
    words = texts.read(row.digest for row in rows)
    found: dict[str, Filled] = {}
    for row in rows:
        own = row.register == register.name
        name = row.field if own else sources.get((row.register, row.field))
        if name is None:
            continue
        value = newest([row], words)[row.field]
        times = found[name].times + 1 if name in found else 1
        found[name] = Filled(name, value.text, value.by, value.at, times)
    return found


def question_fields(register: Register) -> dict[str, str]:
    """The fields that a recorded question fills, each with its question."""
    return {
        field.name: place
        for field in register.fields
        for step, place in _steps(field.filled_when)
        if step == "question.recorded" and place in QUESTIONS
    }


def _steps(patterns: Patterns | None) -> list[tuple[str, str]]:
    found = []
    for one in patterns if isinstance(patterns, list) else [patterns]:
        kind = one if isinstance(one, str) else getattr(one, "event", "")
        if kind in _STEP_FIELDS:
            found.append((kind, _STEP_FIELDS[kind]))
        elif kind == "question.recorded" and one is not None and not isinstance(one, str):
            asked = one.tests.get("question")
            found += [(kind, str(q)) for q in (asked if isinstance(asked, list) else [asked])]
    return found
