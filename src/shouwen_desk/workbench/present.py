"""From the rows of cases to what stands on the screen: words, leads and marks, no reading and no writing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from shouwen.clauses.head import SEVERITY_WORDS
from shouwen_desk.cases.models import LEVELS, TYPES
from shouwen_desk.cases.shapes import (
    CasePage,
    FindingRow,
    KeptTag,
    MissingRow,
    ObligationRow,
    ProposalRow,
    TimelineEntry,
    Turn,
)
from shouwen_desk.pages import countdown

from .papers import Papers

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

SHOWN_KEPT = 2
UNDERLINED = {"stop": "u-stop", "urge": "u-urge", "hint": "u-hint", "watch": "u-hint"}
# Judgements stand beside the words that they are about, not between the messages.
IN_THE_MARGIN = {"finding.confirmed", "finding.overturned", "hint.disputed"}

# measures of a clock -> (place on the page, or panel, where it is done; its verb)
DUTY_LEADS = {
    "three_questions": ("three", "", "记入"),
    "solution": ("", "solution", "出具方案"),
    "follow_up": ("", "followup", "记下回访"),
    "second_follow_up": ("", "followup", "记下回访"),
    "first_response": ("compose", "", "去回复"),
    "progress": ("compose", "", "去回复"),
}
# act of a gate's row -> (place on the page, panel, or step where pressing is the act; its verb)
GATE_LEADS = {
    "reply": ("compose", "", "", "去回复"),
    "issue_solution": ("", "solution", "", "出具方案"),
    "record_question": ("three", "", "", "去记入"),
    "follow_up": ("", "followup", "", "记下回访"),
    "tell_new_time": ("compose", "", "", "去回复"),
    "tell_result": ("", "", "told", "登记告知"),
    "ask_confirmation": ("", "", "confirm", "登记确认"),
    "confirm": ("", "", "confirm", "登记确认"),
    "solve": ("", "", "solve", "登记解决"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation of the right column; ``machine``: the desk does it itself at its time."""

    row: ObligationRow
    lead: str
    basis: str
    tag_state: str
    card: str
    lead_to: str
    panel: str
    lead_word: str
    href: str
    paper: str
    machine: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message, underlined or not."""

    text: str
    cls: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in the margin of its turn: 待核 until a person has judged it.

    ``judge``: this person may say whether it stands; ``dispute``: may say that nothing should have
    been said here.
    """

    row: FindingRow
    mark: str
    word: str
    strength: str
    tag_state: str
    why: str
    judge: bool
    dispute: bool

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of the thread; ``watched``: findings of strength 观察, for whoever judges."""

    turn: Turn
    pieces: Sequence[Piece]
    findings: Sequence[Found]
    watched: Sequence[Found]
    kept: Sequence[KeptTag]
    kept_more: int
    machine: bool
    kind: str = "turn"


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the ledger between the turns."""

    entry: TimelineEntry
    kind: str = "ledger"


@dataclass(frozen=True, slots=True)
class Unread:
    """The divider before what nobody has read."""

    count: int
    kind: str = "unread"


@dataclass(frozen=True, slots=True)
class GateRow:
    """A row of the closing gate, with where it leads."""

    row: MissingRow
    form: str
    panel: str
    lead: str
    href: str
    word: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def duty(row: ObligationRow, now: int, papers: Papers) -> Duty:
    """An obligation in words: what is owed, what of it is missing, on what basis."""
    missing = [title for title, done in row.parts if done is None]
    lead = f"{row.act}：还差{'、'.join(missing)}" if missing and row.closed is None else row.act
    where, panel, word = DUTY_LEADS.get(row.measures, ("", "", ""))
    paper = papers.by_clause.get(row.clause, "")
    href = paper_address = _form(row.case, paper) if paper else ""
    word = "去填写" if paper else word
    machine = row.clause in papers.own and row.closed is None
    if row.closed is not None or machine:
        where = panel = word = href = ""
    state = "broken" if row.mark == "broken" else ""
    return Duty(
        row, lead, basis(row, now), state, f"o:{row.id}", where, panel, word, href, paper_address, machine,
    )  # fmt: skip


def basis(row: ObligationRow, now: int) -> str:
    """The small words beside a tag: 已问 2/3 · 14:50 前."""
    words = []
    if row.parts:
        words.append(f"已有 {sum(1 for _, done in row.parts if done is not None)}/{len(row.parts)}")
    elif row.within:
        words.append(f"限{row.within}")
    if row.closed is not None:
        at = countdown.local(row.closed)
        ended = {"kept": "已守", "broken": "办好，晚了", "excused": "判免"}.get(
            row.outcome or "", "已了结"
        )
        words.append(f"{at.month}月{at.day}日{at:%H:%M} {ended}")
        if row.outcome == "excused" and row.reason:
            words.append(row.reason)
    elif row.due is None and row.parts:
        words.append("结案前")
    elif row.due is not None and row.due - now < countdown.DAY:
        words.append(f"{'应在 ' if row.mark == 'broken' else ''}{countdown.by(row.due, now)}")
    return " · ".join(words)


