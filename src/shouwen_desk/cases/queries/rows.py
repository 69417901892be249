"""The parts of a case page that come from several tables, read in one union.

Each branch answers (kind, JSON object), so that one statement brings them all; the functions below
turn them into the shapes of the page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import JSONObject

from shouwen_desk.ledger import strengths
from shouwen_desk.ledger.models import Event, EventState, Finding, Kept, Obligation, Text
from shouwen_desk.registers.models import Entry

from ..days import DAY_US
from ..models import LEVELS, QUESTIONS, TYPES, Case, Promise
from ..prepared import Prepared
from ..shapes import FindingRow, KeptTag, ObligationRow, PromiseRow, QuestionRow, TimelineEntry
from ..speech import praised, title_of

if TYPE_CHECKING:
    from shouwen.handbook.program import Program

_OBLIGATION = (
    "id", "case", "clause", "edition", "act", "measures", "opened", "within", "due", "warns",
    "warned", "paused_since", "closed", "outcome", "used_us", "grade", "reason", "owner", "parts",
    "opened_by", "because",
)  # fmt: skip
FINDING = (
    "id", "event", "turn", "clause", "edition", "outcome", "severity", "span", "message",
    "instead", "state", "reason", "person", "at",
)  # fmt: skip
# Messages are turns, and what the desk does for itself is no news to people.
_UNTOLD = (
    "message.received",
    "message.sent",
    "conversation.opened",
    "conversation.closed",
    "customer.added",
    "customer.changed",
)
PROPOSED = {
    "open_complaint": "改按投诉办",
    "raise_level": "升级",
    "tell_leader": "报告班组长",
    "set_type": "改类别",
    "mark_solved": "记为已解决",
}
_TOLD = {
    "case.opened": "建案",
    "case.typed": "定为",
    "case.level_set": "定级",
    "case.urgency_set": "标紧急",
    "case.assigned": "转交",
    "case.paused": "暂停计时",
    "case.resumed": "恢复计时",
    "case.solution_issued": "出具解决方案",
    "case.customer_confirmed": "客户确认",
    "case.result_told": "告知结果",
    "case.solved": "问题解决",
    "case.closed": "结案",
    "case.reopened": "重新打开",
    "question.recorded": "记下",
    "register.entry_added": "填写",
    "promise.made": "登记承诺",
    "promise.moved": "承诺改期",
    "promise.kept": "兑现承诺",
    "customer.revealed": "查看客户号码",
    "verdict.excused": "判免",
    "finding.confirmed": "发现属实",
    "finding.overturned": "发现不成立",
    "intent.refused": "没有办成",
    "service.completed": "服务完成",
    "followup.done": "回访",
    "followup.attempted": "回访没有联系上",
    "customer.contacted": "联系客户",
    "order.received": "收到订单",
    "order.reviewed": "订单审完",
    "order.unfulfillable": "订单做不了",
    "invoice.requested": "申请发票",
    "invoice.mailed": "寄出发票",
    "visit.scheduled": "约定上门",
    "visit.moved": "改约上门",
    "visit.cancelled": "取消上门",
    "hint.disputed": "指出提示不当",
    "proposal.accepted": "采纳提议",
    "proposal.dismissed": "不采纳提议",
    "text.erased": "依法删除",
}


@dataclass(slots=True)
class Gathered:
    """The branches of the union, as they came. ``others``: types of the customer's other cases."""

    obligations: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    promises: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> Iterable[str]:
        """Ids of people who are named anywhere in it."""
        yield from (row["owner"] for row in self.obligations)
        for row in (*self.events, *self.entries):
            kind, _, name = row["by"].partition(":")
            if kind == "person":
                yield name
        yield from (row["payload"].get("to", "") for row in self.events)


def gather(case: Case, now: int) -> Gathered:
    """Read all branches in one statement; other cases are those of the last 90 days."""
    out = Gathered()
    rows = _GATHER(
        case=case.pk,
        own=f"case:{case.pk}",
        talk=f"conversation:{case.conversation}",
        customer=case.customer_id,
        since=now - 90 * DAY_US,
    )
    for kind, data in rows:
        row = json.loads(data)
        match kind:
            case "o":
                out.obligations.append(decoded(row, "warns", "warned", "parts", "because"))
            case "f":
                out.findings.append(decoded(row, "span"))
            case "k":
                out.kept.setdefault(row["event"], []).extend(row["clauses"].split())
            case "r":
                out.entries.append(row)
            case "p":
                out.promises.append(row)
            case "c":
                out.others[row["type"]] += 1
            case _:
                out.events.append(decoded(row, "payload"))
    out.entries.sort(key=lambda row: row["id"])
    out.events.sort(key=lambda row: (row["at"], row["seq"]), reverse=True)
    return out


