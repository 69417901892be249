"""Rows of the queue as HTML, written here and not by a template.

A queue draws 25 rows on every visit and after every message; as a template with its tags it took
most of the page's time. Every value that somebody wrote goes through ``escape``.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from shouwen_desk.cases.models import TYPES
from shouwen_desk.cases.shapes import QueueRow
from shouwen_desk.ledger import editions
from shouwen_desk.pages.templatetags.desk import count, icon, mark, number_of, tag

# Longer names may be cut by the column; then the whole stands in the title.
WIDE = 8


def rows(found: list[QueueRow], *, tab: str, at: str | None) -> SafeString:
    """All rows of a group; ``at`` is the open case."""
    query = "" if tab == "mine" else f"?tab={tab}"
    waits = tab == "unclaimed"
    return mark_safe("".join(_row(row, query, row.id == at, waits) for row in found))  # noqa: S308 - escaped below


def lead(row: QueueRow) -> str:
    """Second line of a row: 投诉 · 问齐三问."""
    kind = TYPES.get(row.type, row.type)
    if row.mark == "paused" and row.pause_reason:
        return f"{kind} · {row.pause_reason}"
    return f"{kind} · {row.act or '现在不欠什么'}"


def _row(row: QueueRow, query: str, here: bool, waits: bool) -> str:
    at, current = (" at", ' aria-current="true"') if here else ("", "")
    more = _waiting(row) if waits else ""
    at += " more" if more else ""
    unread = (
        f'<span class="unread" aria-label="{row.unread} 条未读">{row.unread}</span>'
        if row.unread
        else ""
    )
    clause = why = ""
    if row.clause:
        state = "broken" if row.mark == "broken" else ""
        basis = escape(f"按条款 {number_of(row.clause)} {row.act}，{_edition(row.edition)}")
        why = f' role="group" title="{basis}" aria-label="{basis}"'
        clause = tag(row.clause, row.act, state=state, card=f"o:{row.obligation}", still=True)
    return (
        f'<div class="q-row{at}" data-key="q-{row.id}">'
        f'<a class="q-go" href="/workbench/{row.id}{query}" data-visit{current}><span class="q-who">{icon(row.channel)}'
        f'<b class="cut"{_whole(row.name)}>{escape(row.name)}</b>'
        f'<span class="meta cut"{_whole(row.organisation)}>{escape(row.organisation)}</span>{unread}</span>'
        f'<span class="q-act cut">{escape(lead(row))}</span></a>'
        f'<span class="q-end"{why}>{count(row, "by")}{clause}</span>{more}</div>\n'
    )


def _waiting(row: QueueRow) -> str:
    """For whoever chooses what to claim: what the customer's words propose, and how they begin."""
    heard = said = ""
    if row.heard is not None:
        title, clause = row.heard.title, row.heard.clause
        basis = escape(
            f"从客户的话里看出：{title}，条款 {number_of(clause)}，{_edition(row.heard.edition)}"
        )
        heard = (
            f'<span class="q-heard" role="group" title="{basis}" aria-label="{basis}">{mark("waiting", "提议")}'
            f'<b class="cut">{escape(title)}</b>{tag(clause, title, still=True)}</span>'
        )
    if row.words:
        said = f'<q class="q-said cut">{escape(row.words)}</q>'
    return heard + said


@lru_cache(maxsize=64)
def _edition(name: str) -> str:
    """《客户服务规范手册》1.0 版, of an edition's hash."""
    program = editions.compiled(name)
    return f"《{program.title}》{program.number} 版"


def _whole(text: str) -> str:
    return f' title="{escape(text)}"' if len(text) > WIDE else ""
