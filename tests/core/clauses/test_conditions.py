"""Conditions and patterns: three values, and unknown is never true."""

from typing import Any

import pytest
from pydantic import ValidationError

from shouwen.clauses.conditions import Compare, Compiled, Condition
from shouwen.clauses.patterns import EventPattern, Matcher
from shouwen.events import Event
from shouwen.source import Wrong


@pytest.mark.parametrize(
    ("condition", "value", "truth"),
    [
        (1, 1, True), (1, 2, False), (1, True, False), (True, 1, False), ("a", "a", True),
        ([1, 2], 2, True), (["a"], "b", False), (1, None, None), (1, "1", False),
        (Compare(above=3), 4, True), (Compare(above=3), 3, False), (Compare(above=3), "x", None),
        (Compare(above=3), True, None), (Compare(at_least=1, below=4), 3.5, True),
        (Compare(at_least=1, at_most=3), 4, False), (Compare.model_validate({"not": 3}), 3, False),
        (Compare.model_validate({"not": [1, 2]}), 3, True), (Compare.model_validate({"not": 3}), None, None),
    ],
)  # fmt: skip
def test_a_condition_is_true_false_or_unknown(
    condition: Condition, value: Any, truth: bool | None
) -> None:
    facts = {} if value is None else {"f": value}
    assert Compiled({"f": condition}).holds(facts, {}) is truth


def test_false_beats_unknown_and_unknown_beats_true() -> None:
    both = Compiled({"a": 1, "b": 2})
    assert both.holds({"a": 9}, {}) is False
    assert both.holds({"a": 1}, {}) is None
    assert both.unknown({"a": 1}, {}) == ["b"]
    assert both.holds({"a": 1}, {"b": 2}) is True
    assert both.holds({"a": 1, "b": 3}, {"b": 2}) is False
    assert Compiled(None, {}).holds({}, {}) is True


def sent(**payload: Any) -> Event:
    """A message of the desk."""
    return Event("e", "message.sent", "u", {"conversation": "V"}, "person:P", 1, payload=payload)


def matches(pattern: Any, event: Event, facts: dict[str, Any] | None = None) -> bool | None:
    one = EventPattern.model_validate(pattern) if isinstance(pattern, dict) else pattern
    return Matcher(one).matches(event, facts or {}, {})


def test_a_pattern_tests_what_the_event_carries() -> None:
    answer = {"event": "message.sent", "by": "person", "act": ["answer", "progress"]}
    assert matches(answer, sent(by="person", act="answer")) is True
    assert matches(answer, sent(by="bot", act="answer")) is False
    assert matches(answer, sent(by="person")) is None
    assert matches("case.closed", sent(by="person")) is False


def test_labels_are_looked_for_among_the_hits() -> None:
    asks = {"event": "message.sent", "label": ["asks_detail", "asks_wish"]}
    assert matches(asks, sent(hits=[["asks_wish", 0, 3]])) is True
    assert matches(asks, sent(hits=[["greeting", 0, 2]])) is False
    assert matches(asks, sent(hits=[])) is False
    assert matches(asks, sent()) is None


def test_facts_of_the_state_can_be_asked_for() -> None:
    pattern = {"event": "message.sent", "fact": {"level": 1}}
    assert matches(pattern, sent(), {"level": 1}) is True
    assert matches(pattern, sent(), {"level": 2}) is False
    assert matches(pattern, sent()) is None


@pytest.mark.parametrize(
    ("pattern", "words", "remedy"),
    [
        ({"event": "message.snet"}, "没有“message.snet”这种事件", "message.sent"),
        ({"event": "message.sent", "bye": "person"}, "message.sent 里没有“bye”这一项", "by"),
        ({"event": "message.sent", "by": "human"}, "by 不会是“human”", "person"),
        (
            {"event": "case.closed", "label": "x"},
            "case.closed 不是消息，认不出词句",
            "message.sent",
        ),
    ],
)
def test_a_pattern_that_can_never_match_is_refused(
    pattern: dict[str, Any], words: str, remedy: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        EventPattern.model_validate(pattern)
    (error,) = caught.value.errors()
    wrong = error["ctx"]["error"]
    assert isinstance(wrong, Wrong)
    assert wrong.what == words
    assert remedy in wrong.remedy