def _union(case: str, own: str, talk: str, customer: str, since: int) -> QuerySet[Any, Any]:
    branches = [
        branch("o", Obligation.objects.filter(case=case, superseded_at=None), _OBLIGATION),
        branch("f", Finding.objects.filter(case=case, superseded_at=None), FINDING),
        branch("k", Kept.objects.filter(key__in=[own, talk]), ("event", "clauses")),
        branch(
            "r", Entry.objects.filter(case_id=case), ("id", "register", "field", "by", "at"),
            words=_words("digest"),
        ),
        branch(
            "p", Promise.objects.filter(case=case), ("id", "due", "made_at", "kept_at"),
            words=_words("digest"),
        ),
        branch(
            "c",
            Case.objects.filter(customer=customer, opened_at__gt=since).exclude(pk=case),
            ("type",),
        ),
        branch(
            "e",
            Event.objects.filter(pk__in=EventState.objects.filter(key=own).values("seq")).exclude(
                kind__in=_UNTOLD
            ),
            ("seq", "event_id", "kind", "at", "payload"),
            by=F("actor"),
        ),
    ]  # fmt: skip
    return branches[0].union(*branches[1:], all=True)


_GATHER = Prepared(_union, texts=("case", "own", "talk", "customer"), numbers=("since",))


def obligations(
    gathered: Gathered, edition: Program | None, people: Mapping[str, str], now: int
) -> list[ObligationRow]:
    """Open obligations first, by due; then closed ones, newest first."""
    rows = sorted(
        gathered.obligations,
        key=lambda row: (
            row["closed"] is not None,
            -row["closed"] if row["closed"] is not None else row["due"] or 2**62,
            row["id"],
        ),
    )
    return [_obligation(row, edition, people, now) for row in rows]


def findings(
    gathered: Gathered,
    edition: Program | None,
    people: Mapping[str, str],
    *,
    watching: bool = False,
) -> dict[str, list[FindingRow]]:
    """Findings that people see, by the event of their message.

    What was of strength 观察 when it was said is there only for whoever judges (``watching``):
    without their judgement no clause could ever rise.
    """
    confirmed = _about(gathered, "finding.confirmed")
    overturned = _about(gathered, "finding.overturned")
    disputed = _about(gathered, "hint.disputed")
    found: dict[str, list[FindingRow]] = {}
    for row in gathered.findings:
        strength = strengths.shown_at(row["clause"], row["severity"], row["at"])
        if row["outcome"] not in ("broken", "excused") or (strength == "watch" and not watching):
            continue
        span = row["span"]
        judged = confirmed.get(row["id"]) or overturned.get(row["id"])
        found.setdefault(row["event"], []).append(
            FindingRow(
                id=row["id"],
                event=row["event"],
                turn=row["turn"],
                clause=row["clause"],
                edition=row["edition"],
                title=title_of(edition, row["clause"]),
                outcome=row["outcome"],
                severity=strength,
                span=(span[0], span[1]) if span else None,
                message=row["message"],
                instead=row["instead"],
                state=row["state"],
                reason=row["reason"],
                person=row["person"],
                attribution=judged["payload"].get("attribution", "") if judged else "",
                judged_by=_name(judged["by"], people) if judged else "",
                disputed=row["id"] in disputed,
            )
        )
    return found


def _about(gathered: Gathered, kind: str) -> dict[str, dict[str, Any]]:
    """The newest event of a kind for each finding; the events come newest first."""
    about: dict[str, dict[str, Any]] = {}
    for row in gathered.events:
        if row["kind"] == kind and row["payload"].get("finding"):
            about.setdefault(row["payload"]["finding"], row)
    return about


def kept_of(gathered: Gathered, event: str, at: int, edition: Program | None) -> list[KeptTag]:
    """What a message kept, as far as it is news: something asked for was said, or a clock was met.

    That a message broke none of the bans is kept too, and counted, but no praise (decision 0028).
    """
    broken = [
        row["clause"]
        for row in gathered.findings
        if row["event"] == event and row["outcome"] == "broken" and row["state"] != "overturned"
    ]
    tags = praised(edition, gathered.kept.get(event, ()), broken, at)
    met = [
        KeptTag(row["clause"], title_of(edition, row["clause"]), row["used_us"])
        for row in gathered.obligations
        if row["outcome"] == "kept" and row["due"] is not None and row["because"][-1:] == [event]
    ]
    return tags + met


def questions(gathered: Gathered, people: Mapping[str, str]) -> list[QuestionRow]:
    """The 三问 with what was written down last for each."""
    newest: dict[str, dict[str, Any]] = {}
    for row in gathered.entries:
        if row["register"] == "question.recorded":
            newest[row["field"]] = row
    return [_question(key, title, newest.get(key), people) for key, title in QUESTIONS.items()]


def promises(gathered: Gathered, now: int) -> list[PromiseRow]:
    """Promises by due."""
    return [
        PromiseRow(
            id=row["id"],
            text=row["words"] or "",
            due=row["due"],
            made_at=row["made_at"],
            kept_at=row["kept_at"],
            mark="kept" if row["kept_at"] else "broken" if row["due"] < now else "waiting",
        )
        for row in sorted(gathered.promises, key=lambda row: row["due"])
    ]


