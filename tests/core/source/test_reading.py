"""A located tree read as a pydantic model: every error with its place, words and remedy."""

from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from shouwen.source import Mistakes, MistakesFound, Wrong, load_text, read_as


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Severity(StrEnum):
    STOP = "stop"
    HINT = "hint"


class Pattern(Strict):
    event: str
    by: Literal["person", "bot"] | None = None


class Clock(Strict):
    within: str = Field(title="时限", examples=["30 分钟"])
    starts: str | Pattern | list[str | Pattern]
    warn: list[str] = []
    pauses: bool = False

    @field_validator("within")
    @classmethod
    def _has_unit(cls, value: str) -> str:
        if value.isdigit():
            raise Wrong(f"“{value}”没有写单位", "如 30 分钟")
        return value


class ClockClause(Strict):
    kind: Literal["clock"]
    id: str
    clock: Clock
    severity: Severity = Severity.HINT


class GateClause(Strict):
    kind: Literal["gate"]
    id: str
    before: str = Field(validation_alias="goes_before")
    at_most: int = Field(default=1, ge=1, le=5)

    @model_validator(mode="after")
    def _not_itself(self) -> "GateClause":
        if self.before == self.id:
            raise Wrong("条款不能拦自己", "请改 goes_before", path=("goes_before",))
        return self


class Chapter(Strict):
    title: str
    table: dict[int, str] = {}
    clauses: list[Annotated[ClockClause | GateClause, Field(discriminator="kind")]]


def said(text: str, model: type[BaseModel] = Chapter) -> list[str]:
    mistakes = Mistakes()
    node = load_text(text, "c.yaml", mistakes)
    assert node is not None
    assert read_as(model, node, mistakes) is None
    return [str(mistake) for mistake in mistakes]


def test_a_good_file_becomes_the_model() -> None:
    mistakes = Mistakes()
    node = load_text(
        "title: 章\ntable: {1: 甲, 2: 乙}\nclauses:\n"
        "  - {kind: clock, id: 4.10, severity: stop, clock: {within: 30 分钟, starts: [a, {event: b}], pauses: true}}\n"
        "  - {kind: gate, id: 5, goes_before: case.close}\n",
        "c.yaml",
        mistakes,
    )
    assert node is not None
    chapter = read_as(Chapter, node, mistakes)
    assert not mistakes
    assert chapter is not None
    first, second = chapter.clauses
    assert first.id == "4.10"  # as spelt, not 4.1
    assert second.id == "5"
    assert chapter.table == {1: "甲", 2: "乙"}
    assert isinstance(first, ClockClause)
    assert first.severity is Severity.STOP
    assert first.clock.starts == ["a", Pattern(event="b")]


CLAUSE = "title: 章\nclauses:\n  - kind: clock\n    id: a\n    clock:\n      within: 30 分钟\n      starts: a\n"
GATE = "title: 章\nclauses:\n  - kind: gate\n    id: a\n    goes_before: b\n"

