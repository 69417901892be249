"""A clause that something would have had to happen for is not kept where nothing did."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.wording.samples import language, talk

PROMISE = {"promise": {"any": ["回您"]}}
ECHO = {"echo": {"of": ["phone"], "recap": {"any": ["跟您核对"]}}}
RECAP = {"recap": {"of": ["date", "phone"], "farewell": "farewell"}}
NAMED = {"addresses": {"fact": "name"}}
FAULT = {
    "combine": {
        "broken_if": {
            "and": [
                {"said": {"any": ["故障"]}},
                {"not": {"and": [{"said": {"any": ["分钟"]}}, {"said": {"any": ["抱歉"]}}]}},
            ]
        }
    }
}
OWED = {"combine": {"kept_if": {"or": [{"not": {"said": {"any": ["故障"]}}}, {"said": {"any": ["抱歉"]}}]}}}  # fmt: skip
BANNED = {"combine": {"broken_if": {"or": [{"said": {"any": ["甲"]}}, {"said": {"any": ["乙"]}}]}}}
MUST = {"combine": {"kept_if": {"said": {"any": ["您好"]}}}}
WHOLE = {"combine": {**FAULT["combine"], "of": "conversation"}}


def outcomes(utterance: dict[str, object], *said: tuple[str, str], **facts: Any) -> list[Any]:
    lang = language({"9.1": utterance})
    findings = lang.judge(talk(lang, *said), closed=True, everything=True, facts=facts)
    return [(finding.turn, finding.outcome) for finding in findings]


A, C = "agent", "customer"


def test_what_a_message_without_a_word_keeps_is_not_earned() -> None:
    """A ban and a length say 守 of 哈哈 too; what something has to be said for does not."""
    clauses: dict[str, dict[str, object]] = {
        "1.1": {"must_not": {"any": ["不归我管"]}},
        "1.2": {"length": {"at_most": 60}},
        "1.3": BANNED,
        "1.4": OWED,
        "1.5": FAULT,
        "1.6": MUST,
        "1.7": PROMISE,
        "1.8": ECHO,
        "1.9": RECAP,
        "1.10": {"must_first": {"any": ["您好"]}},
        "1.11": {"must": {"any": ["您好"]}, "must_not": {"any": ["不归我管"]}},
        "1.12": {"not_until": {"any": ["换货"], "until": ["apology"]}},
    }
    earned = {name.partition(":")[2] for name in language(clauses).earned}
    assert earned == {"1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.12"}


@pytest.mark.parametrize(
    ("utterance", "said", "expected"),
    [
        (PROMISE, [(A, "好的"), (A, "明天回您"), (A, "我回您")], [(1, "kept"), (2, "broken")]),
        (PROMISE, [(C, "你们回您")], []),
        (ECHO, [(C, "在吗"), (A, "跟您核对一下，在的")], []),
        (ECHO, [(C, "我的电话13800001234"), (A, "跟您核对13800001234")], [(1, "kept")]),
        (ECHO, [(C, "我的电话13800001234"), (A, "好的")], [(1, "broken")]),
        (RECAP, [(C, "在吗"), (A, "在的，再见")], []),
        (RECAP, [(C, "电话13800001234"), (A, "记下了，13800001234，再见")], [(1, "kept")]),
        (RECAP, [(C, "电话13800001234"), (A, "记下了，再见")], [(1, "broken")]),
        (FAULT, [(A, "好的"), (A, "抱歉，十分钟")], []),
        (FAULT, [(A, "出故障了，抱歉"), (A, "故障十分钟好，抱歉")], [(0, "broken"), (1, "kept")]),
        (OWED, [(A, "好的"), (A, "抱歉"), (A, "故障"), (A, "故障，抱歉")], [(2, "broken"), (3, "kept")]),
        (WHOLE, [(A, "好的"), (A, "抱歉，十分钟")], []),
        (WHOLE, [(A, "出故障了"), (A, "抱歉，十分钟")], [(1, "kept")]),
        # what is never allowed is kept by every message, what is always owed by those that have it
        (BANNED, [(A, "好的"), (A, "乙")], [(0, "kept"), (1, "broken")]),
        (MUST, [(A, "您好"), (A, "好的")], [(0, "kept"), (1, "broken")]),
    ],
)  # fmt: skip
def test_only_what_came_up_is_kept(
    utterance: dict[str, object], said: list[tuple[str, str]], expected: list[Any]
) -> None:
    assert outcomes(utterance, *said) == expected


def test_a_later_message_that_calls_nobody_by_name_says_nothing() -> None:
    said = [(A, "周先生您好"), (A, "马上办"), (A, "王先生，办好了")]
    assert outcomes(NAMED, *said, name="周航") == [(0, "kept"), (2, "broken")]
