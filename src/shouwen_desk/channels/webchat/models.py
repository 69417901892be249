"""Tables of web chat: who holds a link. Tokens are stored as SHA-256 only."""

from django.db import models


class Visitor(models.Model):
    """A browser that wrote once; its token lets a returning customer be known again."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    created_at = models.BigIntegerField()


class ChatLink(models.Model):
    """The right to read and write one conversation, held by whoever knows the token."""

    token_hash = models.CharField(primary_key=True, max_length=64)
    conversation = models.CharField(max_length=32)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    created_at = models.BigIntegerField()
    expires_at = models.BigIntegerField()
