"""Tables of cases. Each is a projection of the ledger: it may be dropped and built again.

No row here holds words that somebody wrote; a text lies in the ledger's ``Text`` table and the row
keeps its digest, so that erasing it there erases it everywhere.
"""

from django.conf import settings
from django.db import models

from shouwen.handbook.spoken import TYPE_WORDS

# What fits a badge; a handbook's sentence may be longer.
TYPES = {**TYPE_WORDS, "presales": "售前"}
LEVELS = {1: "一级 紧急", 2: "二级 重要", 3: "三级 一般"}
CHANNELS = {
    "chat": "网页",
    "app": "应用内",
    "wechat": "微信",
    "social": "社交媒体",
    "phone": "电话",
    "email": "邮件",
    "onsite": "上门",
    "face": "面对面",
    "api": "接口",
}
STATUSES = {"open": "处理中", "paused": "已暂停", "solved": "已解决", "closed": "已结案"}
NEVER = 2**62
QUESTIONS = {"detail": "问题细节", "wish": "期望诉求", "time": "时间节点"}


class DayNumber(models.Model):
    """Last case number given on a local day; drawn inside the transaction of ``case.opened``."""

    day = models.CharField(primary_key=True, max_length=8)
    last = models.PositiveIntegerField()


class Case(models.Model):
    """One case.

    ``id`` is the subject of the ledger (``case:<id>``), ``number`` what people say (XY-20260318-014).
    ``next_*`` mirror the open obligation that is due first, over the case and its conversations and
    promises; empty when nothing is owed. ``sort_due`` is ``next_due``, or ``NEVER`` where nothing is
    owed or every clock stands still, so that one index gives the order of the queue. ``proposal*``
    mirror the gravest proposal that waits (a finding's id, its clause and edition), ``unanswered`` is
    the digest of words that lie in the ledger's ``Text`` table: both empty where there is none.
    """

    id = models.CharField(primary_key=True, max_length=32)
    number = models.CharField("编号", max_length=32, unique=True)
    unit = models.CharField(max_length=32)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="cases")
    type = models.CharField("类别", max_length=24)
    level = models.PositiveSmallIntegerField("级别")
    urgent = models.BooleanField("紧急", default=False)
    channel = models.CharField("渠道", max_length=16)
    status = models.CharField("状态", max_length=8, default="open")
    pause_reason = models.CharField(max_length=64, blank=True)
    paused_at = models.BigIntegerField(null=True, blank=True)
    first_asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, blank=True, related_name="+")
    conversation = models.CharField(
        max_length=32,
        blank=True,
        help_text="subject of its turns; empty where nobody can write back",
    )
    opened_at = models.BigIntegerField()
    solved_at = models.BigIntegerField(null=True, blank=True)
    closed_at = models.BigIntegerField(null=True, blank=True)
    last_at = models.BigIntegerField(help_text="last message either way")
    waiting_since = models.BigIntegerField(
        null=True, blank=True, help_text="first customer message that nobody answered"
    )
    unanswered = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="words of the customer's newest message, while nobody answered",
    )
    unread = models.PositiveIntegerField(default=0)
    promised = models.BooleanField(
        default=False, help_text="something was promised to the customer"
    )
    sort_due = models.BigIntegerField(default=NEVER)
    next_due = models.BigIntegerField(null=True, blank=True)
    next_warn = models.BigIntegerField(null=True, blank=True)
    next_opened = models.BigIntegerField(null=True, blank=True)
    next_obligation = models.CharField(max_length=24, blank=True)
    next_clause = models.CharField(max_length=64, blank=True)
    next_edition = models.CharField(max_length=64, blank=True)
    next_act = models.CharField(max_length=120, blank=True)
    next_measures = models.CharField(max_length=48, blank=True)
    proposal = models.CharField(max_length=64, blank=True, default="")
    proposal_clause = models.CharField(max_length=64, blank=True, default="")
    proposal_edition = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "个案"
        verbose_name_plural = "个案"
        indexes = [
            models.Index(
                fields=["handler", "sort_due"],
                name="case_mine",
                condition=models.Q(closed_at=None),
            ),
            models.Index(
                fields=["team", "sort_due"],
                name="case_team",
                condition=models.Q(closed_at=None),
            ),
            models.Index(fields=["sort_due"], name="case_due", condition=models.Q(closed_at=None)),
            models.Index(fields=["customer", "opened_at"], name="case_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subjects(self) -> dict[str, str]:
        """Subjects that every event of this case carries."""
        named = {"case": self.id, "customer": self.customer_id}
        return named | {"conversation": self.conversation} if self.conversation else named


class Message(models.Model):
    """One turn.

    ``seq`` is the ledger's number of its event and the cursor of every list and stream. ``by`` is
    the ledger's actor (``customer:K…``, ``person:P…``, ``system``, ``bot:…``). ``client_id`` makes
    a resend harmless.
    """

    id = models.CharField(primary_key=True, max_length=32)
    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    conversation = models.CharField(max_length=32)
    seq = models.BigIntegerField()
    event = models.CharField(max_length=64)
    direction = models.CharField(max_length=3, choices=[("in", "来"), ("out", "去")])
    by = models.CharField(max_length=48)
    act = models.CharField(max_length=24, blank=True)
    digest = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    client_id = models.CharField(max_length=64, null=True, blank=True)
    at = models.BigIntegerField()
    read_at = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "client_id"],
                name="message_client_id",
                condition=models.Q(client_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "seq"], name="message_case"),
            models.Index(fields=["conversation", "seq"], name="message_conversation"),
        ]


class Promise(models.Model):
    """A promise made to the customer, registered by a person (``promise.made``)."""

    id = models.CharField(primary_key=True, max_length=32)
    case = models.ForeignKey(Case, models.PROTECT, related_name="promises")
    digest = models.CharField(max_length=64, help_text="text of the promise")
    due = models.BigIntegerField()
    made_by = models.CharField(max_length=48)
    made_at = models.BigIntegerField()
    kept_at = models.BigIntegerField(null=True, blank=True)
    moved = models.PositiveSmallIntegerField(default=0)
