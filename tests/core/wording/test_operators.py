"""Each operator: what breaks it, what keeps it, and when it is settled."""

import pytest
from pydantic import ValidationError

from shouwen.wording import Utterance
from tests.core.wording.samples import language, talk

type Said = tuple[str, str] | tuple[str, str, int] | tuple[str, str, int, str]


def found(
    utterance: dict[str, object], *said: Said, closed: bool = True, everything: bool = False
) -> list[tuple[object, ...]]:
    """`(turn, outcome, span, settled)` of one clause."""
    lang = language({"9.1": utterance})
    findings = lang.judge(talk(lang, *said), closed=closed, everything=everything)
    return [(f.turn, f.outcome, f.span, f.settled) for f in findings]


BAN: dict[str, object] = {
    "must_not": {
        "any": ["不知道", "不行", "av"],
        "patterns": ["不是我.{0,4}的事"],
        "except": ["不知道您", "如果.{0,6}不行"],
        "unless_quoting": True,
    }
}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("不知道", [(0, 3)]),
        ("这个我不知道，真的不行", [(3, 6), (9, 11)]),
        ("不知道您方便吗", []),
        ("如果重启还是不行，请告诉我", []),
        ("您说“不知道怎么办”，我来教您", []),
        ("您刚才说不知道密码，可以重置", []),
        ("骗子常说「不行」二字", []),
        ("我不知道您说的是哪个，不知道", [(11, 14)]),
        ("不 知 道", [(0, 5)]),
        ("这个不 行", []),
        ("不\u200b行", [(0, 3)]),
        ("這個我不知道", [(3, 6)]),
        ("这不是我们部门的事", [(1, 9)]),
        ("I have a plan", []),
        ("ＡＶ", [(0, 2)]),
        ("😀😀不知道", [(2, 5)]),
    ],
)
def test_must_not(text: str, spans: list[tuple[int, int]]) -> None:
    assert found(BAN, ("agent", text)) == [(0, "broken", span, "send") for span in spans]


def test_must_not_speaks_of_its_speaker_only() -> None:
    assert found(BAN, ("customer", "不知道"), ("bot", "不知道"), ("system", "不知道")) == []
    assert found(BAN, ("agent", "好的"), ("agent", "不行"), everything=True) == [
        (0, "kept", None, "send"),
        (1, "broken", (0, 2), "send"),
    ]


ACCEPTS: dict[str, object] = {
    "speaker": "customer",
    "must_not": {"any": ["好的"], "unless_answering": ["anything_else", "explanation"]},
}


@pytest.mark.parametrize(
    ("said", "turns"),
    [
        ([("agent", "因为要查"), ("customer", "好的，三五七")], []),
        ([("agent", "明天就发"), ("customer", "好的")], [1]),
        # All that was said since the customer's last message was answered, in one or more messages.
        ([("agent", "因为要查"), ("agent", "麻烦了"), ("customer", "三五七"), ("customer", "好的")], []),
        ([("agent", "因为要查"), ("customer", "三五七"), ("agent", "明天就发"), ("customer", "好的")], [3]),
        ([("agent", "因为要查"), ("system", "已接入"), ("customer", "好的")], []),
        ([("customer", "因为要查"), ("agent", "明天就发"), ("customer", "好的")], [2]),
        ([("customer", "好的")], [0]),
    ],
)  # fmt: skip
def test_must_not_leaves_an_answer_alone(said: list[Said], turns: list[int]) -> None:
    assert [turn for turn, *_ in found(ACCEPTS, *said)] == turns


def test_a_bot_speaks_for_the_agents_side() -> None:
    ours: dict[str, object] = {"must_not": {"any": ["好的"], "unless_answering": ["complaint"]}}
    wants = ("customer", "我要投诉")
    said: list[Said] = [wants, ("agent", "嗯"), ("bot", "稍等"), ("agent", "好的")]
    assert found(ours, *said) == []
    said = [wants, ("bot", "稍等"), ("customer", "在吗"), ("agent", "好的")]
    assert found(ours, *said) == [(3, "broken", (0, 2), "send")]


