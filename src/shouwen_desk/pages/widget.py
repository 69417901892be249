"""The customer's chat page and the script that puts it on the company's own site."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET

from shouwen_desk.config import clock
from shouwen_desk.ledger import queries

from . import assets

# The page may stand in a frame of any site: it shows nothing without a token that only its own
# storage holds, and browsers keep that storage apart for each site.
_FRAMED = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": ["*"],
}


@require_GET
@xframe_options_exempt
@csp_override(_FRAMED)
def chat(request: HttpRequest) -> HttpResponse:
    """The chat page, alone or in the widget's frame."""
    program = queries.program_in_force(clock.now())
    company = program.settings.get("company", "") if program else ""
    return render(
        request, "pages/chat.html", {"company": company, "framed": "frame" in request.GET}
    )


@require_GET
def script(request: HttpRequest) -> FileResponse:
    """``widget.js``: its address never changes, so it is asked for again every ten minutes."""
    path = assets.FOLDER / "widget.js"
    if not path.is_file():
        raise Http404("widget.js")
    response = FileResponse(path.open("rb"), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
