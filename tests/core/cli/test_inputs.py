"""What a check is given to read: lines that say a thing twice, folders with more than files in them,
options that do not go together."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from shouwen.cli.inputs import Inputs
from shouwen.cli.lines import BadRow, read_lines, read_object
from shouwen.cli.main import main
from shouwen.cli.tables.columns import BadColumns, as_columns, read_columns, written_columns
from tests.core.cli.workbooks import HEAD, ROWS, read, sheet
from tests.core.handbook.folders import clock, write

RULED = """\
  - id: "1.2"
    title: 不推
    text: 不说这句。
    kind: utterance
    per: message
    severity: stop
    utterance: {speaker: agent, rule: no_pushing, must_not: {any: [不归我管]}}
    examples: {breaks: [这不归我管], keeps: [我来管]}
"""
TALK = {"id": "C1", "channel": "chat", "turns": [{"role": "agent", "text": "这不归我管"}]}

type Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Runs a check: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "shop", ("1", clock() + RULED))
    Path("talks.jsonl").write_text(json.dumps(TALK) + "\n", "utf-8")

    def go(*arguments: str) -> tuple[int, str, str]:
        code = main(["check", *arguments, "--handbook", "shop"])
        return code, *capsys.readouterr()

    return go


# ---- columns -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "conversation=a,role=b,text=c,roles=x,agent=坐席",
            ["不认识 roles，表里的词请写成 agent=坐席|班长,customer=访客"],
        ),
        ("conversation=a,role=b,text=c,roles=x", ["不认识 roles，表里的词请写成"]),
        ("conversation=a,role=b,txet=c,=d,by=", ["不认识 txet", "“=d”", "“by=”", "还缺少 text（内容）"]),
        ("conversation=a,role=b,text=c,text=d", ["text 写了两次：“c”和“d”，请留一个"]),
        (
            "conversation=a,role=b,text=c,agent=坐席,customer=坐席",
            ["“坐席”写成了 agent，又写成 customer，请留一个"],
        ),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_written_columns_is_said(text: str, wrong: list[str]) -> None:
    with pytest.raises(BadColumns) as bad:
        written_columns(text)
    said = str(bad.value).split("；")
    assert len(said) == len(wrong)
    assert [
        each for each, start in zip(said, wrong, strict=True) if not each.startswith(start)
    ] == []


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (
            {"conversation": "a", "role": "b", "text": "c", "roles": "x"},
            "roles 应写成一组“表里的词: 角色”，角色有：agent、customer、bot、system",
        ),
        (
            {"conversation": 1, "roles": {"a": "boss", "b": "chef"}, "by": ""},
            "conversation 应是一个列名；“a”不能是 boss，可以写的有：agent、customer、bot、system；“b”不能是 chef，可以写的有：agent、customer、bot、system；by 应是一个列名；还缺少 role（角色）、text（内容）",
        ),
    ],
)
def test_all_that_is_wrong_with_a_file_of_columns_is_said(data: object, wrong: str) -> None:
    with pytest.raises(BadColumns) as bad:
        as_columns(data)
    assert str(bad.value) == wrong


def test_each_shape_in_a_file_of_columns_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_text('[{"conversation": "a", "role": "b"}, 5]', "utf-8")
    with pytest.raises(BadColumns) as bad:
        read_columns(file)
    assert str(bad.value) == f"{file} 里第 1 组还缺少 text（内容）；第 2 组应是一组“名称: 列名”"
    file.write_text('{"text": "a", "text": "b"}', "utf-8")
    with pytest.raises(BadColumns, match="“text” 在同一个"):
        read_columns(file)


def test_a_long_list_of_words_is_no_file_name(tmp_path: Path) -> None:
    words = "|".join(f"班长{number}" for number in range(100))
    said = f"conversation=会话,role=角色,text=内容,agent=坐席|{words}"
    found, bad = read(sheet(tmp_path / "a.csv", HEAD, ("A", "班长99", "您好")), columns=said)
    assert bad == []
    assert found[0]["turns"] == [{"role": "agent", "text": "您好"}]


def test_two_columns_of_one_name_are_not_guessed_between(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", ("会话", "角色", "内容", " 内容"), ("A", "客服", "一", "二"))
    why = "有几列同名，不知道是哪一列：“内容”（第 3、4 列）。请在表里改名，或删去多余的列"
    assert read(path) == ([], [f"a.csv {why}"])
    other = sheet(
        tmp_path / "b.csv", ("会话", "角色", "内容", "备注", "备注"), ("A", "客服", "一", "", "")
    )
    assert [talk["id"] for talk in read(other)[0]] == ["A"]  # what nobody reads may be called alike


# ---- lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lines_may_end_in_a_carriage_return_alone(tmp_path: Path, encoding: str) -> None:
    lines = sheet(tmp_path / "a.csv", HEAD, *ROWS).read_text("utf-8", newline="").split("\r\n")
    path = tmp_path / "b.csv"
    path.write_bytes("\r".join(lines).encode(encoding))
    expected, _ = read(tmp_path / "a.csv")
    found, bad = read(path)
    assert bad == []
    assert [talk["turns"] for talk in found] == [talk["turns"] for talk in expected]


def test_a_heading_with_a_carriage_return_in_it_is_no_end_of_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('会话,角色,内容,"备\r注"\nA,客服,您好,\n'.encode())
    found, bad = read(path)
    assert ([talk["id"] for talk in found], bad) == (["A"], [])


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (b'{"id":"a","turns":[{"role":"agent","text":"x"}],"turns":[]}', "“turns”"),
        (b'{"id":"a","turns":[{"role":"agent","text":"x","text":"y"}]}', "“text”"),
        (b'{"id" : "a", "turns" : [], "turns" : []}', "“turns”"),
        (b'{"id"  : "a", "turns"\t: [], "turns"\t: []}', "“turns”"),
        (b'{"id":"a","facts":{"said":"\\":","b":1,"b":2}}', "“b”"),
        (b'{"id":"a","id":"a","a":1,"b":{},"a":2,"a":3}', "“id”、“a”"),
    ],
)
def test_a_key_that_stands_twice_is_refused(line: bytes, names: str) -> None:
    with pytest.raises(BadRow) as bad:
        read_object(line)
    assert str(bad.value) == f"{names} 在同一个 {{…}} 里写了两次，不知道以哪个为准，请留一个"


@pytest.mark.parametrize(
    "line",
    [
        b'{"id":"a","text":"he said \\"yes\\": twice"}',
        b'{"id" : "a", "b"\t:[[{"b":1}, {"b" : 2}, 3], "b"]}',
    ],
)
def test_keys_that_only_seem_to_stand_twice_are_read(line: bytes) -> None:
    assert read_object(line) == json.loads(line)


def test_what_is_no_file_in_a_folder_is_named_and_never_opened(
    tmp_path: Path, check: Check
) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.jsonl").write_text(json.dumps(TALK) + "\n", "utf-8")
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "round.csv").symlink_to("round.csv")
    (folder / "gone.xlsx").symlink_to("nowhere.xlsx")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "deep" / "back").symlink_to("..")
    code, _, err = check("in")
    assert code == 2
    assert err.splitlines()[:4] == [
        "in/deep/back 是指到文件夹的链接，没有读里面的。要检查请另写这个文件夹",
        "in/gone.xlsx 是链接，指到的文件不在，请补上文件，或删去链接",
        "in/pipe.jsonl 不是文件（是管道或设备），请换成文件，或移走",
        "in/round.csv 读不了（链接绕成了圈），请换成文件，或删去它",
    ]
    assert err.splitlines()[-1] == "会话 1 段，消息 1 条，待核 1 处（拦 1），坏行 3"
    lines = list(read_lines(["in"]))
    assert [(line.place, bool(line.bad)) for line in lines] == [
        ("in/pipe.jsonl", True), ("in/deep/a.jsonl:1", False),
    ]  # fmt: skip


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everywhere")
def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "in" / "closed"
    closed.mkdir(parents=True)
    sheet(tmp_path / "in" / "a.csv", HEAD, *ROWS)
    closed.chmod(0)
    try:
        lines = list(Inputs(asking=lambda: False).conversations([str(tmp_path / "in")]))
    finally:
        closed.chmod(0o755)
    assert [line.bad for line in lines if line.bad] == ["读不了（没有权限），请看一看权限"]
    assert len(lines) == 3


# ---- options -----------------------------------------------------------------------------------


def test_what_cases_leave_out_is_said(check: Check) -> None:
    case = {"id": "1", "rule": "no_pushing", "text": "这不归我管"}
    Path("cases.jsonl").write_text(json.dumps(case) + "\n", "utf-8")
    answer = '{"id":"1","rule":"no_pushing","breaks":true,"span":[1,5]}\n'
    said = "注意：--cases 只判 cases.jsonl 里的例子，没有检查 talks.jsonl\n"
    assert check("talks.jsonl", "--cases", "cases.jsonl") == (1, answer, said)
    assert check("cases.jsonl", "--cases", "cases.jsonl") == (1, answer, "")
    assert check("--cases", "cases.jsonl") == (1, answer, "")


@pytest.mark.parametrize("form", ["html", "xlsx"])
@pytest.mark.parametrize(
    ("kind", "word"), [(("--labels",), "--labels"), (("--cases", "talks.jsonl"), "--cases")]
)
def test_what_is_json_is_no_report(
    check: Check, form: str, kind: tuple[str, ...], word: str
) -> None:
    said = f"{word} 只写 JSON，写不成 {form}。请去掉 --format {form}，或去掉 {word}\n"
    assert check("talks.jsonl", *kind, "--format", form) == (2, "", said)


@pytest.mark.parametrize(
    ("number", "why"), [("999", "请写 0 到 256 之间的整数"), ("x", "请写整数，如 4")]
)
def test_a_number_of_processes_that_is_none(
    check: Check, number: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        check("talks.jsonl", "--jobs", number)
    assert ended.value.code == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == f"--jobs：{why}。请看 shouwen check --help。"
