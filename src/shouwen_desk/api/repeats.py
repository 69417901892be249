"""``Idempotency-Key``: a repeated write answers what the first one answered.

The answer is kept in the transaction of the write, so that a repeat after a crash finds either both
or neither, and of two at the same moment one waits and then finds the other's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest

from shouwen_desk.config import clock
from shouwen_desk.ledger.record import Refused
from shouwen_desk.ledger.rows import insert
from shouwen_desk.people.errors import Conflict, DeskError, Invalid

from .models import Answer, Token

_KEY = re.compile(r"[\x21-\x7e]{1,128}")

Body = dict[str, Any]
Keep = Callable[[Body], None]


@dataclass(slots=True)
class Memo:
    """The key of a request and what it asked; ``key`` is None where the caller gave none."""

    token: Token
    key: str | None
    asked: str
    kept: bool = False

    def keep(self, body: Body) -> None:
        """Keep the answer; IntegrityError where the key was used before."""
        if self.key is not None:
            row = {
                "token": self.token.pk,
                "key": self.key,
                "request_hash": self.asked,
                "status": 201,
                "body": body,
                "at": clock.now(),
            }
            insert(Answer, [row])
            self.kept = True

    def known(self) -> Body | None:
        """What the key answered before; Conflict where it was asked something else."""
        row = None
        if self.key is not None:
            row = Answer.objects.filter(token=self.token, key=self.key).first()
        if row is None:
            return None
        if row.request_hash != self.asked:
            raise Conflict(
                "这个 Idempotency-Key 已经用于另一个请求。",
                field="Idempotency-Key",
                remedy="请为新的请求换一个新的编号。",
            )
        body: Any = row.body
        return dict(body)


def once(request: HttpRequest, token: Token, write: Callable[[Keep], Body]) -> Body:
    """Run ``write``, which hands its answer to ``keep`` inside its transaction; or repeat it.

    The kept answer is looked for only where the write did not go through: the key was there, the
    message was known by its ``client_id``, or what was done once cannot be done again (a reply that
    went out before the case was closed).
    """
    memo = _memo(request, token)
    try:
        answer = write(memo.keep)
    except (IntegrityError, DeskError, Refused):
        if (known := memo.known()) is None:
            raise
        return known
    return answer if memo.kept else memo.known() or answer


def _memo(request: HttpRequest, token: Token) -> Memo:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return Memo(token, None, "")
    if not _KEY.fullmatch(key):
        raise Invalid(
            "Idempotency-Key 的写法不对。",
            field="Idempotency-Key",
            remedy="请用 1–128 个可见的 ASCII 字符，例如一个 UUID。",
        )
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body)
    return Memo(token, key, asked.hexdigest())
