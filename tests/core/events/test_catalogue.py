"""The catalogue: complete rows, Chinese complaints, facts, its own page."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shouwen.events import BadEvent, Event
from shouwen.events.catalogue import INTENTS, KINDS, check, facts_of, known_facts, printed
from shouwen.events.shape import TYPE_TITLES
from tests.shared import ROOT


def event(kind: str = "case.opened", **more: Any) -> Event:
    """An event of case C1."""
    base = Event("e1", kind, "desk", {"case": "C1"}, "system", 10, "server", 10)
    return replace(base, **more)


def test_every_row_has_words_and_a_unique_intent() -> None:
    intents = [kind.intent for kind in KINDS.values() if kind.intent]
    assert len(intents) == len(set(intents)) == len(INTENTS)
    for kind in KINDS.values():
        assert kind.title
        assert kind.meaning.endswith("。")
        assert kind.subjects or kind.also or kind.name == "time.observed"
        names = [field.name for field in kind.fields]
        assert len(names) == len(set(names))
        assert all(field.title and field.type in TYPE_TITLES for field in kind.fields)


def test_a_fact_has_one_type_wherever_it_comes_from() -> None:
    types: dict[str, set[str]] = {}
    for kind in KINDS.values():
        for field in kind.fields:
            for name in (field.fact, field.first_fact):
                if name:
                    types.setdefault(name, set()).add(field.type)
    assert {name for name, found in types.items() if len(found) > 1} == set()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (event("case.opend"), "没有“case.opend”这种事件，是不是想写 case.opened"),
        (event(subjects={}), "case.opened（立单）的 subjects 里缺少 case"),
        (event(subjects={"case": "C1", "conversaton": "V"}), "没有“conversaton”这一种，是不是想写 conversation"),
        (event("case.typed"), "case.typed（定类）的 payload 里缺少 type（类型）"),
        (event(payload={"chanel": "chat"}), "没有“chanel”这一项，是不是想写 channel"),
        (event(payload={"urgent": "yes"}), "urgent（是否紧急）应当是是或否"),
        (event(payload={"level": True}), "level（级别（1 最急））应当是整数"),
        (event("question.recorded", payload={"question": "why"}), "只能是 detail、wish、time"),
        (event(payload={"facts": {"channel": 3}}), "里的 channel（渠道）应当是文字"),
        (event(payload={"facts": {"x": [1]}}), "里的 x 应当是文字、数、是或否"),
        (event(payload={"facts": [1]}), "应当是事实的名称到值"),
        (event(payload={"overrides": "me"}), "应当是[{clause, by, reason}, …] 的列表"),
        (event("register.entry_added", payload={"register": "单", "fields": [1]}), "应当是名称的列表"),
        (event(at=-5), "时间要在 1970 年至 2199 年之间"),
        (event(at=20, at_source="declared"), "自报的时间不能晚于登记的时间"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_the_nearest_known(wrong: Event, words: str) -> None:
    assert any(words in problem for problem in check(wrong))


def test_all_problems_come_at_once() -> None:
    data = {"kind": "case.typed", "subjects": {}, "payload": {"tipe": 1}, "at": "x", "extra": 1}
    with pytest.raises(BadEvent) as caught:
        Event.from_json(data)
    assert len(caught.value.problems) >= 6


def test_facts_come_from_fields_from_having_happened_and_from_others() -> None:
    opened = event(payload={"level": 2, "owner": "P1", "facts": {"rings": 4}})
    assert facts_of(opened) == [
        ("closed", False, False),
        ("level", 2, False),
        ("owner", "P1", False),
        ("first_asked", "P1", True),
        ("rings", 4, False),
    ]
    assert {"level", "owner", "first_asked", "solved", "visit_at"} <= set(known_facts())


def test_instants_in_a_payload_are_numbers_inside_and_text_outside() -> None:
    data = {
        "id": "e", "kind": "visit.scheduled", "unit": "u", "subjects": {"case": "C"}, "actor": "system",
        "at": "2026-10-13T09:00:00+08:00", "payload": {"visit_at": "2026-10-13T14:00:00+08:00"},
    }  # fmt: skip
    read = Event.from_json(data)
    assert read.payload["visit_at"] - read.at == 5 * 3600 * 10**6
    assert read.to_json()["payload"]["visit_at"] == "2026-10-13T06:00:00+00:00"
    assert Event.from_json(read.to_json()) == read


def test_the_page_of_the_catalogue_is_the_catalogue() -> None:
    page = Path(ROOT, "docs", "reference", "events.md").read_text(encoding="utf-8")
    assert page == printed(), "print it anew: make reference"
