"""What every action on a case shares: finding the case, asking the permission, writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shouwen_desk.ledger.record import Draft, Recorded, record
from shouwen_desk.people.errors import NotFound
from shouwen_desk.people.permissions import require

from .. import projection
from ..models import Case
from ..tables import load_case

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

Project = Callable[[Recorded], None]


def found(person: Person, case_id: str, permission: str, case: Case | None = None) -> Case:
    """The case, after the permission was asked; ``NotFound`` or ``NotAllowed`` otherwise."""
    case = case or load_case(case_id)
    if case is None:
        # Whoever may not serve at all is told so before learning whether a number exists.
        require("case.search", person)
        raise NotFound("没有这个个案。", field="case", remedy="请检查编号，或回到队列。")
    require(permission, person, case)
    return case


def draft(
    case: Case,
    kind: str,
    payload: Mapping[str, Any] | None = None,
    *,
    texts: Mapping[str, str] | None = None,
    subjects: Mapping[str, str] | None = None,
    source_key: str | None = None,
) -> Draft:
    """An event of this case with all its subjects."""
    return Draft(
        kind,
        case.subjects | dict(subjects or {}),
        dict(payload or {}),
        texts=dict(texts or {}),
        source_key=source_key,
        unit=case.unit,
    )


def write(
    actor: str,
    case: Case,
    *drafts: Draft,
    intent: str | None = None,
    at: int | None = None,
    project: Project | None = None,
    only_if: Mapping[str, Any] | None = None,
    **values: Any,
) -> Recorded:
    """Record the drafts; set ``values`` on the case row and mirror what it owes next.

    A value may be a function of what was recorded (an instant, for example). ``only_if`` is what
    the caller saw on the row and must still be so; ``Overtaken`` otherwise.
    """

    def settle(recorded: Recorded) -> None:
        if project is not None:
            project(recorded)
        row = {name: v(recorded) if callable(v) else v for name, v in values.items()}
        projection.settle(case, recorded, row, only_if=only_if)

    return record(*drafts, actor=actor, intent=intent, at=at, projections=[settle])


def instant(recorded: Recorded) -> int:
    """When it happened, as the ledger wrote it."""
    return int(recorded.event.at)
