"""The page of operators: each on a small conversation, beside those of commercial engines."""

from __future__ import annotations

import inspect
from io import StringIO
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from shouwen.wording import Acts, Finding, Label, Language, LanguageClause, Turn, Utterance
from shouwen.wording.entities import ENTITIES
from shouwen.wording.operators import OPERATORS
from shouwen.wording.words import Words
from tools.reference.models import _row, nested
from tools.reference.shown import LABELS, OTHERS, SHOWN, UNSEEN, WHEN, Shown

ROLES = {"客服": "agent", "客户": "customer"}

HEAD = """# 用语的算子

本页由 `make reference` 从代码印出，请勿手改。条文写在 `utterance:` 之下，一条可写几个算子，各判各的。
每个算子都说明什么时候能定：发送时（只看前面）、后面的消息、会话结束时；没定之前算“未到”，不算违。
缺时间的一律是未观察，不算守。判断只看认出来的东西（名称和位置），不看原文：原文依法删除之后结论还在。

例子里用到的标签："""


def language_of(shown: Shown) -> Language:
    """The language of one example: its clause and the labels of all examples."""
    block: dict[str, Any] = YAML(typ="safe").load(StringIO(shown.yaml))
    clause = LanguageClause("例:1", shown.title, "urge", Utterance.model_validate(block))
    labels = {name: Label.model_validate(label) for name, label in LABELS.items()}
    return Language.compile([clause], labels, Acts(), fast=False)


def found_in(shown: Shown) -> list[Finding]:
    """What the example's conversation breaks once it is closed."""
    language = language_of(shown)
    turns = []
    for line in shown.lines:
        role = ROLES[line.who]
        at, until = (None if s is None else s * 1_000_000 for s in (line.at, line.until))
        turns.append(Turn.of(language.recognise(line.text, role), role, "P1", at, until))
    return language.judge(turns, closed=True, facts=shown.facts)


def _example(shown: Shown) -> str:
    found: dict[int, list[Finding]] = {}
    for finding in found_in(shown):
        found.setdefault(finding.turn, []).append(finding)
    said = []
    for index, line in enumerate(shown.lines):
        time = (
            ""
            if line.at is None
            else f"（{line.at} 秒"
            + (f"起，{line.until} 秒止）" if line.until is not None else "）")
        )
        text = line.text.replace("\n", "⏎")
        said.append(f"{line.who}{time}：{text}")
        for finding in found.get(index, ()):
            part = "" if finding.span is None else f"「{line.text[slice(*finding.span)]}」"
            part = part.replace("\n", "⏎")
            note = "" if finding.message == shown.title else finding.message
            said.append(f"    ← 违（{WHEN[finding.settled]}定）{part}{note}")
    talk = "\n".join(said)
    return f"**{shown.title}**\n\n```yaml\n{shown.yaml}\n```\n\n```text\n{talk}\n```"


_WORDS = [f"`{field.alias or name}`" for name, field in Words.model_fields.items()]


def _rows(model: type[BaseModel]) -> list[str]:
    """A row for each key; those that say which words are one row."""
    shared = Words.model_fields if issubclass(model, Words) else {}
    rows = [f"| {' '.join(_WORDS)} | [Words](#words) |  |  | 要找的词 |"] if shared else []
    rows += [_row(n, field) for n, field in model.model_fields.items() if n not in shared]
    return [row.replace("](#", "](clauses.md#") for row in rows]


def _section(key: str) -> str:
    form: Any = OPERATORS[key]
    meaning = inspect.cleandoc(inspect.getmodule(form).__doc__ or "")  # type: ignore[union-attr]
    when = "、".join(WHEN[settled] for settled in form.settled)
    lines = [f"## {key}", "", meaning, "", f"何时能定：{when}。", ""]
    rows = []
    if "root" not in form.model_fields:
        rows = _rows(form)
    if rows:
        lines += [
            "| 键 | 写什么 | 必写 | 不写时 | 意思 |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    for inner in dict.fromkeys(nested(form)):
        if inner.__module__.startswith("shouwen.wording.operators"):
            lines += [
                f"其中 {inner.__name__}：",
                "",
                "| 键 | 写什么 | 必写 | 不写时 | 意思 |",
                "| --- | --- | --- | --- | --- |",
            ]
            lines += [*_rows(inner), ""]
    return "\n".join(lines) + "\n" + "\n\n".join(_example(shown) for shown in SHOWN[key])


def page() -> str:
    """The whole page."""
    labels = "；".join(
        f"`{name}`：{'、'.join(label.get('any', label.get('patterns', ())))}"
        for name, label in LABELS.items()
    )
    entities = "、".join(f"`{name}`" for name in ENTITIES)
    others = ["## 与商用引擎对照", "", "据各家公开文档（2026 年 11 月查阅）；只列有没有，不评好坏。", "",
              "| 能判断什么 | 阿里云智能对话分析 | 华为云 AICC | 首问 |", "| --- | --- | --- | --- |",
              *(f"| {' | '.join(row)} |" for row in OTHERS)]  # fmt: skip
    unseen = ["## 判断不了的", "", *(f"- {line}" for line in UNSEEN)]
    parts = [HEAD + labels + "。", f"凡写词的地方都可以写实体 `entity`：{entities}。"]
    parts += [_section(key) for key in OPERATORS]
    return "\n\n".join([*parts, "\n".join(others), "\n".join(unseen)]) + "\n"