def test_must_not_narrows_a_label() -> None:
    narrowed = {"must_not": {"label": "explanation", "except": ["因为您"]}}
    assert found(narrowed, ("agent", "因为您说得对")) == []
    assert found(narrowed, ("agent", "按照规定")) == [(0, "broken", (0, 4), "send")]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("按照规定，再见", []),
        ("按照规定" + "，您看" * 30 + "，再见", []),  # behind it at any distance
        ("再见" + "一二三四五六七八九十" + "按照规定", []),
        ("再见" + "一二三四五六七八九十一" + "按照规定", [(13, 17)]),
    ],
)
def test_what_makes_words_good_stands_behind_them_or_close_before(
    text: str, spans: list[tuple[int, int]]
) -> None:
    made_good = {"must_not": {"label": "explanation", "unless": "farewell"}}
    assert found(made_good, ("agent", text)) == [(0, "broken", span, "send") for span in spans]


def test_must_first_counts_per_person_unless_it_says_conversation() -> None:
    said: list[Said] = [
        ("bot", "您好"),
        ("customer", "在吗"),
        ("agent", "在的", 1, "P1"),
        ("agent", "您好", 2, "P1"),
        ("agent", "您好，我来接手", 3, "P2"),
        ("agent", "请讲", 4, "P3"),
    ]
    assert found({"must_first": {"label": "greeting"}}, *said, closed=False) == [
        (2, "broken", None, "send"),
        (5, "broken", None, "send"),
    ]
    assert found({"must_first": {"label": "greeting", "of": "conversation"}}, *said) == [
        (2, "broken", None, "send")
    ]


def test_must_last_waits_for_the_close() -> None:
    last = {"must": {"label": "farewell", "position": "last"}}
    assert found(last, ("agent", "再见"), ("agent", "还有一件事"), closed=False) == []
    assert found(last, ("agent", "再见"), ("agent", "还有一件事")) == [(1, "broken", None, "close")]
    assert found(last, ("agent", "好"), ("agent", "再见"), ("customer", "嗯"), everything=True) == [
        (1, "kept", (0, 2), "close")
    ]
    assert found(last, ("customer", "在吗")) == []


def test_must_any_of_a_person_or_the_conversation() -> None:
    said: list[Said] = [("agent", "工号 1", 0, "P1"), ("agent", "请讲", 1, "P2")]
    assert found({"must": {"any": ["工号"]}}, *said) == []
    assert found({"must": {"any": ["工号"], "of": "person"}}, *said) == [
        (1, "broken", None, "close")
    ]


def test_must_before_farewell_looks_back_only() -> None:
    asked = {"must": {"label": "anything_else", "position": "before_farewell"}}
    assert found(asked, ("agent", "再见"), closed=False) == [(0, "broken", None, "send")]
    assert found(asked, ("agent", "还有什么需要吗"), ("customer", "没有"), ("agent", "再见")) == []
    assert found(asked, ("agent", "还有什么需要吗？没有的话，再见")) == []
    assert found(asked, ("agent", "再见。还有什么需要吗")) == [(0, "broken", None, "send")]
    assert found(asked, ("agent", "好的")) == []


def test_order_only_where_the_later_thing_is_said() -> None:
    order = {"order": ["empathy", "explanation"], "only_after": "complaint"}
    assert found(order, ("agent", "因为下雨")) == []
    assert found(order, ("customer", "我要投诉"), ("agent", "因为下雨")) == [
        (1, "broken", (0, 2), "send")
    ]
    assert found(order, ("customer", "投诉"), ("agent", "理解您的心情，因为下雨")) == []
    assert found(order, ("customer", "投诉"), ("agent", "因为下雨，理解您的心情")) == [
        (1, "broken", (0, 2), "send")
    ]
    assert found(order, ("customer", "投诉"), ("agent", "理解您的心情")) == []


