"""Django application of the module ``cases``."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, conversations, messages, promises."""

    name = "shouwen_desk.cases"
    label = "cases"
    verbose_name = "个案"

    def ready(self) -> None:
        from shouwen_desk.ledger import listeners, live, outbox

        from . import listening, notices, permissions, projection, waiting  # noqa: F401 - rules register

        listeners.on_decided(projection.decided)
        listeners.on_erased(projection.erased)
        listeners.on_replayed(waiting.replayed)
        outbox.deliver_with(notices.deliver)
        outbox.act_with(notices.perform)
        live.authorise("case", listening.case)
        live.authorise("person", listening.person)
        live.authorise("team", listening.team)
