"""Errors that actions of cases raise.

CaseError
├── Invalid     a value is wrong; names the field and the remedy
├── NotFound    there is no such case, message, obligation or finding
└── Held        a finding of strength 拦 stands against what was about to be sent
(``people.permissions.NotAllowed`` and ``ledger.record.Refused`` come from below.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .shapes import DraftFinding


class CaseError(Exception):
    """Base of the errors of cases; ``message`` is shown to the person as it stands."""

    code = "case_error"

    def __init__(self, message: str, *, field: str | None = None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy


class Invalid(CaseError):
    """A value that cannot be taken."""

    code = "invalid"


class NotFound(CaseError):
    """Nothing by that name, or nothing that may be known."""

    code = "not_found"


class Held(CaseError):
    """Sending is held until the text is changed or, where the clause allows, overridden."""

    code = "held"

    def __init__(self, findings: Sequence[DraftFinding]) -> None:
        count = len(findings)
        super().__init__(
            f"改好 {count} 处即可发送。",
            field="text",
            remedy="；".join(found.instead or found.message for found in findings),
        )
        self.findings = list(findings)
