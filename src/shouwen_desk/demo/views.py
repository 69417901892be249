"""The page of the fictional shop, in which the chat stands as on a customer's own site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def shop(request: HttpRequest) -> HttpResponse:
    """A page with the one script tag."""
    return render(request, "demo/shop.html")
