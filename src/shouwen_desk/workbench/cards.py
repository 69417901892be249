"""The provenance card of an obligation: its clause, how the due time was reached, what it rests on."""

from __future__ import annotations

from dataclasses import fields

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwen.clauses.rows import Obligation
from shouwen.engine.explain import explain
from shouwen.events.catalogue import KINDS
from shouwen_desk.cases import queries as cases
from shouwen_desk.handbooks import reading
from shouwen_desk.ledger import queries

_FIELDS = tuple(field.name for field in fields(Obligation))


@login_required
@require_GET
def obligation(request: HttpRequest, name: str) -> HttpResponse:
    """The card of an obligation, for whoever may read its case."""
    found = queries.provenance(name)
    if found is None:
        raise Http404(name)
    row = found.obligation
    cases.visible_case(request.user, row.case)
    core = Obligation(**{field: getattr(row, field) for field in _FIELDS})
    return render(
        request,
        "workbench/card.html",
        {
            "row": row,
            "clause": reading.clause(found.program, row.clause, {}),
            "program": found.program,
            "lines": explain(found.program, core)[1:],
            "events": [(event, KINDS[event.kind].title) for event in found.events],
        },
    )
