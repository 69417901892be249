"""Promises heard in sent messages: proposed with every due instant, registered by one press, never by themselves."""

from __future__ import annotations

import html
import re

from shouwen_desk.workbench.promised import in_full
from tests.office import Office

SAID = "鲁女士，您好，检测结果我明天下班前打电话告诉您。"


def card(office: Office, case: str) -> str:
    page = office.client("agent").get(f"/workbench/{case}").content.decode()
    return html.unescape(page.partition("承诺登记")[2].partition("</section>")[0])


def test_a_sent_promise_is_proposed_and_registered_by_one_press(sqlite_office: Office) -> None:
    """The card reads the due time in full; one form registers it with the message, and the card is gone."""
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Promise

    office = sqlite_office
    case = office.write("后台登录不上", level=2)
    actions.claim(office.agent, case.pk)
    message = actions.send_message(office.agent, case.pk, SAID)
    shown = card(office, case.pk)
    assert "“检测结果我明天下班前打电话告诉您”" in shown
    words = re.search(r"最晚 (\d{4}年\d+月\d+日（周.）\d\d:\d\d 前)", shown)
    assert words is not None
    assert "Alt P" in shown
    assert not Promise.objects.exists(), "nothing is recorded by itself"
    fields = dict(re.findall(r'name="(text|due|message)" value="([^"]*)"', shown))
    assert fields["message"] == message.pk
    answer = office.client("agent").post(f"/workbench/{case.pk}/promise", fields)
    assert answer.status_code == 302
    promise = Promise.objects.get()
    assert in_full(promise.due) == words[1]
    assert card(office, case.pk) == "", "what is registered is not proposed again"


def test_an_unsure_promise_offers_its_readings_and_a_vague_one_a_form(
    sqlite_office: Office,
) -> None:
    """三点 is asked with both halves of the day; 尽快 has nothing to register."""
    from shouwen_desk.cases import actions

    office = sqlite_office
    case = office.write("后台登录不上", level=2)
    actions.claim(office.agent, case.pk)
    actions.send_message(office.agent, case.pk, "鲁女士，您好，我后天三点给您回电。")
    shown = card(office, case.pk)
    assert "没有说上午还是下午，请选一个" in shown
    assert re.findall(r"）(\d\d:\d\d) 前", shown) == ["15:00", "03:00"]
    actions.send_message(office.agent, case.pk, "我们会尽快答复您。")
    shown = card(office, case.pk)
    assert "没有说到什么时候" in shown
    assert 'name="due"' not in shown
    assert "定个时间" in shown


def test_a_promise_of_another_case_or_message_is_refused(sqlite_office: Office) -> None:
    """A message id that is not of the case registers nothing."""
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Promise

    office = sqlite_office
    case = office.write("后台登录不上", level=2)
    actions.claim(office.agent, case.pk)
    form = {"text": "明天回电", "due": "2100-01-01T10:00:00", "message": "M" + "x" * 300}
    assert office.client("agent").post(f"/workbench/{case.pk}/promise", form).status_code == 404
    assert not Promise.objects.exists()


def test_the_draft_is_told_what_it_promises(sqlite_office: Office) -> None:
    """The check answers with the promise in words; nothing of it is stored."""
    from shouwen_desk.cases import actions

    office = sqlite_office
    case = office.write("后台登录不上", level=2)
    actions.claim(office.agent, case.pk)
    answer = office.client("agent").post(f"/workbench/{case.pk}/check", {"text": SAID}).json()
    assert answer["promises"].startswith("发出后可登记承诺：“检测结果我明天下班前打电话告诉您”：")
    assert card(office, case.pk) == ""


def test_a_promise_without_a_time_is_told_once_and_not_while_many_chats_are_open() -> None:
    """Where a finding says it, or only what holds is shown, the line under the draft is silent."""
    from shouwen_desk.cases.shapes import Checked, DraftFinding, HeardPromise
    from shouwen_desk.workbench import promised

    at = 1_773_900_000_000_000
    vague = HeardPromise((4, 11), "我们会尽快处理", [], True, False, "没有说到什么时候")
    timed = HeardPromise((12, 20), "明天给您回电", [at], False, False, "")
    found = DraftFinding("e:6.1.2", "1", "应承", "urge", (10, 12), "", "", "", "", True)
    beside = DraftFinding("e:12.6", "1", "自己查", "urge", (11, 15), "", "", "", "", True)

    def told(promises: list[HeardPromise], *findings: DraftFinding, busy: bool = False) -> str:
        return promised.in_words(
            Checked(list(findings), [], "1", "answer", busy=busy, promises=promises)
        )

    assert told([]) == ""
    assert told([vague]) == "“我们会尽快处理”没有说到什么时候"
    assert told([vague], beside) == "“我们会尽快处理”没有说到什么时候"
    assert told([vague], found) == ""
    assert told([vague], busy=True) == ""
    line = f"发出后可登记承诺：“明天给您回电”：{promised.in_full(at)}"
    assert told([vague, timed], busy=True) == told([vague, timed], found) == line


def test_midnight_is_said_of_the_day_that_it_ends() -> None:
    """24:00 前 of the day before, not 00:00 of the next."""
    from datetime import datetime

    at = int(datetime.fromisoformat("2026-11-25T00:00:00+08:00").timestamp()) * 1_000_000
    assert in_full(at) == "2026年11月24日（周二）24:00 前"
    assert in_full(at - 6 * 3_600_000_000) == "2026年11月24日（周二）18:00 前"
