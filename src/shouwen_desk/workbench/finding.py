"""Search, and the bell's 全部看过了."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from shouwen_desk.cases import queries
from shouwen_desk.cases.models import STATUSES, TYPES
from shouwen_desk.config import clock
from shouwen_desk.handbooks import finding as handbooks
from shouwen_desk.pages import regions
from shouwen_desk.pages.views import home_after
from shouwen_desk.people.models import Notification

MOST = 100


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Cases by number, name, organisation or phone, and clauses by number, title or text; one case
    with that very number opens at once."""
    words = request.GET.get("q", "").strip()[:MOST]
    hits = queries.search(request.user, words) if words else []
    if len(hits) == 1 and hits[0].number == words:
        return HttpResponseRedirect(f"/workbench/{hits[0].id}")
    rows = [
        {
            "hit": hit,
            "type": TYPES.get(hit.type, hit.type),
            "status": STATUSES.get(hit.status, hit.status),
        }
        for hit in hits
    ]
    clauses = handbooks.clauses(request.user, words)
    context = {"q": words, "rows": rows, "clauses": clauses}
    return render(request, "workbench/search.html", context)


@login_required
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Everything under the bell has been seen."""
    Notification.objects.filter(person=request.user.pk, read_at=None).update(read_at=clock.now())
    if regions.wanted(request):
        return regions.answer(request, "", {}, regions={"bell": "pages/bell.html"})
    return HttpResponseRedirect(home_after(request))
