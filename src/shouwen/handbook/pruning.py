"""Going on after a mistake: what was refused is taken out and the rest is read again.

One bad pattern must not make forty clauses complain that their labels are gone.
"""

from pydantic import BaseModel

from shouwen.source import ListNode, MappingNode, Mistakes, Node, Place, read_as

_ROUNDS = 5


def read_pruned[M: BaseModel](model: type[M], node: Node, mistakes: Mistakes) -> M | None:
    """As :func:`read_as`; where something is refused, what is left of it. None: nothing is."""
    found = Mistakes()
    result = read_as(model, node, found)
    mistakes.extend(found)
    for _ in range(_ROUNDS):
        if result is not None or not found:
            break
        node = without(node, {mistake.place for mistake in found})
        found = Mistakes()
        result = read_as(model, node, found)
    return result


def without(node: Node, places: set[Place]) -> Node:
    """The tree without the entries and items that begin at one of ``places``."""
    if isinstance(node, MappingNode):
        kept = {
            key: without(below, places)
            for key, below in node.items()
            if below.place not in places and below.head not in places
        }
        return MappingNode(place=node.place, key_place=node.key_place, entries=kept)
    if isinstance(node, ListNode):
        items = [without(item, places) for item in node.items if item.place not in places]
        return ListNode(place=node.place, key_place=node.key_place, items=items)
    return node
