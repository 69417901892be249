"""Reports of a check: complete counts, safe text, nothing personal, nothing asked of a network."""

from __future__ import annotations

import html.parser
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shouwen.cli.main import main
from shouwen.cli.report import gathering, page, workbook
from shouwen.cli.tables.sheets import read_workbook
from tests.core.handbook.folders import clock, write

CLAUSES = """\
  - id: "1.2"
    title: 不推
    text: 不说这句。
    kind: utterance
    per: message
    severity: stop
    why: 客户只认得我们。
    utterance: {speaker: agent, must_not: {any: [不归我管]}, instead: "我来跟到底，{时间}前回您。"}
    examples: {breaks: [这不归我管], keeps: [我来管]}
  - id: "1.3"
    title: 铃响三声
    text: 三声以后接起要道歉。
    kind: utterance
    per: conversation
    severity: hint
    when: {rings: {above: 3}}
    utterance: {speaker: agent, must_first: {any: [久等]}}
    examples: {breaks: [您好], keeps: [让您久等了]}
  - id: "1.4"
    title: 还在看的
    text: 不说嗯。
    kind: utterance
    per: message
    severity: watch
    utterance: {speaker: agent, must_not: {any: [嗯嗯嗯]}}
    examples: {breaks: [嗯嗯嗯], keeps: [好]}
"""
EVIL = "<script>alert(1)</script><img src=//x.example/y>\u202e\x00\ufffe\ud800"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, "shop", ("1", clock() + CLAUSES))


def talk(name: str, *said: tuple[str, str], **more: Any) -> dict[str, Any]:
    turns = [
        {"role": role, "text": text, "by": "张" if role == "agent" else None} for role, text in said
    ]
    return {"id": name, "channel": "chat", "turns": turns, **more}


TALKS = [
    talk(
        "C1",
        ("customer", "我的电话是 13800001234，谁管"),
        ("agent", "这不归我管，请打 0571-88880000"),
    ),
    talk("C2", ("customer", "在吗"), ("agent", "让您久等了"), facts={"rings": 5}),
    talk("C3", ("agent", "嗯嗯嗯")),
]


@pytest.fixture
def report(shop: Path) -> Callable[..., tuple[int, bytes]]:
    def make(
        form: str, *rows: Any, more: tuple[str, ...] = (), also: tuple[str, ...] = ()
    ) -> tuple[int, bytes]:
        Path("talks.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")
        code = main(
            [
                "check",
                "talks.jsonl",
                *also,
                "--handbook",
                str(shop),
                "--format",
                form,
                "--out",
                f"r.{form}",
                *more,
            ]
        )
        return code, Path(f"r.{form}").read_bytes()

    return make


