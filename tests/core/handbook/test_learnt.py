"""A handbook with a learnt label: learnt, read, compiled, stored, extended, linted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shouwen.cli.main import main
from shouwen.handbook import load_handbook, load_program, plain_sentence
from shouwen.handbook.lint import lint
from shouwen.handbook.program import Program
from shouwen.measures.difference import differences
from shouwen.measures.trials import unconditional_language
from shouwen.wording import Language, LanguageClause, Turn
from shouwen.wording.needles import MOST_HITS
from tests.core.handbook.folders import write
from tests.core.wording.likeness.sentences import file, plain

BANS = """\
  - id: "1.1"
    title: 不推给别人
    text: 不把客户推给别人。
    why: 客户找的是我们。
    kind: utterance
    per: message
    severity: urge
    utterance:
      must_not: {label: sends_away}
      instead: 这件事我来跟进。
    examples:
      breaks: [这不归我们管，您去问物业, 跟我们没关系，您找银行去]
      keeps: [我帮您问物业，请您稍等]
"""
NARROWED = BANS.replace(
    "{label: sends_away}", "{label: sends_away, except: [我陪您], unless_quoting: true}"
)
LABELS = """\
labels:
  sends_away: {title: 推给别人, learnt: true}
"""
SAID = "这不归我们管，您去问物业吧"


def shop(base: Path, clauses: str = BANS, labels: str = LABELS) -> Path:
    """A shop with lines, before it has learnt."""
    folder = write(base, "shop", ("1", clauses), wording__labels=labels)
    lines = folder / "lines"
    lines.mkdir()
    (lines / "sends_away.txt").write_text(file(), encoding="utf-8")
    (lines / "_others.txt").write_text(plain(), encoding="utf-8")
    return folder


@pytest.fixture
def learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = shop(tmp_path)
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    return folder


def broken(program: Program | Language, text: str) -> list[tuple[int, int] | None]:
    language = program.language if isinstance(program, Program) else program
    turn = Turn.of(language.recognise(text, "agent"), "agent", by="P1", at=0)
    return [f.span for f in language.judge([turn]) if f.outcome == "broken"]


def problems(name: str = "shop") -> list[str]:
    return [str(mistake) for mistake in lint(name).errors]


@pytest.mark.usefixtures("learnt")
def test_the_handbook_is_sound_and_its_examples_hold() -> None:
    assert problems() == []
    assert main(["handbook", "test", "shop"]) == 0
    assert main(["handbook", "learn", "shop", "--check"]) == 0


def test_the_command_says_what_it_learnt(learnt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = learnt / "wording/learnt.yaml"
    path.unlink()
    capsys.readouterr()
    assert main(["handbook", "learn", "shop"]) == 0
    row, ending = capsys.readouterr().out.splitlines()
    assert row.startswith("sends_away  正例 24 句，反例 24 句，片段 ")
    assert "；没学过的：正例认出 2" in row
    assert ending == "1 个标签，已写进 shop/wording/learnt.yaml。"
    before = path.stat().st_mtime_ns
    assert main(["handbook", "learn", "shop", "--all", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["from"] == [24, 24]
    assert answer["tried"]["meant"] == 24
    assert path.stat().st_mtime_ns == before  # what has not changed is not written


def test_lines_that_have_changed_are_said(learnt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (learnt / "lines/sends_away.txt").open("a", encoding="utf-8") as lines:
        lines.write("+找邻居去，我们管不着\n")
    line = 3
    assert problems() == [
        (
            f"shop/wording/learnt.yaml:{line}:3 学来的说法 sends_away 与例句对不上。"
            "请运行 shouwen handbook learn shop。"
        )
    ]
    capsys.readouterr()
    assert main(["handbook", "learn", "shop", "--check"]) == 1
    assert "和例句对不上" in capsys.readouterr().out
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    assert problems() == []


def test_lines_that_are_wrong_stop_the_command(
    learnt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (learnt / "wording/learnt.yaml").read_bytes()
    (learnt / "lines/sends_away.txt").write_text(file() + "没有记号\n", encoding="utf-8")
    (learnt / "lines/rude.txt").write_bytes("+滚".encode("gbk"))
    capsys.readouterr()
    assert main(["handbook", "learn", "shop"]) == 2
    said = capsys.readouterr().err + capsys.readouterr().out
    assert "shop/lines/rude.txt:1:2 文件不是 UTF-8 编码" in said
    assert "shop/lines/sends_away.txt:49:1 这一行不是以 +、- 或 ~ 开头。" in said
    assert (learnt / "wording/learnt.yaml").read_bytes() == before
    assert any("rude.txt" in problem for problem in problems())


def test_what_is_missing_or_too_much_is_said(learnt: Path) -> None:
    (learnt / "lines/sends_away.txt").rename(learnt / "lines/sends_off.txt")
    assert [p.partition(" ")[2] for p in problems()] == [
        (
            "没有名为 sends_off 的标签。"
            "是不是想写 sends_away；新标签请写进 wording/labels.yaml，带 learnt: true。"
        ),
        "学来的说法 sends_away 没有例句。请找回 lines/sends_away.txt；不要这个标签了，就删去这一段。",
    ]
    (learnt / "lines/sends_off.txt").rename(learnt / "lines/sends_away.txt")
    table = (learnt / "wording/learnt.yaml").read_text("utf-8")
    (learnt / "wording/learnt.yaml").write_text(table.replace("sends_away", "sends_of"), "utf-8")
    assert [p.partition(" ")[2] for p in problems() if "lines/" not in p] == [
        "没有名为 sends_of 的标签。是不是想写 sends_away；新标签请写进 wording/labels.yaml，带 learnt: true。",
    ]
    assert (
        "shop/wording/labels.yaml:2:37 标签 sends_away 写了 learnt: true，可是还没有学。"
        in "".join(problems())
    )
    (learnt / "wording/learnt.yaml").write_text(table, "utf-8")
    (learnt / "wording/labels.yaml").write_text(
        LABELS.replace("learnt: true", "any: [不归我管]"), "utf-8"
    )
    assert problems() == [
        (
            "shop/wording/learnt.yaml:3:3 标签 sends_away 没有写 learnt: true。"
            "请在 labels.yaml 里给它写上；不要了就删去这里。"
        )
    ]


TABLE = """\
learnt:
  sends_away:
    lines: "{lines}"
    from: [24, 24]
    least: {least}
    pieces:
      {pieces}
