"""`weighed_by`: a learnt label has a say in what the words of a clause find."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shouwen.cli.main import main
from shouwen.handbook import load_handbook, load_program, plain_sentence
from shouwen.measures.difference import differences
from shouwen.wording.normalise import normalise
from tests.core.handbook.test_learnt import BANS, LABELS, broken, problems, shop

WEIGHED = BANS.replace(
    "must_not: {label: sends_away}", "must_not: {any: [您去问], weighed_by: sends_away}"
)


def test_what_words_find_is_weighed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, WEIGHED)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    sure = "这不归我们管，您去问物业"
    program = load_program("shop")
    assert broken(program, sure) == [(7, 10)]
    # The words alone, in a sentence like the lines that are none.
    assert broken(program, "我帮您查好了，请稍等，您去问的事我已登记，今天给您答复") == []
    assert broken(program, "这不归我们管") == []  # weighs enough, and no words were found


def test_the_sentence_says_that_more_than_words_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, WEIGHED)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    capsys.readouterr()
    assert main(["handbook", "show", "shop"]) == 0
    shown = capsys.readouterr().out
    assert "找到词句还不算数：再掂量它所在的那一句和整条消息，都不像“推给别人”（由 " in shown
    shop(tmp_path / "plain", BANS)
    assert main(["handbook", "learn", "plain/shop", "--no-cv"]) == 0
    capsys.readouterr()
    assert main(["handbook", "show", "plain/shop"]) == 0
    assert "掂量" not in capsys.readouterr().out


def test_kind_words_in_other_sentences_make_good_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence that holds the words is weighed alone where the whole message is doubted."""
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, WEIGHED)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    program = load_program("shop")
    fault = "这不归我们管，您去问物业"
    kind = "请稍等，我帮您查好了，已经登记，今天给您答复"
    at = len(kind) + 1
    assert broken(program, f"{kind}。{fault}") == [(at + 7, at + 10)]
    assert broken(program, f"{fault}。{kind}") == [(7, 10)]
    assert broken(program, f"{kind}。{fault}。{kind}！") == [(at + 7, at + 10)]
    assert broken(program, f"  {kind}\n{fault}\n") == [(at + 2 + 7, at + 2 + 10)]
    mild = "我帮您查好了，请稍等，您去问的事我已登记，今天给您答复"
    assert broken(program, f"{mild}。{kind}") == []
    # A long sentence is weighed in parts, wherever the words stand in it.
    assert broken(program, "好" * 400 + f"。{kind}。{fault}") == [
        (400 + 1 + at + 7, 400 + 1 + at + 10)
    ]


def test_only_a_learnt_label_weighs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plain_label = LABELS + "  calm: {any: [请稍等]}\n"
    shop(tmp_path, WEIGHED.replace("weighed_by: sends_away", "weighed_by: calm"), plain_label)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    assert problems() == [
        "shop/clauses/01.yaml:12:42 标签 calm 不是学来的，没有分量。请写一个 learnt: true 的标签。"
    ]
    shop_file = tmp_path / "shop" / "clauses" / "01.yaml"
    shop_file.write_text(
        shop_file.read_text(encoding="utf-8").replace("weighed_by: calm", "weighed_by: sends_awy"),
        encoding="utf-8",
    )
    assert problems() == [
        "shop/clauses/01.yaml:12:42 没有名为 sends_awy 的标签。是不是想写 sends_away。"
    ]


@pytest.mark.parametrize(
    "narrowing", ["weighed_by: sends_away", "unless_quoting: true", 'except: ["我的"]']
)
def test_what_narrows_words_does_not_narrow_an_entity_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, narrowing: str
) -> None:
    monkeypatch.chdir(tmp_path)
    key = narrowing.partition(":")[0]
    shop(tmp_path, BANS.replace("{label: sends_away}", f"{{entity: phone, {narrowing}}}"))
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    idle = f"shop/clauses/01.yaml:12:33 {key} 只管词句，这里只有 entity，它不起作用。"
    assert [p for p in problems() if "entity" in p] == [
        f"{idle}请删去它，或写上 any、patterns 或 label。"
    ]
    file = tmp_path / "shop" / "clauses" / "01.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{entity: phone,", "{entity: phone, any: [您去问],"), "utf-8")
    assert not [p for p in problems() if "entity" in p]


def test_what_goes_with_weighing_does_not_stand_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, BANS.replace("{label: sends_away}", "{any: [您去问], weighed_apart: true}"))
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    assert problems() == [
        (
            "shop/clauses/01.yaml:12:30 weighed_apart 没有和 weighed_by 一起写，它不起作用。"
            "请写上 weighed_by，或删去它。"
        )
    ]
    file = tmp_path / "shop" / "clauses" / "01.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("true}", "true, weighed_by: sends_away}"), "utf-8")
    assert problems() == []
    file.write_text(text.replace("weighed_apart: true", "weighed_apart: false"), "utf-8")
    assert problems() == []


def test_a_label_without_words_has_nothing_to_weigh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    labels = LABELS.replace("learnt: true", "learnt: true, weighed_by: sends_away")
    shop(tmp_path, BANS, labels)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    assert problems() == [
        (
            "shop/wording/labels.yaml:2:43 weighed_by 只管词句，这个标签没有写，它不起作用。"
            "请删去它，或写上 any 或 patterns。"
        )
    ]
    written = tmp_path / "shop" / "wording" / "labels.yaml"
    written.write_text(labels.replace("learnt: true", "learnt: true, any: [您去问]"), "utf-8")
    assert problems() == []


