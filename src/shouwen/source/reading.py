"""Read a located tree as a pydantic model; every mistake gets its place and Chinese words."""

import json
from collections.abc import Sequence
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from shouwen.source.mistakes import Mistakes, instead_of, nearest
from shouwen.source.shapes import Resolved, field_of, fits, keys_of, resolve_location
from shouwen.source.tree import ListNode, MappingNode, Node, Plain, ScalarNode, Step, kind_of, shown
from shouwen.source.wording import words_for


class Wrong(ValueError):
    """Raise this in a pydantic validator: Chinese ``what``, ``remedy`` and, where it helps, the
    ``path`` below the validated value at which the mistake sits."""

    def __init__(self, what: str, remedy: str = "", path: tuple[Step, ...] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.path = path


class AllWrong(ValueError):
    """Raise this in place of :class:`Wrong` where a validator found several, so that all are named."""

    def __init__(self, found: Sequence[Wrong]) -> None:
        super().__init__("；".join(wrong.what for wrong in found))
        self.found = tuple(found)


def read_as[M: BaseModel](
    model: type[M], node: Node, mistakes: Mistakes, context: object = None
) -> M | None:
    """The tree read as ``model``, or None with all its mistakes noted in one pass.

    Strict as JSON is strict: text is not taken for a number nor ``NO`` for false. One kindness:
    an unquoted number where the model wants text is taken as it is spelt, so that ``id: 4.10``
    is the text 4.10. ``context`` is handed to the model's validators. Fields may carry
    ``title`` (Chinese name), ``description`` (what to write) and ``examples``, used in messages.
    """
    spelt: dict[tuple[Step, ...], str] = {}
    while True:
        data = _plain(node, spelt)
        try:
            return model.model_validate_json(json.dumps(data), strict=True, context=context)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
        found = [(detail, resolve_location(model, detail["loc"])) for detail in details]
        numbers = {
            resolved.path: text
            for detail, resolved in found
            if detail["type"] == "string_type"
            and (text := _number_text(node.find(*resolved.path))) is not None
        }
        if not numbers.keys() - spelt.keys():
            break
        spelt.update(numbers)
    for detail, resolved in _one_branch_a_union(model, found, node):
        there = node.find(*resolved.path)
        if not (isinstance(there, ScalarNode) and there.refused):
            _note(detail, resolved, node, mistakes)
    return None


def _plain(node: Node, spelt: dict[tuple[Step, ...], str], path: tuple[Step, ...] = ()) -> Plain:
    if not spelt:
        return node.plain()
    match node:
        case MappingNode():
            return {key: _plain(below, spelt, (*path, key)) for key, below in node.items()}
        case ListNode():
            return [_plain(below, spelt, (*path, index)) for index, below in enumerate(node)]
        case _:
            return spelt.get(path, node.plain())


def _number_text(node: Node | None) -> str | None:
    if (
        isinstance(node, ScalarNode)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    ):
        return node.text
    return None


type _Found = tuple[ErrorDetails, Resolved]


def _one_branch_a_union(model: Any, found: list[_Found], root: Node) -> list[_Found]:
    """Of a union's branches keep the one that was meant.

    Pydantic reports the errors of every branch. The branch meant is one whose shape fits what
    was written, and of those the one with the fewest errors. Where no branch fits the shape the
    first stands for all.
    """
    at: dict[tuple[int, tuple[Step, ...]], dict[str, list[_Found]]] = {}
    for item in found:
        for _, index, label in item[1].unions:
            at.setdefault((index, item[0]["loc"][:index]), {}).setdefault(label, []).append(item)
    dropped: set[int] = set()
    # The innermost first, so that an outer branch is judged by what is left of it.
    for (index, location), branches in sorted(at.items(), key=lambda item: -item[0][0]):
        branches = {
            label: left
            for label, items in branches.items()
            if (left := [item for item in items if id(item) not in dropped])
        }
        if len(branches) < 2:
            continue
        length = len(resolve_location(model, location).path)
        path = next(iter(branches.values()))[0][1].path[:length]
        node = root.find(*path)
        data = None if node is None else node.plain()
        ranks = {
            label: (_misfit(items, index, data), len(items)) for label, items in branches.items()
        }
        kept = min(
            ranks, key=ranks.__getitem__
        )  # the first of equals, so the first where none fits
        for label, items in branches.items():
            if label != kept:
                dropped.update(id(item) for item in items)
    return [item for item in found if id(item) not in dropped]


def _misfit(items: list[_Found], index: int, data: object) -> bool:
    """Whether the branch wants another shape than what was written."""
    for detail, resolved in items:
        labels = {place for _, place, _ in resolved.unions}
        last = index
        while last + 1 in labels:  # a union inside the union
            last += 1
        if len(detail["loc"]) != last + 1:
            continue
        if detail["type"].endswith(("_type", "_parsing")):
            return True
        if resolved.models and not any(fits(model, data) for model in resolved.models):
            return True
    return False


def _note(detail: ErrorDetails, resolved: Resolved, root: Node, mistakes: Mistakes) -> None:
    kind, path = detail["type"], resolved.path
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        key = str(path[-1])
        known = list(dict.fromkeys(known for model in resolved.models for known in keys_of(model)))
        mistakes.add(
            root.key_place_of(*path), f"这里没有“{shown(key)}”这一项", instead_of(key, known)
        )
        return
    if kind == "missing":
        _note_missing(resolved, root, mistakes)
        return
    place = root.key_place_of(*path) if resolved.on_key else root.place_of(*path)
    error = context.get("error")
    if isinstance(error, Wrong | AllWrong):
        for wrong in (error,) if isinstance(error, Wrong) else error.found:
            inside = root.place_of(*path, *wrong.path) if wrong.path else place
            mistakes.add(inside, wrong.what, wrong.remedy)
        return
    if kind in ("literal_error", "enum"):
        what, remedy = _not_one_of(resolved, root)
    elif kind == "union_tag_invalid":
        discriminator = str(context.get("discriminator", "")).strip("'")
        place = root.place_of(*path, discriminator)
        tags = [tag.strip().strip("'") for tag in str(context.get("expected_tags", "")).split(",")]
        tag = str(context.get("tag", ""))
        what, remedy = f"“{shown(tag)}”不是能写的 {discriminator}", instead_of(tag, tags)
    elif kind in ("value_error", "assertion_error") and error is not None and str(error):
        what, remedy = str(error), ""
    else:
        what, remedy = words_for(kind, context)
        what, remedy = _with_what_is_there(what, remedy, kind, root.find(*path))
    mistakes.add(place, what, remedy)


def _note_missing(resolved: Resolved, root: Node, mistakes: Mistakes) -> None:
    key = str(resolved.path[-1])
    if isinstance(resolved.path[-1], int):
        mistakes.add(root.place_of(*resolved.path[:-1]), f"缺少第 {int(key) + 1} 项", "请补上")
        return
    parent = root.find(*resolved.path[:-1])
    field = field_of(resolved.models, key)
    title = f"（{field.title}）" if field is not None and field.title else ""
    example = ""
    if field is not None and field.examples:
        example = f"，如 {key}: {field.examples[0]}"
    elif field is not None and field.description:
        example = f"，{field.description}"
    place = parent.head if parent is not None else root.place_of(*resolved.path)
    mistakes.add(place, f"缺少 {key}{title}", f"请补上 {key}{example}")


def _not_one_of(resolved: Resolved, root: Node) -> tuple[str, str]:
    node = root.find(*resolved.path)
    written = node.text if isinstance(node, ScalarNode) else ""
    choices = _choices(resolved)
    return f"“{shown(written)}”不能写在这里", _one_of(written, choices, _words(resolved))


def _words(resolved: Resolved) -> dict[str, str]:
    """What people call the choices, where the field says so: `json_schema_extra={"words": {…}}`."""
    field = field_of(resolved.models, str(resolved.path[-1])) if resolved.path else None
    extra = getattr(field, "json_schema_extra", None)
    words = extra.get("words") if isinstance(extra, dict) else None
    return {str(k): str(v) for k, v in words.items()} if isinstance(words, dict) else {}


def _one_of(written: str, choices: list[str], words: dict[str, str]) -> str:
    """The remedy; where the choices have other names among people, both stand there."""
    if not words or nearest(written, choices) is not None:
        return instead_of(written, choices)
    meant = next((name for name, word in words.items() if word == written), None)
    lead = "" if meant is None else f"请写 {meant}；"
    listed = "、".join(f"{name}（{words[name]}）" if name in words else name for name in choices)
    return f"{lead}可以写的有：{listed}"


def _choices(resolved: Resolved) -> list[str]:
    for annotation in resolved.annotations:
        if get_origin(annotation) is Literal:
            return [str(value) for value in get_args(annotation)]
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return [str(member.value) for member in annotation]
    return []


def _with_what_is_there(what: str, remedy: str, kind: str, node: Node | None) -> tuple[str, str]:
    """Say what was written instead, where a type is wrong; point out a 全角 colon."""
    if node is None or not kind.endswith(("_type", "_parsing")):
        return what, remedy
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        if "：" in node.text and kind in (
            "dict_type",
            "mapping_type",
            "model_type",
            "model_attributes_type",
        ):
            return "这里用了全角冒号“：”", "名称后面请用英文冒号加空格“: ”"
        return f"{what}，写的却是“{shown(node.text, 20)}”", remedy
    return f"{what}，写的却是{kind_of(node)}", remedy