"""
GOOD = {"lines": "0123456789abcdef", "least": "64", "pieces": '"61": 不归我 您去问'}


@pytest.mark.parametrize(
    ("wrong", "where", "what"),
    [
        ({"lines": "0123"}, "3:12", "lines 要是例句的指纹，16 位小写的十六进制"),
        ({"least": "0"}, "5:12", "least 要在 1 到 999999 之间，写的却是 0"),
        ({"least": "-3"}, "5:12", "least 要在 1 到 999999 之间，写的却是 -3"),
        ({"least": "多"}, "5:12", "这里要写整数"),
        ({"pieces": '"1.5": 不归我'}, "7:7", "分量“1.5”不是 -999 到 999 之间、不为 0 的整数"),
        ({"pieces": '"0": 不归我'}, "7:7", "分量“0”不是"),
        ({"pieces": '"1000": 不归我'}, "7:7", "分量“1000”不是"),
        ({"pieces": '"61": 不归我管'}, "7:13", "片段“不归我管”超过 3 个字"),
        ({"pieces": '"61": "不归我  您去问"'}, "7:13", "片段之间要隔一个空格"),
        ({"pieces": '"61": 您去 您去'}, "7:13", "片段“您去”写了两次"),
        ({"pieces": '"61": 您去\n      "-3": 您去'}, "8:13", "片段“您去”写了两次"),
        ({"pieces": '"-61": 您去'}, "7:7", "没有一个片段说明它是"),
        ({"pieces": "{}"}, "7:7", "没有一个片段说明它是"),
    ],
)
def test_mistakes_of_a_table(
    wrong: dict[str, str], where: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = shop(tmp_path)
    text = TABLE.format(**{**GOOD, **wrong})
    (folder / "wording/learnt.yaml").write_text(text, encoding="utf-8")
    handbook, mistakes = load_handbook("shop")
    assert handbook is None
    assert [(f"{m.place.line}:{m.place.column}", m.what[: len(what)]) for m in mistakes] == [
        (where, what)
    ], mistakes.text()
    assert all(m.remedy for m in mistakes)


def test_a_good_table_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = shop(tmp_path)
    table = TABLE.format(**{**GOOD, "pieces": '"61": 不归我 ␣问\n      "-40": "您好 ⏎请"'})
    (folder / "wording/learnt.yaml").write_text(table, encoding="utf-8")
    handbook, mistakes = load_handbook("shop")
    assert handbook is not None, mistakes.text()
    assert handbook.learnt.tables["sends_away"].pieces == {
        61: ("不归我", " 问"),
        -40: ("您好", "\n请"),
    }


@pytest.mark.usefixtures("learnt")
def test_it_is_found_where_its_weight_lies_and_only_in_what_the_agent_says() -> None:
    program = load_program("shop")
    (span,) = broken(program, "您好，" + SAID)
    assert span is not None
    assert "不归我们管" in ("您好，" + SAID)[slice(*span)]
    assert broken(program, "我帮您问物业") == []
    assert program.language.recognise(SAID, "agent").hits[0].matcher == "sends_away"
    for role in ("customer", "bot", "system"):
        assert program.language.recognise(SAID, role).hits == ()
    # What is put between the characters is looked through, as for every label.
    assert broken(program, "这*不*归*我们*管，您去问物业吧")


def test_exceptions_and_quotations_hold_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind, clauses, labels in (
        ("clause", NARROWED, LABELS),
        (
            "label",
            BANS,
            LABELS.replace("true", "true, except: [我陪您], unless_quoting: true"),
        ),
    ):
        base = tmp_path / kind
        base.mkdir()
        monkeypatch.chdir(base)
        shop(base, clauses, labels)
        assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
        program = load_program("shop")
        assert broken(program, SAID), kind
        assert not broken(program, "您说“这不归我们管，您去问物业吧”"), kind
        assert not broken(program, "这不归我陪您们管"), kind


@pytest.mark.usefixtures("learnt")
def test_fast_and_plain_see_the_same() -> None:
    handbook, _ = load_handbook("shop")
    assert handbook is not None
    languages = [
        Language.compile(
            [LanguageClause("shop:1.1", "", "urge", handbook.clause("1.1").block)],
            handbook.labels.labels,
            handbook.acts,
            tables=handbook.learnt.tables,
            fast=fast,
        )
        for fast in (True, False)
    ]
    texts = [line[1:] for line in (file() + plain()).splitlines()]
    texts += ["", " ", "\ud800", SAID * 40, "不\u200b归 我 们 管", "这不歸我們管，您去問物業吧"]
    for text in texts:
        first, second = (language.recognise(text, "agent") for language in languages)
        assert first == second, text
    many = languages[0].recognise_many([(text, "agent") for text in texts])
    assert many == [languages[0].recognise(text, "agent") for text in texts]
    assert languages[0].recognise(texts[-1], "agent").hits


@pytest.mark.usefixtures("learnt")
def test_a_stored_edition_judges_the_same() -> None:
    program = load_program("shop")
    content = json.loads(json.dumps(program.content))
    again = Program.from_content(content)
    assert again.edition == program.edition
    assert again.language.version == program.language.version
    for line in (file() + plain()).splitlines():
        assert broken(again, line[1:]) == broken(program, line[1:])


@pytest.mark.usefixtures("learnt")
def test_while_typing_and_afterwards_the_answer_is_the_same() -> None:
    language = load_program("shop").language
    texts = [line[1:] for line in (file() + plain()).splitlines()]
    turns = [
        Turn.of(seen, "agent", by="P1", at=at)
        for at, seen in enumerate(language.recognise_many([(text, "agent") for text in texts]))
    ]
    live = [
        finding
        for at, text in enumerate(texts)
        for finding in language.judge(
            [*turns[:at], Turn.of(language.recognise(text, "agent"), "agent", by="P1", at=at)],
            only_last=True,
        )
    ]
    assert live == language.judge(turns)
    assert len(live) >= 24


def test_other_weights_are_another_edition(learnt: Path) -> None:
    before = load_program("shop")
    path = learnt / "wording/learnt.yaml"
    text = path.read_text("utf-8")
    least = next(row for row in text.splitlines() if "least" in row)
    path.write_text(text.replace(least, "    least: 999999"), "utf-8")
    after = load_program("shop")
    assert after.edition != before.edition
    assert after.language.version != before.language.version
    assert broken(after, SAID) == []


def test_lines_and_their_names_are_no_part_of_what_is_recognised(learnt: Path) -> None:
    """The digest of the lines names the tables' origin; the same weights see the same."""
    before = load_program("shop")
    path = learnt / "wording/learnt.yaml"
    rows = path.read_text("utf-8").splitlines()
    rows = ['    lines: "ffffffffffffffff"' if "lines:" in row else row for row in rows]
    path.write_text("\n".join(rows), "utf-8")
    assert load_program("shop").language.version == before.language.version


