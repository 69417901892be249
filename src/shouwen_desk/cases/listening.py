"""Who may listen to which live topic: the same rules as for reading."""

from __future__ import annotations

from django.http import HttpRequest

from shouwen_desk.people.models import Person
from shouwen_desk.people.permissions import allowed

from .models import Case


def case(request: HttpRequest, name: str) -> bool:
    """Whoever may read the case."""
    found = Case.objects.filter(pk=name).first()
    return found is not None and _may(request, "case.read", found)


def person(request: HttpRequest, name: str) -> bool:
    """Only the person."""
    return isinstance(request.user, Person) and request.user.pk == name


def team(request: HttpRequest, name: str) -> bool:
    """Members of the team, and managers."""
    user = request.user
    if not isinstance(user, Person) or not allowed("case.search", user):
        return False
    return user.role == "manager" or user.team_id == name


def _may(request: HttpRequest, permission: str, thing: Case) -> bool:
    return isinstance(request.user, Person) and allowed(permission, request.user, thing)
