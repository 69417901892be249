"""Who works here: teams and people, made and changed through the ledger.

``by`` None is whoever has the shell of the machine (the first admin, the demo).
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from shouwen_desk.ledger.record import UNIT, Draft, Recorded, record

from .. import words
from ..errors import Conflict, Invalid, NotFound
from ..models import ROLES, Person, Team
from ..permissions import require

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,47}")
_STAFF_NO = re.compile(r"[0-9A-Za-z]{1,12}")


def add_team(by: Person | None, team_id: str, name: str, *, receives: tuple[str, ...] = ()) -> Team:
    """Add a team; ``receives`` are the channels whose new cases go to it."""
    actor = _manager(by)
    if not re.fullmatch(r"[A-Za-z0-9]{1,16}", team_id):
        raise Invalid("班组编号只能用字母和数字。", field="id", remedy="例如 T1。")
    if Team.objects.filter(pk=team_id).exists():
        raise Conflict("已有这个编号的班组。", field="id", remedy="请换一个编号。")
    title = words.line(name, "name", 48)

    def project(_: Recorded) -> None:
        Team.objects.create(id=team_id, name=title, unit=UNIT, receives=list(receives))

    record(
        Draft("team.added", {"team": team_id}, {"title": title}), actor=actor, projections=[project]
    )
    return Team.objects.get(pk=team_id)


def add_person(
    by: Person | None,
    *,
    staff_no: str,
    login: str,
    name: str,
    role: str,
    team: str | None = None,
    password: str,
) -> Person:
    """Add somebody who may sign in; the ledger keeps role and team, the name beside it."""
    actor = _manager(by)
    number, account = _checked(staff_no, login)
    shown = words.line(name, "name", 32)
    _known_role(role, team)
    person = Person(
        id=f"P{number}", login=account, name=shown, staff_no=number, role=role, team_id=team
    )
    person.set_password(_password(password, person))
    if Person.objects.filter(pk=person.pk).exists():
        raise Conflict("已有这个工号。", field="staff_no", remedy="请换一个工号。")
    if Person.objects.filter(login=account).exists():
        raise Conflict("已有这个登录名。", field="login", remedy="请换一个登录名。")

    def project(_: Recorded) -> None:
        person.save(force_insert=True)

    payload = {"role": role} | ({"team": team} if team else {})
    record(
        Draft("staff.added", _subjects(person), payload, texts={"text": shown}),
        actor=actor,
        projections=[project],
    )
    return person


def change_person(
    by: Person,
    person_id: str,
    *,
    role: str | None = None,
    team: str | None = None,
    active: bool | None = None,
) -> Person:
    """Change role, team (empty text: none) or whether somebody works here."""
    actor = _manager(by)
    person = _found(person_id)
    values: dict[str, Any] = {}
    if role is not None and role != person.role:
        values["role"] = role
    if team is not None and (team or None) != person.team_id:
        values["team_id"] = team or None
    if active is not None and active != person.is_active:
        values["is_active"] = active
    if not values:
        return person
    if by.pk == person.pk and (values.get("is_active") is False or "role" in values):
        raise Invalid("不能改自己的角色或停用自己。", field="role", remedy="请另一位管理员来改。")
    _known_role(values.get("role", person.role), values.get("team_id", person.team_id))
    names = {"role": "role", "team_id": "team", "is_active": "active"}
    payload = {names[name]: value for name, value in values.items() if value is not None}

    def project(_: Recorded) -> None:
        for name, value in values.items():
            setattr(person, name, value)
        person.save(update_fields=list(values))

    record(Draft("staff.changed", _subjects(person), payload), actor=actor, projections=[project])
    return person


def set_password(by: Person | None, person_id: str, password: str) -> None:
    """Give somebody a new password; no event, since nothing of it may be kept."""
    _manager(by)
    person = _found(person_id)
    person.set_password(_password(password, person))
    person.save(update_fields=["password"])


def _manager(by: Person | None) -> str:
    if by is None:
        return "system"
    require("people.manage", by)
    return by.actor


def _found(person_id: str) -> Person:
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound("没有这位同事。", field="person")
    return person


def _checked(staff_no: str, login: str) -> tuple[str, str]:
    number, account = words.line(staff_no, "staff_no", 12), words.line(login, "login", 48).lower()
    if not _STAFF_NO.fullmatch(number):
        raise Invalid("工号只能用字母和数字。", field="staff_no", remedy="例如 0217。")
    if not _LOGIN.fullmatch(account):
        raise Invalid(
            "登录名只能用小写字母、数字、点和横线。", field="login", remedy="例如 lin.xiaoyu。"
        )
    return number, account


def _known_role(role: str, team: str | None) -> None:
    if role not in dict(ROLES):
        raise Invalid("没有这个角色。", field="role", remedy=f"可用：{'、'.join(dict(ROLES))}。")
    if role in ("agent", "leader") and team is None:
        raise Invalid("客服和组长要有班组。", field="team", remedy="请选一个班组。")
    if team is not None and not Team.objects.filter(pk=team).exists():
        raise Invalid("没有这个班组。", field="team", remedy="请先建班组。")


def _password(password: str, person: Person) -> str:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(
            "密码太容易猜到。", field="password", remedy="；".join(error.messages)
        ) from error
    return password


def _subjects(person: Person) -> dict[str, str]:
    named = {"person": person.pk}
    return named | {"team": person.team_id} if person.team_id else named
