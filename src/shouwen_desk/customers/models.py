"""Tables of customers.

A row is a projection of the ledger (``customer.added``, ``customer.changed``, ``text.erased``) that
holds personal data in the clear so that lists are one statement; erasure blanks it together with
the ledger's texts.
"""

from django.db import models

ERASED_NAME = "依法删除"


class Customer(models.Model):
    """One person who is served.

    ``id`` is the subject of the ledger (``customer:<id>``). Instants are microseconds since 1970 in
    UTC, as everywhere. ``phone`` is never shown whole in a list; see ``masked_phone``.
    """

    id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField("称呼", max_length=64, db_index=True)
    salutation = models.CharField("敬称", max_length=16, blank=True)
    organisation = models.CharField("单位", max_length=80, blank=True, db_index=True)
    phone = models.CharField("电话", max_length=32, blank=True, db_index=True)
    level = models.CharField("客户级别", max_length=16, blank=True)
    note = models.CharField("习惯", max_length=200, blank=True)
    profile_digest = models.CharField(max_length=64, blank=True)
    added_at = models.BigIntegerField()
    erased_at = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "客户"
        verbose_name_plural = "客户"

    def __str__(self) -> str:
        return self.addressed

    @property
    def addressed(self) -> str:
        """Name with its polite form: 鲁文静 女士."""
        return f"{self.name} {self.salutation}".strip()

    @property
    def masked_phone(self) -> str:
        """Phone with the middle hidden: 138****0036; empty when there is none."""
        return mask_phone(self.phone)


def mask_phone(phone: str) -> str:
    """Hide the middle of a number so that at most seven of its characters stay readable."""
    if len(phone) >= 8:
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * len(phone)
