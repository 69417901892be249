"""The leader's list: five figures, who is late or about to be, what reached whom, hints sent over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from shouwen_desk.cases import queries
from shouwen_desk.cases.shapes import QueueRow, Risk
from shouwen_desk.config import clock
from shouwen_desk.handbooks import reading
from shouwen_desk.ledger import queries as ledger
from shouwen_desk.pages import countdown, regions
from shouwen_desk.people import queries as people
from shouwen_desk.people.permissions import require

from . import counted, digest, heat

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

REGIONS = {name: f"workbench/board/{name}.html" for name in ("figures", "lanes", "aside")} | {
    "bell": "pages/bell.html"
}
SPAN = 3 * countdown.HOUR
# A lane in percent: the overdue zone, then three hours. At its narrowest a percent is 5.6 px.
LATE_WIDTH, WIDTH = 17.0, 83.0
LABEL = 15.0
LETTER = 2.3
MARK = 4.0
LANES = 13


@dataclass(frozen=True, slots=True)
class Dot:
    """A due time in somebody's lane, ``x`` in percent; ``label`` is empty where words have no room."""

    x: float
    mark: str
    label: str
    title: str
    case: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A person and what is due in the next three hours."""

    name: str
    duty: str
    load: int
    risk: int
    late: int
    dots: list[Dot]


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The board of the own team; a manager sees every team."""
    person = request.user
    require("board.read", person)
    now = clock.now()
    counts = queries.board_counts(person, now=now)
    rows = queries.due_until(person, now + SPAN, now=now)
    loads = queries.loads(person, now=now)
    risks = queries.at_risk(person, now=now)
    crew = people.colleagues(person)
    program = ledger.program_in_force(now)
    figures = counted.todays(person, program, now)
    context: dict[str, Any] = {
        "place": "board",
        "team": person.team.name if person.team_id else "各组",
        "counts": counts,
        "on_duty": sum(1 for one in crew if one.on_duty),
        "crew": len(crew),
        "whole": reading.tally(list(figures.values())),
        "lanes": _lanes(crew, rows, loads, now),
        "hours": _hours(now),
        "now": now,
        "calm": not counts.late and not counts.soon,
        "broken": [_risk(risk, now) for risk in risks if risk.late_us is not None],
        "near": [_risk(risk, now) for risk in risks if risk.late_us is None],
        "crew_list": crew[:LANES],
        "program": program,
        "heat": heat.lines(program, crew[:LANES], _month(now), now) if program is not None else [],
        "month": f"{countdown.local(now).month}月至今",
        "sent": digest.sent_over(person, since=now - countdown.DAY),
        "topics": f"team:{person.team_id}"
        if person.team_id
        else " ".join(f"team:{t.pk}" for t in people.teams()),
    }
    return regions.answer(request, "workbench/board.html", context, regions=REGIONS)


def _risk(risk: Risk, now: int) -> dict[str, Any]:
    told = [
        {"name": name, "at": at, "level": level}
        for name, at, level in risk.told
        if level == "breach"
    ]
    return {
        "row": risk.row,
        "told": told,
        "card": f"o:{risk.row.obligation}",
        "late": countdown.length(risk.late_us) if risk.late_us else "",
    }


def _lanes(
    crew: Sequence[Person],
    rows: Sequence[QueueRow],
    loads: Mapping[str | None, queries.Load],
    now: int,
) -> list[Lane]:
    by_person: dict[str | None, list[QueueRow]] = {}
    for row in rows:
        by_person.setdefault(row.handler_id, []).append(row)
    lanes = [
        _lane(
            one.name,
            "在岗" if one.on_duty else "离岗",
            by_person.get(one.pk, []),
            loads.get(one.pk),
            now,
        )
        for one in crew
    ]
    lanes.sort(key=lambda lane: (-lane.late, -lane.risk, -lane.load))
    if None in loads:
        lanes.insert(0, _lane("待认领", "", by_person.get(None, []), loads[None], now))
    return lanes[:LANES]


def _lane(
    name: str, duty: str, rows: Sequence[QueueRow], load: queries.Load | None, now: int
) -> Lane:
    shown = [row for row in rows if row.due is not None]
    places = [_place(row.due or 0, now) for row in shown]
    dots = []
    for i, row in enumerate(shown):
        after = places[i + 1] if i + 1 < len(places) else 100.0
        if places[i] < LATE_WIDTH:
            after = min(after, LATE_WIDTH)
        words = f"{row.name} {row.act}"
        label = _fit(words, after - places[i])
        mark = row.mark if row.mark in ("broken", "risk") else "waiting"
        title = f"{words}，{countdown.shown(row.due, now).text}"
        dots.append(Dot(places[i], mark, label, title, row.id))
    if load is None:
        return Lane(name, duty, 0, 0, 0, dots)
    return Lane(name, duty, load.open, load.risk, load.late, dots)


def _fit(words: str, room: float) -> str:
    """As much of the words as there is room for; none where it would be a stump."""
    letters = int((room - MARK) / LETTER)
    if room < LABEL:
        return ""
    return words if len(words) <= letters else f"{words[: letters - 1]}…"


def _place(due: int, now: int) -> float:
    if due <= now:
        # The longer overdue, the further left; an hour fills the zone.
        return round(LATE_WIDTH - 2 - min(1.0, (now - due) / countdown.HOUR) * (LATE_WIDTH - 4), 1)
    return round(LATE_WIDTH + (due - now) / SPAN * WIDTH, 1)


def _month(now: int) -> tuple[str, str]:
    today = countdown.local(now).date()
    return today.replace(day=1).isoformat(), today.isoformat()


def _hours(now: int) -> list[dict[str, Any]]:
    """Half hours of the head, as far as they stand clear of the now-line."""
    start = countdown.local(now).replace(second=0, microsecond=0)
    first = start + timedelta(minutes=30 - start.minute % 30)
    out = []
    for step in range(6):
        at = first + timedelta(minutes=30 * step)
        x = _place(round(at.timestamp()) * 1_000_000, now)
        if LATE_WIDTH + 6 < x <= 98:
            out.append({"x": x, "text": f"{at:%H:%M}"})
    return out
