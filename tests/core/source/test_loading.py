"""YAML with places: what is text, what is refused, and where each mistake is said to be."""

import pytest

from shouwen.source import (
    ListNode,
    MappingNode,
    Mistakes,
    Place,
    ScalarNode,
    load_bytes,
    load_file,
    load_text,
    parsing,
)
from shouwen.source.loading import MAX_BYTES
from shouwen.source.parsing import MAX_DEPTH, MAX_NODES


def read(text: str) -> object:
    mistakes = Mistakes()
    node = load_text(text, "f.yaml", mistakes)
    assert not mistakes, mistakes.text()
    assert node is not None
    return node.plain()


def complaints(text: str | bytes) -> list[str]:
    mistakes = Mistakes()
    load_bytes(text if isinstance(text, bytes) else text.encode(), "f.yaml", mistakes)
    return [str(mistake) for mistake in mistakes]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"), ("on", "on"), ("yes", "yes"), ("12:30", "12:30"), ("1:2:3", "1:2:3"),
        ("2026-10-01", "2026-10-01"), ("2026-10-01T09:00:00Z", "2026-10-01T09:00:00Z"),
        ("0217", "0217"), ("0o17", "0o17"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("1e5", "1e5"),
        (".inf", ".inf"), (".nan", ".nan"), ("4.1.2", "4.1.2"), ("=", "="),
        ("1234567890123456", "1234567890123456"), ("123456789012345", 123456789012345),
        ("12", 12), ("-3", -3), ("+5", 5), ("1.5", 1.5), (".5", 0.5), ("0", 0),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ('"true"', "true"), ('"\\uD83D\\uDE00"', "😀"), ("'12'", "12"), ("不归我管", "不归我管"),
    ],
)  # fmt: skip
def test_what_people_mean_as_text_stays_text(written: str, meant: object) -> None:
    assert read(f"a: {written}\n") == {"a": meant}
    assert type(read(f"a: {written}\n")["a"]) is type(meant)  # type: ignore[index]


def test_keys_are_always_text() -> None:
    assert read("1: a\n2.50: b\ntrue: c\non: d\n'5': e\n") == {
        "1": "a", "2.50": "b", "true": "c", "on": "d", "5": "e",
    }  # fmt: skip


def test_every_key_value_and_item_tells_its_place() -> None:
    mistakes = Mistakes()
    node = load_text(
        "title: 章\nclauses:\n  - id: 4.10\n    text: >-\n      一\n      二\n  - {id: x}\n",
        "a.yaml",
        mistakes,
    )
    assert isinstance(node, MappingNode)
    assert node.place == Place("a.yaml", 1, 1)
    assert node.place_of("title") == Place("a.yaml", 1, 8)
    assert node.key_place_of("title") == Place("a.yaml", 1, 1)
    clauses = node.get("clauses")
    assert isinstance(clauses, ListNode)
    assert clauses.key_place == Place("a.yaml", 2, 1)
    assert clauses.place == Place("a.yaml", 3, 3)
    assert node.place_of("clauses", 0) == Place("a.yaml", 3, 5)
    number = node.find("clauses", 0, "id")
    assert isinstance(number, ScalarNode)
    assert (number.place, number.value, number.text) == (Place("a.yaml", 3, 9), 4.1, "4.10")
    assert node.place_of("clauses", 0, "text") == Place("a.yaml", 4, 11)
    assert node.place_of("clauses", 1, "id") == Place("a.yaml", 7, 10)
    assert node.find("clauses", 1, "id", "deeper") is None
    assert node.place_of("clauses", 1, "missing") == Place("a.yaml", 7, 5)
    assert node.place_of("nowhere", 3) == node.place


def test_columns_count_code_points() -> None:
    mistakes = Mistakes()
    node = load_text("{名称: 首问, 𠮷: 好}", "a.yaml", mistakes)
    assert node is not None
    assert node.key_place_of("𠮷") == Place("a.yaml", 1, 10)
    assert node.place_of("𠮷") == Place("a.yaml", 1, 13)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfa: 1\n",
        b"a: 1\r\n",
        b"---\na: 1\n...\n",
        b"%YAML 1.1\n---\na: 1",
        b"# c\na: 1 # d",
    ],
)
def test_marks_and_line_ends_that_do_not_matter(raw: bytes) -> None:
    mistakes = Mistakes()
    node = load_bytes(raw, "f", mistakes)
    assert not mistakes
    assert node is not None
    assert node.plain() == {"a": 1}


