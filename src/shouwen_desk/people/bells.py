"""Ringing bells: a line for each person, once a person and source."""

from __future__ import annotations

from collections.abc import Iterable

from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.events import Event
from shouwen.handbook.program import Program
from shouwen.measures.ladder import Step, step_of
from shouwen_desk.ledger import live

from .models import Notification, Person
from .queries import names

KEEPERS = ("manager", "admin")
"""Who keeps the handbook: the roles that hold ``handbook.edit``."""
LONGEST = 240


def ring(people: Iterable[Person], source: str, **line: str | int) -> None:
    """Put a line under the bell of each of them."""
    for person in people:
        Notification.objects.get_or_create(person=person, source=source, defaults=line)
        live.touch(f"person:{person.pk}", why="notification")


def step_taken(program: Program, event: Event, presser: str) -> str:
    """Tell whoever keeps the handbook that a clause became quieter or louder; answers that line.

    ``event``: the ``strength.lowered`` or ``strength.raised``, in whose transaction this runs.
    ``presser``: id of the person whose press it was; their page tells them, so their bell does not.
    """
    step = step_of(event)
    text = _in_words(step, program.clauses[step.clause].title)
    keepers = Person.objects.filter(role__in=KEEPERS, is_active=True).exclude(pk=presser)
    ring(
        keepers.order_by("pk"),
        event.id,
        level="step",
        text=text,
        clause=step.clause,
        edition=program.edition,
        at=event.at,
    )
    return text


def _in_words(step: Step, title: str) -> str:
    number = step.clause.rpartition(":")[2]
    title = title.replace("“", "‘").replace("”", "’")
    before, after = SEVERITY_WORDS[step.before], SEVERITY_WORDS[step.after]
    if step.down:
        return (
            f"{number}“{title}”从“{before}”回落到“{after}”："
            f"提示 {step.fired} 次，其中异议 {step.objections} 句。"
        )[:LONGEST]
    who = names([step.actor.partition(":")[2]])
    by = next(iter(who.values()), "")
    return f"{by}把 {number}“{title}”从“{before}”升到“{after}”：{step.reason}"[:LONGEST]
