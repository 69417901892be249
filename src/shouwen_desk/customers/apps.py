"""Django application of the module ``customers``."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers and their file."""

    name = "shouwen_desk.customers"
    label = "customers"
    verbose_name = "客户"

    def ready(self) -> None:
        from shouwen_desk.ledger import listeners

        from . import permissions  # noqa: F401 - registers the rules
        from .actions.erasing import blank

        listeners.on_erased(blank)
