"""Errors that actions raise and that pages, channels and the API show as they stand.

DeskError
├── Invalid      a value is wrong; names the field and what to write instead
├── NotFound     there is nothing by that name that this person may know of
├── NotAllowed   the person may not take the step; says who can
├── Conflict     it was already done or somebody was faster
└── cases.errors.Held, and ``ledger.record.Refused`` beside them
"""

from __future__ import annotations


class DeskError(Exception):
    """Base: ``message`` and ``remedy`` are Chinese sentences, ``field`` the value concerned."""

    code = "error"

    def __init__(self, message: str, *, field: str | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy


class Invalid(DeskError):
    """A value that cannot be taken."""

    code = "invalid"


class NotFound(DeskError):
    """Nothing by that name, or nothing that may be known."""

    code = "not_found"


class NotAllowed(DeskError):
    """The person may not take this step."""

    code = "not_allowed"


class Conflict(DeskError):
    """The step does not fit what is already there."""

    code = "conflict"
