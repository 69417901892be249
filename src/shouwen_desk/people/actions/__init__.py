"""Writes of people: teams, staff, duty, preferences, the bell."""

from .own import read_notifications, set_duty, set_theme
from .staffing import add_person, add_team, change_person, set_password

__all__ = [
    "add_person",
    "add_team",
    "change_person",
    "read_notifications",
    "set_duty",
    "set_password",
    "set_theme",
]
