"""Shared reads of cases; see INTERFACE.md of this module. Shapes are in ``cases.shapes``."""

from .access import numbers, readable, visible_case
from .board import Load, board_counts, due_until, loads
from .finding_cases import search
from .gates import missing_to_close
from .page import case_page, obligations, turns
from .papers import paper, question_fields
from .queue import queue, queue_row
from .risk import at_risk

__all__ = [
    "Load",
    "at_risk",
    "board_counts",
    "case_page",
    "due_until",
    "loads",
    "missing_to_close",
    "numbers",
    "obligations",
    "paper",
    "question_fields",
    "queue",
    "queue_row",
    "readable",
    "search",
    "turns",
    "visible_case",
]
