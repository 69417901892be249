"""Django application of the module ``people``."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Staff, teams, roles, sign-in."""

    name = "shouwen_desk.people"
    label = "people"
    verbose_name = "人员"