def test_absence_within_turns_or_by_the_close() -> None:
    soon = {"absence": {"label": "apology", "after": "complaint", "within_turns": 2}}
    assert (
        found(soon, ("agent", "您好"), ("customer", "投诉"), ("agent", "请讲"), closed=False) == []
    )
    assert found(soon, ("customer", "投诉"), ("agent", "请讲"), ("agent", "嗯"), closed=False) == [
        (2, "broken", None, "turn")
    ]
    assert found(soon, ("customer", "投诉"), ("agent", "请讲")) == [(1, "broken", None, "close")]
    assert found(soon, ("customer", "投诉"), ("agent", "请讲"), ("agent", "抱歉")) == []
    ever = {"absence": {"label": "apology", "after": "complaint"}}
    assert found(ever, ("customer", "投诉"), *[("agent", "嗯")] * 5, closed=False) == []
    assert found(ever, ("customer", "投诉"), *[("agent", "嗯")] * 5) == [
        (5, "broken", None, "close")
    ]
    assert found(ever, ("customer", "投诉")) == []


def test_reply_within_counts_from_the_first_unanswered() -> None:
    quick = {"reply_within": "20 秒"}
    assert (
        found(quick, ("customer", "在吗", 0), ("customer", "人呢", 15), ("agent", "在", 20)) == []
    )
    assert found(quick, ("customer", "在吗", 0), ("customer", "人呢", 15), ("agent", "在", 21)) == [
        (2, "broken", None, "send")
    ]
    assert found(quick, ("customer", "在吗"), ("agent", "在", 99), everything=True) == [
        (1, "unobserved", None, "send")
    ]
    assert found(quick, ("customer", "在吗", 50), ("agent", "在", 40), everything=True) == [
        (1, "unobserved", None, "send")
    ]
    assert found(quick, ("agent", "您好", 0), ("agent", "在吗", 99)) == []


def test_length_counts_code_points_without_outer_blanks() -> None:
    assert found({"length": {"at_most": 3}}, ("agent", "  好的😀 ")) == []
    assert found({"length": {"at_most": 3}}, ("agent", "好的呢亲")) == [(0, "broken", None, "send")]
    assert found({"length": {"at_least": 2}}, ("agent", "好")) == [(0, "broken", None, "send")]


@pytest.mark.parametrize(
    "utterance",
    [
        {},
        {"speaker": "agent"},
        {"must_not": {}},
        {"must_not": {"any": [" "]}},
        {"must_not": {"any": ["\u200b"]}},
        {"must_not": {"any": ["不"], "patern": ["不"]}},
        {"must_not": {"patterns": ["(a+)+"]}},
        {"must": {"any": ["不"], "position": "middle"}},
        {"order": ["empathy"]},
        {"order": ["empathy", "empathy"]},
        {"reply_within": "很快"},
        {"reply_within": "0 秒"},
        {"reply_within": "3 天"},
        {"length": {}},
        {"length": {"at_most": 0}},
        {"length": {"at_most": 2, "at_least": 5}},
        {"absence": {"any": ["好"], "within_turns": 0}},
        {"speaker": "boss", "must_not": {"any": ["不"]}},
        {"not_until": {"any": ["不"], "until": "apology", "through": "clarify"}},
    ],
)
def test_refused_blocks(utterance: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Utterance.model_validate(utterance)


FIRST: dict[str, object] = {
    "first_say": {
        "label": "apology",
        "after": ["complaint"],
        "not_after": "glad",
        "before": ["explanation"],
    }
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("agent", "因为下雨")], []),
        ([("customer", "太差了"), ("agent", "对不起，因为下雨"), ("agent", "因为雪")], []),
        ([("agent", "对不起"), ("customer", "太差了"), ("agent", "因为下雨")], []),
        (
            [("customer", "太差了"), ("agent", "因为下雨，对不起"), ("agent", "因为雪")],
            [(1, "broken", (0, 2), "send")],
        ),
        (
            [("customer", "太差了"), ("agent", "请讲"), ("agent", "好的"), ("agent", "对不起")],
            [(1, "broken", None, "send")],
        ),
        (  # blamed again only where it is called for again
            [
                ("customer", "太差了"),
                ("agent", "请讲"),
                ("customer", "尾号3306"),
                ("agent", "好的"),
                ("customer", "太差了"),
                ("customer", "太差了"),
                ("agent", "查到了"),
                ("agent", "好的"),
            ],
            [(1, "broken", None, "send"), (6, "broken", None, "send")],
        ),
        ([("customer", "太差了，谢谢"), ("agent", "请讲")], []),
        ([("agent", "请讲"), ("customer", "太差了")], []),
    ],
)
def test_first_say(said: list[Said], expected: list[tuple[object, ...]]) -> None:
    assert found(FIRST, *said) == expected


