"""What must reach somebody: the outbox. Who rings which bell is the business of ``people``."""

from django.db import models
from django.db.models import Q

from ..fields import CanonicalJSON


class Outbox(models.Model):
    """A notice to deliver or an act for the desk to perform, written with what caused it.

    ``token`` is the engine's id of the notice or act: writing it twice is harmless. Delivery is
    at least once; a receiver uses ``token`` as its source key. No words of customers in ``body``.
    """

    token = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=96)
    unit = models.CharField(max_length=32)
    case = models.CharField(max_length=64, blank=True)
    body = CanonicalJSON()
    at = models.BigIntegerField()
    tries = models.IntegerField(default=0)
    next_try = models.BigIntegerField()
    done_at = models.BigIntegerField(null=True)
    failed = models.CharField(max_length=160, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_try"], name="outbox_due", condition=Q(done_at=None))]
