"""The share of 守, and how much has to be seen before there is one."""

from __future__ import annotations

LEAST_SEEN = 30
"""Observations below which no rate is given, on a page as in a report: the counts are said instead.

Source: the interface design's rule for the check-up of a handbook, fewer than 30 observations: no rate."""


def share(kept: int, broken: int) -> float | None:
    """What was kept of what was judged, from 0 to 1; None where too little was seen."""
    seen = kept + broken
    return kept / seen if seen >= LEAST_SEEN else None
