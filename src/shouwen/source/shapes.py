"""Walks a pydantic model along an error's location: which model is meant, which part of a union.

Pydantic puts the name of a union's member into the location of an error. Those labels are no
keys of the file; this module tells the two apart by following the annotations.
"""

import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAliasType, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

type Step = str | int


@dataclass(frozen=True, slots=True)
class Resolved:
    """An error's location in the file's terms.

    ``path``: steps into the tree. ``models``: the models that the last mapping may be read as.
    ``unions``: for each union passed, ``(length of path there, length of location, label)``.
    ``annotations``: the types that the value at the end may have. ``on_key``: the error is about
    a key, not about its value.
    """

    path: tuple[Step, ...]
    models: tuple[type[BaseModel], ...]
    unions: tuple[tuple[int, int, str], ...]
    annotations: tuple[Any, ...]
    on_key: bool


def resolve_location(model: Any, location: tuple[Step, ...]) -> Resolved:
    """Follow ``location`` from ``model`` (a model class or any annotation)."""
    candidates = _members(model)
    path: list[Step] = []
    unions: list[tuple[int, int, str]] = []
    labelled = len(candidates) > 1
    parents: tuple[Any, ...] = candidates
    on_key = False
    for index, step in enumerate(location):
        if labelled:
            label = _plain_label(str(step))
            unions.append((len(path), index, str(step)))
            if label.startswith("union["):
                continue  # a union inside a union: the label of its member follows
            candidates = _labelled(candidates, label)
            labelled = False
            continue
        if step == "[key]":
            on_key = True
            continue
        parents = candidates
        path.append(step)
        candidates = tuple(below for candidate in candidates for below in _below(candidate, step))
        labelled = len(candidates) > 1 and _is_one_union(parents, step)
    models = tuple(c for c in candidates if _is_model(c))
    parent_models = tuple(c for c in parents if _is_model(c))
    return Resolved(tuple(path), models or parent_models, tuple(unions), candidates, on_key)


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys that a mapping may have to be read as ``model``, as the file spells them."""
    return [_key(name, field) for name, field in model.model_fields.items()]


def field_of(models: tuple[type[BaseModel], ...], key: str) -> Any:
    """The field (pydantic FieldInfo) that ``key`` fills in the first model that has it, or None."""
    for model in models:
        for name, field in model.model_fields.items():
            if _key(name, field) == key:
                return field
    return None


def _key(name: str, field: Any) -> str:
    alias = field.validation_alias or field.alias
    return alias if isinstance(alias, str) else name


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


def _members(annotation: Any) -> tuple[Any, ...]:
    """The members of a union without None; anything else is its own only member."""
    annotation = _bare(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        flat: list[Any] = []
        for member in get_args(annotation):
            if member is not type(None):
                flat.extend(_members(member))
        return tuple(flat)
    return (annotation,)


def _bare(annotation: Any) -> Any:
    while True:
        if isinstance(annotation, TypeAliasType):
            annotation = annotation.__value__
        elif get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif isinstance(annotation, type) and issubclass(annotation, RootModel):
            annotation = annotation.model_fields["root"].annotation
        else:
            return annotation


def _below(candidate: Any, step: Step) -> tuple[Any, ...]:
    if _is_model(candidate):
        field = field_of((candidate,), str(step))
        return () if field is None else _members(field.annotation)
    origin, arguments = get_origin(candidate), get_args(candidate)
    if not arguments:
        return ()
    if origin in (list, set, frozenset, tuple) and isinstance(step, int):
        if origin is tuple and arguments[-1] is not Ellipsis:
            return _members(arguments[step]) if step < len(arguments) else ()
        return _members(arguments[0])
    if len(arguments) == 2 and origin is not Literal:  # dict, Mapping
        return _members(arguments[1])
    return _members(arguments[0]) if isinstance(step, int) else ()


def _is_one_union(parents: tuple[Any, ...], step: Step) -> bool:
    """Whether a single parent gave all candidates, so that pydantic adds a label."""
    return any(len(_below(parent, step)) > 1 for parent in parents)


def _plain_label(label: str) -> str:
    """The type inside a validator's label: ``function-after[_known(), Part]`` → ``Part``."""
    while label.startswith("function-") and label.endswith("]"):
        label = label[label.index("[") + 1 : -1].partition("(), ")[2]
    return label


def _labelled(candidates: tuple[Any, ...], label: str) -> tuple[Any, ...]:
    """The members that a label names: a class name, a type's name or a discriminator's value."""
    named = tuple(c for c in candidates if getattr(c, "__name__", None) == label)
    if named:
        return named
    tagged = tuple(c for c in candidates if _is_model(c) and label in _tags(c))
    if tagged:
        return tagged
    origin_named = tuple(
        c for c in candidates if label.startswith(f"{getattr(get_origin(c), '__name__', '?')}[")
    )
    return origin_named or tuple(c for c in candidates if _is_model(c)) or candidates


def _tags(model: type[BaseModel]) -> set[str]:
    tags: set[str] = set()
    for field in model.model_fields.values():
        annotation = _bare(field.annotation)
        if get_origin(annotation) is Literal:
            tags.update(str(value) for value in get_args(annotation))
    return tags


def fits(annotation: Any, data: object) -> bool:
    """Whether a union's member takes this shape of data at all (mapping, list or single value)."""
    member = _bare(annotation)
    if _is_model(member) or get_origin(member) is dict or member is dict:
        return isinstance(data, dict)
    if (get_origin(member) or member) in (list, tuple, set, frozenset):
        return isinstance(data, list)
    return not isinstance(data, dict | list)
