"""Shared reads of cases; see INTERFACE.md of this module. Shapes are in ``cases.shapes``."""

from .access import readable, visible_case
from .finding_cases import search
from .gates import missing_to_close
from .page import case_page, obligations, turns
from .queue import queue, queue_row
from .risk import at_risk

__all__ = [
    "at_risk",
    "case_page",
    "missing_to_close",
    "obligations",
    "queue",
    "queue_row",
    "readable",
    "search",
    "turns",
    "visible_case",
]
