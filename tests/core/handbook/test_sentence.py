"""The parameters of a clause in one plain sentence."""

from io import StringIO
from typing import get_args

import pytest
from ruamel.yaml import YAML

from shouwen.clauses.frame import Clause
from shouwen.handbook import load_handbook, plain_sentence
from shouwen.wording.schema import Proposal
from tools.reference.shown import SHOWN

FRAME = {"id": "1.1", "title": "标题", "text": "正文", "per": "case"}


def _clause(kind: str, block: dict[str, object], **more: object) -> Clause:
    return Clause.model_validate({**FRAME, "kind": kind, kind: block, **more})


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            {
                "within": "30 分钟",
                "basis": "wall",
                "warn": ["10 分钟"],
                "breach": [{"tell": "leader"}],
            },
            "立单起 自然时间 30 分钟内，答复；剩 10 分钟提醒一次；超时报班组长。",
        ),
        ({"within": "3 个工作日"}, "立单起 3 个工作日内，答复。"),
        (
            {"within": "2 小时", "pauses": ["等客户"]},
            "立单起 服务时间 2 小时内，答复；等客户时不走。",
        ),
        (
            {"every": "1 小时", "until": "case.solved"},
            "立单起每 服务时间 1 小时之内，直到解决，答复。",
        ),
        (
            {"within": {"table": {"fact": "level", "1": "30 分钟", "2": "2 小时"}}},
            "立单起按级别（1 为 30 分钟，2 为 2 小时）之内，答复。",
        ),
    ],
)
def test_clocks(block: dict[str, object], said: str) -> None:
    clock = {
        "measures": "x",
        "act": "答复",
        "starts": "case.opened",
        "stops": "message.sent",
        **block,
    }
    assert plain_sentence(_clause("clock", clock)) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"level": 1}, "限级别是一级："),
        ({"level": [1, 2], "urgent": False}, "限级别是一级或二级，不紧急："),
        ({"channel": ["chat", "phone", "email"]}, "限渠道是chat、phone或email："),
        ({"rings": {"above": 3}}, "限铃声超过 3："),
        ({"type": {"not": "complaint"}}, "限类型不是投诉："),
    ],
)
def test_conditions(when: dict[str, object], said: str) -> None:
    gate = {
        "before": "case.close",
        "requires": [{"say": "还差", "act": "tell", "happened": "case.result_told"}],
    }
    clause = _clause("gate", gate, when=when)
    assert plain_sentence(clause) == said + "结案以前须有：告知结果；没有例外。"


SAYS = {
    "not_until": {"until": ["empathy", "apology"], "any": ["规定"]},
    "must_not": {"patterns": ["不归.管"]},
    "combine": {
        "broken_if": {
            "and": [
                {"said": {"any": ["故障"]}},
                {"not": {"and": [{"said": {"any": ["马上"]}}, {"said": {"any": ["抱歉"]}}]}},
                {"not": {"or": [{"said": {"any": ["请"]}}, {"not": {"said": {"any": ["喂"]}}}]}},
            ]
        }
    },
}


COMBINED = "每一条里客服的话里有“故障”，又没有同时有“马上”，以及“抱歉”，又没有“请”，又有“喂”，就算违；强度：观察。"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("not_until", "没有“empathy”或“apology”在先，客服的话里不能有“规定”；强度：观察。"),
        ("must_not", "客服的话里不能有条款列出的那种说法；强度：观察。"),
        ("combine", COMBINED),
    ],
)
def test_utterances_read_like_chinese(key: str, said: str) -> None:
    clause = _clause("utterance", {"speaker": "agent", key: SAYS[key]}, per="message")
    assert plain_sentence(clause) == said


def test_what_is_judged_as_an_answer_is_said() -> None:
    form = {"until": "apology", "any": ["规定"], "answers": "complaint", "through": ["clarify"]}
    utterance = {"speaker": "agent", "not_until": form}
    said = plain_sentence(_clause("utterance", utterance, per="message"))
    assert said.startswith(
        "对方刚说的是“complaint”（隔着客服的“clarify”也算）时，没有“apology”在先"
    )


def test_no_shipped_sentence_reads_like_a_formula() -> None:
    for code in ("enterprise", "service-language"):
        handbook, _ = load_handbook(code)
        assert handbook is not None
        said = "\n".join(plain_sentence(clause, handbook) for clause in handbook.clauses)
        for machine in ("并非", "””", "““", "不说 ", "（name）", "不说“说"):
            assert machine not in said


def test_every_shipped_clause_has_a_sentence() -> None:
    handbook, _ = load_handbook("enterprise")
    assert handbook is not None
    for clause in handbook.clauses:
        said = plain_sentence(clause, handbook)
        assert said.endswith("。")
        assert "None" not in said
        assert "  " not in said


@pytest.mark.parametrize("key", sorted(SHOWN))
def test_every_operator_is_said_in_words(key: str) -> None:
    """An operator without words would leave a clause that nobody can read."""
    for shown in SHOWN[key]:
        block = YAML(typ="safe").load(StringIO(shown.yaml))
        clause = _clause("utterance", {"speaker": "agent", **block}, per="conversation")
        sentence = plain_sentence(clause)
        assert len(sentence) > len("；强度：提。") + 4, sentence
        assert "；；" not in sentence
        assert not sentence.startswith("；")


@pytest.mark.parametrize("act", get_args(Proposal.model_fields["act"].annotation))
def test_every_proposal_is_said_in_words(act: str) -> None:
    proposes = {"act": act} | ({"type": "repair"} if act == "set_type" else {})
    block = {"speaker": "customer", "must_not": {"any": ["坏了"]}, "proposes": proposes}
    sentence = plain_sentence(_clause("utterance", block, per="message"))
    assert sentence.startswith("客户的话里有“坏了”，就提议")
    assert sentence.endswith("，由人定；不判守违。")


def test_a_proposal_says_what_comes_before_and_what_does_not_count() -> None:
    must_not = {"any": ["好的"], "except": ["好的吧"], "unless": "asks", "unless_answering": "asks"}
    block = {
        "speaker": "customer",
        "only_after": "spoke",
        "must_not": must_not,
        "proposes": {"act": "mark_solved"},
    }
    assert plain_sentence(_clause("utterance", block, per="message")) == (
        "“spoke”之后，客户的话里有“好的”（1 种例外、同一句里有“asks”、接着“asks”回答的不算），"
        "就提议记为已解决，由人定；不判守违。"
    )