class _Page(html.parser.HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.words += data
        self._style = False


def cells(content: bytes, tmp_path: Path) -> dict[str, list[list[str]]]:
    """The texts of a workbook, by sheet."""
    path = tmp_path / "again.xlsx"
    path.write_bytes(content)
    return {
        table.name.split(" ", 1)[1]: [list(each.cells) for each in table.rows]
        for table in read_workbook(path, "again")
    }


def test_a_page_says_what_where_why_and_what_instead(report: Any) -> None:
    code, content = report("html", *TALKS, "bad")
    words = re.sub(r"\s+", " ", _Page(content.decode()).words)
    assert code == 2
    assert "3 段会话里有 1 段有要看的地方；先看 条1.2 不推，1 处。" in words
    for figure in ("会话3段", "消息5条", "待核1处", "拦1处", "读不了1行"):
        assert figure in re.sub(" ", "", words)
    assert "甲3100不满 30 条" in words.replace(" ", "").replace("不满30条", "不满 30 条")
    assert "条1.2不推拦只有 3 次" in words.replace(" 不推", "不推")
    assert "%" not in words  # no rate of fewer than 30
    assert "会话 C1 · 第 2 条消息 · 甲" in words
    assert "张" not in words
    assert "这不归我管，请打 057*-******00" in words
    assert "客户只认得我们。" in words
    assert "更好的说法我来跟到底，〔时间〕前回您。" in words
    assert (
        "没有写“响了几声”在会话的 facts 里写上 rings（响了几声）；表里没有这样一列，请改用 jsonl条1.32"
        in words
    )
    assert "手册里另有时限 1 条，不从会话文本判断" in words
    assert "还在观察的条款1 处" in words
    assert "talks.jsonl:4 这一行应是一个 JSON 对象" in words


UNMET = (
    CLAUSES
    + """\
  - id: "1.5"
    title: 受了表扬要道谢
    text: 受了表扬要道谢。
    kind: utterance
    per: conversation
    severity: hint
    utterance: {speaker: agent, absence: {any: [多谢], after: praise}}
    examples: {breaks: ["客户：你们真好 / 客服：好"], keeps: [多谢]}
"""
)
PRAISE = "labels:\n  praise: {any: [你们真好], speaker: customer}\n"


@pytest.mark.parametrize(
    ("said", "head", "result"),
    [
        ([("agent", "好")], "0 条有待核，1 条全守，1 条未观察，1 条未遇到", "未遇到"),
        ([("customer", "你们真好"), ("agent", "多谢")], "0 条有待核，2 条全守，1 条未观察，0 条未遇到", "全守"),
        ([("customer", "你们真好"), ("agent", "好")], "1 条有待核，1 条全守，1 条未观察，0 条未遇到", "有待核"),
    ],
)  # fmt: skip
def test_what_never_came_up_is_not_praised_as_kept(
    shop: Path,
    tmp_path: Path,
    report: Any,
    said: list[tuple[str, str]],
    head: str,
    result: str,
) -> None:
    chapter = shop / "clauses" / "01.yaml"
    chapter.write_text(chapter.read_text("utf-8").replace(CLAUSES, UNMET), "utf-8")
    (shop / "wording").mkdir()
    (shop / "wording" / "labels.yaml").write_text(PRAISE, "utf-8")
    words = re.sub(r"\s+", " ", _Page(report("html", talk("C1", *said))[1].decode()).words)
    assert f"一、各条{head}" in words
    named = "未遇到1 条，它们管的情形在这些会话里没有出现 条1.5" in words
    assert named == (result == "未遇到")
    sheets = cells(report("xlsx", talk("C1", *said))[1], tmp_path)
    found = {row[0]: row for row in sheets["各条"][1:]}
    assert found["shop:1.5"][-1] == result
    assert found["shop:1.3"][-1] == "未观察"
    assert ["条款 · 未遇到", str(int(result == "未遇到"))] in sheets["汇总"]


def test_the_span_is_marked_with_its_severity(report: Any) -> None:
    _, content = report("html", *TALKS)
    assert '这<mark class="stop">不归我管</mark>，请打' in content.decode()


def test_a_page_asks_nothing_of_anybody(report: Any) -> None:
    _, content = report("html", talk(EVIL, ("agent", f"{EVIL}不归我管{EVIL}")), EVIL)
    text = content.decode()
    tags = _Page(text).tags
    assert {tag for tag, _ in tags}.isdisjoint(
        {"script", "img", "link", "iframe", "base", "form", "object"}
    )
    for tag, attributes in tags:
        assert not any(
            name in ("src", "style") and "//" in (value or "") for name, value in attributes.items()
        )
        assert not any(name.startswith("on") for name in attributes)
        if tag == "a":
            assert attributes["href"] is not None
            assert attributes["href"].startswith("#")
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text
    assert not set(text) & set("\u202e\x00\ud800")
    assert "\\u202e" in text


def test_a_page_reads_in_both_themes_and_on_paper(report: Any) -> None:
    text = report("html", *TALKS)[1].decode()
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert '<html lang="zh-CN">' in text


def test_a_workbook_holds_every_finding(report: Any, tmp_path: Path) -> None:
    code, content = report("xlsx", *TALKS)
    sheets = cells(content, tmp_path)
    assert code == 1
    assert list(sheets) == ["汇总", "逐处", "各条", "各人", "未观察"]
    assert ["会话", "3"] in sheets["汇总"]
    assert ["待核 · 拦", "1"] in sheets["汇总"]
    head, *found = sheets["逐处"]
    assert head[:2] == ["会话", "第几条消息"]
    assert [dict(zip(head, each, strict=False))["标出的字"] for each in found] == [
        "不归我管",
        "嗯嗯嗯",
    ]
    assert found[0][:9] == ["C1", "2", "甲", "", "shop:1.2", "不推", "1.0", "拦", "这不归我管，请打 057*-******00"]  # fmt: skip
    assert sheets["各条"][1] == ["shop:1.2", "不推", "拦", "1", "2", "0", "不满 30 次，不算", "有待核"]  # fmt: skip
    assert sheets["各人"][1] == ["甲", "3", "1", "0", "0", "1"]
    assert sheets["未观察"][1][2:] == [
        "没有写“响了几声”",
        "在会话的 facts 里写上 rings（响了几声）；表里没有这样一列，请改用 jsonl",
        "2",
    ]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x.example\")", "<r><t>x</t></r>", "http://x.example"]  # fmt: skip


