"""What a customer may see of the own conversation, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from shouwen.events.instant import format_instant
from shouwen_desk.cases.days import zone
from shouwen_desk.cases.models import Case, Message, Promise
from shouwen_desk.ledger.models import Text
from shouwen_desk.people.queries import names

from .models import ChatLink

PAGE = 50


def history(link: ChatLink, *, before: int | None = None, now: int) -> dict[str, Any]:
    """The newest messages (older than ``before``), whether it is open, and our promises."""
    rows = Message.objects.filter(conversation=link.conversation)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    newest = list(_worded(rows).order_by("-seq")[: PAGE + 1])
    earlier = len(newest) > PAGE
    return {
        "messages": [_shown(row) for row in reversed(newest[:PAGE])],
        "earlier": earlier,
        "open": link.case.closed_at is None,
        "promises": promises(link, now),
    }


@dataclass(frozen=True, slots=True)
class News:
    """What a live stream has to tell since a message."""

    messages: list[dict[str, Any]]
    promises: list[dict[str, Any]]
    open: bool


def news(link: ChatLink, seq: int, now: int, limit: int = 200) -> News:
    """Messages that came after ``seq``, oldest first, our promises, and whether it is open."""
    rows = Message.objects.filter(conversation=link.conversation, seq__gt=seq)
    return News(
        messages=[_shown(row) for row in _worded(rows).order_by("seq")[:limit]],
        promises=promises(link, now),
        open=Case.objects.filter(pk=link.case_id, closed_at=None).exists(),
    )


def one(message: Message) -> dict[str, Any]:
    """One message as the customer sees it."""
    return _shown(_worded(Message.objects.filter(pk=message.pk)).get())


def promises(link: ChatLink, now: int) -> list[dict[str, Any]]:
    """What we promised this customer in this case, in the order of time."""
    rows = (
        Promise.objects.filter(case=link.case_id)
        .annotate(words=Subquery(Text.objects.filter(pk=OuterRef("digest")).values("text")))
        .order_by("due")
    )
    return [
        {
            "text": row.words or "",
            "due": format_instant(row.due, zone()),
            "state": "kept" if row.kept_at else "late" if row.due < now else "waiting",
        }
        for row in rows
    ]


def _worded(rows: Any) -> Any:
    return rows.annotate(words=Subquery(Text.objects.filter(pk=OuterRef("digest")).values("text")))


def _shown(row: Any) -> dict[str, Any]:
    ours = row.direction == "out"
    _, _, person = row.by.partition(":")
    return {
        "id": row.pk,
        "seq": row.seq,
        "from": "us" if ours else "you",
        "name": names([person]).get(person, "客服") if ours else "",
        "text": row.words or "",
        "erased": row.words is None,
        "at": format_instant(row.at, zone()),
    }
