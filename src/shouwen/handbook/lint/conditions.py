"""Conditions: facts that exist, values that they can have, and conditions that can hold at all."""

from collections.abc import Mapping

from shouwen.clauses.conditions import Compare, Condition
from shouwen.clauses.frame import Clause
from shouwen.events.catalogue import INTENTS, fields_of, known_facts
from shouwen.events.shape import Field
from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.lint.notes import Notes
from shouwen.handbook.lint.overlap import overlap
from shouwen.handbook.lint.values import misfit
from shouwen.source import instead_of

type Path = tuple[str | int, ...]


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:  # noqa: ARG001
    """Check ``applies`` and ``when`` of all clauses, and the facts that gates require."""
    facts = dict(known_facts())
    for clause in handbook.clauses:
        for key, conditions in (("applies", clause.applies), ("when", clause.when)):
            for fact, condition in conditions.items():
                _check_one(handbook, clause, (key, fact), fact, condition, facts, notes)
        for fact in clause.applies.keys() & clause.when.keys():
            if not overlap({fact: clause.applies[fact]}, {fact: clause.when[fact]}):
                notes.errors.add(
                    handbook.nodes[clause.id].key_place_of("when", fact),
                    f"applies 和 when 对 {fact} 的要求互相矛盾，这一条永远用不上",
                    "请只留一处",
                )
        _check_required_facts(handbook, clause, facts, notes)


def _check_required_facts(
    handbook: Handbook, clause: Clause, facts: Mapping[str, Field], notes: Notes
) -> None:
    if clause.gate is None or clause.id in notes.unread:
        return
    event = INTENTS[clause.gate.before].name
    known = {**facts, **fields_of(event)}
    for index, requirement in enumerate(clause.gate.requires):
        for fact, condition in (requirement.fact or {}).items():
            path: Path = ("gate", "requires", index, "fact", fact)
            _check_one(handbook, clause, path, fact, condition, known, notes)


def _check_one(
    handbook: Handbook,
    clause: Clause,
    path: Path,
    fact: str,
    condition: Condition,
    facts: Mapping[str, Field],
    notes: Notes,
) -> None:
    node = handbook.nodes[clause.id]
    field = facts.get(fact)
    if fact in handbook.settings.facts:
        return
    if field is None:
        remedy = f"{instead_of(fact, facts)}；公司自己的事实请先在 settings.facts 里说明"
        notes.errors.add(node.key_place_of(*path), f"没有“{fact}”这个事实", remedy)
        return
    if isinstance(condition, Compare):
        _check_compare(handbook, clause, path, field, condition, notes)
        return
    values = condition if isinstance(condition, list) else [condition]
    for index, value in enumerate(values):
        place = node.place_of(*path, index) if isinstance(condition, list) else node.place_of(*path)
        if wrong := misfit(field, value):
            notes.errors.add(place, *wrong)
        elif (
            fact == "channel"
            and (channels := handbook.settings.channels)
            and value not in channels
            # A shared handbook speaks of channels that not every company has.
            and handbook.folder.holds(place)
        ):
            notes.errors.add(
                place,
                f"settings.channels 里没有“{value}”这个渠道",
                instead_of(str(value), channels),
            )


def _check_compare(
    handbook: Handbook, clause: Clause, path: Path, field: Field, compare: Compare, notes: Notes
) -> None:
    node = handbook.nodes[clause.id]
    bounds = (compare.above, compare.at_least, compare.below, compare.at_most)
    if any(bound is not None for bound in bounds) and field.type not in (
        "integer",
        "number",
        "instant",
    ):
        notes.errors.add(
            node.place_of(*path),
            f"{field.name}（{field.title}）不是数字，不能比大小",
            "请直接写它的值，或用 not",
        )
        return
    refused = compare.not_ if isinstance(compare.not_, list) else [compare.not_]
    for value in refused:
        if value is not None and (wrong := misfit(field, value)):
            notes.errors.add(node.place_of(*path, "not"), *wrong)
    if not overlap({field.name: compare}, {field.name: compare}):
        notes.errors.add(node.place_of(*path), "上限低于下限，这个条件永远不成立", "请改正数字")
