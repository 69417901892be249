"""The append-only half of the ledger, and the texts that may be erased by law."""

from django.db import models

from ..fields import CanonicalJSON


class Event(models.Model):
    """A fact in the past tense. Rows are inserted and never touched again; triggers see to it.

    ``seq`` is the order in which the ledger learnt of events (it may have gaps), ``at`` when the
    fact happened (microseconds UTC) and ``at_source`` who says so. ``effects`` is the SHA-256 of
    what the engine of version ``engine`` made of it. ``txid`` is PostgreSQL's transaction id, by
    which the sealer knows that no earlier transaction can still commit; null on SQLite.
    """

    seq = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=48)
    unit = models.CharField(max_length=32)
    subjects = CanonicalJSON()
    actor = models.CharField(max_length=64)
    at = models.BigIntegerField()
    at_source = models.CharField(max_length=8)
    recorded_at = models.BigIntegerField()
    source_key = models.CharField(max_length=160, unique=True, null=True)
    payload = CanonicalJSON()
    engine = models.CharField(max_length=32)
    effects = models.CharField(max_length=64)
    txid = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "事件"
        verbose_name_plural = "事件"
        indexes = [
            models.Index(fields=["kind", "at"], name="event_kind"),
            models.Index(
                fields=["txid"], name="event_txid", condition=models.Q(txid__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class EventState(models.Model):
    """Which states an event is folded into; the way from a state back to its events."""

    pk = models.CompositePrimaryKey("key", "seq")
    key = models.CharField(max_length=96)
    seq = models.BigIntegerField()

    class Meta:
        db_table = "ledger_event_state"


class Text(models.Model):
    """Words that somebody wrote, apart from the event that commits to them.

    ``digest`` = SHA-256(nonce ‖ UTF-8 of the text), hex. Erasure deletes the row: without the
    32 random bytes nobody can test a guess against the digest.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    nonce = models.BinaryField()
    text = models.TextField()
    customer = models.CharField(max_length=64, blank=True, db_index=True)
    at = models.BigIntegerField()


class Position(models.Model):
    """The gapless place of a sealed event; ``leaf`` is the hash of its row."""

    position = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    leaf = models.CharField(max_length=64)
    height = models.BigIntegerField()


class Block(models.Model):
    """A seal over a run of positions, chained to the one before and signed outside the database.

    ``horizon`` is the first transaction id that was not yet certain when the block was cut
    (PostgreSQL; 0 on SQLite).
    """

    height = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=128)
    key = models.CharField(max_length=64)
    engine = models.CharField(max_length=32)
    sealed_at = models.BigIntegerField()
    horizon = models.BigIntegerField(default=0)


class Edition(models.Model):
    """An edition of a handbook as it was compiled; immutable, named by the hash of its contents."""

    hash = models.CharField(primary_key=True, max_length=64)
    code = models.CharField(max_length=32)
    number = models.CharField(max_length=32)
    title = models.CharField(max_length=160)
    content = models.TextField()
    kept_at = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class EditionSpan(models.Model):
    """From when an edition is in force for a unit; the next span of the unit ends it."""

    unit = models.CharField(max_length=32)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="spans")
    starts = models.BigIntegerField()
    event_id = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "starts"], name="one_edition_at_a_time")
        ]
