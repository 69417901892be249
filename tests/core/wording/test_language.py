"""Live is afterwards, fast is plain: one answer however the turns come in and whatever they hold."""

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shouwen.wording import Acts, Finding, Language, Recognised, Turn, WordingFaults
from shouwen.wording.entities import ENTITIES
from tests.core.wording.samples import ACTS, CLAUSES, ROLES, TEXTS, clause, labels, language, talk

FAST = language(fast=True)
PLAIN = language(fast=False)

MESSAGES = st.lists(
    st.tuples(ROLES, TEXTS, st.none() | st.integers(0, 90), st.sampled_from([None, "P1", "P2"])),
    max_size=8,
)


def turns_of(lang: Language, said: list[tuple[str, str, int | None, str | None]]) -> list[Turn]:
    turns = []
    for role, text, seconds, by in said:
        at = None if seconds is None else seconds * 1_000_000
        turns.append(Turn.of(lang.recognise(text, role), role, by, at))
    return turns


def test_the_engine_is_used_where_it_is_installed() -> None:
    assert FAST.fast
    assert not PLAIN.fast


def test_the_environment_can_leave_the_engine_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWEN_MATCHER", "plain")
    assert not language().fast


@settings(max_examples=300)
@given(TEXTS, ROLES)
def test_fast_and_plain_agree(text: str, role: str) -> None:
    seen = FAST.recognise(text, role)
    assert seen == PLAIN.recognise(text, role)
    for hit in seen.hits:
        assert 0 <= hit.start < hit.end <= len(text)


FORMS = st.text(
    alphabet="0123456789一二半十百x:-/.,@ab京A年月日号点分元¥天工作小时张王先生女士?!😀[]您好微笑\n\u200b*工号:主题 ",
    max_size=60,
)
_FORMED = {
    "9.1": {"speaker": "agent", "must_not": {"entity": [*ENTITIES]}},
    "9.2": {"speaker": "agent", "echo": {"of": ["number", "date", "clock_time", "money"]}},
}
FORMED = language(_FORMED, fast=True)
FORMED_PLAIN = language(_FORMED, fast=False)


@settings(max_examples=300)
@given(FORMS, ROLES)
def test_fast_and_plain_see_the_same_forms(text: str, role: str) -> None:
    seen = FORMED.recognise(text, role)
    assert seen == FORMED_PLAIN.recognise(text, role)


@given(st.lists(st.tuples(TEXTS | st.just("\U0010ffff"), ROLES), max_size=6))
def test_many_at_once_is_the_same_as_one_by_one(messages: list[tuple[str, str]]) -> None:
    assert FAST.recognise_many(messages) == [FAST.recognise(t, r) for t, r in messages]


@settings(max_examples=200)
@given(MESSAGES, st.booleans())
def test_live_is_afterwards(
    said: list[tuple[str, str, int | None, str | None]], everything: bool
) -> None:
    """What each message settles as it is sent, and the close, is what an inspection finds."""
    turns = turns_of(FAST, said)
    live: list[Finding] = []
    for index in range(len(turns)):
        live += FAST.judge(turns[: index + 1], only_last=True, everything=everything)
    assert _sorted(live) == _sorted(FAST.judge(turns, everything=everything))
    closing = FAST.judge(turns, closed=True, only_last=True, everything=everything)
    assert all(finding.settled == "close" for finding in closing)
    whole = FAST.judge(turns, closed=True, everything=everything)
    if not everything:  # `everything` says one good word a turn and clause, counted over all
        assert _sorted(live + closing) == _sorted(whole)


@settings(max_examples=100)
@given(MESSAGES, TEXTS)
def test_typing_character_by_character_ends_where_the_check_ends(
    said: list[tuple[str, str, int | None, str | None]], draft: str
) -> None:
    turns = turns_of(FAST, said)
    shown: list[Finding] = []
    for end in range(len(draft) + 1):
        typed = Turn.of(FAST.recognise(draft[:end], "agent"), "agent", "P1", None)
        shown = FAST.judge([*turns, typed], only_last=True)
    afterwards = FAST.judge(turns_of(FAST, [*said, ("agent", draft, None, "P1")]), closed=True)
    last = len(turns)
    assert _sorted(shown) == _sorted(
        f for f in afterwards if f.turn == last and f.settled != "close"
    )


@given(MESSAGES)
def test_turns_without_words_are_enough(
    said: list[tuple[str, str, int | None, str | None]],
) -> None:
    """What an event stores, written and read again as JSON, gives the same findings."""
    turns = turns_of(FAST, said)
    again = [Turn.from_json(json.loads(json.dumps(turn.to_json()))) for turn in turns]
    assert again == turns
    for role, text, _, _ in said:
        seen = FAST.recognise(text, role)
        assert Recognised.from_json(json.loads(json.dumps(seen.to_json()))) == seen


