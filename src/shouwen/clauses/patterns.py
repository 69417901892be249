"""Patterns of events: ``case.opened``, ``{event: message.sent, by: person, act: [answer]}``, lists.

Keys other than ``event``, ``label`` and ``fact`` test the payload; the catalogue knows which there
are. ``label`` asks whether a recogniser of the handbook hit in the message; ``fact`` tests what
the state knows. A list matches when one of its members does.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import ConfigDict, Field, model_validator

from shouwen.clauses.block import Block, Text
from shouwen.clauses.conditions import Compiled, Condition, Test, Truth, compile_test
from shouwen.events import Event
from shouwen.events.catalogue import KINDS, fields_of
from shouwen.source import Wrong, instead_of


class EventPattern(Block):
    """One kind of event with tests on what it carries."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Condition]

    event: str = Field(title="事件", examples=["message.sent"])
    label: str | list[str] | None = Field(None, title="认出的词句")
    fact: dict[str, Condition] | None = Field(None, title="事实")

    @model_validator(mode="after")
    def _known(self) -> Self:
        known_kind(self.event, ("event",))
        fields = fields_of(self.event)
        for name, condition in self.tests.items():
            field = fields.get(name)
            if field is None:
                raise Wrong(
                    f"{self.event} 里没有“{name}”这一项",
                    instead_of(name, [*fields, "label", "fact"]),
                    (name,),
                )
            values = condition if isinstance(condition, list) else [condition]
            for value in values:
                if field.values and isinstance(value, str) and value not in field.values:
                    raise Wrong(f"{name} 不会是“{value}”", instead_of(value, field.values), (name,))
        if self.label is not None and "hits" not in fields:
            raise Wrong(
                f"{self.event} 不是消息，认不出词句",
                "label 只用于 message.sent 和 message.received",
                ("label",),
            )
        return self

    @property
    def tests(self) -> dict[str, Condition]:
        """The tests on the payload, by field."""
        return self.__pydantic_extra__ or {}


def known_kind(name: str, path: tuple[str | int, ...] = ()) -> str:
    """Refuse a kind of event that the catalogue does not have."""
    if name not in KINDS:
        raise Wrong(f"没有“{name}”这种事件", instead_of(name, KINDS), path)
    return name


type Pattern = str | EventPattern
type Patterns = Pattern | list[Pattern]


class Part(Block):
    """One of several things that are owed together."""

    title: Text = Field(title="名称", examples=["问题细节"])
    any: Patterns = Field(title="任一事件")

    @model_validator(mode="after")
    def _known(self) -> Self:
        check_patterns(self.any, ("any",))
        return self


class Parts(Block):
    """``{all: [{title, any: […]}, …]}``: kept when every part is done; 2 of 3 is shown as such."""

    all: list[Part] = Field(title="每一样都要", min_length=1)


def check_patterns(patterns: Patterns | None, path: tuple[str | int, ...] = ()) -> None:
    """Refuse unknown kinds among plain names; mappings check themselves."""
    if isinstance(patterns, str):
        known_kind(patterns, path)
    elif isinstance(patterns, list):
        if not patterns:
            raise Wrong("这里没有写事件", "请写一种事件，如 message.sent", path)
        for index, one in enumerate(patterns):
            if isinstance(one, str):
                known_kind(one, (*path, index))


def kinds_in(*patterns: Patterns | Parts | None) -> frozenset[str]:
    """The kinds of event that patterns look for."""
    return frozenset(one.event for group in patterns for one in _flat(group))


def labels_in(*patterns: Patterns | Parts | None) -> frozenset[str]:
    """The recognisers that patterns ask for."""
    return frozenset(
        label
        for group in patterns
        for one in _flat(group)
        for label in ([one.label] if isinstance(one.label, str) else one.label or [])
    )


def _flat(patterns: Patterns | Parts | None) -> Iterable[EventPattern]:
    if patterns is None:
        return
    if isinstance(patterns, Parts):
        for part in patterns.all:
            yield from _flat(part.any)
    elif isinstance(patterns, list):
        for one in patterns:
            yield from _flat(one)
    else:
        yield (
            EventPattern.model_validate({"event": patterns})
            if isinstance(patterns, str)
            else patterns
        )


class _One:
    """A compiled pattern of one kind of event."""

    __slots__ = ("facts", "labels", "tests")

    def __init__(self, pattern: EventPattern) -> None:
        self.tests: tuple[tuple[str, Test], ...] = tuple(
            (name, compile_test(condition)) for name, condition in pattern.tests.items()
        )
        labels = pattern.label
        self.labels = frozenset([labels] if isinstance(labels, str) else labels or ())
        self.facts = Compiled(pattern.fact)

    def matches(
        self, payload: Mapping[str, Any], facts: Mapping[str, Any], defaults: Mapping[str, Any]
    ) -> Truth:
        unknown = False
        for name, test in self.tests:
            value = payload.get(name)
            truth = None if value is None else test(value)
            if truth is False:
                return False
            unknown = unknown or truth is None
        if self.labels:
            hits = payload.get("hits")
            if hits is None:
                unknown = True
            elif not any(hit[0] in self.labels for hit in hits):
                return False
        if self.facts:
            truth = self.facts.holds(facts, defaults)
            if truth is False:
                return False
            unknown = unknown or truth is None
        return None if unknown else True


class Matcher:
    """Compiled patterns; ``kinds`` are the kinds of event that can match at all."""

    __slots__ = ("_by_kind", "kinds")

    def __init__(self, patterns: Patterns | None) -> None:
        by_kind: dict[str, list[_One]] = {}
        for one in _flat(patterns):
            by_kind.setdefault(one.event, []).append(_One(one))
        self._by_kind = {kind: tuple(ones) for kind, ones in by_kind.items()}
        self.kinds = frozenset(by_kind)

    def __bool__(self) -> bool:
        return bool(self._by_kind)

    def matches(self, event: Event, facts: Mapping[str, Any], defaults: Mapping[str, Any]) -> Truth:
        """True if a member matches, else unknown if one might, else false."""
        ones = self._by_kind.get(event.kind)
        if ones is None:
            return False
        unknown = False
        for one in ones:
            truth = one.matches(event.payload, facts, defaults)
            if truth:
                return True
            unknown = unknown or truth is None
        return None if unknown else False
