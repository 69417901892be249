"""The workbench: a queue, one case, what it owes. Reads through queries, writes through actions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from shouwen_desk.cases import actions, queries, slots, speech
from shouwen_desk.cases.errors import Held, Unfilled
from shouwen_desk.cases.models import CHANNELS, LEVELS, TYPES
from shouwen_desk.cases.shapes import CasePage
from shouwen_desk.ledger.record import Refused
from shouwen_desk.pages import countdown, regions
from shouwen_desk.people import queries as people
from shouwen_desk.people.errors import DeskError, NotAllowed, NotFound
from shouwen_desk.people.permissions import ranks_as, require

from . import drawing, papers, present, promised
from .steps import STEPS, Notice

ROWS = 25
# Steps that the page takes by itself and wants no answer to.
SILENT = {"read"}
MORE = 200
REGIONS = {
    name: f"workbench/{name}.html"
    for name in ("queue", "case", "head", "thread", "context", "proposals")
} | {
    "compose": "workbench/reply.html",
    "crumb": "workbench/crumb.html",
    "bell": "pages/bell.html",
}
# Offered only where the edition in force stops clocks for any reason, or for none that it names.
PAUSE_REASONS = ("等客户回复", "等外部单位")
# name of a panel -> what the person must be able to do
PANELS = {
    "transfer": "transfer",
    "pause": "pause",
    "close": "close",
    "reopen": "reopen",
    "promise": "act",
    "solution": "act",
    "followup": "act",
    "sort": "act",
    "reveal": "reveal",
    "judge": "judge",
}
LEFT_OUT = "还差："  # how operators begin what they say of an absence
CHANNEL_WORDS = {"chat": "网页对话", "phone": "电话", "email": "邮件"}


@login_required
@require_GET
def bench(request: HttpRequest, case_id: str | None = None) -> HttpResponse:
    """The workbench; with a case, that case open."""
    require("case.search", request.user)
    return show(request, case_id)


def show(
    request: HttpRequest,
    case_id: str | None,
    *,
    notice: Notice | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """The page or its regions, with what the last act had to say."""
    person = request.user
    need = set(regions.wanted(request)) & REGIONS.keys() or {"queue", "case"}
    context: dict[str, Any] = {
        "case_id": case_id,
        "title": "工作台",
        "place": "workbench",
        "notice": notice,
    } | extra
    context["queue_tab"] = tab = request.GET.get("tab", "mine")
    if "queue" in need:
        context |= _queue(request, tab, case_id)
    if case_id is not None and need - {"queue", "bell"}:
        context |= _case(request, case_id, extra)
    context["person"] = person
    return regions.answer(request, "workbench/bench.html", context, regions=REGIONS, status=status)


def _queue(request: HttpRequest, tab: str, case_id: str | None) -> dict[str, Any]:
    limit = MORE if request.GET.get("limit") == str(MORE) else ROWS
    queue = queries.queue(request.user, tab, limit=limit)
    groups = [
        {
            "key": group.key,
            "title": group.title,
            "total": group.total,
            "rows": drawing.rows(group.rows, tab=queue.tab, at=case_id),
        }
        for group in queue.groups
    ]
    near = [g for g in queue.groups if g.key in ("overdue", "hour")]
    later = [row for g in queue.groups for row in g.rows if row.due is not None]
    names = {"mine": "我的", "team": "本组", "unclaimed": "待认领"}
    return {
        "queue": {"tab": queue.tab, "overdue": queue.overdue, "groups": groups, "more": queue.more},
        "tabs": [{"key": k, "title": t, "count": queue.counts.get(k, 0)} for k, t in names.items()],
        "calm": None if near else {"next": later[0] if later else None},
        "more_limit": MORE,
    }


def _case(request: HttpRequest, case_id: str, extra: dict[str, Any]) -> dict[str, Any]:
    before = request.GET.get("before", "")
    # ASCII: "²" is a digit too. Short: the database counts to 19 digits.
    known = before.isascii() and before.isdigit() and len(before) < 19
    page = queries.case_page(request.user, case_id, before=int(before) if known else None)
    can = _can(request.user, page)
    act_now = can["act"]
    asked = papers.in_force(page.now)
    missing = [row for row in page.missing if not row.done]
    duties = [present.duty(row, page.now, asked) for row in page.obligations]
    open_ones = [row for row in duties if row.closed is None]
    risky = sum(1 for row in open_ones if row.mark == "risk")
    late = sum(1 for row in open_ones if row.mark == "broken")
    words = (
        [f"{len(open_ones)} 项"]
        + [f"{risky} 项临期"] * bool(risky)
        + [f"{late} 项已超时"] * bool(late)
    )
    held: list[Any] = extra.get("held", [])
    heard = promised.waiting(page) if act_now else []
    return {
        "title": page.row.name,
        "page": page,
        "can": can,
        "thread": present.thread(page, request.user, unread=page.row.unread),
        "duties": open_ones,
        "duties_done": [row for row in duties if row.closed is not None],
        "duties_words": "，".join(words) if open_ones else "",
        "gate": present.gate(page, asked),
        "missing_count": len(missing),
        "recent": present.recent(page.recent_cases),
        "questions_done": sum(1 for q in page.questions if q.text is not None),
        "papers": {
            asked.by_clause[row.clause]: row.paper
            for row in sorted(duties, key=lambda duty: duty.clause)
            if row.paper
        }.items(),
        "type_title": TYPES.get(page.row.type, page.row.type),
        "level_title": LEVELS.get(page.row.level, ""),
        "types": TYPES.items(),
        "levels": LEVELS.items(),
        "channel_title": CHANNEL_WORDS.get(page.row.channel, CHANNELS.get(page.row.channel, "")),
        "held_override": bool(held) and all(found.override for found in held),
        "no_reply": _no_reply(page),
        "proposals": present.proposals(page) if act_now else [],
        "slots": _slots(request, page),
        "promised": heard,
        "promised_now": any(one.choices for one in heard),
    }


def _can(person: Any, page: CasePage) -> dict[str, bool]:
    """Which acts the screen offers: what the person may, as far as the case is at that point."""
    act, open_now = "act" in page.can, page.closed_at is None
    overridable = [row for row in page.missing if row.override_by is not None]
    return {
        "act": act and open_now,
        "claim": "claim" in page.can and open_now,
        "transfer": "transfer" in page.can and open_now and page.row.handler_id is not None,
        "pause": act and open_now and page.row.status != "paused",
        "resume": act and open_now and page.row.status == "paused",
        "close": act and open_now,
        "reopen": act and not open_now,
        "send": act and open_now and page.conversation is not None,
        "reveal": "reveal" in page.can,
        "judge": "arbitrate" in page.can,
        "override": bool(overridable)
        and len(overridable) == len(page.missing)
        and all(ranks_as(person, row.override_by) for row in overridable),
    }


def _slots(request: HttpRequest, page: CasePage) -> str:
    """What the ledger knows of the slots of better wordings: ``姓名=林晓雨;工号=0217``."""
    promised = [row.due for row in page.promises if row.mark == "waiting"]
    facts = slots.known(
        request.user,
        page,
        speech.settings(page.now),
        own_team=people.team_name(request.user.team_id),
        their_team=people.team_name(page.row.team_id),
        due=countdown.by(promised[0], page.now).removesuffix(" 前") if promised else "",
    )
    return slots.as_attribute(facts.items())


def _no_reply(page: CasePage) -> str:
    if page.closed_at is not None:
        return "已结案。需要再回复，请先重新打开。"
    if page.conversation is None:
        return "这个个案没有可以回复的对话，请电话联系客户。"
    return "这个个案由别组处理，您可以看，不能回复。"


@login_required
@require_GET
def panel(request: HttpRequest, case_id: str, name: str) -> HttpResponse:
    """The form of one step: a panel beside its button, or a page of its own without script."""
    if name not in PANELS:
        raise NotFound("没有这一步。")
    context = _case(request, case_id, {}) | {
        "place": "workbench",
        "inner": f"workbench/panels/{name}.html",
    }
    if not context["can"].get(PANELS[name]):
        raise NotAllowed("这件事现在不能这样办。", remedy="请回到个案，看现在可以办什么。")
    if name == "transfer":
        context["colleagues"] = [
            one
            for one in people.colleagues(request.user, every_team=True)
            if one.pk != context["page"].row.handler_id
        ]
    if name == "promise":
        context["said"] = request.GET.get("text", "")[:300]
    if name == "judge":
        context |= _judging(context["page"], request.GET.get("finding", ""))
    edition = speech.program(context["page"].now)
    context["pause_reasons"] = (edition.pause_reasons if edition else ()) or PAUSE_REASONS
    inner = {"panel": context["inner"]}
    return regions.answer(request, "workbench/panel.html", context, regions=inner)


def _judging(page: CasePage, name: str) -> dict[str, Any]:
    """The finding that a panel asks about, with the words that it marks."""
    for turn in page.turns:
        for row in turn.findings:
            if row.id == name:
                said = turn.text[slice(*row.span)] if row.span else ""
                return {"finding": row, "said": said, "attributions": actions.ATTRIBUTIONS}
    raise NotFound("没有这条发现。", remedy="请回到个案再看一眼。")


@login_required
@require_POST
def act(request: HttpRequest, case_id: str, name: str) -> HttpResponse:
    """One step of a case. The answer is the case again, with what was refused and why."""
    step = STEPS.get(name)
    if step is None:
        raise NotFound("没有这一步。")
    try:
        extra = step(request.user, case_id, request.POST) or {}
    except Refused as refused:
        say = "；".join(item.say for item in refused.missing)
        return show(
            request,
            case_id,
            notice=Notice(f"还差 {len(refused.missing)} 项：{say}。", ""),
            status=409,
        )
    except (NotAllowed, NotFound):
        raise
    except DeskError as problem:
        return show(request, case_id, notice=_notice(problem), status=422)
    if name in SILENT:
        return HttpResponse(status=204)
    if regions.wanted(request) or extra:
        return show(request, case_id, **extra)
    return HttpResponseRedirect(f"/workbench/{case_id}")


def _notice(problem: DeskError) -> Notice:
    return Notice(problem.message, problem.remedy, problem.field or "")


@login_required
@require_POST
def check(request: HttpRequest, case_id: str) -> JsonResponse:
    """What sending the draft now would be found against. Nothing of it is stored."""
    checked = actions.check_draft(
        request.user, case_id, request.POST.get("text", ""), composer=True
    )
    return JsonResponse(
        {
            "findings": [_finding(found) for found in checked.findings],
            "kept": [{"clause": kept.clause, "title": kept.title} for kept in checked.praised],
            "promises": promised.in_words(checked),
            "blanks": checked.blanks,
            "busy": checked.busy,
        }
    )


@login_required
@require_POST
def send(request: HttpRequest, case_id: str) -> HttpResponse:
    """Send the reply, or say what holds it; the words stay in the box."""
    text = request.POST.get("text", "")
    try:
        actions.send_message(
            request.user,
            case_id,
            text,
            client_id=request.POST.get("client_id") or None,
            override_reason=request.POST.get("override_reason") or None,
        )
    except Unfilled as unfilled:
        if regions.wanted(request):
            return JsonResponse({"findings": [], "kept": [], "blanks": unfilled.blanks}, status=409)
        notice = Notice(unfilled.message, unfilled.remedy)
        return show(request, case_id, draft=text, notice=notice, status=422)
    except Held as held:
        if regions.wanted(request):
            return JsonResponse(
                {"findings": [_finding(f) for f in held.findings], "kept": []}, status=409
            )
        return show(request, case_id, draft=text, held=held.findings, status=409)
    except Refused as refused:
        say = "；".join(item.say for item in refused.missing)
        return show(request, case_id, draft=text, notice=Notice(say, ""), status=422)
    except (NotAllowed, NotFound):
        raise
    except DeskError as problem:
        return show(
            request, case_id, draft=text, notice=Notice(problem.message, problem.remedy), status=422
        )
    if regions.wanted(request):
        return show(request, case_id)
    return HttpResponseRedirect(f"/workbench/{case_id}#compose")


def _finding(found: Any) -> dict[str, Any]:
    from shouwen_desk.pages.templatetags.desk import clause_address, number_of

    span = list(found.span) if found.span else None
    where = f"&span={span[0]}-{span[1]}" if span else ""
    left_out = span is None and found.message.startswith(LEFT_OUT)
    missing = found.message.removeprefix(LEFT_OUT) if left_out else ""
    return {
        "clause": found.clause,
        "number": number_of(found.clause),
        "url": clause_address(found.clause),
        "card": f"/card/clause/{found.clause}?edition={found.edition}{where}",
        "title": found.title,
        "severity": found.severity,
        "span": span,
        # What is left out is said once: as the finding's name. Why it is asked for stands beside it.
        "missing": missing,
        "message": found.why if missing else found.message,
        "instead": found.instead or "",
        "override": found.override,
        "first": found.first,
    }