UNTIL: dict[str, object] = {
    "not_until": {"label": "explanation", "until": ["apology", "empathy"], "unless": "farewell"}
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("agent", "因为下雨")], [(0, "broken", (0, 2), "send")]),
        ([("agent", "对不起，因为下雨")], []),
        ([("agent", "因为下雨，对不起")], [(0, "broken", (0, 2), "send")]),
        (
            [
                ("agent", "因为下雨"),
                ("agent", "按照规定"),
                ("agent", "让您着急了"),
                ("agent", "因为雪"),
            ],
            [(0, "broken", (0, 2), "send"), (1, "broken", (0, 4), "send")],
        ),
        ([("customer", "对不起"), ("agent", "因为下雨")], [(1, "broken", (0, 2), "send")]),
        ([("agent", "再见，因为下雨")], []),
        ([("agent", "好的")], []),
    ],
)
def test_not_until(said: list[Said], expected: list[tuple[object, ...]]) -> None:
    assert found(UNTIL, *said) == expected


ANSWERING: dict[str, object] = {
    "not_until": {"label": "explanation", "until": "apology", "answers": ["complaint"]}
}


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        ([("customer", "我要投诉"), ("agent", "因为下雨")], [1]),
        ([("agent", "因为下雨")], []),
        ([("customer", "在吗"), ("agent", "因为下雨")], []),
        # said in one breath with others, and answered in several messages
        ([("customer", "投诉"), ("customer", "在吗"), ("agent", "因为雪")], [2]),
        ([("customer", "投诉"), ("agent", "因为雪"), ("agent", "按照规定")], [1, 2]),
        ([("customer", "投诉"), ("system", "转接"), ("agent", "因为雪")], [2]),
        # answered, and something else asked since
        ([("customer", "投诉"), ("agent", "好的"), ("customer", "在吗"), ("agent", "因为雪")], []),
        ([("customer", "投诉"), ("agent", "对不起，因为雪")], []),
        # what we ourselves call a complaint calls for nothing
        ([("customer", "在吗"), ("agent", "您要投诉"), ("agent", "因为雪")], []),
    ],
)
def test_not_until_in_an_answer(said: list[Said], broken: list[int]) -> None:
    assert [each[0] for each in found(ANSWERING, *said)] == broken


THROUGH: dict[str, object] = {
    "not_until": {
        "label": "explanation",
        "until": "apology",
        "answers": "complaint",
        "through": "farewell",
    }
}


@pytest.mark.parametrize(
    ("between", "broken"),
    [
        ([("agent", "再见"), ("customer", "在吗")], [3]),
        ([("agent", "再见"), ("customer", "在吗"), ("agent", "再见"), ("customer", "在吗")], [5]),
        ([("agent", "好的"), ("customer", "在吗")], []),
        ([("agent", "好的"), ("agent", "再见"), ("customer", "在吗")], []),
        ([("agent", "再见"), ("customer", "在吗"), ("agent", "好的"), ("customer", "在吗")], []),
    ],
)
def test_not_until_through_a_question_of_ours(between: list[Said], broken: list[int]) -> None:
    said: list[Said] = [("customer", "投诉"), *between, ("agent", "因为雪")]
    assert [each[0] for each in found(THROUGH, *said)] == broken
