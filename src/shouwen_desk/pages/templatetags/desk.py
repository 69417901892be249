"""The small components of every page as template tags: marks, clause tags, countdowns, times.

They are functions, not included templates: a queue of 25 rows draws a hundred of them. Rows come
from several modules; what a tag needs of a row is named in its docstring.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from shouwen.measures.share import LEAST_SEEN
from shouwen_desk.config import clock

from .. import assets, countdown

register = template.Library()

# Words for the marks, so that a mark never stands for colour alone.
MARKS = {
    "kept": "守",
    "risk": "临期",
    "broken": "违",
    "exc": "免",
    "excused": "免",
    "paused": "已暂停",
    "running": "计时中",
    "waiting": "未到",
    "unsettled": "待核",
}
DAYS = "一二三四五六日"


@register.simple_tag
def asset(name: str) -> SafeString:
    """Script and styles of a page family."""
    found = assets.entry(name)
    if found is None:
        return mark_safe("")
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', ((s,) for s in found.styles))
    early = format_html_join(
        "", '<link rel="modulepreload" href="{}">', ((s,) for s in found.imports)
    )
    return format_html('{}{}<script type="module" src="{}"></script>', styles, early, found.script)


@register.simple_tag
def icons() -> str:
    """Address of the drawing with all marks and icons."""
    return assets.icons()


@register.simple_tag
def few() -> str:
    """What is said where too little was judged for a rate."""
    return f"不满 {LEAST_SEEN} 次的不算比例"


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside words; it says nothing to those who listen."""
    return mark_safe(  # noqa: S308 - names come from templates
        f'<svg class="i" aria-hidden="true"><use href="{assets.icons()}#{name}"/></svg>'
    )


@register.simple_tag
def mark(name: str, word: str = "") -> SafeString:
    """A mark of the status vocabulary; ``word`` is read aloud where no word stands beside it."""
    shape = "exc" if name == "excused" else name
    said = f'role="img" aria-label="{escape(word)}"' if word else 'aria-hidden="true"'
    if shape == "running":
        shape = "waiting"
    return mark_safe(  # noqa: S308 - the word is escaped, names come from the code
        f'<svg class="m m-{shape}" {said}><use href="{assets.icons()}#{shape}"/></svg>'
    )


def number_of(clause: str) -> str:
    """``enterprise:4.3.1`` → ``4.3.1``."""
    return clause.rpartition(":")[2]


def clause_address(clause: str) -> str:
    """Where a clause is read: ``/handbook/enterprise/4.3.1``."""
    code, _, number = clause.rpartition(":")
    return f"/handbook/{quote(code)}/{quote(number)}"


def tag(
    clause: str, title: str = "", *, state: str = "", card: str = "", still: bool = False
) -> SafeString:
    """The 条 tag; ``state``: at, broken; ``card``: its provenance card, ``o:ID`` for an obligation."""
    number = escape(number_of(clause))
    address = clause_address(clause)
    cls = f"tiao {state}" if state else "tiao"
    name = f"条款 {number} {escape(title)}".strip()
    # Where no card is named, the browser knows it from the address of the clause.
    where = f' data-card="{escape(card)}"' if card else ""
    skip = ' tabindex="-1"' if still else ""
    return mark_safe(  # noqa: S308 - every value is escaped or quoted
        f'<a class="{cls}" href="{address}"{where} aria-label="{name}"{skip}>'
        f"<i>条</i><span>{number}</span></a>"
    )


@register.simple_tag
def tiao(clause: str, title: str = "", **options: Any) -> SafeString:
    """The 条 tag of a clause in a template; nothing where there is no clause."""
    return tag(clause, title, **options) if clause else mark_safe("")


def ring(mark_name: str, share: int) -> str:
    """The picture of a countdown: a ring that empties, or the mark."""
    if mark_name != "running":
        return f'<svg class="m m-{mark_name}" aria-hidden="true"><use href="{assets.icons()}#{mark_name}"/></svg>'
    return (
        '<svg class="m m-running" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.2"/>'
        f'<circle class="share" cx="8" cy="8" r="6.2" pathLength="100" stroke-dasharray="{share} 100"/></svg>'
    )


