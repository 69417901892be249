"""Tables of registers: every entry is kept, the newest of a field is its present value."""

from django.db import models


class Entry(models.Model):
    """One field filled once (``register.entry_added``); a correction is another row.

    The words lie in the ledger's ``Text`` under ``digest``.
    """

    register = models.CharField("登记簿", max_length=48)
    case_id = models.CharField(max_length=32)
    field = models.CharField(max_length=48)
    digest = models.CharField(max_length=64)
    by = models.CharField(max_length=48)
    at = models.BigIntegerField()
    event = models.CharField(max_length=64)

    class Meta:
        verbose_name = "登记"
        verbose_name_plural = "登记"
        indexes = [models.Index(fields=["case_id", "register", "id"], name="entry_case")]
