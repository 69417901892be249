"""A register of a case as the paper that people know: 《投诉处理单》 and whatever a handbook adds."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shouwen.clauses.register.schema import Register
from shouwen_desk.cases import actions, queries
from shouwen_desk.cases.models import LEVELS, TYPES
from shouwen_desk.cases.shapes import CasePage
from shouwen_desk.ledger import queries as ledger
from shouwen_desk.people.errors import DeskError
from shouwen_desk.people.queries import names

from . import papers, present
from .steps import Notice


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the paper: what stands there, who owes it, whether it is still asked for."""

    name: str
    title: str
    required: bool
    owes: str
    text: str | None
    by: str
    at: int | None
    times: int
    erased: bool


@login_required
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, case_id: str, name: str) -> HttpResponse:
    """The paper of a case; what is written is added, what stood there stays on the ledger."""
    page = queries.case_page(request.user, case_id)
    program = ledger.program_in_force(page.now)
    rule = program.registers.get(name) if program is not None else None
    if rule is None:
        raise Http404(name)
    known = {field.name for field in rule.block.fields}
    notice, status = None, 200
    given = {k: v.strip() for k, v in request.POST.items() if k in known and v.strip()}
    if request.method == "POST":
        try:
            actions.fill_register(request.user, page.row.id, name, given)
            return HttpResponseRedirect(f"/workbench/{page.row.id}/form/{name}")
        except DeskError as problem:
            notice, status = Notice(problem.message, problem.remedy), 422
    fields = _fields(page, rule.block)
    missing = [
        field for field in fields if field.required and field.text is None and not field.erased
    ]
    context = {
        "place": "workbench",
        "page": page,
        "name": name,
        "rule": rule,
        "fields": fields,
        "missing": missing,
        "given": given,
        "notice": notice,
        "type_title": TYPES.get(page.row.type, page.row.type),
        "level_title": LEVELS.get(page.row.level, ""),
        "can_fill": "act" in page.can and page.closed_at is None,
        "gate": present.gate(page, papers.in_force(page.now)),
        "gate_missing": sum(1 for row in page.missing if not row.done),
    }
    return render(request, "workbench/form.html", context, status=status)


def _fields(page: CasePage, register: Register) -> list[Field]:
    filled, name = queries.paper(page.row.id, register), register.name
    done = {
        title: at
        for row in page.obligations
        for title, at in row.parts
        if f"《{name}》" in row.act and at is not None
    }
    people = names(
        one.by.partition(":")[2] for one in filled.values() if one.by.startswith("person:")
    )
    out = []
    for field in register.fields:
        here = filled.get(field.name) or filled.get(field.title)
        out.append(
            Field(
                name=field.name,
                title=field.title,
                required=field.required,
                owes=field.filled_by or "",
                text=here.text if here else ("由台账自己记" if field.title in done else None),
                by=people.get(here.by.partition(":")[2], "") if here else "",
                at=here.at if here else done.get(field.title),
                times=here.times if here else 0,
                erased=here is not None and here.text is None,
            )
        )
    return out
