"""Whether two sets of conditions can hold at the same time."""

from collections.abc import Mapping

from shouwen.clauses.block import same
from shouwen.clauses.conditions import Compare, Condition, compile_test


def overlap(left: Mapping[str, Condition], right: Mapping[str, Condition]) -> bool:
    """False only where some fact can satisfy ``left`` or ``right`` but never both."""
    return all(_together(left[fact], right[fact]) for fact in left.keys() & right.keys())


def _together(left: Condition, right: Condition) -> bool:
    one, two = _values(left), _values(right)
    if one is not None and two is not None:
        return any(same(a, b) for a in one for b in two)
    if one is not None:
        return any(compile_test(right)(value) is not False for value in one)
    if two is not None:
        return any(compile_test(left)(value) is not False for value in two)
    assert isinstance(left, Compare)
    assert isinstance(right, Compare)
    return _ranges_meet(left, right)


def _values(condition: Condition) -> list[str | int | float | bool] | None:
    if isinstance(condition, Compare):
        return None
    return condition if isinstance(condition, list) else [condition]


def _ranges_meet(left: Compare, right: Compare) -> bool:
    """Whether two ranges of numbers share a number; a mere ``not`` shuts nothing else out."""
    floors = [
        (b, strict)
        for c in (left, right)
        for b, strict in ((c.above, True), (c.at_least, False))
        if b is not None
    ]
    roofs = [
        (b, strict)
        for c in (left, right)
        for b, strict in ((c.below, True), (c.at_most, False))
        if b is not None
    ]
    if not floors or not roofs:
        return True
    floor, above = max(floors)
    roof, below = min(roofs, key=lambda bound: (bound[0], not bound[1]))
    return floor < roof or (floor == roof and not above and not below)
