"""Every operator does on its small conversation what the reference says, live and afterwards."""

import random
from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML

from shouwen.wording import Acts, Finding, Label, Language, Turn
from shouwen.wording.operators import OPERATORS
from tests.core.wording.samples import clause
from tools.reference.shown import LABELS, SHOWN, Line, Shown

ROLES = {"客服": "agent", "客户": "customer"}
ALL = [(key, shown) for key, examples in SHOWN.items() for shown in examples]


def language_of(yaml: str, fast: bool | None = None) -> Language:
    block: dict[str, Any] = YAML(typ="safe").load(StringIO(yaml))
    labels = {name: Label.model_validate(label) for name, label in LABELS.items()}
    return Language.compile([clause("1", block)], labels, Acts(), fast=fast)


def turns_of(language: Language, lines: tuple[Line, ...]) -> list[Turn]:
    return [
        Turn.of(
            language.recognise(line.text, ROLES[line.who]), ROLES[line.who], "P1",
            None if line.at is None else line.at * 1_000_000,
            None if line.until is None else line.until * 1_000_000,
        )
        for line in lines
    ]  # fmt: skip


def test_every_operator_is_shown() -> None:
    assert set(SHOWN) == set(OPERATORS)


@pytest.mark.parametrize(("key", "shown"), ALL, ids=[f"{k}-{s.title}" for k, s in ALL])
def test_it_breaks_where_it_says(key: str, shown: Shown) -> None:
    language = language_of(shown.yaml)
    turns = turns_of(language, shown.lines)
    found = language.judge(turns, closed=True, facts=shown.facts)
    assert sorted({finding.turn + 1 for finding in found}) == sorted(shown.breaks)
    assert {finding.settled for finding in found} <= set(OPERATORS[key].settled)
    assert turns_of(language_of(shown.yaml, fast=False), shown.lines) == turns
    assert [Turn.from_json(turn.to_json()) for turn in turns] == turns


def _key(finding: Finding) -> Any:
    return (finding.turn, finding.outcome, finding.span or (-1, -1), finding.message)


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize(("key", "shown"), ALL, ids=[f"{k}-{s.title}" for k, s in ALL])
def test_live_is_afterwards(key: str, shown: Shown, everything: bool) -> None:
    """On conversations drawn from the lines of all examples, with times and without."""
    draw = random.Random(key + shown.title)
    language = language_of(shown.yaml)
    pool = [turn for _, other in ALL for turn in turns_of(language, other.lines)]
    own = turns_of(language, shown.lines)
    for _ in range(60):
        turns = []
        now = 0
        for turn in draw.choices([*own * 3, *pool], k=draw.randint(1, 9)):
            now += draw.randint(0, 50) * 1_000_000
            timed = draw.random() < 0.8
            at = now if timed else None
            until = now + draw.randint(0, 20) * 1_000_000 if timed and draw.random() < 0.8 else None
            turns.append(turn._replace(at=at, until=until, by=draw.choice(["P1", "P2"])))
        live: list[Finding] = []
        for index in range(len(turns)):
            live += language.judge(turns[: index + 1], only_last=True, everything=everything)
        after = language.judge(turns, everything=everything)
        assert sorted(live, key=_key) == sorted(after, key=_key)
        closing = language.judge(turns, closed=True, only_last=True)
        whole = language.judge(turns, closed=True)
        broken = [finding for finding in live if finding.outcome == "broken"]
        assert sorted([*broken, *closing], key=_key) == sorted(whole, key=_key)


def test_without_times_nothing_is_kept() -> None:
    for key in ("reply_within", "silence", "overlap", "speed", "talk_share"):
        shown = SHOWN[key][0]
        language = language_of(shown.yaml)
        lines = tuple(line._replace(at=None, until=None) for line in shown.lines)
        found = language.judge(turns_of(language, lines), closed=True, everything=True)
        assert {finding.outcome for finding in found} == {"unobserved"}, key
