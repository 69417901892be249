"""Stretches during which a clock stands still."""

from collections.abc import Sequence

type Pause = tuple[int, int | None]
"""From one instant to another; None where the pause still lasts."""

FOREVER = 1 << 62


def merged(pauses: Sequence[Pause], start: int) -> list[tuple[int, int]]:
    """The pauses behind ``start``, sorted, overlaps joined, open ones up to :data:`FOREVER`.

    A pause that ends before it begins counts for nothing.
    """
    if not pauses:
        return []
    found: list[tuple[int, int]] = []
    for a, b in sorted((max(a, start), FOREVER if b is None else b) for a, b in pauses):
        if b <= a:
            continue
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], b))
        else:
            found.append((a, b))
    return found
