"""The frame of clauses: kinds with working examples, mistakes with place and remedy."""

import pytest

from shouwen.clauses.frame import Clause
from shouwen.clauses.kinds import KINDS
from shouwen.source import Mistakes, load_text, read_as
from tests.laws.workshop import program_of

HEAD = 'id: "1.1"\ntitle: 标题\ntext: 正文\nkind: {kind}\nper: {per}\n'
CLOCK = """clock:
  measures: first_response
  act: 答复
  starts: case.opened
  within: 30 分钟
  basis: wall
  stops: {event: message.sent, by: person}
"""


def mistakes_of(text: str) -> list[str]:
    mistakes = Mistakes()
    node = load_text(text, "4.yaml", mistakes)
    assert node is not None
    read_as(Clause, node, mistakes)
    return [str(mistake) for mistake in mistakes]


@pytest.mark.parametrize("name", KINDS)
def test_the_example_of_each_kind_is_read_and_compiled(name: str) -> None:
    lines = KINDS[name].example.strip().splitlines()
    program = program_of("- " + "\n  ".join(lines))
    (rule,) = program.rules.values()
    assert rule.head.title
    assert KINDS[name].meaning.endswith("。")


def clock(find: str, put: str, *, per: str = "case") -> str:
    assert find in CLOCK
    return HEAD.format(kind="clock", per=per) + CLOCK.replace(find, put)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (clock("measures", "mesures"), 7, "这里没有“mesures”这一项。是不是想写 measures"),
        (clock("case.opened", "case.opend"), 9, "没有“case.opend”这种事件"),
        (clock("30 分钟", "30"), 10, "没有写单位"),
        (clock("30 分钟", "0 分钟"), 10, "不是正的时限"),
        (clock("30 分钟", "2 天 3 小时"), 10, "不能相加"),
        (clock("30 分钟", "2 工作小时"), 10, "是工作时间，basis 却写了 wall"),
        (clock("within: 30 分钟\n  ", ""), 7, "没有写时限"),
        (clock("within: 30 分钟", "within: 30 分钟\n  every: 1 小时"), 11, "不能同时写"),
        (clock("basis: wall", "basis: wall\n  until: case.solved"), 12, "until 只和 every 一起用"),
        (clock("basis: wall", "basis: wall\n  grid: fixed"), 12, "grid 只和 every 一起用"),
        (clock("basis: wall", "basis: wall\n  redates: visit.moved"), 12, "redates 只和 due 一起用"),
        (clock("basis: wall", "basis: weekly"), 11, "“weekly”不能写在这里"),
        (clock("stops: {event: message.sent, by: person}", ""), 7, "没有写做到什么算完"),
        (clock("by: person", "by: human"), 12, "by 不会是“human”"),
        (clock("basis: wall", "warn: [十分]\n  breach: [{tel: leader}]"), 12, "这里没有“tel”这一项。是不是想写 tell"),
        (clock("basis: wall", "breach: [{tell: boss}]"), 11, "“boss”不能写在这里"),
        (clock("case.opened", "message.received", per="promise"), 9, "不涉及 promise"),
        (HEAD.format(kind="clock", per="case"), 4, "种类是 clock，却没有写 clock"),
        (HEAD.format(kind="gate", per="case") + CLOCK, 4, "种类是 gate，却没有写 gate"),
        (HEAD.format(kind="clok", per="case") + CLOCK, 4, "“clok”不能写在这里"),
        (HEAD.format(kind="clock", per="cases") + CLOCK, 5, "“cases”不能写在这里"),
        (HEAD.format(kind="clock", per="case") + CLOCK + "wehn: {level: 1}\n", 13, "这里没有“wehn”这一项"),
        (
            HEAD.format(kind="gate", per="case") + "gate: {before: case.clos, requires: [{say: 差, act: x, kept: y}]}",
            6, "没有“case.clos”这种意图",
        ),
        (
            HEAD.format(kind="gate", per="case") + "gate: {before: case.close, requires: [{say: 差, act: x}]}",
            6, "一项要求只说一件事",
        ),
        (
            HEAD.format(kind="register", per="case")
            + "register: {name: 单, opens: case.opened, fields: [{name: a, title: 甲}, {name: a, title: 乙}]}",
            6, "栏名 a 写了两次",
        ),
        (
            HEAD.format(kind="utterance", per="case") + "utterance: {must_not: {any: [不归我管]}}",
            5, "用语条款的对象是 message 或 conversation",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_a_remedy(text: str, line: int, words: str) -> None:
    found = mistakes_of(text)
    assert any(mistake.startswith(f"4.yaml:{line}:") and words in mistake for mistake in found), (
        found
    )
