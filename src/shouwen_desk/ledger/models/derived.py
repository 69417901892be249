"""What the engine made of the events. Every row here can be rebuilt by folding the ledger.

Common columns: ``key`` is the state that owns the row (``case:…``), ``clause`` CODE:id, ``edition``
the hash of the edition, ``case`` the case concerned (empty where there is none), instants in
microseconds UTC, ``because`` the ids of the events that it rests on.
"""

from django.db import models
from django.db.models import Q

from ..fields import CanonicalJSON


class State(models.Model):
    """The fold of one subject's events; ``next_at`` is when something must be decided next."""

    key = models.CharField(primary_key=True, max_length=96)
    unit = models.CharField(max_length=32)
    data = models.TextField()
    mark_at = models.BigIntegerField()
    mark_phase = models.SmallIntegerField()
    next_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="state_next", condition=Q(next_at__isnull=False))
        ]


class Obligation(models.Model):
    """What somebody must do by some time because of a clause (应办).

    Overdue: ``outcome`` is ``broken`` from ``due`` on and ``closed`` stays null until it is done
    or voided. ``superseded_at``: a late fact showed that it never arose.
    """

    id = models.CharField(primary_key=True, max_length=24)
    key = models.CharField(max_length=96, db_index=True)
    unit = models.CharField(max_length=32)
    clause = models.CharField(max_length=64)
    edition = models.CharField(max_length=64)
    measures = models.CharField(max_length=48)
    act = models.CharField(max_length=160)
    opened = models.BigIntegerField()
    opened_by = models.CharField(max_length=64)
    anchor = models.BigIntegerField()
    n = models.IntegerField(default=0)
    within = models.CharField(max_length=48, blank=True)
    due = models.BigIntegerField(null=True)
    warns = CanonicalJSON(default=list)
    warned = CanonicalJSON(default=list)
    paused_since = models.BigIntegerField(null=True)
    pauses = CanonicalJSON(default=list)
    parts = CanonicalJSON(default=list)
    owner = models.CharField(max_length=32, blank=True)
    team = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=24, blank=True)
    case = models.CharField(max_length=64, blank=True, db_index=True)
    closed = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=12, null=True)
    reason = models.TextField(blank=True)
    used_us = models.BigIntegerField(null=True)
    grade = models.CharField(max_length=1, blank=True)
    because = CanonicalJSON(default=list)
    next_at = models.BigIntegerField(null=True)
    rung = models.SmallIntegerField(default=0)
    moves = models.SmallIntegerField(default=0)
    performed = models.BooleanField(default=False)
    superseded_at = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "应办"
        verbose_name_plural = "应办"
        indexes = [
            models.Index(
                fields=["owner", "due"],
                name="obligation_owner",
                condition=Q(closed=None, superseded_at=None),
            ),
            models.Index(
                fields=["team", "due"],
                name="obligation_team",
                condition=Q(closed=None, superseded_at=None),
            ),
            models.Index(
                fields=["unit", "due"],
                name="obligation_unit",
                condition=Q(closed=None, superseded_at=None),
            ),
            models.Index(fields=["clause", "opened"], name="obligation_clause"),
        ]


class Finding(models.Model):
    """What was said or left out against a clause (发现); never the words, only where they are.

    ``event`` is the id of the message's event, ``turn`` its number in the conversation, ``span``
    [start, end] in code points or null for an absence. ``state``: pending (待核), confirmed,
    overturned; of outcome ``noticed``, proposed (a customer's words propose something).
    """

    id = models.CharField(primary_key=True, max_length=64)
    key = models.CharField(max_length=96, db_index=True)
    unit = models.CharField(max_length=32)
    clause = models.CharField(max_length=64)
    edition = models.CharField(max_length=64)
    event = models.CharField(max_length=64, blank=True, db_index=True)
    turn = models.IntegerField(null=True)
    outcome = models.CharField(max_length=12)
    severity = models.CharField(max_length=8)
    span = CanonicalJSON(null=True)
    message = models.TextField(blank=True)
    instead = models.TextField(blank=True)
    at = models.BigIntegerField()
    person = models.CharField(max_length=32, blank=True)
    team = models.CharField(max_length=32, blank=True)
    case = models.CharField(max_length=64, blank=True, db_index=True)
    state = models.CharField(max_length=12, default="pending")
    reason = models.TextField(blank=True)
    because = CanonicalJSON(default=list)
    superseded_at = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "发现"
        verbose_name_plural = "发现"
        indexes = [models.Index(fields=["clause", "at"], name="finding_clause")]


class Verdict(models.Model):
    """The end of an obligation or a finding (判定): kept, broken, excused or unobserved.

    A verdict is never rewritten: one that a late fact overtakes keeps its row and names the
    verdict that took its place.
    """

    id = models.CharField(primary_key=True, max_length=64)
    key = models.CharField(max_length=96, db_index=True)
    unit = models.CharField(max_length=32)
    of = models.CharField(max_length=64, db_index=True)
    clause = models.CharField(max_length=64)
    edition = models.CharField(max_length=64)
    outcome = models.CharField(max_length=12)
    at = models.BigIntegerField()
    grade = models.CharField(max_length=1, blank=True)
    attribution = models.CharField(max_length=16, null=True)
    reason = models.TextField(blank=True)
    because = CanonicalJSON(default=list)
    person = models.CharField(max_length=32, blank=True)
    team = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=24, blank=True)
    case = models.CharField(max_length=64, blank=True, db_index=True)
    pending = models.BooleanField(default=False)
    supersedes = models.CharField(max_length=64, null=True)
    superseded_at = models.BigIntegerField(null=True)
    superseded_by = models.CharField(max_length=64, blank=True)
    superseded_reason = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = "判定"
        verbose_name_plural = "判定"
        indexes = [models.Index(fields=["clause", "at"], name="verdict_clause")]


class Kept(models.Model):
    """Clauses that one message kept, separated by spaces; no row per clause."""

    pk = models.CompositePrimaryKey("key", "event")
    key = models.CharField(max_length=96)
    event = models.CharField(max_length=64)
    clauses = models.TextField()


class Tally(models.Model):
    """Counted outcomes of a day (``YYYY-MM-DD`` in the unit's zone); the sums behind every figure."""

    day = models.CharField(max_length=10)
    unit = models.CharField(max_length=32)
    clause = models.CharField(max_length=64)
    edition = models.CharField(max_length=64)
    person = models.CharField(max_length=32, blank=True)
    team = models.CharField(max_length=32, blank=True)
    channel = models.CharField(max_length=24, blank=True)
    outcome = models.CharField(max_length=12)
    grade = models.CharField(max_length=1, blank=True)
    n = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["unit", "day"], name="tally_day")]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "clause",
                    "day",
                    "unit",
                    "edition",
                    "person",
                    "team",
                    "channel",
                    "outcome",
                    "grade",
                ],
                name="tally_row",
            )
        ]
