"""Bearer tokens: who calls. Stored as SHA-256; shown once, when they are made."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja.security import HttpBearer

from shouwen_desk.config import clock
from shouwen_desk.people.permissions import require

from .models import Token

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

PREFIX = "sw_"
_SHAPE = re.compile(r"sw_[A-Za-z0-9_-]{43}")


def digest(token: str) -> str:
    """The form in which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def make(by: Person, person: Person, name: str) -> str:
    """A new token that acts as ``person``; permission ``token.manage`` of ``by``."""
    require("token.manage", by)
    return draw(person, name)


def draw(person: Person, name: str) -> str:
    """Store the hash of a new token and answer the token."""
    token = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(token_hash=digest(token), person=person, name=name, created_at=clock.now())
    return token


def revoke(by: Person, token_hash: str) -> None:
    """End a token; the next request with it is refused."""
    require("token.manage", by)
    Token.objects.filter(pk=token_hash, revoked_at=None).update(revoked_at=clock.now())


class Bearer(HttpBearer):
    """Accepts the token of an active person; one statement."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        if not _SHAPE.fullmatch(token):
            return None
        return (
            Token.objects.select_related("person")
            .filter(pk=digest(token), revoked_at=None, person__is_active=True)
            .first()
        )
