"""Who may work on the handbook from its pages."""

from __future__ import annotations

from shouwen_desk.people.permissions import administers, manages, permit

permit("handbook.edit", administers | manages, "经理或管理员")
permit("strength.raise", manages, "经理")