def pieces(
    text: str, findings: Iterable[FindingRow], triggers: Iterable[tuple[int, int]] = ()
) -> list[Piece]:
    """The words of a message cut where findings underline them; the gravest finding wins."""
    rank = {"stop": 0, "urge": 1, "hint": 2, "watch": 3}
    owner: list[str] = [""] * len(text)
    for start, end in triggers:
        for i in range(max(0, start), min(end, len(text))):
            owner[i] = "u-promise"
    shown = [f for f in findings if f.span and f.state != "overturned" and f.outcome == "broken"]
    for found in sorted(shown, key=lambda f: rank[f.severity], reverse=True):
        assert found.span is not None
        start, end = found.span
        for i in range(max(0, start), min(end, len(text))):
            owner[i] = UNDERLINED[found.severity]
    out: list[Piece] = []
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or owner[i] != owner[start]:
            out.append(Piece(text[start:i], owner[start]))
            start = i
    return out


def found(row: FindingRow, person: Person, can: frozenset[str]) -> Found:
    """A finding in words; the agent's own screen says what is missing, not verdicts."""
    mark, word = {
        "pending": ("unsettled", "待核"),
        "confirmed": ("broken", f"判违 · {row.attribution}" if row.attribution else "判违"),
        "overturned": ("exc", f"不成立 · {row.reason}" if row.reason else "不成立"),
    }.get(row.state, ("unsettled", "待核"))
    open_yet = row.state == "pending"
    judges = "arbitrate" in can and row.person != person.pk
    return Found(
        row=row,
        mark=mark,
        word=word,
        strength=SEVERITY_WORDS[row.severity],
        tag_state="broken" if row.state == "confirmed" else "",
        why="" if row.message == row.title else row.message,
        judge=judges and open_yet,
        # Whoever may judge it says so there, with a reason.
        dispute="act" in can and open_yet and not judges and not row.disputed,
    )


def thread(page: CasePage, person: Person, *, unread: int) -> list[Said | Noted | Unread]:
    """Turns and ledger lines in order of time; the divider before the unread ones."""
    first = page.turns[0].at if page.earlier and page.turns else None
    noted = [
        Noted(entry)
        for entry in page.timeline
        if (first is None or entry.at >= first) and entry.kind not in IN_THE_MARGIN
    ]
    said = (_said(turn, person, page.can) for turn in page.turns)
    items: list[Said | Noted | Unread] = [*noted, *said]
    # A sort keeps the order of equals: what the ledger noted stands before what was said with it.
    items.sort(key=_when)
    incoming = [
        i for i, item in enumerate(items) if isinstance(item, Said) and item.turn.direction == "in"
    ]
    if 0 < unread <= len(incoming) and len(items) > unread:
        items.insert(incoming[-unread], Unread(unread))
    return items


def _when(item: Said | Noted | Unread) -> int:
    if isinstance(item, Said):
        return item.turn.at
    return item.entry.at if isinstance(item, Noted) else 0


def _said(turn: Turn, person: Person, can: frozenset[str]) -> Said:
    kept = turn.kept if turn.direction == "out" else []
    noted = [
        found(row, person, can)
        for row in turn.findings
        if row.outcome == "broken" or row.state == "overturned"
    ]
    # The reason is said once a message, however often the clause met it.
    noted = [
        replace(one, why="") if any(one.why == other.why for other in noted[:i]) else one
        for i, one in enumerate(noted)
    ]
    return Said(
        turn=turn,
        pieces=pieces(
            turn.text, [f for f in turn.findings if f.severity != "watch"], turn.triggers
        ),
        findings=[one for one in noted if one.row.severity != "watch"],
        watched=[one for one in noted if one.row.severity == "watch"],
        kept=kept[:SHOWN_KEPT],
        kept_more=max(0, len(kept) - SHOWN_KEPT),
        machine=turn.direction == "out" and not turn.by.startswith("person:"),
    )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal in words: what was heard, and the verb of its one button."""

    row: ProposalRow
    verb: str
    done: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)


def proposals(page: CasePage) -> list[Proposed]:
    """What the customer's words propose, each with the button that does it."""
    out = []
    for row in page.proposals:
        raised = f"升到{LEVELS.get(row.level or 0, '').partition(' ')[0]}"
        verb, done = {
            "open_complaint": ("改按投诉办", "已改按投诉办，时限按投诉算"),
            "raise_level": (raised, f"已{raised}"),
            "tell_leader": ("报告班组长", "已报告班组长"),
            "set_type": (f"定为{TYPES.get(row.type, '')}", "已改定，时限按新的算"),
            "mark_solved": ("记为已解决", "已记为解决"),
        }[row.act]
        out.append(Proposed(row, verb, done))
    return out


def gate(page: CasePage, papers: Papers) -> list[GateRow]:
    """What closing still asks first, then what is done."""
    rows = []
    for row in sorted(page.missing, key=lambda r: r.done):
        where, panel, step, word = GATE_LEADS.get(row.act, ("", "", "", ""))
        paper = papers.by_gate.get((row.clause, row.say), "")
        href, word = (
            (_form(page.row.id, paper), f"去填《{paper}》") if paper else ("#context", word)
        )
        rows.append(GateRow(row, step, panel, where, href, word))
    return rows


def _form(case: str, paper: str) -> str:
    return f"/workbench/{case}/form/{quote(paper)}"


def recent(counts: Mapping[str, int]) -> str:
    """报修 3 次，投诉 2 次."""
    return "，".join(f"{TYPES.get(kind, kind)} {n} 次" for kind, n in counts.items() if n)
