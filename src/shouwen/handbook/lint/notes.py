"""What a check writes to: errors and advice, both with their places."""

from dataclasses import dataclass, field

from shouwen.source import MappingNode, Mistakes, Node, ScalarNode


@dataclass(frozen=True, slots=True)
class Notes:
    """Errors keep a handbook from being put in force; advice does not. ``unread``: ids of clauses
    whose block could not be read, so that only their frame is looked at."""

    errors: Mistakes = field(default_factory=Mistakes)
    advice: Mistakes = field(default_factory=Mistakes)
    unread: set[str] = field(default_factory=set)


def bare_id(identity: str) -> str:
    """A clause's number as it is written: without the mark of one that was used twice."""
    return identity.partition("#")[0]


def scalars(node: Node | None) -> list[ScalarNode]:
    """The single values below a node that is one value or a list of them."""
    if isinstance(node, ScalarNode):
        return [node]
    items = getattr(node, "items", None)
    if isinstance(items, list):
        return [item for item in items if isinstance(item, ScalarNode)]
    return []


def mappings(node: Node | None) -> list[MappingNode]:
    """Every mapping at or below a node, the outer ones first."""
    if isinstance(node, MappingNode):
        return [node] + [found for _, below in node.items() for found in mappings(below)]
    items = getattr(node, "items", None)
    if isinstance(items, list):
        return [found for item in items for found in mappings(item)]
    return []
