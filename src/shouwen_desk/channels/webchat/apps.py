"""Django application of the channel ``webchat``."""

from django.apps import AppConfig


class WebchatConfig(AppConfig):
    """Chat in a page of the company's own site."""

    name = "shouwen_desk.channels.webchat"
    label = "webchat"
    verbose_name = "网页对话"
