"""The page of clauses: each mapping that a handbook may write, from the models that read it."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAliasType, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from shouwen.clauses import block, conditions, patterns
from shouwen.clauses.clock.schema import Clock
from shouwen.clauses.frame import Scenario
from shouwen.clauses.gate.schema import Gate
from shouwen.clauses.head import Head
from shouwen.clauses.register.schema import Register
from shouwen.handbook.control import Control
from shouwen.wording.likeness.tables import Learnt
from shouwen.wording.schema import Acts, Labels, Utterance, UtteranceExamples

SECTIONS: list[tuple[str, str, list[type[BaseModel]]]] = [
    ("手册", "`handbook.yaml`：是谁的手册，哪一版，公司统一定下的事。", [Control]),
    ("条文", "`clauses/NN-名称.yaml`：一章一个文件，按读的顺序写。", [Head]),
    ("事件的写法", "条文里凡写“什么事件”的地方都这样写。", [patterns.EventPattern, patterns.Parts]),
    ("条件的写法", "条件里缺了事实，结果是未观察，不算守。", [conditions.Compare]),
    ("时限 clock", "一件事发生之后，要在多久之内做到另一件事。", [Clock]),
    ("用语 utterance", "什么必须说、不能说、要先说。", [Utterance]),
    ("关口 gate", "要求没有满足，就不让做。", [Gate]),
    ("表单 register", "要一直记着的表和册子。", [Register]),
    (
        "词句",
        "`wording/labels.yaml`、`wording/acts.yaml` 与学来的 `wording/learnt.yaml`。",
        [Labels, Acts, Learnt],
    ),
    ("例子", "每一条都带例子，`shouwen handbook test` 逐个验证。", [UtteranceExamples, Scenario]),
]

HEAD = (
    "本页由 `make reference` 从代码印出，请勿手改。每一节是手册里的一段映射；没有列出的键都会被拒绝，"
    "并提示最接近的写法。一步步怎样写，见[写一条条文](../how-to/write-a-clause.md)。"
)

# Named types → what a writer of handbooks calls them.
NAMES: dict[Any, str] = {
    block.Scalar: "文字、数字或是否",
    conditions.Condition: "[条件](#compare)",
    conditions.Conditions: "事实 → [条件](#compare)",
    patterns.Patterns: "[事件](#eventpattern)",
    patterns.Pattern: "[事件](#eventpattern)",
}
PLAIN = {str: "文字", int: "整数", float: "数", bool: "是或否", type(None): "", Any: "任意"}
SPANS = {"_positive": "时限", "_any_duration": "时限，可为负", "_date": "日期"}


def named(hint: Any) -> str:
    """A type in the words of the page."""
    if hint in NAMES:
        return NAMES[hint]
    if isinstance(hint, TypeAliasType):
        return named(hint.__value__)
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _span(inside[1:]) or named(inside[0])
    if origin is Literal:
        return " / ".join(f"`{str(v).lower() if isinstance(v, bool) else v}`" for v in inside)
    if origin in (Union, types.UnionType):
        return "，或 ".join(dict.fromkeys(filter(None, map(named, inside))))
    if origin in (list, tuple):
        return (
            f"若干{named(inside[0])}" if named(inside[0])[0] != "[" else f"{named(inside[0])}的列表"
        )
    if origin is dict:
        return f"名称 → {named(inside[1])}"
    if inspect.isclass(hint) and issubclass(hint, BaseModel):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return PLAIN.get(hint, getattr(hint, "__name__", str(hint)))


def _span(metadata: Any) -> str:
    for item in metadata:
        name = getattr(getattr(item, "func", None), "__name__", "")
        if name in SPANS:
            return SPANS[name]
    return ""


def nested(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models that the fields of a model hold, in the order of its fields."""
    stack = [f.annotation for f in model.model_fields.values()]
    while stack:
        hint = stack.pop(0)
        if isinstance(hint, TypeAliasType):
            stack.insert(0, hint.__value__)
        elif inspect.isclass(hint) and issubclass(hint, BaseModel):
            yield hint
        else:
            stack[:0] = get_args(hint)


def _row(key: str, field: FieldInfo) -> str:
    kind = _span(field.metadata) or named(field.annotation)
    must = "是" if field.is_required() else ""
    usual = ""
    if not isinstance(field.default, BaseModel) and field.default not in (None, PydanticUndefined):
        usual = (
            f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
        )
    said = "。".join(filter(None, [field.title, field.description]))
    if field.examples:
        said += f"（如 {'、'.join(f'`{one}`' for one in field.examples)}）"
    return f"| `{field.alias or key}` | {kind} | {must} | {usual} | {said} |".replace("\n", " ")


def described(model: type[BaseModel]) -> str:
    """One mapping: what it is, and a row for each key."""
    lines = [f"### {model.__name__}", ""]
    if model.__doc__ and not model.__doc__.startswith("A base class"):
        lines += [inspect.cleandoc(model.__doc__).replace("``", "`"), ""]
    lines += ["| 键 | 写什么 | 必写 | 不写时 | 意思 |", "| --- | --- | --- | --- | --- |"]
    lines += [_row(key, field) for key, field in model.model_fields.items()]
    return "\n".join(lines)


def page() -> str:
    """The whole page."""
    done: set[type[BaseModel]] = set()
    parts = [
        "# 手册的写法",
        HEAD,
    ]
    first = {model for _, _, models in SECTIONS for model in models}
    for title, meaning, models in SECTIONS:
        parts += [f"## {title}", meaning]
        queue = list(models)
        while queue:
            model = queue.pop(0)
            if model in done:
                continue
            done.add(model)
            parts.append(described(model))
            queue += [one for one in nested(model) if one not in done and one not in first]
    return "\n\n".join(parts) + "\n"
