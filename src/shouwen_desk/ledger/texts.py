"""Words beside the ledger: how an event commits to them without holding them.

commitment = SHA-256(nonce ‖ text), the nonce 32 random bytes kept beside the text. Erasing both
leaves a digest that says nothing about the words, and a chain that still verifies.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from .models import Text

NONCE_BYTES = 32


class UnacceptableText(ValueError):
    """Words that no database here can keep; says in Chinese why."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A text with the commitment that goes into the event."""

    digest: str
    nonce: bytes
    text: str


def commit(text: str) -> Committed:
    """Draw a nonce and commit to ``text``."""
    if "\x00" in text:
        raise UnacceptableText("文本里有空字符（U+0000），请删掉再提交。")
    try:
        words = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnacceptableText("文本里有半个字符（不成对的代理项），请删掉再提交。") from error
    nonce = secrets.token_bytes(NONCE_BYTES)
    return Committed(hashlib.sha256(nonce + words).hexdigest(), nonce, text)


def matches(digest: str, nonce: bytes, text: str) -> bool:
    """Whether the text is still the one that the event committed to."""
    return hashlib.sha256(bytes(nonce) + text.encode("utf-8")).hexdigest() == digest


def read(digests: Iterable[str]) -> dict[str, str]:
    """Texts by digest; an erased one is absent. One statement."""
    wanted = {digest for digest in digests if digest}
    if not wanted:
        return {}
    return dict(Text.objects.filter(pk__in=wanted).values_list("digest", "text"))
