"""Ringing bells: one line for each person behind an address, once a source."""

from __future__ import annotations

from shouwen_desk.people import bells
from shouwen_desk.people.queries import Concerned, resolve

from .models import Case


def concerned_in(case: Case | None, *, owner: str = "", team: str = "") -> Concerned:
    """Who a notice about a case may be about; ``owner`` and ``team`` win over those of the case."""
    return Concerned(
        owner=owner or (case.handler_id if case else None),
        team=team or (case.team_id if case else None),
        first_asked=case.first_asked_id if case else None,
    )


def ring(address: str, concerned: Concerned, source: str, **line: str | int) -> None:
    """Put a line under the bell of everybody behind ``address``, once a person and ``source``."""
    bells.ring(resolve(address, concerned), source, **line)
