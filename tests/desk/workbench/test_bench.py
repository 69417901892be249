"""What the workbench says beside its rows: by which clause and edition, what the desk does itself."""

from __future__ import annotations

import re

from tests.office import Office


def test_the_countdown_of_a_row_names_clause_and_edition(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions

    case = sqlite_office.write("后台登录不上", level=2)
    actions.claim(sqlite_office.agent, case.pk)
    page = sqlite_office.client("agent").get("/workbench").content.decode()
    said = re.search(r'class="q-end" role="group" title="([^"]*)" aria-label="([^"]*)"', page)
    assert said is not None
    assert said[1] == said[2] == "按条款 5.2.1 给客户第一个答复，《客户服务规范手册》1.0 版"


def test_what_the_desk_does_itself_asks_nobody(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions

    office = sqlite_office
    case = office.write()
    actions.send_message(office.agent, case.pk, "您好，鲁女士，已经为您重置，请再试一次。")
    page = office.client("agent").get(f"/workbench/{case.pk}").content.decode()
    duty = page.partition("发温馨提示")[2].partition("</li>")[0]
    assert "系统到点自己发" in duty
    assert '<a class="dense"' not in duty
    assert "data-lead" not in duty


def test_the_list_of_keys_holds_what_leads_somewhere(sqlite_office: Office) -> None:
    def keys(who: str) -> str:
        page = sqlite_office.client(who).get("/handbook").content.decode()
        return page.partition('class="keys"')[2].partition("</dl>")[0]

    assert "G B" not in keys("agent")
    assert "复核" not in keys("agent")
    assert "G W" in keys("agent")
    assert "G B" in keys("leader")
    assert "G W" not in keys("admin")
    assert "发送" not in keys("admin")


def test_whose_a_finding_is_has_to_be_chosen(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger.models import Finding

    office = sqlite_office
    case = office.write()
    actions.send_message(office.agent, case.pk, "您好，鲁女士，我们会尽快处理。")
    finding = Finding.objects.get(case=case.pk, clause="enterprise:6.1.2")
    leader = office.client("leader")
    panel = leader.get(f"/workbench/{case.pk}/panel/judge?finding={finding.pk}").content.decode()
    choices = panel.partition('name="attribution"')[2].partition("</select>")[0]
    assert re.findall(r"<option[^>]*>", choices)[:2] == ['<option value="">', "<option>"]
    assert "selected" not in choices

    answer = leader.post(
        f"/workbench/{case.pk}/confirm_finding", {"finding": finding.pk, "attribution": ""}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "还没有选算谁的。可选：本人、他部门、系统、客户、不可抗力。" in page
    assert 'data-field="attribution"' in page
    finding.refresh_from_db()
    assert finding.state == "pending"


def test_a_promise_is_registered_as_kept_not_called_so(sqlite_office: Office) -> None:
    from shouwen_desk.cases import actions

    office = sqlite_office
    case = office.write()
    actions.claim(office.agent, case.pk)
    actions.make_promise(office.agent, case.pk, "下午回电话", office.clock.now + 3_600_000_000)
    page = office.client("agent").get(f"/workbench/{case.pk}").content.decode()
    kept = page.partition(f'action="/workbench/{case.pk}/keep_promise"')[2].partition("</form>")[0]
    assert re.search(r"<button[^>]*>(.*?)</button>", kept)[1] == "登记兑现"  # type: ignore[index]