def test_an_empty_file_is_nothing_not_a_mistake() -> None:
    assert read("") is None
    assert read("# nur ein Kommentar\n") is None


SYNTAX = [
    ("a: 1\na: 2\n", "f.yaml:2:1 “a”写了两次（第一次在第 1 行）。请删去一处，或合并成一项。"),
    ('a: 1\n"a": 2\n', "f.yaml:2:1 “a”写了两次（第一次在第 1 行）。请删去一处，或合并成一项。"),
    ("a: [1, 2\nb: 3", "f.yaml:2:2 方括号 [ ] 里的写法不对。请用英文逗号隔开各项，并补上 ]。"),
    ("a: {b: 1\nc: 2", "f.yaml:2:2 花括号 { } 里的写法不对。请写成 {名称: 内容, 名称: 内容}，用英文逗号，并补上 }。"),
    ("a: [1,,2]", "f.yaml:1:7 括号里少了内容，或括号没有配对。请检查逗号和右括号。"),
    ("a: ]", "f.yaml:1:4 这里接不上上面的内容。请删去多余的符号，或给整段文字加引号。"),
    ("x: 1\na: \"不归我管\nb: 3", "f.yaml:2:4 引号没有配对。请补上右引号；引号里的双引号写成 \\\"，单引号写成两个 ''。"),
    ('a: "\\q"', "f.yaml:1:6 双引号里的反斜杠写法不对。请改用单引号，或把 \\ 写成 \\\\。"),
    ('a: "\\x1"', "f.yaml:1:7 双引号里的反斜杠写法不对。请改用单引号，或把 \\ 写成 \\\\。"),
    ("a: 'it's'", "f.yaml:1:8 这里多出一段文字。若前面用了引号，请让引号包住整段文字；否则请看这一行的缩进。"),
    ("a: b: c", "f.yaml:1:5 这一行有两个冒号，或缩进不对。文字里有“: ”时请整句加引号；子项要比上一行多缩进两格。"),
    ("a:\n  - b\n c: 1", "f.yaml:3:2 缩进不齐。同一层的各项要对齐，子项多缩进两格。"),
    ("- - a\n - b", "f.yaml:2:2 列表的缩进不齐。同一个列表的“- ”要对齐。"),
    ("a: - b", "f.yaml:1:4 列表或子项不能从这里开始。请换一行，写在上一项下面并缩进两格。"),
    ("a: |x\n  y", "f.yaml:1:5 | 或 > 后面的写法不对。请在 | 或 > 后直接换行，下面的文字缩进两格。"),
    ("- @小李", "f.yaml:1:3 文字不能以 @ 开头。请给整段文字加引号。"),
    ("a: `x`", "f.yaml:1:4 文字不能以 ` 开头。请给整段文字加引号。"),
    ("a: %b", "f.yaml:1:4 文字不能以 % 开头。请给整段文字加引号。"),
    ("a:\tb", "f.yaml:1:3 这里用了制表符（Tab）。请换成空格。"),
    ("title: 章\n编号：4\ntext: x", "f.yaml:2:3 这里用了全角冒号“：”。名称后面请用英文冒号加空格“: ”；若整行是文字，请加引号。"),
    ("a: *重要*", "f.yaml:1:4 手册不用别名 *重要*。请把内容直接写在这里；若是以 * 开头的文字，请加引号。"),
    ("a: &b c", "f.yaml:1:4 手册不用锚点 &b。请删去它；若是以 & 开头的文字，请加引号。"),
    ("a: !重要 c", "f.yaml:1:5 手册不用标签（!）。若是以 ! 开头的文字，请加引号。"),
    ("a: !!str 3", "f.yaml:1:4 手册不用标签 tag:yaml.org,2002:str。请删去它；若是以 ! 开头的文字，请加引号。"),
    ("<<: {a: 1}", "f.yaml:1:1 手册不用合并键 <<。请把内容直接写在这里。"),
    ("? [a]\n: b\n", "f.yaml:1:3 冒号前面要写一个名称。请写成“名称: 内容”；若整行是文字，请加引号。"),
    (": b\n", "f.yaml:1:1 冒号前面要写一个名称。请写成“名称: 内容”；若整行是文字，请加引号。"),
    ("a: 1\n---\nb: 2\n", "f.yaml:2:1 一个文件里写了两份内容（第二个 ---）。请只留一份，或拆成两个文件。"),
    ("a: 1\nb: x\x07y", "f.yaml:2:5 这里有看不见的控制字符 U+0007。请删去它。"),
    ('a: "x\u202ey"', "f.yaml:1:6 这里有改变文字方向的字符 U+202E。请删去它；确实需要时在双引号里写 \\u202e。"),
    ('a: "\\0"', "f.yaml:1:4 这段文字里写了不成字的 U+0000。请删去它。"),
    ('a: "\\ud800"', "f.yaml:1:4 这段文字里写了不成字的 U+D800。请删去它。"),
    ('a: 1\nb: "\\U99999999"', "f.yaml:2:1 从这里往后，有超出范围的数字或转义。请改成普通文字。"),
    ("%YAML 1." + "9" * 5000 + "\n--- a", "f.yaml:1:1 从这里往后，有超出范围的数字或转义。请改成普通文字。"),
    ("a: !%zz b", "f.yaml:1:6 手册不用标签（!）。若是以 ! 开头的文字，请加引号。"),
    (b"a: 1\nb: \xd5\xe2\n", "f.yaml:2:4 文件不是 UTF-8 编码，看起来是 GBK（ANSI）。请另存为 UTF-8。"),
    (b"\xef\xbb\xbfa: 1\nbb: \xff", "f.yaml:2:5 文件不是 UTF-8 编码。请另存为 UTF-8。"),
    ("a: 1".encode("utf-16"), "f.yaml:1:1 文件是 UTF-16 编码。请另存为 UTF-8。"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SYNTAX)
def test_a_broken_file_is_one_exact_chinese_line(text: str | bytes, said: str) -> None:
    assert complaints(text) == [said]


def test_tabs_are_all_named_and_the_rest_is_still_read() -> None:
    text = "a:\n\t- b\n\t- c: 1\n\t  c: 2\n"
    assert complaints(text) == [
        "f.yaml:2:1 行首用了制表符（Tab）缩进。请换成空格，每层两个。",
        "f.yaml:3:1 行首用了制表符（Tab）缩进。请换成空格，每层两个。",
        "f.yaml:4:1 行首用了制表符（Tab）缩进。请换成空格，每层两个。",
        "f.yaml:4:5 “c”写了两次（第一次在第 3 行）。请删去一处，或合并成一项。",
    ]


def test_strange_characters_are_named_and_the_rest_is_still_read() -> None:
    assert complaints("ti\u202etle: x\nb:\n\tc: 1\nb: 2\n") == [
        "f.yaml:1:3 这里有改变文字方向的字符 U+202E。请删去它；确实需要时在双引号里写 \\u202e。",
        "f.yaml:3:1 行首用了制表符（Tab）缩进。请换成空格，每层两个。",
        "f.yaml:4:1 “b”写了两次（第一次在第 2 行）。请删去一处，或合并成一项。",
    ]
    assert len(complaints("a: \x07" + "\x07" * 50 + "\nb: 1\nb: 2\n")) == 50  # no text at all


def test_an_alias_bomb_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    found = complaints("\n".join(lines))
    assert len(found) == 30 + 2 * 29
    assert all("锚点" in line or "别名" in line for line in found)


def test_depth_number_and_size_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert complaints("[" * 100_000) == [
        f"f.yaml:1:{MAX_DEPTH + 2} 这里套了超过 {MAX_DEPTH} 层。请减少层数。"
    ]
    assert read("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) is not None
    assert MAX_NODES <= 100_000
    monkeypatch.setattr(parsing, "MAX_NODES", 1000)
    assert complaints("- x\n" * 1001) == [
        "f.yaml:1000:3 文件里超过 1000 项，不再往下读。请按章拆成几个文件。"
    ]
    assert complaints(b"#" * (MAX_BYTES + 1)) == [
        "f.yaml:1:1 文件超过 2 MB，不再往下读。请按章拆成几个文件。"
    ]


def test_files_that_cannot_be_opened(tmp_path) -> None:  # type: ignore[no-untyped-def]
    mistakes = Mistakes()
    assert load_file(tmp_path / "no.yaml", mistakes, "no.yaml") is None
    assert load_file(tmp_path, mistakes, "folder") is None
    (tmp_path / "a.yaml").write_bytes("标题: 首问".encode())
    node = load_file(tmp_path / "a.yaml", mistakes, "a.yaml")
    assert node is not None
    assert node.plain() == {"标题": "首问"}
    assert mistakes.text() == (
        "folder:1:1 这是一个文件夹，不是文件。请写到具体的 .yaml 文件。\n"
        "no.yaml:1:1 找不到这个文件。请看一看路径和文件名。"
    )
