"""Conversations from CSV and Excel: columns said once, encodings found out, bad rows kept apart."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shouwen.cli import inputs as reading
from shouwen.cli.inputs import Inputs
from shouwen.cli.lines import Line
from shouwen.cli.main import main
from shouwen.cli.tables import asking, talks
from shouwen.cli.tables.columns import MEMORY, BadColumns, as_columns, written_columns
from shouwen.cli.tables.rows import column_letters
from tests.core.cli.workbooks import HEAD, ROWS, cell, read, row, sheet, texts, write_book


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_rows_become_conversations(tmp_path: Path, encoding: str, mark: str) -> None:
    path = sheet(tmp_path / "a.csv", HEAD, *ROWS, encoding=encoding, mark=mark)
    found, bad = read(path)
    assert bad == []
    assert found == [
        {"id": "A", "source": str(path), "channel": "chat", "turns": [
            {"role": "customer", "text": "在吗", "at": "2026-10-01T09:30:00+00:00"},
            {"role": "agent", "text": "您好，\n请讲", "by": "张", "at": "2026-10-01T09:31:00+00:00"},
        ]},
        {"id": "B", "source": str(path), "channel": "", "turns": [
            {"role": "customer", "text": "有人吗", "at": "2026-10-01T09:30:10+00:00"},
        ]},
    ]  # fmt: skip


def test_newest_first_is_turned_round_only_where_every_row_has_a_time(tmp_path: Path) -> None:
    timed = [("A", "客户", "二", "2026-10-01 10:00:00"), ("A", "客户", "一", "2026-10-01 09:00:00")]
    untimed = [("B", "客户", "二", "2026-10-01 10:00:00"), ("B", "客户", "一", "")]
    found, _ = read(sheet(tmp_path / "a.csv", HEAD[:4], *timed, *untimed))
    assert [[turn["text"] for turn in talk["turns"]] for talk in found] == [
        ["一", "二"],
        ["二", "一"],
    ]


BAD = [
    (("", "客户", "在吗", "", "", ""), "没有会话的编号"),
    (("A", "老板", "在吗", "", "", ""), "“角色”是“老板”，不知道是谁"),
    (("A", "", "在吗", "", "", ""), "“角色”是空的"),
    (("A", "客户", "在吗", "昨天", "", ""), "“时间”是“昨天”，不是时刻"),
    (("A", "客户", "在吗", "2026-13-01 00:00", "", ""), "不是时刻"),
    (("A",), "“角色”没有写（这一行的列不够"),
    (("A", "客户"), "“内容”没有写（这一行的列不够"),
    (("A", "客户", "在吗", "0001-01-01 00:00:00", "", ""), "“0001-01-01 00:00:00”，不在 1970 年至"),
    (("A", "客户", "在吗", "9999-12-31T23:59:59Z", "", ""), "不在 1970 年至 2199 年之间，不知道"),
    (("A", "客户", "在吗", "1969-12-31T23:59:59Z", "", ""), "不在 1970 年至 2199 年之间"),
    (("A", "客户", "在吗", "2200-01-01 00:00:00", "", ""), "不在 1970 年至 2199 年之间"),
]


@pytest.mark.parametrize(("bad", "why"), BAD)
def test_a_bad_row_is_named_and_the_others_are_read(
    tmp_path: Path, bad: tuple[str, ...], why: str
) -> None:
    path = sheet(tmp_path / "a.csv", HEAD, ROWS[0], bad, ROWS[1])
    inputs = Inputs(asking=lambda: False)
    lines = list(inputs.conversations([str(path)]))
    assert [line.place for line in lines if line.bad] == [f"{path}:3"]
    assert why in next(line.bad for line in lines if line.bad)
    gaps = {json.loads(line.data)["id"]: line.gap for line in lines if not line.bad}
    # whose a row without a conversation was, nobody knows: the last one's or the next one's
    assert gaps == {"A": True, "B": bad[0] == ""}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('A,客服,"您好\nB,客户,在吗\nB,客服,您好\n', [2]),  # never closed: all that follows
        ('A,客服,"您好\nB,客户,"在吗"\nC,客服,您好\n', [2]),  # closed by the next one's
        ('A,客服,您好\nB,客户,"在"吗\nC,客服,您说"好"\n', [3]),
    ],
)
def test_quotes_that_do_not_match_swallow_nothing_in_silence(
    tmp_path: Path, text: str, places: list[int]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("会话,角色,内容\n" + text, "utf-8")
    found, bad = read(path)
    assert [each.split(" ")[0] for each in bad] == [f"a.csv:{place}" for place in places]
    assert all("引号" in each for each in bad)
    assert all("\n" not in turn["text"] for talk in found for turn in talk["turns"])


def test_a_cell_of_ten_megabytes_is_read(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.csv", HEAD[:3], ("A", "客服", "您好" * 1_700_000), ("A", "客户", "好")
    )
    found, bad = read(path)
    assert ([len(turn["text"]) for turn in found[0]["turns"]], bad) == ([3_400_000, 1], [])


def test_several_processes_read_tables_alike(tmp_path: Path, capfdbinary: Any) -> None:
    rows = [(f"C{n // 3}", "客服", "不归我管") for n in range(2_000)]
    path = sheet(tmp_path / "a.csv", HEAD[:3], *rows, ("", "客服", "x"))
    said = []
    for jobs in ("1", "3"):
        assert (
            main(
                [
                    "check",
                    str(path),
                    "--handbook",
                    "service-language",
                    "--format",
                    "json",
                    "--jobs",
                    jobs,
                ]
            )
            == 2
        )
        said.append(capfdbinary.readouterr())
    assert said[0] == said[1]
    assert said[0].out.count(b"\n") >= 667


def test_places_in_a_workbook_are_cells(tmp_path: Path) -> None:
    rows = (
        texts(3, *HEAD)
        + texts(4, *ROWS[0])
        + texts(7, "A", "老板", "哈")
        + texts(9, "", "客户", "哈")
    )
    path = write_book(tmp_path / "a.xlsx", {"十月": texts(1, "导出") + rows})
    found, bad = read(path)
    assert [len(talk["turns"]) for talk in found] == [1]
    assert [each.split("“")[0] for each in bad] == ["a.xlsx 十月!B7 ", "a.xlsx 十月!A9 "]


def test_numbers_dates_and_shared_texts_of_a_workbook(tmp_path: Path) -> None:
    shared = [
        "<t>客户</t>",
        "<r><t>不</t></r><r><rPr/><t>知道</t></r><rPh><t>bu</t></rPh>",
        "<t>a_x0007_b &amp;</t>",
    ]
    rows = texts(1, *HEAD) + "".join(
        row(n, cell(f"A{n}", 7.0 if n == 2 else 8), cell(f"B{n}", 0, kind="s"), text, at)
        for n, text, at in (
            (2, cell("C2", 1, kind="s"), cell("D2", 46296.395833333336, 1)),
            (3, cell("C3", 2, kind="s"), cell("D3", 46296, 2)),
            (4, cell("C4", 13800001234), cell("D4", 46296.5, 2)),
        )
    )
    found, bad = read(write_book(tmp_path / "a.xlsx", {"表": rows}, shared=shared))
    assert bad == []
    assert [(talk["id"], t["text"], t["at"]) for talk in found for t in talk["turns"]] == [
        ("7", "不知道", "2026-10-01T09:30:00+00:00"),
        ("8", "a\x07b &", "2026-10-01T00:00:00+00:00"),
        ("8", "13800001234", "2026-10-01T12:00:00+00:00"),
    ]
    early = write_book(tmp_path / "b.xlsx", {"表": rows}, shared=shared, epoch_1904=True)
    assert read(early)[0][0]["turns"][0]["at"] == "2030-10-02T09:30:00+00:00"


def test_a_number_that_only_looks_like_a_date_stays_one(tmp_path: Path) -> None:
    rows = texts(1, *HEAD[:3]) + row(2, cell("A2", "A"), cell("B2", "客户"), cell("C2", 46296.5, 3))
    found, _ = read(write_book(tmp_path / "a.xlsx", {"表": rows}))
    assert found[0]["turns"][0]["text"] == "46296.5"


def test_hidden_sheets_remarks_and_reports_are_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = texts(1, *HEAD[:3]) + texts(2, "A", "客户", "在吗")
    sheets = {"说明": texts(1, "这是", "一份", "说明"), "表": good, "藏": good, "空": ""}
    found, bad = read(write_book(tmp_path / "a.xlsx", sheets, hidden=["藏"]))
    assert (len(found), bad) == (1, [])
    assert "a.xlsx 说明 不知道哪一列是什么" in capsys.readouterr().err
    report = write_book(tmp_path / "r.xlsx", {"汇总": texts(1, "《会话检查报告》")})
    assert read(report) == ([], [])
    assert "是检查报告，没有读" in capsys.readouterr().err


# ---- columns ---------------------------------------------------------------------------------------

ODD = ("会话ID", "发送方", "消息")
ODD_ROWS = [("A", "坐席甲", "您好"), ("A", "访客", "在吗")]


def test_unknown_columns_are_listed_with_the_option_to_give(tmp_path: Path) -> None:
    found, bad = read(sheet(tmp_path / "a.csv", ODD, *ODD_ROWS))
    assert found == []
    assert "找到的列：“会话ID”、“发送方”、“消息”" in bad[0]
    assert '--columns "conversation=列名,role=列名,text=列名"' in bad[0]


def test_columns_on_the_command_line_and_from_a_file(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", ODD, *ODD_ROWS)
    said = "conversation=会话ID,role=发送方,text=消息,agent=坐席甲|班长"
    expected = [{"role": "agent", "text": "您好"}, {"role": "customer", "text": "在吗"}]
    assert read(path, columns=said)[0][0]["turns"] == expected
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(written_columns(said).to_json()), "utf-8")
    assert read(path, columns=str(file))[0][0]["turns"] == expected
    missing = read(path, columns=said.replace("消息", "正文"))[1][0]
    assert "没有 --columns 里的列 “正文”" in missing


def test_columns_beside_the_tables_are_found_for_each_shape(tmp_path: Path) -> None:
    (tmp_path / "in/deep").mkdir(parents=True)
    sheet(tmp_path / "in/a.csv", ODD, ("A", "客服", "您好"))
    sheet(tmp_path / "in/deep/b.csv", ("id", "who", "said"), ("B", "客服", "您好"))
    shapes = [
        {"conversation": "会话ID", "role": "发送方", "text": "消息"},
        {"conversation": "id", "role": "who", "text": "said", "by": None},
    ]
    (tmp_path / "in" / MEMORY).write_text(json.dumps(shapes), "utf-8")
    found, bad = read(tmp_path / "in")
    assert ([talk["id"] for talk in found], bad) == (["A", "B"], [])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "应是一组"),
        ({"conversation": "a", "role": "b"}, "还缺少 text"),
        ({"conversation": "a", "role": "b", "txet": "c"}, "不认识 txet，.*text"),
        ({"conversation": 1}, "conversation 应是一个列名"),
        ({"conversation": "a", "role": "b", "text": "c", "roles": {"老板": "boss"}}, "不能是 boss"),
    ],
)
def test_wrong_columns_are_explained(data: object, why: str) -> None:
    with pytest.raises(BadColumns, match=why):
        as_columns(data)


@pytest.mark.parametrize(
    "text", ["a", "a=", "conversation=a,role=b", "x=y,conversation=a,role=b,text=c"]
)
def test_wrong_columns_on_the_command_line(text: str) -> None:
    with pytest.raises(BadColumns):
        written_columns(text)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Inputs]:
    """Inputs on a terminal at which these lines are typed."""

    def make(*typed: str, columns: str | None = None) -> Inputs:
        monkeypatch.setattr(
            asking.sys, "stdin", io.StringIO("".join(f"{each}\n" for each in typed))
        )
        inputs = Inputs(columns, asking=lambda: True)
        inputs.prepare()
        return inputs

    return make


def test_columns_are_asked_for_once_and_remembered(
    tmp_path: Path, answering: Callable[..., Inputs], capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheet(tmp_path / "a.csv", (*ODD, "时刻"), *((*each, "") for each in ODD_ROWS))
    # a wrong number first; no person; the time by its name; no channel; 坐席甲 is an agent
    inputs = answering("9", "1", "2", "消息", "", "时刻", "", "5", "1")
    lines = list(inputs.conversations([str(path)]))
    assert [turn["role"] for turn in json.loads(lines[0].data)["turns"]] == ["agent", "customer"]
    said = capsys.readouterr().err
    assert "1  会话ID    A" in said
    assert "没有这一列，请写 1 到 4 或列名" in said
    assert "“坐席甲”是谁？" in said
    assert "下次不再问" in said
    assert json.loads((tmp_path / MEMORY).read_text("utf-8")) == {
        "conversation": "会话ID", "role": "发送方", "text": "消息", "at": "时刻", "roles": {"坐席甲": "agent"},
    }  # fmt: skip
    assert len(read(path)[0][0]["turns"]) == 2  # nobody is asked again


def test_nobody_answering_is_as_good_as_no_terminal(
    tmp_path: Path, answering: Callable[..., Inputs]
) -> None:
    path = sheet(tmp_path / "a.csv", ODD, *ODD_ROWS)
    lines = list(answering("1", "2").conversations([str(path)]))
    assert "不知道哪一列是什么" in lines[0].bad
    assert not (tmp_path / MEMORY).exists()


def test_the_answer_goes_where_columns_says(
    tmp_path: Path, answering: Callable[..., Inputs]
) -> None:
    path = sheet(tmp_path / "a.csv", ODD, ("A", "客服", "您好"))
    target = tmp_path / "kept.json"
    list(answering("1", "2", "3", "", "", "", columns=str(target)).conversations([str(path)]))
    assert json.loads(target.read_text("utf-8"))["text"] == "消息"
    with pytest.raises(BadColumns, match="没有"):
        Inputs(str(tmp_path / "no.json"), asking=lambda: False).prepare()


# ---- folders, size, memory -------------------------------------------------------------------------


def test_a_folder_is_read_through_and_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    sheet(tmp_path / "b/1.CSV", HEAD, ROWS[0])
    write_book(tmp_path / "c.xlsx", {"表": texts(1, *HEAD) + texts(2, *ROWS[1])})
    (tmp_path / "a.jsonl").write_text('{"id": "J", "turns": []}\n', "utf-8")
    (tmp_path / "~$c.xlsx").write_bytes(b"locked")
    (tmp_path / "note.txt").write_text("x")
    inputs = Inputs(asking=lambda: False)
    lines = list(inputs.conversations([str(tmp_path)]))
    assert [json.loads(line.data)["id"] for line in lines] == ["J", "A", "B"]
    assert inputs.read == inputs.size > 0


def test_an_empty_table_and_headings_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    sheet(tmp_path / "b.csv", HEAD)
    assert read(tmp_path / "a.csv", tmp_path / "b.csv") == (
        [],
        ["a.csv 表是空的，请看一看是不是导出错了"],
    )


def test_rows_that_stand_far_apart_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talks, "WINDOW", 3)
    rows = [(name, "客户", "在吗") for name in "ABABCCCCCB"]
    found, bad = read(sheet(tmp_path / "a.csv", HEAD[:3], *rows))
    assert [(talk["id"], len(talk["turns"])) for talk in found] == [("A", 2), ("B", 2), ("C", 5)]
    assert bad == ["a.csv:11 会话 B 的行隔得太远（超过 3 行），请先按会话排序"]


def _many(path: Path, number: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD[:3])
        for n in range(number):
            writer.writerow((f"C{n // 5}", "客户", "您好，请问有什么可以帮您" * 5))
    return path


def _peak(lines: Iterator[Line]) -> int:
    tracemalloc.start()
    for _ in lines:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talks, "WINDOW", 500)
    small = _peak(reading.Inputs().conversations([str(_many(tmp_path / "a.csv", 2_000))]))
    large = _peak(reading.Inputs().conversations([str(_many(tmp_path / "b.csv", 20_000))]))
    assert large < small + 600_000  # what is kept of 3,600 more conversations is eight bytes each


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters
