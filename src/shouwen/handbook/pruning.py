"""Going on after a mistake: what was refused is taken out and the rest is read again.

One bad pattern must not make forty clauses complain that their labels are gone.
"""

from pydantic import BaseModel

from shouwen.source import ListNode, MappingNode, Mistakes, Node, Place, read_as

_ROUNDS = 5


def read_pruned[M: BaseModel](
    model: type[M], node: Node, mistakes: Mistakes, context: object = None, *, apart: bool = False
) -> M | None:
    """As :func:`read_as`; where something is refused, what is left of it. None: nothing is.

    ``apart``: what is refused does not make other things wrong (``context`` sees to that), except
    what it stood in; so what shows only without it is a mistake as well.
    """
    found = Mistakes()
    result = read_as(model, node, found, context)
    mistakes.extend(found)
    emptied: set[Place] = set()
    for _ in range(_ROUNDS):
        if result is not None or not found:
            break
        node = without(node, {mistake.place for mistake in found}, emptied)
        found = Mistakes()
        result = read_as(model, node, found, context)
        if apart:
            mistakes.extend(each for each in found if each.place not in emptied)
    return result


def without(node: Node, places: set[Place], emptied: set[Place] | None = None) -> Node:
    """The tree without the entries and items that begin at one of ``places``. ``emptied`` takes the
    places of all that lost something, at any depth."""
    return _without(node, places, set() if emptied is None else emptied)[0]


def _without(node: Node, places: set[Place], emptied: set[Place]) -> tuple[Node, bool]:
    """What is left, and whether anything was lost."""
    if isinstance(node, MappingNode):
        entries = {
            key: _without(below, places, emptied)
            for key, below in node.items()
            if below.place not in places and below.head not in places
        }
        left: Node = MappingNode(
            place=node.place,
            key_place=node.key_place,
            entries={key: below for key, (below, _) in entries.items()},
        )
        lost = len(entries) < len(node) or any(lost for _, lost in entries.values())
    elif isinstance(node, ListNode):
        items = [_without(item, places, emptied) for item in node if item.place not in places]
        left = ListNode(
            place=node.place, key_place=node.key_place, items=[item for item, _ in items]
        )
        lost = len(items) < len(node) or any(lost for _, lost in items)
    else:
        return node, False
    if lost:
        emptied.update((node.place, node.head))
    return left, lost
