"""The check of the API: a draft in a case, or a conversation such as `shouwen check` takes.

A conversation is read, judged and answered by what the command line runs on, so that both find the
same. Nothing of it is stored.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from shouwen.cli.channels import CHANNEL, Channels
from shouwen.cli.checking import Checker, Cover, Tally
from shouwen.cli.conversations import Conversation, conversation_of
from shouwen.cli.lines import BadRow
from shouwen.cli.printable import printable
from shouwen_desk.cases import actions, promised, queries, speech
from shouwen_desk.cases.days import zone
from shouwen_desk.cases.shapes import HeardPromise
from shouwen_desk.config import clock
from shouwen_desk.people.errors import Conflict, Invalid

from .instants import instant, iso
from .schemas import CheckIn

if TYPE_CHECKING:
    from shouwen.handbook.program import Program
    from shouwen_desk.people.models import Person

type Answer = dict[str, Any]

_UNNAMED = "-"  # a conversation has an id; a body need not
# What one request may take: nothing but the handbook's own words costs 25 µs a character, and each
# of the findings 450 bytes of the answer. A long talk on the phone has 15,000 characters.
_MOST_LOOKED_AT = 30_000  # characters
_MOST_LISTED = 1_000  # findings


def draft(person: Person, body: CheckIn) -> Answer:
    """What a text would be found against as the next turn of a case."""
    if body.text is None or body.case is None:
        raise Invalid("缺少要检查的话。", field="text", remedy="请带上 text。")
    for name in sorted(body.model_fields_set - {"case", "text"}):
        # The case has its own channel, its own facts: to take another in silence would be to lie.
        raise Invalid(
            "有 case 时不能再写这一项，个案里已经有了。",
            field=name,
            remedy="请只写 case 和 text，或者改用 turns。",
        )
    case = queries.visible_case(person, body.case)
    checked = actions.check_draft(person, case.pk, body.text, case=case)
    return {
        "edition": checked.edition,
        "act": checked.act,
        "findings": [asdict(found) for found in checked.findings],
        "kept": [tag.clause for tag in checked.kept],
        "holds": checked.holds,
        "promises": [_promised(one) for one in checked.promises],
        "blanks": checked.blanks,
    }


def conversation(body: CheckIn) -> Answer:
    """What a conversation is found against, as `shouwen check --format json` answers it; of a very
    long one as much as a worker may be held for, and what was not looked at."""
    if body.text is not None:
        raise Invalid("有 turns 时不写 text。", field="text", remedy="请把这句话写进 turns。")
    edition = speech.program(clock.now())
    if edition is None:
        raise Conflict("还没有生效的手册。", remedy="请先让一版手册生效。")
    whole = _read(body)
    talk = _beginning(whole)
    checker = Checker(
        edition.language,
        "json",
        cover=Cover(edition.title, edition.number),
        channels=Channels.of(edition),
    )
    tally = Tally()
    [(_, _, findings)] = checker.judged([talk], tally)
    rows = [checker.row(talk, found) for found in findings[:_MOST_LISTED]]
    return {
        "edition": edition.edition,
        "promises": _heard(edition, talk),
        "findings": [row | {"conversation": body.id} for row in rows],
        "unjudged": _unjudged(checker, talk, tally),
        "left_out": _left_out(whole, talk, max(0, len(findings) - _MOST_LISTED)),
    }


def _read(body: CheckIn) -> Conversation:
    """The body as a conversation."""
    for number, turn in enumerate(body.turns or ()):
        instant(turn.at, f"turns.{number}.at")
        instant(turn.until, f"turns.{number}.until")
    row = body.model_dump() | {"id": _UNNAMED if body.id is None else body.id}
    try:
        return conversation_of(row, zone())
    except BadRow as bad:
        raise Invalid(f"{bad}。", remedy="请对照 /api/v1/openapi.json 的说明改写。") from bad


def _beginning(talk: Conversation) -> Conversation:
    """As many of the first turns as one request may take; their end is not the conversation's."""
    length = 0
    for number, turn in enumerate(talk.turns):
        length += len(turn.text)
        if length > _MOST_LOOKED_AT:
            return replace(talk, turns=talk.turns[:number], open=True)
    return talk


def _left_out(whole: Conversation, talk: Conversation, unlisted: int) -> Answer | None:
    """What was not looked at or not listed; None where there is nothing."""
    first = len(talk.turns)
    unseen = len(whole.turns) - first
    said = []
    if unseen:
        said.append(
            f"对话超过 {_MOST_LOOKED_AT} 个字，从第 {first + 1} 条消息起没有看，要到结束才判的也没有判。"
        )
    if unlisted:
        said.append(f"发现太多，只列出前 {_MOST_LISTED} 处，另有 {unlisted} 处没有列出。")
    if not said:
        return None
    return {
        "from_turn": first if unseen else None,
        "turns": unseen,
        "findings": unlisted,
        "message": "".join(said) + "请分成几段提交，或者用 shouwen check。",
    }


def _unjudged(checker: Checker, talk: Conversation, tally: Tally) -> Answer | None:
    """What was not judged for want of a channel that the handbook knows; None where there is nothing."""
    seen, channels = tally.unjudged, checker.channels
    if not seen.conversations and not seen.strange:
        return None
    facts = {name: fact for name, fact in talk.facts.items() if name != CHANNEL}
    clauses = checker.waiting_for_a_channel(facts)
    why = f"手册不认得渠道“{printable(talk.channel, 30)}”" if seen.strange else "会话没有写渠道"
    known = f"，手册认得：{channels.shown}" if channels.names else ""
    return {
        "clauses": clauses,
        "channels": list(channels.names),
        "message": f"{why}，只管某些渠道的 {len(clauses)} 条没有判。请在 channel 里写明{known}。",
    }


def _heard(edition: Program, talk: Conversation) -> list[Answer]:
    return [
        {"turn": number} | _promised(one)
        for number, said in enumerate(talk.turns)
        if said.role in ("agent", "bot")
        for one in promised.heard(edition, said.text, said.at or clock.now(), channel=talk.channel)
    ]


def _promised(one: HeardPromise) -> Answer:
    """`due` where it is certain; `readings`: every due instant that the words may mean."""
    return {
        "span": one.span,
        "text": one.text,
        "due": iso(one.dues[0]) if one.dues and not one.unsure else None,
        "vague": one.vague,
        "unsure": one.unsure,
        "readings": [iso(at) for at in one.dues],
        "ask": one.ask,
    }