def test_a_handbook_without_learnt_labels_keeps_its_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(
        tmp_path, "shop", ("1", BANS), wording__labels=LABELS.replace("learnt: true", "any: [滚]")
    )
    handbook, mistakes = load_handbook("shop")
    assert handbook is not None, mistakes.text()
    assert "learnt" not in handbook.enforced["wording"]


@pytest.mark.usefixtures("learnt")
def test_an_extending_handbook_takes_the_tables_over(tmp_path: Path) -> None:
    branch = write(
        tmp_path,
        "branch",
        ("2", BANS.replace('"1.1"', '"2.1"').replace("推给别人", "推给旁人")),
        more="extends: shop\n",
    )
    assert problems("branch") == []
    assert broken(load_program("branch"), SAID)
    # It may learn a label of its own beside them, or write its own words instead.
    (branch / "lines").mkdir()
    (branch / "lines/rude.txt").write_text(file(), encoding="utf-8")
    (branch / "wording").mkdir()
    labels = branch / "wording/labels.yaml"
    labels.write_text("labels:\n  rude: {title: 粗鲁, learnt: true}\n", encoding="utf-8")
    assert main(["handbook", "learn", "branch", "--no-cv"]) == 0
    assert problems("branch") == []
    handbook, _ = load_handbook("branch")
    assert handbook is not None
    assert [*handbook.learnt.learnt] == ["sends_away", "rude"]
    labels.write_text(
        labels.read_text("utf-8") + "  sends_away: {title: 推给别人, any: [找别人]}\n", "utf-8"
    )
    assert problems("branch") == []
    handbook, _ = load_handbook("branch")
    assert handbook is not None
    assert [*handbook.learnt.learnt] == ["rude"]
    language = unconditional_language(handbook)
    assert not broken(language, SAID)
    assert broken(language, "您找别人")


