"""A loaded YAML file in which every key, value and list item knows its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shouwen.source.mistakes import Mistakes, Place, instead_of

type Plain = bool | int | float | str | list[Plain] | dict[str, Plain] | None
"""What a tree is without places; keys are always text, as in JSON."""

type Step = str | int
"""One step down: a key of a mapping or an index of a list."""


@dataclass(slots=True, kw_only=True, eq=False)
class Node:
    """Common to all nodes: where the value starts, and where its key is, if it has one."""

    place: Place
    key_place: Place | None = None

    @property
    def head(self) -> Place:
        """The place that a reader looks at first: the key where there is one, else the value."""
        return self.key_place or self.place

    def child(self, step: Step) -> "Node | None":
        """The node below a key or index, or None."""
        del step  # a single value has nothing below it
        return None

    def find(self, *steps: Step) -> "Node | None":
        """The node at the end of a path such as ``("clauses", 0, "title")``, or None."""
        node: Node | None = self
        for step in steps:
            if node is None:
                return None
            node = node.child(step)
        return node

    def place_of(self, *steps: Step) -> Place:
        """The place of a path; where the path ends early, of the last node that exists."""
        node = self
        for step in steps:
            below = node.child(step)
            if below is None:
                return node.head
            node = below
        return node.place

    def key_place_of(self, *steps: Step) -> Place:
        """Like :meth:`place_of`, but of the key that leads to the value."""
        node = self
        for step in steps:
            below = node.child(step)
            if below is None:
                break
            node = below
        return node.head

    def plain(self) -> Plain:
        """The data without places: dict, list, str, int, float, bool, None."""
        raise TypeError("a bare Node has no data")


@dataclass(slots=True, kw_only=True, eq=False)
class ScalarNode(Node):
    """A single value. ``text`` is what the file says before it is read as a number or the like.

    ``quoted``: written in quotes or as a block (| or >), so certainly meant as text. ``refused``: an
    alias stood here and its mistake is noted, so nothing more is said about the value.
    """

    value: bool | int | float | str | None
    text: str
    quoted: bool = False
    refused: bool = False

    def plain(self) -> Plain:
        return self.value


@dataclass(slots=True, kw_only=True, eq=False)
class ListNode(Node):
    """A list; ``items`` in the order of the file."""

    items: list[Node] = field(default_factory=list)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def child(self, step: Step) -> Node | None:
        if isinstance(step, int) and 0 <= step < len(self.items):
            return self.items[step]
        return None

    def plain(self) -> Plain:
        return [item.plain() for item in self.items]


@dataclass(slots=True, kw_only=True, eq=False)
class MappingNode(Node):
    """A mapping; ``entries`` in the order of the file, each key once and always text."""

    entries: dict[str, Node] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def get(self, key: str) -> Node | None:
        """The node below ``key``, or None."""
        return self.entries.get(key)

    def items(self) -> Iterable[tuple[str, Node]]:
        """Keys and the nodes below them."""
        return self.entries.items()

    def child(self, step: Step) -> Node | None:
        return self.entries.get(step) if isinstance(step, str) else None

    def plain(self) -> Plain:
        return {key: node.plain() for key, node in self.entries.items()}

    def refuse_unknown_keys(
        self, known: Iterable[str] | Mapping[str, object], mistakes: Mistakes
    ) -> None:
        """Note each key that is not in ``known``, with the nearest known one."""
        allowed = list(known)
        for key, node in self.entries.items():
            if key not in allowed:
                mistakes.add(node.head, f"这里没有“{shown(key)}”这一项", instead_of(key, allowed))


def shown(text: str, at_most: int = 40) -> str:
    """A piece of the file inside a message: one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= at_most else line[: at_most - 1] + "…"


def kind_of(node: Node) -> str:
    """What a node is, in the words of a message: 文字、数字、列表……"""
    match node:
        case MappingNode():
            return "带子项的一组内容"
        case ListNode():
            return "列表"
        case ScalarNode(value=bool()):
            return "是非（true / false）"
        case ScalarNode(value=int() | float()):
            return "数字"
        case ScalarNode(value=None):
            return "空白"
        case _:
            return "文字"