ASKED = BANS.replace("{label: sends_away}", "{label: asks}")
SURE = "这不归我们管，您去问物业"
MILD = "我帮您查好了，请稍等，您去问的事我已登记，今天给您答复"


def asks(more: str) -> str:
    return LABELS + f"  asks: {{any: [您去问], {more}}}\n"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("weighed_by: sends_away", []),
        ("weighed_by: sends_away, weighed_from: -9999", [(11, 14)]),
        ("weighed_by: sends_away, weighed_from: 900000", None),
    ],
)
def test_what_a_label_names_is_weighed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: str,
    found: list[tuple[int, int]] | None,
) -> None:
    """`found`: in mild words; `None`: not even in harsh ones."""
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, ASKED, asks(more))
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    for clauses in (ASKED, ASKED.replace("{label: asks}", "{label: asks, except: [我陪]}")):
        file = tmp_path / "shop" / "clauses" / "01.yaml"
        text = file.read_text(encoding="utf-8")
        narrowed = "{label: asks, except: [我陪]}"
        file.write_text(
            text.replace("{label: asks}", narrowed) if narrowed in clauses else text, "utf-8"
        )
        program = load_program("shop")
        assert broken(program, SURE) == ([(7, 10)] if found is not None else [])
        assert broken(program, MILD) == (found or [])


def test_a_label_stays_weighed_beside_others_that_are_narrowed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever excepts something from several labels, or from words and a label, doubts no less."""
    monkeypatch.chdir(tmp_path)
    labels = asks("weighed_by: sends_away") + "  waits: {any: [请稍等]}\n"
    shop(tmp_path, ASKED, labels)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    file = tmp_path / "shop" / "clauses" / "01.yaml"
    text = file.read_text(encoding="utf-8")
    spoken_of = "请稍等，我帮您查好了，您去问的事我已登记，今天给您答复"
    for words, found in (
        ("label: [asks, waits]", [(0, 3)]),
        ("label: [asks, waits], except: [我陪]", [(0, 3)]),
        ("label: [asks], any: [请稍等], except: [我陪]", [(0, 3)]),
        ("label: [waits, asks], except: [请稍等]", []),
        ("label: [asks], except: [我陪]", []),
        ("label: [asks, waits], except: [我陪], weighed_by: sends_away", []),
    ):
        file.write_text(text.replace("{label: asks}", f"{{{words}}}"), "utf-8")
        program = load_program("shop")
        assert broken(program, spoken_of) == found, words
        assert broken(program, SURE) == [(7, 10)], words


def test_another_doubt_is_another_edition_and_a_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, WEIGHED)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    before, _ = load_handbook("shop")
    tables = tmp_path / "shop/wording/learnt.yaml"
    text = tables.read_text("utf-8")
    tables.write_text(re.sub(r"doubt: -?[0-9]+", "doubt: -77", text), "utf-8")
    after, _ = load_handbook("shop")
    assert before is not None
    assert after is not None
    assert before.edition != after.edition
    assert [d.what for d in differences(before, after)] == [
        "学来的说法重新学过：sends_away（由 24 句正例、24 句反例改为 24 句正例、24 句反例）"
    ]


def test_the_sum_from_which_on_words_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, ASKED, asks("weighed_by: sends_away"))
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    tables = load_program("shop").language._matcher.whole.views["agent"].weighing
    assert tables is not None
    weight = tables.tables["sends_away"].sum(normalise(SURE).text)
    labels = tmp_path / "shop" / "wording" / "labels.yaml"
    for start, found in ((weight - 1, True), (weight, True), (weight + 1, False)):
        labels.write_text(asks(f"weighed_by: sends_away, weighed_from: {start}"), "utf-8")
        assert (broken(load_program("shop"), SURE) == [(7, 10)]) is found, start


def test_the_sentence_says_that_the_words_of_a_label_are_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, ASKED, asks("title: 让人问, weighed_by: sends_away, weighed_from: 0"))
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    handbook, _ = load_handbook("shop")
    assert handbook is not None
    said = plain_sentence(handbook.clause("1.1"), handbook)
    assert said == (
        "客服的话里不能有“让人问”；强度：劝；找到“让人问”的词句还不算数：再掂量它所在的那一句和整条消息，"
        "都不像“推给别人”（由 24 句正例、24 句反例学来）的就不算。"
    )


def test_what_weighs_a_label_is_learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shop(tmp_path, ASKED, asks("weighed_by: sends_awy"))
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    labels = tmp_path / "shop" / "wording" / "labels.yaml"
    assert problems() == [
        (
            "shop/wording/labels.yaml:3:34 sends_awy 不是学来的标签，没有分量。"
            "请写一个 learnt: true 的标签，或删去 weighed_by。"
        )
    ]
    labels.write_text(asks("weighed_from: 3"), "utf-8")
    assert problems() == [
        "shop/wording/labels.yaml:3:9 写了分量，没写由谁把关。请写 weighed_by，或删去 weighed_from。"
    ]
