"""What the figures of the board count: today's by clause, and what lies behind a cell of the month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwen.handbook.program import Program
from shouwen.measures.share import share
from shouwen_desk.config import clock
from shouwen_desk.handbooks import behind, reading
from shouwen_desk.ledger import queries, strengths
from shouwen_desk.ledger.queries import Figure
from shouwen_desk.pages import countdown
from shouwen_desk.people import queries as people
from shouwen_desk.people.errors import NotFound
from shouwen_desk.people.permissions import require

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person


def todays(person: Person, program: Program | None, now: int) -> dict[str, Figure]:
    """Today's figures by clause of the own team, of all teams for a manager; one statement.

    What is only watched now counts for nobody, and a clause that the edition in force does not have
    any more counts as it stands.
    """
    day = countdown.local(now).date().isoformat()
    team = None if person.role == "manager" else person.team_id
    return {
        name: figure
        for name, figure in queries.figures(days=(day, day), team=team).items()
        if program is None
        or name not in program.clauses
        or not strengths.only_watched(program, name, now)
    }


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """今日守规率 by clause; the sum is the figure of the board."""
    require("board.read", request.user)
    now = clock.now()
    program = queries.program_in_force(now)
    found = todays(request.user, program, now)
    known = program.clauses if program is not None else {}
    rows = [
        {"clause": name, "title": known[name].title if name in known else "", "tally": tally}
        for name, figure in sorted(found.items(), key=lambda pair: _worst_first(*pair))
        if (tally := reading.tally([figure])).any
    ]
    context = {
        "place": "board",
        "rows": rows,
        "whole": reading.tally(list(found.values())),
        "team": request.user.team.name if request.user.team_id else "各组",
    }
    return render(request, "workbench/counted/today.html", context)


@login_required
@require_GET
def cell(request: HttpRequest, clause: str, who: str) -> HttpResponse:
    """What one person did with one clause this month, for whoever leads them."""
    require("board.read", request.user)
    now = clock.now()
    program = queries.program_in_force(now)
    owner = next((one for one in people.colleagues(request.user) if one.pk == who), None)
    if owner is None or program is None or clause not in program.clauses:
        raise NotFound("没有这一格。", remedy="请回到看板再选。")
    days = (countdown.local(now).date().replace(day=1).isoformat(), _day(now))
    figures = queries.figures(days=days, clause=clause, person=who)
    rows = behind.rows(request.user, clause, now, of=who, most=behind.LOOKED_AT)
    context = {
        "place": "board",
        "owner": owner,
        "clause": reading.clause(program, clause, figures),
        "month": f"{countdown.local(now).month}月至今",
        "rows": rows,
        "elsewhere": sum(row.elsewhere for row in rows),
    }
    return render(request, "workbench/counted/cell.html", context)


def _day(now: int) -> str:
    return countdown.local(now).date().isoformat()


def _worst_first(name: str, figure: Figure) -> tuple[float, int, str]:
    """The lowest rate first; then where too little was judged for one, the most broken first."""
    rate = share(figure.kept, figure.broken)
    return (2.0 if rate is None else rate, -figure.broken, name)
