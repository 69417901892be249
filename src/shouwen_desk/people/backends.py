"""Sign-in by login and password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from .models import Notification, Person


class LoginBackend(BaseBackend):
    """Accepts an active person's password; takes the same time for an unknown login."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> Person | None:
        if username is None or password is None:
            return None
        try:
            person = Person.objects.get_by_natural_key(username)
        except Person.DoesNotExist:
            # Hashing once keeps the answer as slow as for a known login.
            Person().set_password(password)
            return None
        return person if person.is_active and person.check_password(password) else None

    def get_user(self, user_id: str) -> Person | None:
        # One statement a request: the person, the team, and how many lines are new under the bell.
        new = Notification.objects.filter(person=OuterRef("pk"), read_at=None).order_by()
        counted = new.values("person").annotate(n=Count("pk")).values("n")
        people = Person.objects.select_related("team").annotate(
            unread=Coalesce(Subquery(counted), 0)
        )
        return people.filter(pk=user_id, is_active=True).first()
