"""Shared reads about people: who an address of the engine is, and the bell."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .models import Notification, Person, Team

NAMES_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who a notice may be about: ids of people and the team, as the case knows them."""

    owner: str | None
    team: str | None
    first_asked: str | None


def resolve(address: str, concerned: Concerned) -> list[Person]:
    """People behind an address of the engine (owner, leader, manager, first_asked), in order.

    An address without a person goes one step up, so that no notice is lost: no owner yet → the
    leader of the team; no leader → every manager.
    """
    if address == "owner" and concerned.owner:
        found = Person.objects.filter(pk=concerned.owner, is_active=True)
    elif address == "first_asked" and (concerned.first_asked or concerned.owner):
        found = Person.objects.filter(pk=concerned.first_asked or concerned.owner, is_active=True)
    elif address in ("owner", "leader", "first_asked"):
        found = Person.objects.filter(team_id=concerned.team, role="leader", is_active=True)
    else:
        found = Person.objects.filter(role="manager", is_active=True)
    people = list(found.order_by("pk"))
    if people or address == "manager":
        return people
    return resolve("manager" if address == "leader" else "leader", concerned)


def names(ids: Iterable[str]) -> dict[str, str]:
    """Names of people by id; remembered in this process for a minute, names change rarely."""
    now = time.monotonic()
    if now - _Names.read_at > NAMES_SECONDS:
        _Names.known, _Names.read_at = {}, now
    wanted = [one for one in dict.fromkeys(ids) if one]
    unknown = [one for one in wanted if one not in _Names.known]
    if unknown:
        _Names.known |= dict(Person.objects.filter(pk__in=unknown).values_list("pk", "name"))
    return {one: _Names.known[one] for one in wanted if one in _Names.known}


def all_names() -> list[str]:
    """Names of everybody who works or worked here; one statement."""
    return list(Person.objects.values_list("name", flat=True))


def receiving_team(channel: str, name: str) -> str | None:
    """The team that receives a channel's new cases; several take turns by the name of the case.

    Teams are remembered in this process for a minute, or until one is saved here.
    """
    receiving = [team.pk for team in _known_teams() if channel in team.receives]
    return receiving[zlib.crc32(name.encode()) % len(receiving)] if receiving else None


def team_name(team_id: str | None) -> str:
    """The name of a team as this process remembers it; empty for none."""
    return next((team.name for team in _known_teams() if team.pk == team_id), "")


def _known_teams() -> Sequence[Team]:
    now = time.monotonic()
    if now - _Teams.read_at > NAMES_SECONDS:
        _Teams.known, _Teams.read_at = teams(), now
    return _Teams.known


def forget() -> None:
    """Read names and teams anew on the next use."""
    _Names.read_at = _Teams.read_at = 0.0


class _Names:
    known: dict[str, str] = {}
    read_at = 0.0


class _Teams:
    known: Sequence[Team] = ()
    read_at = 0.0


def colleagues(person: Person, *, every_team: bool = False) -> Sequence[Person]:
    """Active people who serve customers, own team first; for choosing whom to hand a case to."""
    serving = Person.objects.filter(is_active=True, role__in=("agent", "leader"))
    if not every_team and person.role != "manager":
        serving = serving.filter(team_id=person.team_id)
    return list(serving.select_related("team").order_by("team_id", "staff_no"))


def teams() -> Sequence[Team]:
    """All teams by name."""
    return list(Team.objects.order_by("name"))


def bell(person: Person, *, limit: int = 20) -> tuple[int, list[Notification]]:
    """Number of unread notifications (up to 99) and the newest, unread first."""
    newest = list(Notification.objects.filter(person=person).order_by("read_at", "-at")[:99])
    newest.sort(key=lambda note: (note.read_at is not None, -note.at))
    return sum(1 for note in newest if note.read_at is None), newest[:limit]


def unread_count(person: Person) -> int:
    """Number of unread notifications, for the mark on the bell; signing in has counted them."""
    counted: int | None = getattr(person, "unread", None)
    if counted is not None:
        return counted
    return Notification.objects.filter(person=person, read_at=None).count()
