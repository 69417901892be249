"""Django application of the module ``registers``."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Entries of registers such as 《投诉处理单》."""

    name = "shouwen_desk.registers"
    label = "registers"
    verbose_name = "登记簿"
