"""Django application of the module ``api``."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens and operations of the API."""

    name = "shouwen_desk.api"
    label = "api"
    verbose_name = "接口"
