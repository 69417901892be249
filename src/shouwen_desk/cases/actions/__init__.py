"""Writes of cases. Each asks the permission, then records; see INTERFACE.md of this module."""

from .handling import assign, claim, pause, resume, set_level, set_type, set_urgency, transfer
from .judging import (
    ATTRIBUTIONS,
    confirm_finding,
    dispute_draft,
    dispute_finding,
    excuse,
    overturn_finding,
)
from .opening import Opened, open_case, receive_message
from .promises import keep_promise, make_promise, move_promise
from .reading import accept_proposal, dismiss_proposal
from .sending import check_draft, mark_read, send_message
from .steps import (
    close,
    confirm,
    customer_confirms,
    fill_register,
    follow_up,
    issue_solution,
    record_fact,
    record_question,
    reopen,
    reveal_phone,
    solve,
    tell_result,
)

__all__ = [
    "ATTRIBUTIONS",
    "Opened",
    "accept_proposal",
    "assign",
    "check_draft",
    "claim",
    "close",
    "confirm",
    "confirm_finding",
    "customer_confirms",
    "dismiss_proposal",
    "dispute_draft",
    "dispute_finding",
    "excuse",
    "fill_register",
    "follow_up",
    "issue_solution",
    "keep_promise",
    "make_promise",
    "mark_read",
    "move_promise",
    "open_case",
    "overturn_finding",
    "pause",
    "receive_message",
    "record_fact",
    "record_question",
    "reopen",
    "resume",
    "reveal_phone",
    "send_message",
    "set_level",
    "set_type",
    "set_urgency",
    "solve",
    "tell_result",
    "transfer",
]
