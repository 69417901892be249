"""Django application of the module ``ledger``."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Events, states, obligations, findings, verdicts, tallies, editions, outbox, seals."""

    name = "shouwen_desk.ledger"
    label = "ledger"
    verbose_name = "台账"
