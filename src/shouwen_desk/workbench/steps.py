"""The steps of a case that a form can ask for, each one action of the domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from shouwen.events.instant import EARLIEST, LATEST
from shouwen_desk.cases import actions
from shouwen_desk.people.errors import Invalid

if TYPE_CHECKING:
    from shouwen_desk.people.models import Person

MOST_DIGITS = 9
Form = Mapping[str, str]
Step = Callable[["Person", str, Form], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Notice:
    """What could not be done, what to do instead, and the field that it is about."""

    message: str
    remedy: str
    field: str = ""


def _instant(text: str) -> int:
    """``2026-03-18T17:30`` of a date field, in the company's zone, as microseconds UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("时间没有填对。", field="due", remedy="请选日期和时间。") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.get_default_timezone())
    at = round(moment.timestamp() * 1_000_000)
    if not EARLIEST <= at <= LATEST:
        raise Invalid("年份不对。", field="due", remedy="请选 2199 年以前的时间。")
    return at


def _whole(text: str, field: str) -> int:
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise Invalid("这里要填数字。", field=field, remedy="请填一个整数。")
    return int(text)


def _claim(person: Person, case: str, form: Form) -> None:
    actions.claim(person, case)


def _transfer(person: Person, case: str, form: Form) -> None:
    actions.transfer(person, case, form.get("to", ""), form.get("reason", ""))


def _pause(person: Person, case: str, form: Form) -> None:
    actions.pause(person, case, form.get("reason", ""))


def _resume(person: Person, case: str, form: Form) -> None:
    actions.resume(person, case)


def _question(person: Person, case: str, form: Form) -> None:
    actions.record_question(person, case, form.get("question", ""), form.get("text", ""))


def _solution(person: Person, case: str, form: Form) -> None:
    actions.issue_solution(person, case, form.get("text", ""))


def _confirm(person: Person, case: str, form: Form) -> None:
    actions.confirm(person, case)


def _told(person: Person, case: str, form: Form) -> None:
    actions.tell_result(person, case)


def _solve(person: Person, case: str, form: Form) -> None:
    actions.solve(person, case)


def _close(person: Person, case: str, form: Form) -> None:
    actions.close(person, case, override_reason=form.get("override_reason") or None)


def _reopen(person: Person, case: str, form: Form) -> None:
    actions.reopen(person, case, form.get("reason", ""))


def _promise(person: Person, case: str, form: Form) -> None:
    message = form.get("message") or None
    due = _instant(form.get("due", ""))
    actions.make_promise(person, case, form.get("text", ""), due, message_id=message)


def _keep_promise(person: Person, case: str, form: Form) -> None:
    actions.keep_promise(person, form.get("promise", ""))


def _follow_up(person: Person, case: str, form: Form) -> None:
    score = form.get("score", "")
    actions.follow_up(person, case, form.get("text", ""), _whole(score, "score") if score else None)


def _sort(person: Person, case: str, form: Form) -> None:
    actions.set_type(person, case, form.get("type", ""))
    actions.set_level(person, case, _whole(form.get("level", ""), "level"), form.get("reason", ""))


def _followed(words: str) -> dict[str, Any] | None:
    """What a press brought about beyond itself, for the page to say."""
    return {"followed": words} if words else None


def _dispute(person: Person, case: str, form: Form) -> dict[str, Any] | None:
    return _followed(
        actions.dispute_draft(
            person, case, form.get("clause", ""), form.get("text", ""),
            client_id=form.get("client_id") or None,
        )
    )  # fmt: skip


def _dispute_finding(person: Person, case: str, form: Form) -> dict[str, Any] | None:
    return _followed(actions.dispute_finding(person, form.get("finding", "")))


def _confirm_finding(person: Person, case: str, form: Form) -> None:
    actions.confirm_finding(person, form.get("finding", ""), form.get("attribution", ""))


def _overturn_finding(person: Person, case: str, form: Form) -> dict[str, Any] | None:
    return _followed(
        actions.overturn_finding(person, form.get("finding", ""), form.get("reason", ""))
    )


def _accept(person: Person, case: str, form: Form) -> None:
    actions.accept_proposal(person, form.get("finding", ""))


def _dismiss(person: Person, case: str, form: Form) -> None:
    actions.dismiss_proposal(person, form.get("finding", ""))


def _reveal(person: Person, case: str, form: Form) -> dict[str, Any]:
    return {"phone": actions.reveal_phone(person, case, form.get("reason", ""))}


def _read(person: Person, case: str, form: Form) -> None:
    actions.mark_read(person, case)


STEPS: Mapping[str, Step] = {
    "claim": _claim,
    "transfer": _transfer,
    "pause": _pause,
    "resume": _resume,
    "question": _question,
    "solution": _solution,
    "confirm": _confirm,
    "told": _told,
    "solve": _solve,
    "close": _close,
    "reopen": _reopen,
    "promise": _promise,
    "keep_promise": _keep_promise,
    "follow_up": _follow_up,
    "sort": _sort,
    "dispute": _dispute,
    "dispute_finding": _dispute_finding,
    "confirm_finding": _confirm_finding,
    "overturn_finding": _overturn_finding,
    "accept": _accept,
    "dismiss": _dismiss,
    "reveal": _reveal,
    "read": _read,
}