@register.simple_tag
def count(row: Any, form: str = "left", name: str = "") -> SafeString:
    """Countdown of a row with ``mark``, ``due``, ``opened`` and ``warn`` or ``warns``.

    Marks that time does not change (kept, paused, excused) come as fixed words.
    """
    now = clock.now()
    fixed = settled(row, now)
    if fixed is not None:
        shape, words = fixed
        return mark_safe(  # noqa: S308 - words are made here
            f'<span class="count is-{shape}">{ring(shape, 0)}{escape(words)}</span>'
        )
    warn = getattr(row, "warn", None)
    if warn is None:
        warn = min(getattr(row, "warns", None) or [], default=None)
    show = countdown.shown(row.due, now, warn=warn, opened=row.opened, form=form)
    data = "".join(
        f' data-{key}="{at // 1000}"'
        for key, at in (("due", row.due), ("warn", warn), ("opened", row.opened))
        if at is not None
    )
    when = f"{countdown.local(row.due):%Y-%m-%dT%H:%M%z}" if row.due is not None else ""
    kind = ' data-form="by"' if form == "by" else ""
    said = f' data-name="{escape(name)}"' if name else ""
    return mark_safe(  # noqa: S308 - numbers and escaped words
        f'<count-down class="is-{show.mark}"{kind}{data}{said}>{ring(show.mark, show.share)}'
        f'<time datetime="{when}">{show.text}</time></count-down>'
    )


def settled(row: Any, now: int) -> tuple[str, str] | None:
    """Mark and words where the clock has ended or stands still; None while it runs."""
    paused = getattr(row, "paused_at", None) or getattr(row, "paused_since", None)
    if row.mark == "paused":
        return "paused", f"已停{countdown.length(now - paused)}" if paused else "已暂停"
    if row.mark in ("exc", "excused"):
        return "exc", "判免"
    if row.mark == "kept":
        used = getattr(row, "used_us", None)
        return "kept", "已守" if used is None else f"用时{countdown.length(used)}"
    if row.mark == "broken" and getattr(row, "closed", None) is not None:
        late = getattr(row, "delay_us", None)
        return "broken", f"迟{countdown.length(late)}" if late else "判违"
    if row.due is None:
        return "waiting", "未到"
    return None


@register.filter
def hhmm(at: int | None) -> str:
    """An instant as 14:38."""
    return "" if at is None else f"{countdown.local(at):%H:%M}"


@register.filter
def moment(at: int | None) -> str:
    """An instant as people write it beside an entry: 14:38 today, 3月18日14:45 before, with the year if old."""
    if at is None:
        return ""
    then, today = countdown.local(at), countdown.local(clock.now())
    if then.date() == today.date():
        return f"{then:%H:%M}"
    year = "" if then.year == today.year else f"{then.year}年"
    return f"{year}{then.month}月{then.day}日{then:%H:%M}"


@register.filter
def due_by(at: int | None) -> str:
    """A due time in words: 16:30 前, 明天10:00, 3月20日12:50."""
    return "" if at is None else countdown.by(at, clock.now())


@register.filter
def lasted(us: int | None) -> str:
    """A span as 22分."""
    return "" if us is None else countdown.length(us)


@register.filter
def iso(at: int | None) -> str:
    """An instant for ``<time datetime>``."""
    return "" if at is None else f"{countdown.local(at):%Y-%m-%dT%H:%M%z}"


@register.filter
def face(name: str) -> str:
    """What stands in the circle for a person: the first letter, or the two of a given name."""
    return name[:1]


@register.filter
def own_face(name: str) -> str:
    """A colleague's circle: the given name of two letters, else the first letter."""
    return name[1:] if len(name) == 3 else name[:1]


@register.filter
def clause_no(clause: str) -> str:
    """Number of a clause as people say it."""
    return number_of(clause)


@register.filter
def clause_link(clause: str) -> str:
    """Where a clause is read."""
    return clause_address(clause)


@register.simple_tag
def today() -> dict[str, str]:
    """Clock and date of the top bar."""
    now = countdown.local(clock.now())
    return {
        "time": f"{now:%H:%M}",
        "date": f"{now.month}月{now.day}日 周{DAYS[now.weekday()]}",
        "ms": str(clock.now() // 1000),
        "zone": str(now.tzinfo),
    }


@register.filter
def unlocalized(value: float) -> str:
    """A number for an attribute of a drawing, with a point whatever the language."""
    return f"{value:g}"


@register.filter
def spoken(said: str | list[str]) -> str:
    """An example: one sentence, or the turns of a conversation after one another."""
    return said if isinstance(said, str) else " ".join(said)