def _sorted(findings: object) -> list[Finding]:
    return sorted(findings, key=lambda f: (f.turn, f.clause, f.span or (-1, -1), f.message))  # type: ignore[call-overload, no-any-return]


def _more_than_three_rings(facts: Mapping[str, object]) -> bool | None:
    rings = facts.get("rings")
    return rings > 3 if isinstance(rings, int) and not isinstance(rings, bool) else None


@pytest.mark.parametrize("reads", [None, frozenset({"rings"})])
def test_a_missing_fact_is_unobserved_and_never_kept(reads: frozenset[str] | None) -> None:
    condition = clause("2.1", CLAUSES["1.1"], condition=_more_than_three_rings, reads=reads)
    lang = Language.compile([condition], labels(), _acts())
    turns = talk(lang, ("agent", "不知道"), ("agent", "我查一下"))

    def outcomes(facts: dict[str, object] | None) -> list[str]:
        return [f.outcome for f in lang.judge(turns, everything=True, facts=facts)]

    assert lang.judge(turns) == []
    for _ in range(2):  # the second time from what is remembered
        assert outcomes(None) == ["unobserved", "unobserved"]
        assert outcomes({"rings": 5, "channel": "phone"}) == ["broken", "kept"]
        assert outcomes({"rings": 1}) == []
        assert outcomes({"rings": True}) == ["unobserved", "unobserved"]
        assert outcomes({"rings": [5]}) == ["unobserved", "unobserved"]


def test_unknown_labels_are_all_named_with_the_nearest() -> None:
    with pytest.raises(WordingFaults) as wrong:
        Language.compile(
            [
                clause("2.1", {"must_first": {"label": "greetings"}}),
                clause("2.2", {"order": ["empathy", "reasons"], "only_after": "complain"}),
                clause(
                    "2.3",
                    {"must": {"any": ["好"], "position": "before_farewell", "farewell": "bye"}},
                ),
            ],
            labels(),
            _acts(),
        )
    assert [(f.clause, f.path) for f in wrong.value.faults] == [
        ("HXZY:2.1", ("utterance", "must_first", "label")),
        ("HXZY:2.2", ("utterance", "order", 1)),
        ("HXZY:2.2", ("utterance", "only_after")),
        ("HXZY:2.3", ("utterance", "must", "farewell")),
    ]
    assert wrong.value.faults[0].remedy == "是不是想写 greeting"


def _acts() -> Acts:
    return Acts.model_validate(ACTS)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("您好", "greeting"),
        ("您好，在的亲～", "greeting"),
        ("好的", "holding"),
        ("您好，请稍等哦", "holding"),
        ("请 稍 等", "holding"),
        ("好的，已经安排师傅了", "progress"),
        ("您好，退款三天内到账", "answer"),
        ("亲", "blank"),
        ("", "blank"),
        ("😀。。。", "blank"),
        ("退款三天内到账", "answer"),
    ],
)
def test_acts(text: str, act: str) -> None:
    assert FAST.recognise(text, "agent").act == act
    assert PLAIN.recognise(text, "bot").act == act
    assert FAST.recognise(text, "customer").act == ""


@pytest.mark.parametrize(
    "text",
    [
        "不" * 200_000,
        "不是我" * 60_000,
        "如果" * 60_000 + "不行",
        "“" * 100_000,
        "您说" * 80_000,
        "不*" * 100_000,
        "不.知." * 60_000,
        "\u200b" * 200_000,
        "听不清楚" * 50_000,
        "不知道" * 60_000,
        "\ud800" * 100_000,
    ],
    ids=range(11),
)
def test_time_grows_with_the_text_only(text: str) -> None:
    """A bound far above what linear work needs and far below what anything worse would take."""
    for lang in (FAST, PLAIN):
        started = time.perf_counter()
        lang.recognise(text, "agent")
        assert time.perf_counter() - started < 10


def test_hits_of_one_phrase_are_counted_up_to_a_bound() -> None:
    seen = FAST.recognise("不知道，" * 5_000, "agent")
    assert len(seen.hits) == 500
    assert seen == PLAIN.recognise("不知道，" * 5_000, "agent")


def test_threads_may_share_a_language() -> None:
    """The engine's callback lets other threads in while a scan is under way."""
    text = "您好，这个我不知道，如果还是不行，请稍等。" * 20
    expected = FAST.recognise(text, "agent")
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: FAST.recognise(text, "agent"), range(400)))
    assert seen == [expected] * 400
