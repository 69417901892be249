"""Tables of people: who works here, in which team, in which role."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

ROLES = [("agent", "客服代表"), ("leader", "组长"), ("manager", "经理"), ("admin", "管理员")]


class Team(models.Model):
    """A team of a unit; its id is what events call it (``T1``).

    Its leader is whoever has that role in it. ``receives`` lists the channels whose new cases go to
    this team when nobody says otherwise.
    """

    id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField("组名", max_length=48)
    unit = models.CharField(max_length=32)
    receives = models.JSONField("接待渠道", default=list, blank=True)

    class Meta:
        verbose_name = "班组"
        verbose_name_plural = "班组"

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Creates people; the login is compared without regard to case."""

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> Person:
        """Create a person who may sign in with ``login`` and ``password``."""
        person = self.model(login=login.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(login=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. ``id`` is what events call the person: ``P`` and the staff number."""

    id = models.CharField(primary_key=True, max_length=32)
    login = models.CharField("登录名", max_length=48, unique=True)
    name = models.CharField("姓名", max_length=32)
    staff_no = models.CharField("工号", max_length=16, unique=True)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="班组"
    )
    role = models.CharField("角色", max_length=8, choices=ROLES, default="agent")
    is_active = models.BooleanField("在职", default=True)
    on_duty = models.BooleanField("在岗", default=True)
    prefs = models.JSONField(default=dict, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "staff_no"]

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> str:
        """How the ledger names this person where somebody acts."""
        return f"person:{self.pk}"


class Notification(models.Model):
    """A line under somebody's bell; names its clause and edition like every effect.

    ``source`` is the engine's id of the notice, so that delivering it twice rings once a person.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="notifications")
    source = models.CharField(max_length=64)
    level = models.CharField(max_length=12)
    text = models.CharField(max_length=240)
    clause = models.CharField(max_length=64, blank=True)
    edition = models.CharField(max_length=64, blank=True)
    obligation = models.CharField(max_length=24, blank=True)
    case = models.CharField(max_length=64, blank=True)
    at = models.BigIntegerField()
    read_at = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        constraints = [
            models.UniqueConstraint(fields=["person", "source"], name="notification_once")
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="notification_person"),
            models.Index(fields=["person"], name="notification_new", condition=Q(read_at=None)),
            models.Index(fields=["obligation"], name="notification_obligation"),
        ]
