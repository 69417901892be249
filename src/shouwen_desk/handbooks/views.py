"""Pages of the handbook: the reader, and the provenance card of a clause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from shouwen.handbook.program import Program
from shouwen_desk.config import clock
from shouwen_desk.ledger import queries, strengths
from shouwen_desk.pages import countdown, regions
from shouwen_desk.people.errors import DeskError, NotAllowed, NotFound
from shouwen_desk.people.permissions import allowed, require

from . import actions, behind, ladder, objections, reading

REGIONS = {"aside": "handbooks/aside.html"}


@login_required
@require_GET
def reader(request: HttpRequest, code: str = "", number: str = "") -> HttpResponse:
    """The handbook in force: one chapter, a clause chosen in it."""
    return _read(request, code, number)


@login_required
@require_POST
def strength(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """A manager lets a language clause take the next step up; the answer is the clause again."""
    name = f"{code}:{number}"
    try:
        actions.raise_strength(
            request.user, name, request.POST.get("to", ""), request.POST.get("reason", "")
        )
    except (NotAllowed, NotFound):
        raise
    except DeskError as problem:
        return _read(request, code, number, problem=problem, status=422)
    if regions.wanted(request):
        return _read(request, code, number)
    return HttpResponseRedirect(f"/handbook/{code}/{number}")


@login_required
@require_GET
def objected(request: HttpRequest) -> HttpResponse:
    """Sentences of which people said 这里不该提示, ready to become counter-examples."""
    now = clock.now()
    program = queries.program_in_force(now)
    wanted = request.GET.get("clause", "")[:64]
    context = {
        "place": "handbook",
        "program": program,
        "found": objections.counter_examples(request.user, program, wanted),
        "clause": wanted,
        "waiting": ladder.waiting(program, now) if program is not None and not wanted else [],
    }
    return render(request, "handbooks/objections.html", context)


def _read(
    request: HttpRequest,
    code: str,
    number: str,
    *,
    problem: DeskError | None = None,
    status: int = 200,
) -> HttpResponse:
    require("handbook.read", request.user)
    now = clock.now()
    program = queries.program_in_force(now)
    if program is None:
        return render(request, "handbooks/none.html", {"place": "handbook"})
    if code and code != program.code:
        raise Http404(code)
    chapter, name = _place(program, number)
    days = _month(now)
    figures = queries.figures(days=days)
    chosen = reading.clause(program, name, figures) if name else None
    context: dict[str, Any] = {
        "place": "handbook",
        "program": program,
        "control": program.cover.get("control", {}),
        "since": _since(program),
        "month": f"{countdown.local(now).month}月至今",
        "chosen": chosen,
        "chapter": chapter,
        "edits": allowed("handbook.edit", request.user),
    }
    if not regions.wanted(request):
        context["contents"] = [
            _chapter(program, one, figures, chapter, now) for one in program.chapters
        ]
        names = [f"{program.code}:{one}" for one in chapter["clauses"]]
        context["clauses"] = [reading.clause(program, one, figures) for one in names]
    if chosen is not None:
        context |= {
            "examples": program.cover.get("examples", {}).get(chosen.id, {}),
            "reaches": behind.reaches(program, chosen.name),
            "broken": behind.rows(request.user, chosen.name, now),
            "ladder": ladder.ladder(request.user, program, chosen.name, now),
            "problem": problem,
        }
    return regions.answer(request, "handbooks/reader.html", context, regions=REGIONS, status=status)


@login_required
@require_GET
def card(request: HttpRequest, name: str) -> HttpResponse:
    """The provenance card of a clause; ``edition`` by hash, ``span`` where a draft met it."""
    require("handbook.read", request.user)
    found = reading.known(name, request.GET.get("edition", ""), at=clock.now())
    if found is None:
        raise Http404(name)
    program, _ = found
    span = request.GET.get("span", "").split("-")
    here = (
        f"草稿第 {int(span[0]) + 1}–{span[1]} 字"
        if len(span) == 2 and all(s.isdecimal() and len(s) < 7 for s in span)
        else ""
    )
    context = {"clause": reading.clause(program, name, {}), "program": program, "here": here}
    return render(request, "handbooks/card.html", context)


def _place(program: Program, number: str) -> tuple[dict[str, Any], str]:
    """Chapter and CODE:id of what was asked for; the first chapter with nothing chosen."""
    if not number:
        return program.chapters[0], ""
    for one in program.chapters:
        if number in one["clauses"]:
            return one, f"{program.code}:{number}"
    raise Http404(number)


def _chapter(
    program: Program, one: dict[str, Any], figures: Any, at: dict[str, Any], now: int
) -> dict[str, Any]:
    # What is only watched is counted clause by clause for the editor; it lowers nobody's rate.
    named = ((f"{program.code}:{clause}") for clause in one["clauses"])
    names = [name for name in named if not strengths.only_watched(program, name, now)]
    return {
        "number": one["number"],
        "title": one["title"],
        "address": f"/handbook/{program.code}/{one['clauses'][0]}" if one["clauses"] else "",
        "tally": reading.tally([figures[name] for name in names if name in figures]),
        "at": one["number"] == at["number"],
    }


def _month(now: int) -> tuple[str, str]:
    today = countdown.local(now).date()
    return today.replace(day=1).isoformat(), (today + timedelta(days=1)).isoformat()


def _since(program: Program) -> int | None:
    return next(
        (at for edition, at in queries.editions_of() if edition.hash == program.edition), None
    )