MISTAKES = [
    # unknown keys, with the nearest known one
    ("titel: 章\nclauses: []", ["c.yaml:1:1 缺少 title。请补上 title。", "c.yaml:1:1 这里没有“titel”这一项。是不是想写 title。"]),
    (CLAUSE + "      warns: []\n", ["c.yaml:8:7 这里没有“warns”这一项。是不是想写 warn。"]),
    (CLAUSE + "    Severity: stop\n", ["c.yaml:8:5 这里没有“Severity”这一项。是不是想写 severity。"]),
    (CLAUSE + "    zzz: 1\n", ["c.yaml:8:5 这里没有“zzz”这一项。可以写的有：kind、id、clock、severity。"]),
    (GATE + "    before: x\n", ["c.yaml:6:5 这里没有“before”这一项。是不是想写 goes_before。"]),
    # wrong choices
    (CLAUSE.replace("kind: clock", "kind: clokc"), ["c.yaml:3:11 “clokc”不是能写的 kind。是不是想写 clock。"]),
    (CLAUSE.replace("kind: clock", "when: x"), ["c.yaml:3:5 没有写明种类。请补上 kind。"]),
    (CLAUSE + "    severity: stopp\n", ["c.yaml:8:15 “stopp”不能写在这里。是不是想写 stop。"]),
    (CLAUSE.replace("starts: a", "starts: {event: a, by: driver}"), ["c.yaml:7:30 “driver”不能写在这里。可以写的有：person、bot。"]),
    # wrong types
    ("title: [章]\nclauses: []", ["c.yaml:1:8 这里要写文字，写的却是列表。若想写数字或是非，请加引号。"]),
    ("title: true\nclauses: []", ["c.yaml:1:8 这里要写文字，写的却是是非（true / false）。若想写数字或是非，请加引号。"]),
    ("title:\nclauses: []", ["c.yaml:1:1 这里要写文字，写的却是空白。若想写数字或是非，请加引号。"]),
    ("title: 章\nclauses: 无", ["c.yaml:2:10 这里要写列表，写的却是“无”。请每项一行，以“- ”开头，或写成 [一, 二]。"]),
    ("title: 章\nclauses: []\ntable: x", ["c.yaml:3:8 这里要写一组“名称: 内容”，写的却是“x”。请每项一行并缩进两格。"]),
    ("title: 章\nclauses: []\ntable: {甲: x}", ["c.yaml:3:9 这里要写整数，写的却是“x”。请写成数字。"]),
    (CLAUSE + "      pauses: NO\n", ["c.yaml:8:15 这里要写是或非，写的却是“NO”。请写 true（是）或 false（非），不加引号。"]),
    (CLAUSE + "      pauses: 1\n", ["c.yaml:8:15 这里要写是或非，写的却是数字。请写 true（是）或 false（非），不加引号。"]),
    (CLAUSE + "      warn: [a, [b]]\n", ["c.yaml:8:17 这里要写文字，写的却是列表。若想写数字或是非，请加引号。"]),
    (GATE + "    at_most: 两次\n", ["c.yaml:6:14 这里要写整数，写的却是“两次”。请写成不带引号的数字。"]),
    (GATE + "    at_most: 1.5\n", ["c.yaml:6:14 这里要写整数，写的却是数字。请写成不带引号的数字。"]),
    (GATE + "    at_most: 9\n", ["c.yaml:6:14 数字太大。最多是 5。"]),
    (GATE + "    at_most: 0\n", ["c.yaml:6:14 数字太小。至少是 1。"]),
    # missing keys
    ("title: 章\nclauses:\n  - kind: clock\n    id: a\n    clock:\n      starts: a\n", ["c.yaml:5:5 缺少 within（时限）。请补上 within，如 within: 30 分钟。"]),
    (GATE.replace("    goes_before: b\n", ""), ["c.yaml:3:5 缺少 goes_before。请补上 goes_before。"]),
    # unions: only the branch that was meant speaks
    (CLAUSE.replace("starts: a", "starts: {evnt: a}"), ["c.yaml:7:7 缺少 event。请补上 event。", "c.yaml:7:16 这里没有“evnt”这一项。是不是想写 event。"]),
    (CLAUSE.replace("starts: a", "starts: [a, {evnt: a}]"), ["c.yaml:7:19 缺少 event。请补上 event。", "c.yaml:7:20 这里没有“evnt”这一项。是不是想写 event。"]),
    (CLAUSE.replace("starts: a", "starts: true"), ["c.yaml:7:15 这里要写文字，写的却是是非（true / false）。若想写数字或是非，请加引号。"]),
    # a validator's own words, at the value or below it
    (CLAUSE.replace("30 分钟", "30"), ["c.yaml:6:15 “30”没有写单位。如 30 分钟。"]),
    (GATE.replace("goes_before: b", "goes_before: a"), ["c.yaml:5:18 条款不能拦自己。请改 goes_before。"]),
    # full-width colon where a mapping should be
    (CLAUSE.replace("clock:\n      within: 30 分钟\n      starts: a\n", "clock: within：30 分钟\n"), ["c.yaml:5:12 这里用了全角冒号“：”。名称后面请用英文冒号加空格“: ”。"]),
    ("title：章", ["c.yaml:1:1 这里用了全角冒号“：”。名称后面请用英文冒号加空格“: ”。"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), MISTAKES)
def test_each_mistake_has_its_place_words_and_remedy(text: str, lines: list[str]) -> None:
    assert said(text) == lines


def test_ten_mistakes_are_ten_lines_in_one_pass() -> None:
    text = (
        "titel: 章\n"
        "table: {甲: x}\n"
        "clauses:\n"
        "  - kind: clock\n"
        "    idd: a\n"
        "    clock:\n"
        "      within: 30\n"
        "      pauses: NO\n"
        "      warn: 5\n"
        "      starts: {evnt: x}\n"
        "    severity: halt\n"
        "    severity: stop\n"
        "  - kind: gat\n"
        "  - kind: gate\n"
        "    id: g\n"
        "    goes_before: case.close\n"
        "    at_most: 1.5\n"
    )
    lines = said(text)
    assert [line.split(" ")[0] for line in lines] == [
        "c.yaml:1:1", "c.yaml:1:1", "c.yaml:2:9", "c.yaml:4:5", "c.yaml:5:5", "c.yaml:7:15",
        "c.yaml:8:15", "c.yaml:9:13", "c.yaml:10:7", "c.yaml:10:16", "c.yaml:11:15",
        "c.yaml:12:5", "c.yaml:13:11", "c.yaml:17:14",
    ]  # fmt: skip
    assert not any(letters in line for line in lines for letters in ("Input", "valid", "should"))


def test_errors_can_be_raised_together() -> None:
    mistakes = Mistakes()
    mistakes.raise_if_any()
    node = load_text("a: 1", "c.yaml", mistakes)
    assert node is not None
    read_as(Chapter, node, mistakes)
    with pytest.raises(MistakesFound) as caught:
        mistakes.raise_if_any()
    assert [mistake.place.line for mistake in caught.value.mistakes] == [1, 1, 1]
    assert str(caught.value) == mistakes.text()
    assert mistakes.text(at_most=1).splitlines()[1] == "……另有 2 处，改好上面的再看。"


def test_no_error_type_of_the_library_reaches_people_in_english() -> None:
    class Odd(Strict):
        a: Annotated[str, Field(pattern="^[0-9]+$")] = "1"
        b: Annotated[str, Field(min_length=3, max_length=4)] = "abc"
        c: Annotated[list[int], Field(min_length=2, max_length=3)] = [1, 2]
        d: float = 0.5
        e: tuple[int, int] = (1, 2)
        f: Literal[1, 2] = 1
        g: frozenset[str] = frozenset()
        h: int | None = None

    text = "a: x\nb: y\nc: [1]\nd: z\ne: [1]\nf: 3\ng: 1\nh: []\n"
    lines = said(text, Odd)
    assert [line.partition(" ")[2] for line in lines] == [
        "写法不合规定。应合乎 ^[0-9]+$。",
        "文字太短。至少要 3 个字。",
        "项数太少。至少要写 2 项。",
        "这里要写数字，写的却是“z”。请写成不带引号的数字。",
        "缺少第 2 项。请补上。",
        "“3”不能写在这里。可以写的有：1、2。",
        "这里要写列表，写的却是数字。请每项一行，以“- ”开头，或写成 [一, 二]。",
        "这里要写整数，写的却是列表。请写成不带引号的数字。",
    ]