def timeline(
    gathered: Gathered, edition: Program | None, people: Mapping[str, str]
) -> list[TimelineEntry]:
    """Events that people may want to read, newest first, each with the clauses that it set going."""
    caused: dict[str, list[str]] = {}
    for row in gathered.obligations:
        caused.setdefault(row["opened_by"], []).append(row["clause"])
    return [
        TimelineEntry(
            at=row["at"],
            event=row["event_id"],
            kind=row["kind"],
            text=_told(row, people),
            by_name=_name(row["by"], people),
            clauses=[
                KeptTag(clause, title_of(edition, clause))
                for clause in dict.fromkeys(caused.get(row["event_id"], ()))
            ],
        )
        for row in gathered.events
    ]


def mark_of(row: Mapping[str, Any], now: int) -> str:
    """The mark of the status vocabulary for an obligation."""
    if row["closed"] is not None:
        known = {"kept": "kept", "broken": "broken", "excused": "excused"}
        return known.get(row["outcome"], "waiting")
    if row["outcome"] == "broken":
        return "broken"
    if row["paused_since"] is not None:
        return "paused"
    due = row["due"]
    if due is None:
        return "waiting"
    if due <= now:
        return "broken"
    if any(warn <= now for warn in (*row["warned"], *row["warns"])):
        return "risk"
    return "running" if due - now < DAY_US else "waiting"


def branch(kind: str, chosen: QuerySet[Any], names: Iterable[str], **more: Any) -> QuerySet[Any]:
    """A branch of a union: (kind, the named columns as one JSON object)."""
    parts = {name: F(name) for name in names} | more
    return chosen.order_by().values_list(Value(kind, output_field=CharField()), JSONObject(**parts))


def _words(column: str) -> Subquery:
    return Subquery(
        Text.objects.filter(pk=OuterRef(column)).values("text"), output_field=TextField()
    )


def decoded(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """The row of a branch with its JSON columns read: a database may give them as text."""
    for name in names:
        value = row[name]
        row[name] = json.loads(value) if isinstance(value, str) else value
    return row


def _obligation(
    row: dict[str, Any], edition: Program | None, people: Mapping[str, str], now: int
) -> ObligationRow:
    clause = edition.clauses.get(row["clause"]) if edition is not None else None
    ended = row["closed"] if row["closed"] is not None else now
    late = row["outcome"] == "broken" and row["due"] is not None
    return ObligationRow(
        id=row["id"],
        case=row["case"],
        clause=row["clause"],
        edition=row["edition"],
        title=clause.title if clause is not None else "",
        act=row["act"],
        measures=row["measures"],
        mark=mark_of(row, now),
        outcome=row["outcome"] or None,
        opened=row["opened"],
        within=row["within"],
        due=row["due"],
        warns=[*row["warned"], *row["warns"]],
        closed=row["closed"],
        paused_since=row["paused_since"],
        used_us=row["used_us"],
        delay_us=max(0, ended - row["due"]) if late else None,
        grade=row["grade"],
        reason=row["reason"],
        owner_id=row["owner"] or None,
        owner_name=people.get(row["owner"], ""),
        parts=[(title, done) for title, done in row["parts"]],
        why=(clause.why or "") if clause is not None else "",
        text=clause.text if clause is not None else "",
    )


def _question(
    key: str, title: str, row: dict[str, Any] | None, people: Mapping[str, str]
) -> QuestionRow:
    if row is None:
        return QuestionRow(key, title, None, None, "")
    words = json.loads(row["words"]).get(key, "") if row["words"] else "依法删除"
    return QuestionRow(key, title, words, row["at"], _name(row["by"], people))


def _name(actor: str, people: Mapping[str, str]) -> str:
    kind, _, name = actor.partition(":")
    if kind == "person":
        return people.get(name, "")
    return {"customer": "客户", "system": "", "bot": "机器人"}.get(kind, "")


def _told(row: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """One line of the timeline; only what is on the ledger, never words of customers."""
    kind, payload = row["kind"], row["payload"]
    text = _TOLD.get(kind, kind)
    if kind == "case.opened":
        return f"{text} · 定为{TYPES.get(payload.get('type'), '')}、{_level(payload)}"
    if kind == "case.typed":
        return f"{text}{TYPES.get(payload.get('type'), payload.get('type'))}"
    if kind == "case.level_set":
        return f"{text} · {_level(payload)}"
    if kind == "case.urgency_set":
        return text if payload.get("urgent") else "去掉紧急"
    if kind == "case.assigned":
        who = people.get(payload.get("to", ""), "")
        return f"交给{who}" if payload.get("from") else f"由{who}处理"
    if kind == "question.recorded":
        return f"{text}{QUESTIONS.get(payload.get('question'), '')}"
    if kind in ("proposal.accepted", "proposal.dismissed"):
        return f"{text}：{PROPOSED.get(payload.get('act', ''), '')}"
    if kind == "register.entry_added":
        return f"{text}《{payload.get('register')}》"
    if kind == "intent.refused":
        said = "；".join(one.get("say", "") for one in payload.get("missing", ()))
        return f"{text}：{said}" if said else text
    reason = payload.get("reason")
    return f"{text} · {reason}" if reason else text


def _level(payload: Mapping[str, Any]) -> str:
    level = payload.get("level")
    return LEVELS.get(level, "").partition(" ")[0] if isinstance(level, int) else ""
