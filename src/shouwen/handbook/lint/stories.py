"""Scenarios: events that exist, times that can be read, rows that can be expected."""

import re

from shouwen.clauses.frame import Clause, Scenario
from shouwen.events import BadInstant, parse_instant
from shouwen.events.catalogue import KINDS, fields_of
from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.lint.notes import Notes, bare_id
from shouwen.source import MappingNode, Node, ScalarNode, instead_of, shown
from shouwen.wording import UtteranceExamples

ENVELOPE = ("at", "kind", "actor", "at_source", "subjects", "text")
"""Keys of a scenario's event that are not of its payload."""

EXPECTABLE = (
    "clause", "outcome", "due", "opened", "closed", "warned", "told", "attribution", "parts",
)  # fmt: skip
"""What a scenario may say of a row that it expects."""

OUTCOMES = ("kept", "broken", "excused", "unobserved")
_OFFSET = re.compile(r"\+(0|([0-9]+\s*(天|小时|时|分钟|分|秒)\s*)+)")


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:  # noqa: ARG001
    """Check that every clause that needs scenarios has some, and that they can be played."""
    for clause in handbook.clauses:
        if clause.kind == "utterance":
            continue
        node = handbook.nodes[clause.id]
        if isinstance(clause.examples, UtteranceExamples):
            notes.errors.add(
                node.key_place_of("examples"),
                "breaks 和 keeps 只用于用语条款",
                "请写几段情景：- title: …，events: […]，expect: […]",
            )
            continue
        if not clause.examples:
            notes.errors.add(
                node.head,
                f"{bare_id(clause.id)} 没有例子",
                "请补上 examples，每段写 title、events 和 expect",
            )
        for index, scenario in enumerate(clause.examples):
            story = node.find("examples", index)
            assert isinstance(story, MappingNode)
            _check_story(handbook, clause, scenario, story, notes)


def _check_story(
    handbook: Handbook, clause: Clause, scenario: Scenario, node: MappingNode, notes: Notes
) -> None:
    for key in ("start", "until"):
        value = node.get(key)
        if isinstance(value, ScalarNode):
            _check_time(value, notes, relative=key == "until")
    for index, raw in enumerate(scenario.events):
        event = node.find("events", index)
        assert isinstance(event, MappingNode)
        _check_event(event, str(raw.get("kind", "")), notes)
    known = {c.id for c in handbook.clauses}
    for index, row in enumerate(scenario.expect):
        expected = node.find("expect", index)
        assert isinstance(expected, MappingNode)
        expected.refuse_unknown_keys(EXPECTABLE, notes.errors)
        identity = str(row.get("clause", clause.id)).removeprefix(f"{handbook.code}:")
        if identity not in known:
            notes.errors.add(
                expected.place_of("clause"),
                f"没有条款 {shown(identity)}",
                instead_of(identity, known),
            )
        outcome = row.get("outcome")
        if outcome is not None and outcome not in OUTCOMES:
            notes.errors.add(
                expected.place_of("outcome"),
                f"“{shown(str(outcome))}”不是一种判定",
                instead_of(str(outcome), OUTCOMES),
            )
        for key in ("due", "opened", "closed"):
            value = expected.get(key)
            if isinstance(value, ScalarNode) and value.value is not None:
                _check_time(value, notes, relative=True)


def _check_event(event: MappingNode, kind: str, notes: Notes) -> None:
    known = KINDS.get(kind)
    if known is None:
        place = event.place_of("kind")
        if "kind" not in event:
            notes.errors.add(event.place, "没有写是哪种事件", "请补上 kind，如 kind: case.opened")
        else:
            notes.errors.add(place, f"没有“{shown(kind)}”这种事件", instead_of(kind, KINDS))
        return
    fields = fields_of(kind)
    event.refuse_unknown_keys([*ENVELOPE, *fields], notes.errors)
    for field in known.fields:
        filled_in = field.name == "message"
        if field.required and field.name not in event and not filled_in:
            notes.errors.add(
                event.place,
                f"{kind}（{known.title}）缺少 {field.name}（{field.title}）",
                f"请补上 {field.name}",
            )
    at = event.get("at")
    if isinstance(at, ScalarNode):
        _check_time(at, notes, relative=True)
    for field in known.fields:
        value: Node | None = event.get(field.name)
        if field.type == "instant" and isinstance(value, ScalarNode):
            _check_time(value, notes, relative=True)


def _check_time(value: ScalarNode, notes: Notes, *, relative: bool) -> None:
    if relative and _OFFSET.fullmatch(value.text.strip()):
        return
    try:
        parse_instant(value.text.strip().replace(" ", "T", 1))
    except BadInstant:
        example = "+30分、+1小时59分59秒 或 2026-10-14 09:00" if relative else "2026-10-14 09:00"
        notes.errors.add(value.place, f"“{shown(value.text)}”不是时间", f"请写成 {example} 这样")
