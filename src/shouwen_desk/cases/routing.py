"""Which team a new case goes to when nobody says otherwise."""

from __future__ import annotations

from django.db.models import Count, Q

from shouwen_desk.people.models import Team

from .models import Case


def receiving_team(channel: str) -> str | None:
    """The team that receives the channel; of several the one with the fewest open cases."""
    teams = [team.pk for team in Team.objects.order_by("pk") if channel in team.receives]
    if len(teams) < 2:
        return teams[0] if teams else None
    loads = dict(
        Case.objects.filter(closed_at=None, team__in=teams)
        .values_list("team")
        .annotate(open=Count("pk", filter=Q(closed_at=None)))
    )
    return min(teams, key=lambda team: (loads.get(team, 0), team))