def test_only_text_files_lie_in_lines(learnt: Path) -> None:
    (learnt / "lines/note.md").write_text("说明", encoding="utf-8")
    assert problems() == ["shop/lines/note.md:1:1 这不是例句的文字文件。请移走，或改名为 .txt。"]


def test_a_reader_is_told_that_it_was_learnt(
    learnt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handbook, _ = load_handbook("shop")
    assert handbook is not None
    said = plain_sentence(handbook.clause("1.1"), handbook)
    assert said.startswith(
        "客服的话里不能有“推给别人”；强度：劝；“推给别人”是学来的说法，由 24 句正例、24 句反例学来，最重的是“"
    )
    assert said.count("“") == 2 + 5  # the five heaviest pieces
    assert handbook.learnt.learnt["sends_away"].heaviest(2) == re.findall("“(..?.?)”", said)[:2]
    capsys.readouterr()
    assert main(["handbook", "show", "shop", "--clause", "1.1"]) == 0
    assert said in capsys.readouterr().out
    assert "学来的" not in plain_sentence(handbook.clause("1.1"))
    assert (learnt / "lines").is_dir()


def test_what_was_learnt_anew_is_one_line_of_a_comparison(learnt: Path) -> None:
    before, _ = load_handbook("shop")
    with (learnt / "lines/sends_away.txt").open("a", encoding="utf-8") as lines:
        lines.write("+找邻居去，我们管不着\n")
    assert main(["handbook", "learn", "shop", "--no-cv"]) == 0
    after, _ = load_handbook("shop")
    assert before is not None
    assert after is not None
    said = [(d.change, d.what) for d in differences(before, after)]
    assert said == [
        (
            "changed",
            "学来的说法重新学过：sends_away（由 24 句正例、24 句反例改为 25 句正例、24 句反例）",
        )
    ]
    assert differences(before, before) == []


def test_without_lines_nothing_is_touched(learnt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A handbook may be handed on without the lines that it was learnt from."""
    before = (learnt / "wording/learnt.yaml").read_bytes()
    for path in (learnt / "lines").iterdir():
        path.unlink()
    capsys.readouterr()
    assert main(["handbook", "learn", "shop"]) == 2
    assert "没有要学的标签" in "".join(capsys.readouterr())
    assert (learnt / "wording/learnt.yaml").read_bytes() == before
    handbook, mistakes = load_handbook("shop")
    assert handbook is not None, mistakes.text()


@pytest.mark.usefixtures("learnt")
def test_an_endless_message_has_no_endless_hits() -> None:
    seen = load_program("shop").language.recognise(
        (SAID + "。" * 3 + "好" * 290 + "。") * 900, "agent"
    )
    assert 0 < len(seen.hits) <= MOST_HITS
