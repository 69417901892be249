"""What everybody may change of their own: duty, theme, the bell."""

from __future__ import annotations

from shouwen_desk.config import clock

from ..errors import Invalid
from ..models import Notification, Person
from ..permissions import require

THEMES = ("light", "dark", "system")


def set_theme(person: Person, theme: str) -> None:
    """浅色, 深色 or 跟随系统; kept with the person."""
    require("people.sign_in", person)
    if theme not in THEMES:
        raise Invalid("没有这个外观。", field="theme", remedy="可用：light、dark、system。")
    person.prefs = person.prefs | {"theme": theme}
    person.save(update_fields=["prefs"])


def set_duty(person: Person, on_duty: bool) -> None:
    """On duty or not, as shown to colleagues."""
    require("people.sign_in", person)
    person.on_duty = on_duty
    person.save(update_fields=["on_duty"])


def read_notifications(person: Person, ids: list[int] | None = None) -> int:
    """Mark notifications as read, all of them without ``ids``; answers how many were new."""
    require("people.sign_in", person)
    rows = Notification.objects.filter(person=person, read_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read_at=clock.now())
