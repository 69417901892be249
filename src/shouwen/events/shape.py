"""What a row of the catalogue says of a kind of event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

type Type = Literal[
    "text",
    "id",
    "boolean",
    "integer",
    "number",
    "instant",
    "names",
    "hits",
    "facts",
    "overrides",
    "json",
]

TYPE_TITLES: Mapping[str, str] = {
    "text": "文字",
    "id": "编号",
    "boolean": "是或否",
    "integer": "整数",
    "number": "数",
    "instant": "时间",
    "names": "名称的列表",
    "hits": "[[识别器, 起, 止], …] 的列表",
    "facts": "事实的名称到值（文字、数、是或否）",
    "overrides": "[{clause, by, reason}, …] 的列表",
    "json": "JSON",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a payload.

    ``fact``: the name under which states remember the value. ``first_fact``: a second name that
    keeps the first value ever seen (who was asked first). ``values``: the choices, empty for any.
    """

    name: str
    type: Type
    title: str
    required: bool = False
    values: tuple[str, ...] = ()
    fact: str | None = None
    first_fact: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event.

    ``subjects`` must be named on the envelope, ``also`` may be. ``sets``: facts that the event
    makes true or false by having happened. ``intent``: what one asks to do before it becomes this
    event (a gate's ``before``). ``witness``: who vouches for it: ``machine`` (the program saw it
    itself), ``counterpart`` (another party said so), ``person`` (whoever pressed the button).
    ``producers``: what writes it today; empty means that nothing does yet and clauses that need
    it stay 未观察.
    """

    name: str
    title: str
    meaning: str
    subjects: tuple[str, ...]
    also: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    intent: str | None = None
    witness: Literal["machine", "counterpart", "person"] = "machine"
    producers: tuple[str, ...] = ()
