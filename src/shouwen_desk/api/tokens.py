"""Bearer tokens: who calls. Stored as SHA-256; shown once, when they are made."""

from __future__ import annotations

import hashlib
import re
import secrets

from django.http import HttpRequest
from ninja.security import HttpBearer

from shouwen_desk.cases.prepared import Prepared
from shouwen_desk.config import clock
from shouwen_desk.people.models import Person
from shouwen_desk.people.permissions import require

from .models import Token

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
        row = _KNOWN.one(hashed=digest(token)) if _SHAPE.fullmatch(token) else None
        if row is None:
            return None
        known = Token(token_hash=row[0], person_id=row[1])
        # The statement asks for those at work only; SQLite answers 1 for true.
        values = [
            True if name == "is_active" else v for name, v in zip(_PERSON, row[1:], strict=True)
        ]
        known.person = Person.from_db("default", _PERSON, values)
        return known


_PERSON = ["id", "login", "name", "staff_no", "team_id", "role", "is_active"]
_KNOWN = Prepared(
    lambda hashed: Token.objects.filter(
        pk=hashed, revoked_at=None, person__is_active=True
    ).values_list("token_hash", *(f"person__{name}" for name in _PERSON)),
    texts=("hashed",),
)
