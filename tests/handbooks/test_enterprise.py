"""The shipped handbook: sound, true to its examples, held by them, and measured honestly."""

from functools import cache

import pytest

from shouwen.clauses.frame import Clause, Scenario
from shouwen.handbook import Handbook, load_handbook
from shouwen.handbook.lint import lint
from shouwen.handbook.program import Program
from shouwen.handbook.requirements import requirement_rows
from shouwen.measures.coverage import coverage
from shouwen.measures.mutation import mutants
from shouwen.measures.story import play
from shouwen.measures.trials import try_handbook


@cache
def enterprise() -> Handbook:
    handbook, mistakes = load_handbook("enterprise")
    assert handbook is not None, mistakes.text()
    return handbook


CLAUSES = [clause.id for clause in enterprise().clauses]
# The company's own; what it takes over from the shared service language is held by the examples there.
OWN = [clause.id for clause in enterprise().clauses if clause.kind != "utterance"] + [
    "9.1.1",
    "10.1.3",
]


def test_it_is_sound_and_nothing_is_ill_advised() -> None:
    report = lint("enterprise")
    assert report.errors.text() == ""
    assert report.advice.text() == ""


def test_every_example_does_what_it_says() -> None:
    trials = list(try_handbook(enterprise()))
    assert [f"{t.place} {t.example}：{t.what}" for t in trials if not t.passed] == []
    assert {trial.clause for trial in trials} == set(CLAUSES)


@pytest.mark.parametrize("identity", OWN)
def test_examples_hold_the_clause_and_its_numbers(identity: str) -> None:
    handbook = enterprise()
    tried = list(mutants(handbook, handbook.clause(identity)))
    assert tried
    assert [mutant.what for mutant in tried if not mutant.noticed] == []


def test_rows_covered() -> None:
    measured = coverage(enterprise())
    assert len(measured.rows) == 98
    assert measured.count("covered") >= 45
    assert {c.row.id for c in measured.rows if c.status == "unobserved"} == {"R022"}
    named = {identity for clause in enterprise().clauses for identity in clause.covers}
    assert named <= requirement_rows().keys()


def _opened(**payload: object) -> list[object]:
    story = Scenario.model_validate(
        {
            "title": "立单",
            "events": [{"at": "+0", "kind": "case.opened", "channel": "chat", **payload}],
        }
    )
    handbook = enterprise()
    played = play(Program.compile(handbook), story)
    measures = {c.id: c.clock.measures for c in handbook.clauses if c.clock is not None}
    return [o.clause for o in played.outcomes if measures.get(o.clause) == "first_response"]


@pytest.mark.parametrize("level", [1, 2, 3, None])
@pytest.mark.parametrize("kind", ["inquiry", "presales", "complaint", "repair", "order", None])
@pytest.mark.parametrize("urgent", [True, False])
def test_a_case_owes_one_first_response(level: int | None, kind: str | None, urgent: bool) -> None:
    """No two clauses ask the same case for a first response, and one always does."""
    given = {"level": level, "type": kind, "urgent": urgent}
    found = _opened(**{key: value for key, value in given.items() if value is not None})
    assert len(found) == 1


def test_three_clauses_hold_messages_back() -> None:
    """Shirking, abuse, and personal data in public; every other language clause only advises."""
    stops = [c.id for c in enterprise().clauses if c.kind == "utterance" and c.severity == "stop"]
    assert stops == ["3.1.1", "12.10", "16.7"]


@pytest.mark.parametrize(
    "text",
    [
        "您好，在的",
        "好的",
        "收到，请稍等",
        "您好，请问有什么可以帮您？",
        "我帮您查一下，请稍等",
        "谢谢您，再见",
        "😊",
    ],
)
def test_what_is_no_answer(text: str) -> None:
    seen = Program.compile(enterprise()).language.recognise(text, "agent")
    assert seen.act not in ("answer", "progress")


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("您好，订单今天 18:00 前发出。", "answer"),
        ("请问订单号是多少？", "question"),
        ("您好，请问是哪一台收银机？", "question"),
        ("抱歉让您久等了，请问是哪一天买的", "question"),
        ("麻烦您提供一下订单号。", "question"),
        ("是昨天开始的吗？其他电脑也这样吗？", "question"),
        ("我给您换一台，可以吗？", "answer"),
        ("您先重启一下路由器，现在能登录了吗？", "answer"),
        ("没什么问题，直接升级就可以。", "answer"),
        ("请问您方便的话，我今天 18:00 给您回电话。", "answer"),
        ("有什么问题吗？", "greeting"),
        ("目前工程师正在抢修，预计 30 分钟恢复。", "progress"),
        ("Hi, we have looked into it and your order ships today.", "answer"),
        ("温馨提示：您还有疑问的话，可以随时留言，我们看到就回。", "reminder"),
    ],
)
def test_what_a_message_does(text: str, act: str) -> None:
    assert Program.compile(enterprise()).language.recognise(text, "agent").act == act


def test_clause_is_found_with_and_without_its_code() -> None:
    clause: Clause = enterprise().clause("enterprise:3.1.1")
    assert clause is enterprise().clause("3.1.1")
    with pytest.raises(KeyError):
        enterprise().clause("9.9.9")
