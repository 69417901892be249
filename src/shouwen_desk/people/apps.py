"""Django application of the module ``people``."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class PeopleConfig(AppConfig):
    """Staff, teams, roles, sign-in."""

    name = "shouwen_desk.people"
    label = "people"
    verbose_name = "人员"

    def ready(self) -> None:
        from . import permissions, queries  # noqa: F401 - registers the rules

        def forget(**_: object) -> None:
            queries.forget()

        for model in ("Person", "Team"):
            for signal in (post_save, post_delete):
                signal.connect(
                    forget, sender=self.get_model(model), weak=False, dispatch_uid=f"forget-{model}"
                )
