"""A clause that proposes: a customer's words are noticed, nobody is judged, a replay finds the same."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from shouwen.wording.schema import Utterance
from tests.laws.workshop import Desk, program_of

WORDS = """
- id: "9.1"
  title: 客户要往外投诉
  text: 正文
  kind: utterance
  per: message
  severity: hint
  why: 早一句告诉班组长。
  utterance: {speaker: customer, proposes: {act: tell_leader}, must_not: {any: ["12315", 曝光]}}
"""


def talk() -> Desk:
    desk = Desk(program_of(WORDS))
    desk.tell("09:00", "conversation.opened", channel="chat")
    return desk


def test_it_is_noticed_once_a_message_and_judged_never() -> None:
    desk = talk()
    heard = desk.say("09:01", "再不来我打12315，再打12315，还要曝光你们", role="customer")
    desk.say("09:02", "您好，我不会曝光您的资料，也请别打12315。")
    desk.tell("09:09", "conversation.closed")
    (row,) = desk.tables.findings.values()
    assert (row.clause, row.event, row.outcome, row.state) == (
        "shop:9.1", heard.id, "noticed", "proposed",
    )  # fmt: skip
    assert row.span == (5, 10)
    assert (row.person, row.instead) == ("", "")
    assert not desk.tables.verdicts
    assert not desk.tables.tally
    assert not desk.tables.kept


def test_a_second_message_proposes_again_and_a_refold_finds_the_same_rows() -> None:
    desk = talk()
    desk.say("09:01", "我要曝光", role="customer")
    desk.say("09:03", "12315见", role="customer")
    assert len(desk.tables.findings) == 2
    (key,) = [key for key in desk.tables.states if key.startswith("conversation:")]
    assert desk.tables.fold_of(key).findings == desk.tables.findings


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"speaker": "agent", "proposes": {"act": "tell_leader"}}, "只有客户的话才能引出提议"),
        ({"proposes": {"act": "tell_leader"}, "instead": "好的"}, "不能写 instead"),
        ({"proposes": {"act": "tell_leader", "level": 1}}, "只有 raise_level 才写 level"),
        ({"proposes": {"act": "call_police"}}, "act"),
        ({"proposes": {"act": "set_type"}}, "没有写定为哪一类"),
        ({"proposes": {"act": "tell_leader", "type": "repair"}}, "只有 set_type 才写 type"),
        ({"proposes": {"act": "set_type", "type": "complaint"}}, "type"),
        ({"proposes": {"act": "raise_level", "level": 3}}, "level"),
    ],
)
def test_what_does_not_fit_a_proposal_is_refused(block: dict[str, Any], words: str) -> None:
    whole = {"speaker": "customer", "must_not": {"any": ["曝光"]}} | block
    with pytest.raises(ValidationError, match=words):
        Utterance.model_validate(whole)
