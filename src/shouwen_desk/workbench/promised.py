"""Promises that were said and not yet registered: a card beside the case, one press each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from shouwen_desk.cases import promised, speech
from shouwen_desk.cases.shapes import HeardPromise
from shouwen_desk.pages import countdown

if TYPE_CHECKING:
    from shouwen_desk.cases.shapes import CasePage, Checked

RECENT = 3 * countdown.DAY
MOST = 3  # cards; an older one shows when a newer one is decided
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Choice:
    """A due instant in full words, and as the form sends it."""

    words: str
    value: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A promise in a message that waits for a person's word."""

    key: str
    message: str
    text: str
    choices: list[Choice]
    ask: str


def in_full(at: int) -> str:
    """``2026年11月24日（周二）18:00 前``; midnight is said of the day that it ends."""
    then = countdown.local(at)
    hour = f"{then:%H:%M}"
    if hour == "00:00":
        then, hour = countdown.local(at - countdown.SECOND), "24:00"
    return f"{then.year}年{then.month}月{then.day}日（周{_WEEK[then.weekday()]}）{hour} 前"


def in_words(checked: Checked) -> str:
    """What a draft promises, in a line for the composer.

    What can be registered comes alone. One that names no time is told only where no finding says so
    already, and not while many chats are open.
    """
    timed = [_line(one) for one in checked.promises if one.dues]
    if timed:
        return "发出后可登记承诺：" + "；".join(timed)
    if checked.busy:
        return ""
    told = [found.span for found in checked.findings if found.span is not None]
    return "；".join(
        f"“{one.text}”{one.ask}"
        for one in checked.promises
        if not any(start < one.span[1] and one.span[0] < end for start, end in told)
    )


def _line(one: HeardPromise) -> str:
    due = "，或 ".join(in_full(at) for at in one.dues)
    return f"“{one.text}”：{due}" + (f"（{one.ask}）" if one.unsure else "")


def waiting(page: CasePage) -> list[Waiting]:
    """The promises of the last days' messages that are in no register yet, the newest first; one
    that names no time only of our last message."""
    edition = speech.program(page.now)
    if edition is None:
        return []
    heard = partial(promised.heard, edition, now=page.now, channel=page.row.channel)
    known = {row.text for row in page.promises}
    found: list[Waiting] = []
    ours = [
        turn
        for turn in page.turns
        if turn.direction == "out" and turn.by.startswith("person:") and not turn.erased
    ]
    for turn in reversed(ours):
        if page.now - turn.at > RECENT or len(found) >= MOST:
            break
        for number, one in enumerate(heard(turn.text, turn.at)):
            if one.text in known or (not one.dues and turn is not ours[-1]):
                continue
            known.add(one.text)
            choices = [Choice(in_full(at), _value(at)) for at in one.dues]
            ask = one.ask if one.unsure or not choices else ""
            found.append(Waiting(f"{turn.id}-{number}", turn.id, one.text, choices, ask))
    return found[:MOST]


def _value(at: int) -> str:
    return countdown.local(at).isoformat()
