"""Examples of a clause are judged as the desk would judge them."""

from shouwen.wording import UtteranceExamples
from shouwen.wording.examples import try_examples, turns_of
from tests.core.wording.samples import language


def test_each_example_that_does_otherwise_is_named() -> None:
    lang = language()
    examples = UtteranceExamples.model_validate(
        {
            "breaks": ["这个我不知道", "我帮您查一下", ["客户：在吗", "客服：不行"]],
            "keeps": ["您说“不知道”", ["客户：不知道", "客服：我来查"], "不清楚"],
        }
    )
    assert [(m.side, m.index) for m in try_examples(lang, "HXZY:1.1", examples)] == [
        ("breaks", 1),
        ("keeps", 2),
    ]


def test_lines_name_who_speaks() -> None:
    said = [
        "客户：在吗",
        "机器人: 您好",
        "系统：已接入",
        "客服甲：在的",
        "客服乙：您好",
        "没有名字的一句：好",
    ]
    turns = turns_of(language(), said, "agent")
    assert [(t.role, t.by) for t in turns] == [
        ("customer", None),
        ("bot", None),
        ("system", None),
        ("agent", "甲"),
        ("agent", "乙"),
        ("agent", None),
    ]


def test_examples_of_what_waits_for_the_close_are_closed() -> None:
    examples = UtteranceExamples.model_validate(
        {"breaks": [["客服：您好", "客服：没有了"]], "keeps": [["客服：您好", "客服：再见"]]}
    )
    assert try_examples(language(), "HXZY:1.4", examples) == []
