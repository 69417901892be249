"""Django application of the module ``cases``."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, conversations, messages, promises."""

    name = "shouwen_desk.cases"
    label = "cases"
    verbose_name = "个案"
