"""Asks once, on a terminal, which column of a table is what; the answer is kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from shouwen.cli.printable import complain, printable
from shouwen.cli.tables.columns import FIELDS, REQUIRED, ROLE_WORDS, Columns
from shouwen.cli.tables.rows import Row

_SHOWN = 40  # columns and words on the screen; a table with more of them is mapped in the file
_QUESTIONS = {
    "conversation": "哪一列是会话的编号（同一段会话的各行相同）",
    "role": "哪一列说明是谁说的（客服、客户……）",
    "text": "哪一列是说的话",
    "by": "哪一列是客服的姓名或工号",
    "at": "哪一列是说话的时间",
    "channel": "哪一列是渠道",
}
_ROLE_KEYS = {"1": "agent", "2": "customer", "3": "bot", "4": "system"}


def on_a_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(name: str, headings: Sequence[str], sample: Sequence[Row]) -> Columns | None:
    """The columns of table `name`, from its headings and first rows; `None` if nobody answers."""
    complain(f"{printable(name)} 的列要对一次，答案会记住（不是会话的表请按 Ctrl-D）。找到的列：")
    for index, heading in enumerate(headings[:_SHOWN]):
        first = next(
            (r.cells[index] for r in sample if len(r.cells) > index and r.cells[index]), ""
        )
        complain(f"  {index + 1:>2}  {printable(heading, 30)}    {printable(first, 40)}")
    chosen: dict[str, str] = {}
    try:
        for field, question in _QUESTIONS.items():
            heading = _column(question, field not in REQUIRED, headings)
            if heading:
                chosen[field] = heading
        roles = _roles(sample, [h.strip() for h in headings].index(chosen["role"]))
    except EOFError:
        return None
    return Columns({name: chosen[name] for name in FIELDS if name in chosen}, roles)


def _column(question: str, may_be_left_out: bool, headings: Sequence[str]) -> str:
    names = [heading.strip() for heading in headings]
    ending = "，没有请按回车：" if may_be_left_out else "："
    while True:
        answer = _answer(f"{question}？写序号或列名{ending}")
        if not answer and may_be_left_out:
            return ""
        if answer in names and names.count(answer) > 1:
            complain(f"有几列都叫“{printable(answer, 30)}”，请按 Ctrl-D，在表里改了名再来")
            continue
        if answer in names:
            return answer
        if answer.isdecimal() and 0 < int(answer) <= len(names) and names[int(answer) - 1]:
            return names[int(answer) - 1]
        complain(f"没有这一列，请写 1 到 {len(names)} 或列名")


def _roles(sample: Sequence[Row], column: int) -> dict[str, str]:
    """Who the words of the column are that are not known anyway."""
    words = [row.cells[column].strip() for row in sample if len(row.cells) > column]
    unknown = [word for word in dict.fromkeys(words) if word and word.lower() not in ROLE_WORDS]
    roles: dict[str, str] = {}
    for word in unknown[:_SHOWN]:
        question = f"“{printable(word, 30)}”是谁？1 客服 2 客户 3 机器人 4 系统："
        while (answer := _answer(question)) not in _ROLE_KEYS:
            complain("请写 1、2、3 或 4")
        roles[word] = _ROLE_KEYS[answer]
    if len(unknown) > _SHOWN:
        question = "还有更多的词，都算谁？1 客服 2 客户 3 机器人 4 系统："
        while (answer := _answer(question)) not in _ROLE_KEYS:
            complain("请写 1、2、3 或 4")
        roles["*"] = _ROLE_KEYS[answer]
    return roles


def _answer(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()
