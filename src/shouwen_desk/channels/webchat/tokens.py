"""Tokens of web chat: drawn at random, stored as SHA-256, looked up by it."""

from __future__ import annotations

import hashlib
import re
import secrets

from shouwen_desk.people.errors import Invalid, NotFound

from .models import ChatLink

LIFE_US = 30 * 86_400 * 1_000_000
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def draw() -> tuple[str, str]:
    """A new token and its hash."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def digest(token: str) -> str:
    """The form in which a token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str, now: int) -> ChatLink:
    """The link with its case; ``NotFound`` for a token that is unknown, forged or expired."""
    link = None
    if _SHAPE.fullmatch(token):
        link = ChatLink.objects.select_related("case").filter(pk=digest(token)).first()
    if link is None or link.expires_at <= now:
        raise NotFound("这个对话链接不存在或已过期。", remedy="请刷新页面，重新发起对话。")
    return link


def checked(token: object) -> str:
    """A token that a browser drew itself, 32 random bytes in base64url; ``Invalid`` otherwise."""
    if not isinstance(token, str) or not _SHAPE.fullmatch(token):
        raise Invalid(
            "访客编号的样子不对。", field="visitor", remedy="请用 43 位随机的 base64url，或不带它。"
        )
    return token
