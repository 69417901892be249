"""Tables of the API: tokens (hashed) and answers kept for repeated requests."""

from django.conf import settings
from django.db import models

from shouwen_desk.ledger.fields import CanonicalJSON


class Token(models.Model):
    """A bearer token of a person; the token itself is shown once and never stored."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField("用途", max_length=64)
    created_at = models.BigIntegerField()
    revoked_at = models.BigIntegerField(null=True, blank=True)


class Answer(models.Model):
    """What a write with an ``Idempotency-Key`` answered; the same key gets the same answer."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = CanonicalJSON()
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_key")]
