"""Many conversations at once come to what each comes to alone, however little is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.check import conversations
from shouwen.cli.conversations import Conversation, conversation_of
from shouwen.handbook import load_program
from shouwen.wording import Acts, Finding, Label, Language, Turn
from shouwen.wording.entities import ENTITIES
from shouwen.wording.inspection import inspected
from tests.core.wording.native.test_batching import MORE, TABLES
from tests.core.wording.samples import ACTS, CLAUSES, FRAGMENTS, LABELS, ROLES, clause


class Said(NamedTuple):
    role: str
    by: str | None
    text: str
    at: int | None
    until: int | None = None


@dataclass(frozen=True)
class Talk:
    turns: list[Said]
    facts: Mapping[str, object] = field(default_factory=dict)
    open: bool = False


FURTHER = {
    "3.1": {"must_not": {"entity": ["phone"]}, "only_after": "complaint"},
    "3.2": {"echo": {"of": ["number", "date"], "recap": {"any": ["复述"]}}},
    "3.3": {"absence": {"entity": "duration", "after": "complaint"}},
    "3.4": {"not_until": {"label": "explanation", "until": "empathy"}},
    "3.5": {"must_not": {"entity": [*ENTITIES]}},
    "3.6": {"near": {"words": {"any": ["不行"]}, "to": {"entity": "date"}, "within": 6}},
    "3.7": {"recap": {"of": ["date", "number", "detail"], "farewell": "farewell"}},
}


def in_a_chat(facts: Mapping[str, object]) -> bool | None:
    channel = facts.get("channel")
    return None if channel is None else channel == "chat"


def made(*, fast: bool | None = None) -> Language:
    grim = {name: {"learnt": True, "speaker": "agent"} for name in ("grim", "glum")}
    return Language.compile(
        [clause(number, utterance) for number, utterance in {**CLAUSES, **MORE}.items()]
        + [
            clause(number, utterance, condition=in_a_chat, reads=frozenset({"channel"}))
            for number, utterance in FURTHER.items()
        ],
        {name: Label.model_validate(label) for name, label in {**LABELS, **grim}.items()},
        Acts.model_validate(ACTS),
        tables=TABLES,
        fast=fast,
    )


FAST, PLAIN, LOOPS = made(), made(fast=False), made()
LOOPS.expect_many(now=True)
MANY = [Talk([Said("agent", None, f"您好{number}", None) for number in range(70)])]

PIECES = [
    *FRAGMENTS,
    "布知道",
    "13800001234",
    "明天下午3点",
    "两箱",
    "3 天",
    "复述",
    "祝您生活愉快",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
SAID = st.builds(
    Said,
    ROLES,
    st.sampled_from([None, "P1", "P2"]),
    TEXTS,
    st.none() | st.integers(0, 90_000_000),
)
FACTS = st.sampled_from([{}, {"channel": "chat"}, {"channel": "mail"}])
TALKS = st.lists(st.builds(Talk, st.lists(SAID, max_size=8), FACTS, st.booleans()), max_size=4)


def alone(language: Language, talk: Talk | Conversation, *, everything: bool) -> list[Finding]:
    turns = [
        Turn.of(language.recognise(said.text, said.role), said.role, said.by, said.at, said.until)
        for said in talk.turns
    ]
    return language.judge(turns, closed=not talk.open, everything=everything, facts=talk.facts)


@settings(max_examples=200)
@given(TALKS, st.booleans())
@pytest.mark.parametrize("language", [FAST, PLAIN, LOOPS], ids=["fast", "plain", "loops"])
def test_together_as_alone(language: Language, talks: list[Talk], everything: bool) -> None:
    language.forget()
    found = [f for _, f in inspected(language, [*talks, *MANY], everything=everything)]
    assert found[:-1] == [alone(FAST, talk, everything=everything) for talk in talks]


@settings(max_examples=50)
@given(TALKS)
def test_with_all_hits_the_turns_are_whole(talks: list[Talk]) -> None:
    turns = [said for said, _ in inspected(FAST, talks, all_hits=True)]
    assert [[turn.hits for turn in said] for said in turns] == [
        [FAST.recognise(said.text, said.role).hits for said in talk.turns] for talk in talks
    ]


def test_what_is_slow_waits_for_a_reason() -> None:
    """Details are looked for where somebody says goodbye, and only there."""
    wish = Said("customer", None, "订单1234567，要两箱", None)
    quiet = Talk([wish, Said("agent", None, "好的", None)])
    ending = Talk([*quiet.turns, Said("agent", None, "祝您生活愉快", None)])
    language = made()
    names = language.wanted({"channel": "mail"}, everything=False)
    assert "entity:number" in names.near  # 2.2 asks for it of every message of a customer
    assert "entity:detail" in names.far - names.near
    assert names.later >= {"farewell"}
    mail = {"channel": "mail"}
    talks = [Talk(quiet.turns, mail), Talk(ending.turns, mail)]
    calm, close = [turns for turns, _ in inspected(language, talks)]
    slow = [hit.matcher for hit in language.recognise(wish.text, wish.role).hits]
    assert "entity:detail" in slow
    assert "entity:detail" in {hit.matcher for hit in close[0].hits}
    assert "entity:detail" not in {hit.matcher for hit in calm[0].hits}
    assert "entity:number" in {hit.matcher for hit in calm[0].hits}
    assert {turn.act for turn in close} == {""}  # nobody asks for acts
    found = [[f.clause for f in findings] for _, findings in inspected(language, talks)]
    assert "HXZY:2.3" in found[1]
    assert "HXZY:2.3" not in found[0]


@pytest.mark.slow
def test_the_shipped_handbook_together_as_alone() -> None:
    language = load_program("enterprise").language
    talks = [conversation_of(row) for row in conversations(1_500, seed=3)]
    for everything in (False, True):
        found = [f for _, f in inspected(language, talks, everything=everything)]
        assert found == [alone(language, talk, everything=everything) for talk in talks]
