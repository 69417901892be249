"""The command ``due``: one question, rows, vectors; bad input is named and the rest is answered."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shouwen.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line with bytes as standard input: exit code, output, errors."""

    def command(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = main(["due", *arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return code, out, err

    return command


def test_one_question(run: Run) -> None:
    assert run("--from", "2026-09-30T16:20", "--within", "3 个工作日") == (
        0,
        "2026-10-10T18:00:00+08:00\n",
        "",
    )
    assert run("--from", "2026-09-30T16:20:00Z", "--within", "30 分钟") == (
        0,
        "2026-10-01T00:50:00+08:00\n",
        "",
    )
    code, out, _ = run("--from", "2026-09-30T16:20", "--within", "4 工作小时", "--explain")
    assert code == 0
    assert out.splitlines()[0] == "2026-10-08T11:20:00+08:00"
    assert "  9月30日 周三 16:20–18:00 计 1 小时 40 分钟" in out.splitlines()


def test_a_provisional_answer_says_so_unasked(run: Run) -> None:
    _, out, _ = run("--from", "2026-12-30T16:20", "--within", "3 个工作日")
    due, note = out.splitlines()
    assert due == "2027-01-04T18:00:00+08:00"
    assert note.startswith("  暂定：2027 年")


def test_a_calendar_of_ones_own(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "night.yaml"
    path.write_text('zone: Europe/Berlin\nhours: {mon-fri: ["20:00-04:00"]}\n', encoding="utf-8")
    code, out, _ = run(
        "--from", "2026-11-16T21:00", "--within", "8 工作小时", "--calendar", str(path)
    )
    assert (code, out) == (0, "2026-11-17T21:00:00+01:00\n")
    path.write_text("hours: []\n", encoding="utf-8")
    assert (
        run("--from", "2026-11-16T21:00", "--within", "8 工作小时", "--calendar", str(path))[1]
        == "永不到期\n"
    )
    path.write_text("houres: []\nofficial: us\n", encoding="utf-8")
    code, out, err = run(
        "--from", "2026-11-16T21:00", "--within", "1 小时", "--calendar", str(path)
    )
    assert (code, out) == (2, "")
    assert f"{path}:1:9 日历里没有“houres”这一项。是不是想写 hours。" in err
    assert f"{path}:2:11 没有“us”的放假表。" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--within", "3 小时"), "请写明 --from 与 --within，或用 --jsonl、--vectors 指定文件"),
        (("--from", "明天", "--within", "3 小时"), "from：“明天”不是时间，请写成 2026-10-01T09:00:00+08:00 这样"),
        (("--from", "2026-11-16", "--within", "3"), "“3”没有写单位。"),
        (("--from", "2026-11-16", "--within", "-3 小时"), "时限“-3 小时”是负的"),
        (("--from", "2026-11-16", "--within", "nan 小时"), "“nan 小时”看不懂。"),
        (("--from", "9999-06-01", "--within", "3 个工作日"), "时间超出了日历的范围（1900 年至 2199 年）"),
        (("--from", "9999-12-31T23:00+08:00", "--within", "48 小时"), "到期时间超出了公元 9999 年"),
        (("--from", "9999-12-31T23:59Z", "--within", "1 小时"), "from 的时刻超出了范围"),
        (("--from", "2026-11-16", "--within", "1 小时", "--calendar", "nowhere"), "没有“nowhere”这个日历，可以写 cn-office 或一个 YAML 文件"),
        (("--from", "2026-11-16", "--within", "1 小时", "--calendar", "no.yaml"), "no.yaml:1:1 找不到这个文件。"),
        (("--vectors", "/no/such/file"), "/no/such/file 读不了"),
        (("--jsonl", "/no/such/file"), "没有这个文件"),
        (("--foo",), "不认识的参数：--foo。"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_said_in_chinese(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err


GOOD_ROW = {"id": "a", "from": "2026-11-16T10:00:00+08:00", "within": "2 小时"}


def test_rows(run: Run) -> None:
    rows = [
        GOOD_ROW,
        {
            **GOOD_ROW,
            "id": 2,
            "calendar": "cn-office",
            "pauses": [["2026-11-16T11:00:00+08:00", "2026-11-16T12:00:00+08:00"]],
        },
        {**GOOD_ROW, "id": 3, "pauses": [["2026-11-16T11:00:00+08:00", None]]},
        {"from": "2026-11-16T10:00:00", "within": "1 个工作日", "expect": "x"},
    ]
    code, out, err = run("--jsonl", stdin="\n\n".join(json.dumps(row) for row in rows).encode())
    assert (code, err) == (0, "")
    answers = [json.loads(line) for line in out.splitlines()]
    assert [(answer["id"], answer["due"]) for answer in answers] == [
        ("a", "2026-11-16T12:00:00+08:00"),
        (2, "2026-11-16T13:00:00+08:00"),
        (3, None),
        (None, "2026-11-17T18:00:00+08:00"),
    ]
    assert all(set(answer) == {"id", "due", "why"} for answer in answers)
    assert answers[0]["why"][-1] == "到期：2026年11月16日 周一 12:00"


BAD_ROWS = [
    (b'{"id": 1, \xff}', "不是 UTF-8"),
    (b"\xff\xfe{", "不是 UTF-8"),
    (b"[1, 2]", "对象"),
    (b"{", "不是 JSON"),
    (b"nonsense", "不是 JSON"),
    (b"[" * 100_000, "JSON"),
    (b'{"n": ' + b"9" * 5000 + b"}", "JSON"),
    (b"NaN", "数不能写 NaN"),
    (b'{"id": NaN, "from": "2026-10-09", "within": "1 \xe5\xa4\xa9"}', "数不能写 NaN"),
    (b'{"id": 1e999, "from": "2026-10-09", "within": "1 \xe5\xa4\xa9"}', "数字 1e999 太大"),
    (json.dumps({**GOOD_ROW, "from": 5}).encode(), "from 要写时刻"),
    (json.dumps({**GOOD_ROW, "from": "2026-13-01"}).encode(), "不是时间"),
    (json.dumps({**GOOD_ROW, "from": "2026-11-16T10:00:00+99:00"}).encode(), "不是时间"),
    (json.dumps({**GOOD_ROW, "from": "0001-01-01T00:00:00+14:00"}).encode(), "超出了范围"),
    (json.dumps({**GOOD_ROW, "from": "1500-01-01", "within": "1 个工作日"}).encode(), "超出了日历的范围"),
    (json.dumps({**GOOD_ROW, "within": None}).encode(), "within 要写时限"),
    (json.dumps({**GOOD_ROW, "within": 30}).encode(), "within 要写时限"),
    (json.dumps({**GOOD_ROW, "within": "-1 天"}).encode(), "是负的"),
    (json.dumps({**GOOD_ROW, "within": "1 天 1 小时"}).encode(), "不能相加"),
    (json.dumps({**GOOD_ROW, "within": "小" * 5_000_000}).encode(), "时限写得太长"),
    (json.dumps({**GOOD_ROW, "calendar": 5}).encode(), "calendar 要写日历的名称"),
    (json.dumps({**GOOD_ROW, "calendar": "x\0.yaml"}).encode(), "个日历"),
    (json.dumps({**GOOD_ROW, "pauses": {}}).encode(), "pauses 要写成"),
    (json.dumps({**GOOD_ROW, "pauses": [1]}).encode(), "第 1 段暂停要写成"),
    (json.dumps({**GOOD_ROW, "pauses": [["x", None]]}).encode(), "第 1 段暂停的开始：“x”不是时间"),
    (json.dumps({**GOOD_ROW, "pauses": [["2026-11-16T11:00", "2026-11-16T10:00"]]}).encode(), "第 1 段暂停结束早于开始"),
    (json.dumps({**GOOD_ROW, "within": "1 工作小时", "pauses": [["2026-11-16T10:00", "9998-01-01"]]}).encode(), "超出了日历的范围"),
    (json.dumps({**GOOD_ROW, "pause": []}).encode(), "没有“pause”这一项，是不是想写 pauses"),
    (json.dumps({"id": 1, "from": "2026-11-16", "whithin": "1 天"}).encode(), "没有“whithin”这一项，是不是想写 within"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "said"), BAD_ROWS)
def test_a_bad_row_is_named_and_the_good_ones_are_answered(run: Run, bad: bytes, said: str) -> None:
    good = json.dumps(GOOD_ROW).encode()
    code, out, err = run("--jsonl", "-", stdin=good + b"\n" + bad + b"\r\n" + good + b"\n")
    assert code == 2
    assert [json.loads(line)["due"] for line in out.splitlines()] == [
        "2026-11-16T12:00:00+08:00"
    ] * 2
    (line,) = err.splitlines()
    assert line.startswith("-:2 ")
    assert said in line
    assert len(line) < 500


def test_terminal_tricks_in_a_row_are_shown_not_obeyed(run: Run) -> None:
    row = json.dumps({**GOOD_ROW, "within": "\x1b[31m\u202e1 小时"}, ensure_ascii=False)
    _, _, err = run("--jsonl", stdin=row.encode())
    assert "\x1b" not in err
    assert "\u202e" not in err


TABLES = {
    "timezone": "Asia/Shanghai",
    "schedules": {
        "office": {"hours": {"mon": {"09:00": "18:00"}, "fri": {"09:00": "18:00"}}, "holidays": ["2026-11-20"], "shifts": {"2026-11-21": {"10:00": "16:00"}}},
        "broken": {"hours": {"mon": {"09:00": "29:00"}}},
        "closed": {},
        "odd": [],
    },
}  # fmt: skip


def vectors(
    run: Run, tmp_path: Path, *rows: object, **changes: object
) -> tuple[int, list[object], str]:
    path = tmp_path / "vectors.json"
    path.write_text(json.dumps({**TABLES, "vectors": rows, **changes}), encoding="utf-8-sig")
    code, out, err = run("--vectors", str(path))
    return code, [json.loads(line) for line in out.splitlines()], err


def test_vectors(run: Run, tmp_path: Path) -> None:
    office = {"schedule": "office", "start": "2026-11-16T17:00:00+08:00"}
    code, answers, err = vectors(
        run, tmp_path,
        {"id": "1", "op": "after", "business_seconds": 3600, **office},
        {"id": "2", "op": "after", "business_seconds": 3601, **office},
        {"id": "3", "op": "after", "business_seconds": 0.5, **office},
        {"id": "4", "op": "within", "end": "2026-11-21T11:00:00+08:00", **office},
        {"id": "5", "op": "within", "end": "2026-11-16T17:00:00.5+08:00", **office},
        {"id": "6", "op": "in_hours", **office},
        {"id": "7", "op": "in_hours", "schedule": "office", "start": "2026-11-16T18:00:00+08:00"},
        {"id": "8", "op": "workdays", "from": "2026-09-30T23:00:00+08:00", "to": "2026-10-10"},
        {"id": "9", "op": "after", "business_seconds": 1, "schedule": "closed", "start": "2026-11-16T18:00:00+08:00"},
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert answers == [
        {"id": "1", "got": "2026-11-16T18:00:00+08:00"},
        {"id": "2", "got": "2026-11-21T10:00:01+08:00"},
        {"id": "3", "got": "2026-11-16T17:00:00.500000+08:00"},
        {"id": "4", "got": 7200},
        {"id": "5", "got": 0.5},
        {"id": "6", "got": True},
        {"id": "7", "got": False},
        {"id": "8", "got": 3},
        {"id": "9", "got": None},
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"op": "before"}, "op“before”不认识"),
        ({"op": ["after"]}, "不认识"),
        ({"op": "after", "schedule": "x"}, "没有“x”这个时间表"),
        ({"op": "after", "schedule": ["office"]}, "这个时间表"),
        ({"op": "after", "schedule": "broken"}, "时间表“broken”有错"),
        ({"op": "after", "schedule": "odd"}, "时间表"),
        ({"op": "after", "start": None}, "start 要写时刻"),
        ({"op": "after", "business_seconds": -1}, "business_seconds 要在 0 到一百年之间"),
        ({"op": "after", "business_seconds": 1e300}, "business_seconds 要在 0 到一百年之间"),
        ({"op": "after", "business_seconds": float("nan")}, "business_seconds 要写秒数"),
        ({"op": "after", "business_seconds": True}, "business_seconds 要写秒数"),
        ({"op": "after", "business_seconds": "60"}, "business_seconds 要写秒数"),
        ({"op": "within", "end": "x"}, "end：“x”不是时间"),
        ({"op": "within", "end": "9000-01-01"}, "超出了日历的范围"),
        ({"op": "workdays", "from": "x"}, "from：“x”不是时间"),
        ("text", "每道题要写成"),
        (None, "每道题要写成"),
    ],
)
def test_a_bad_vector_is_named_and_the_others_answered(
    run: Run, tmp_path: Path, row: object, said: str
) -> None:
    good = {"id": "g", "op": "in_hours", "schedule": "office", "start": "2026-11-16T10:00:00+08:00"}
    base = {
        "id": "b",
        "schedule": "office",
        "start": "2026-11-16T10:00:00+08:00",
        "business_seconds": 1,
    }
    code, answers, err = vectors(
        run, tmp_path, good, {**base, **row} if isinstance(row, dict) else row, good
    )
    assert code == 2
    assert answers == [{"id": "g", "got": True}] * 2
    (line,) = err.splitlines()
    assert "第 2 题" in line
    assert said in line


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"timezone": "Mars/Phobos"}, "没有“Mars/Phobos”这个时区"),
        ({"timezone": 5}, "这个时区"),
        ({"vectors": 3}, "缺少 vectors"),
        ({"schedules": []}, "schedules 要写成一组时间表"),
    ],
)
def test_vectors_that_cannot_be_used_at_all(
    run: Run, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    code, answers, err = vectors(run, tmp_path, **changes)
    assert (code, answers) == (2, [])
    assert said in err


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}", b"\x00"]
)
def test_files_that_are_no_vectors(run: Run, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "v.json"
    path.write_bytes(raw)
    code, out, err = run("--vectors", str(path))
    assert (code, out) == (2, "")
    assert str(path) in err


@pytest.mark.shared
def test_all_recorded_vectors(run: Run, shared: Callable[[str], Path]) -> None:
    path = shared("clocks/cn-calendar-vectors.json")
    code, out, err = run("--vectors", str(path))
    assert (code, err) == (0, "")
    got = {row["id"]: row["got"] for row in map(json.loads, out.splitlines())}
    rows = json.loads(path.read_text())["vectors"]
    assert got == {row["id"]: row.get("expect", row.get("expect_business_seconds")) for row in rows}


@pytest.mark.shared
def test_all_letters_as_vectors(run: Run, shared: Callable[[str], Path], tmp_path: Path) -> None:
    rows = [
        json.loads(line) for line in shared("citizen-letters/pairs.jsonl").open(encoding="utf-8")
    ]
    asked = [
        {
            "id": row["id"],
            "op": "workdays",
            "from": row["turns"][0]["at"],
            "to": row["turns"][1]["at"],
        }
        for row in rows
    ]
    code, answers, err = vectors(run, tmp_path, *asked)
    assert (code, err) == (0, "")
    assert answers == [
        {"id": row["id"], "got": row["labels"]["workdays_after_asked_to_replied"]} for row in rows
    ]