@pytest.mark.parametrize("text", [*FORMULAS, EVIL, "\t=1", "x" * 40_000, "\u202e" * 20_000])
def test_no_text_becomes_a_formula_or_a_link(report: Any, tmp_path: Path, text: str) -> None:
    said = talk(text, ("customer", text), ("agent", f"{text}不归我管"))
    said["turns"][1]["by"] = text
    _, content = report("xlsx", said)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {
            name: book.read(name).decode() for name in book.namelist() if name.startswith("xl/")
        }
    assert not any("<f>" in part or "<hyperlink" in part for part in parts.values())
    found = cells(content, tmp_path)["逐处"][1]
    assert "不归我管" in found[8] or text.startswith(("x" * 9, "\u202e"))
    if text in FORMULAS:
        assert found[0].strip() == text
        assert found[10].strip() == text


def test_what_begins_like_a_formula_carries_the_mark_of_text(report: Any) -> None:
    _, content = report("xlsx", talk("=1", ("agent", "不归我管")))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        styles, sheet = (
            book.read(f"xl/{name}.xml").decode() for name in ("styles", "worksheets/sheet2")
        )
    quoting = [
        at
        for at, xf in enumerate(re.findall(r"<xf [^>]*/?>", styles.split("<cellXfs")[1]))
        if "quotePrefix" in xf
    ]
    assert re.search(rf'<c r="A2" s="{quoting[0]}" t="inlineStr"><is><t>=1</t>', sheet)


def test_personal_data_is_shown_only_where_asked(report: Any) -> None:
    assert b"13800001234" not in report("html", *TALKS)[1]
    code, content = report("html", *TALKS, more=("--unmasked",))
    assert "13800001234" in content.decode()
    assert "没有隐去个人信息" in content.decode()
    assert "第 2 条消息 · 张" in content.decode()
    assert code == 1


@pytest.mark.parametrize("form", ["html", "xlsx"])
def test_what_is_personal_is_hidden_wherever_a_report_says_it(
    report: Any, tmp_path: Path, form: str
) -> None:
    said = ("agent", "不归我管，打138.0000.1234或138\u200b0000\u200b1234，zhang@例子.com")
    bad = {"id": "x", "turns": [{"role": "13800001234 zhang@example.com", "text": "a"}]}
    content = report(form, talk("13800001234", said, channel="13800001234"), bad)[1]
    text = content.decode() if form == "html" else str(cells(content, tmp_path))
    for number in ("13800001234", "138.0000", "0000", "zhang", "例子", "\u200b"):
        assert number not in text.split("</style>")[-1]
    assert "138******34" in text
    assert "z****@*******.***" in text


def test_a_number_at_the_edge_of_what_is_shown_is_masked_too(report: Any) -> None:
    text = "x" * 114 + "13800001234" + "不归我管"
    _, content = report("html", talk("C", ("agent", "0" + text + "13800001234" * 20)))
    assert not re.search(
        r"\d{5}", re.sub("<[^>]*>", "", content.decode().split("四、逐处")[1].split("<footer")[0])
    )


def test_lists_are_capped_and_counts_are_not(report: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "OF_EACH", 2)
    monkeypatch.setattr(gathering, "MOST_PEOPLE", 3)
    talks = [talk(f"C{n}", ("agent", "不归我管")) for n in range(7)]
    for n, each in enumerate(talks):
        each["turns"][0]["by"] = f"客服{n}"
    _, content = report("html", *talks)
    words = _Page(content.decode()).words
    assert "7 处中的 2 处" in words
    assert "7 处，列出 2 处" in words
    assert content.count(b'<p class="said">') == 2
    assert "（其余的人）" in words


def test_more_findings_than_a_sheet_holds_go_to_the_next(
    report: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    monkeypatch.setattr(workbook, "MOST_SHEETS", 2)
    _, content = report("xlsx", *(talk(f"C{n}", ("agent", "不归我管")) for n in range(8)))
    sheets = cells(content, tmp_path)
    assert (len(sheets["逐处"]), len(sheets["逐处2"])) == (4, 4)
    assert ["放不下、没有列出的处", "2"] in sheets["汇总"]
    assert ["待核 · 拦", "8"] in sheets["汇总"]


@pytest.mark.parametrize(("number", "share"), [(29, None), (30, "96.7%")])
def test_a_rate_needs_thirty_observations(
    report: Any, tmp_path: Path, number: int, share: str | None
) -> None:
    """One fault in so many conversations of one message each."""
    talks = [talk(f"C{n}", ("agent", "好" if n else "不归我管")) for n in range(number)]
    words = re.sub(r"\s", "", _Page(report("html", *talks)[1].decode()).words)
    row = next(
        each for each in cells(report("xlsx", *talks)[1], tmp_path)["各条"] if "不推" in each
    )
    if share is None:
        assert "%" not in words
        assert "只有29次" in words
        assert "不满30条" in words
        assert row[6] == "不满 30 次，不算"
    else:
        assert f"不推拦{share}" in words
        assert "1段（3.3%）有要看" in words
        assert f"甲{number}1003.3" in words
        assert float(row[6]) == pytest.approx(29 / 30)


def test_masked_people_stand_in_the_order_of_their_letters(report: Any) -> None:
    """甲, 乙, 丙 are the same in every part, begin again behind the tenth and stand in that order; names
    stand by their messages."""
    talks = [talk(f"C{n}", ("agent", "不归我管")) for n in range(12)]
    for n, each in enumerate(talks):
        each["turns"][0]["by"] = f"员{n:02}"
    talks.append(talk("C12", ("agent", "好"), ("agent", "好")))
    talks[-1]["turns"][0]["by"] = talks[-1]["turns"][1]["by"] = "员11"
    words = re.sub(r"\s+", " ", _Page(report("html", *talks)[1].decode()).words)
    assert "员" not in words
    assert "会话 C11 · 第 1 条消息 · 乙2" in words
    assert words.index("甲1100") < words.index("乙1100") < words.index("甲2") < words.index("乙2")
    assert "12 位，按出现的先后" in words
    names = _Page(report("html", *talks, more=("--unmasked",))[1].decode()).words
    assert "12 位，消息多的在前" in names
    assert names.index("员11") < names.index("员00")  # three messages


def test_several_processes_make_the_same_report(report: Any) -> None:
    talks = [TALKS[n % 3] | {"id": f"C{n}"} for n in range(900)]
    assert report("html", *talks) == report("html", *talks, more=("--jobs", "2"))


def test_nothing_found_says_so(report: Any) -> None:
    code, content = report("html", TALKS[1])
    assert code == 0
    assert "1 段会话里没有要看的地方。" in _Page(content.decode()).words


def test_a_gap_is_no_fault(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clause = """\
  - id: "2.1"
    title: 问候
    text: 先问候。
    kind: utterance
    per: conversation
    severity: hint
    utterance: {speaker: agent, must_first: {any: [您好]}}
    examples: {breaks: [请讲], keeps: [您好]}
"""
    write(shop.parent, "hello", ("1", clause))
    head = "会话,角色,内容\n"
    for rows, expected in (
        (head + "A,客服,请讲\n", "broken"),
        (head + "A,老板,您好\nA,客服,请讲\n", "unobserved"),
    ):
        Path("a.csv").write_text(rows, "utf-8")
        main(["check", "a.csv", "--handbook", "hello", "--format", "json", "--all"])
        found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [each["outcome"] for each in found] == [expected]


def test_a_workbook_is_not_written_to_a_terminal(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    Path("talks.jsonl").write_text("", "utf-8")
    assert main(["check", "talks.jsonl", "--handbook", "shop", "--format", "xlsx"]) == 2
    assert "请用 --out 写明文件" in capsys.readouterr().err
