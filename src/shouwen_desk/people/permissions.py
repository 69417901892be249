"""Who may do what: predicates on people, and the one way in which an action asks.

Every rule is registered with django-rules beside the module that it protects; an action calls
``require`` first, so that page, API and batch meet the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from .errors import NotAllowed

if TYPE_CHECKING:
    from .models import Person

ROLE_NAMES = {"agent": "客服代表", "leader": "组长", "manager": "经理", "admin": "管理员"}


def has_role(*roles: str) -> rules.Predicate:
    """Predicate: the person is active and has one of the roles."""

    def check(person: Person) -> bool:
        return bool(person.is_active and person.role in roles)

    return rules.predicate(check, name="role:" + "|".join(roles))


is_staff_member = has_role("agent", "leader", "manager", "admin")
serves = has_role("agent", "leader", "manager")
leads = has_role("leader", "manager")
manages = has_role("manager")
administers = has_role("admin")

_RANK = {"agent": 0, "leader": 1, "manager": 2}


def ranks_as(person: Person, role: str | None) -> bool:
    """Whether the person stands at ``role`` or above it; an administrator stands beside the line."""
    return role in _RANK and _RANK.get(person.role, -1) >= _RANK[role]


# permission -> (roles that hold it, in Chinese; used in the refusal)
HOLDERS: dict[str, str] = {}


def permit(name: str, predicate: rules.Predicate, holders: str) -> None:
    """Register a permission with the words that name its holders in a refusal."""
    rules.set_perm(name, predicate) if rules.perm_exists(name) else rules.add_perm(name, predicate)
    HOLDERS[name] = holders


def allowed(name: str, person: Person, thing: object = None) -> bool:
    """Whether the person holds the permission for this thing."""
    return bool(rules.has_perm(name, person, thing))


def require(name: str, person: Person, thing: object = None) -> None:
    """Raise ``NotAllowed`` unless the person holds the permission for this thing."""
    if allowed(name, person, thing):
        return
    who = HOLDERS[name]
    raise NotAllowed(f"这一步由{who}办。", remedy=f"请找{who}处理，或请管理员调整您的角色。")


permit("people.sign_in", is_staff_member, "在职人员")
permit("people.manage", administers, "管理员")
permit("people.read", is_staff_member, "在职人员")
permit("board.read", leads, "组长或经理")
permit("handbook.read", is_staff_member, "在职人员")
permit("edition.manage", administers | manages, "经理或管理员")
permit("token.manage", administers, "管理员")
