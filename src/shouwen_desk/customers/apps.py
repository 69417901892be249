"""Django application of the module ``customers``."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Customers and their file."""

    name = "shouwen_desk.customers"
    label = "customers"
    verbose_name = "客户"
