"""Django application of the demo: a template, no tables."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The fictional company."""

    name = "shouwen_desk.demo"
    label = "demo"
    verbose_name = "演示"
