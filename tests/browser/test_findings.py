"""Findings in the margin: the agent says that one is wrong, the leader judges with the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Desk, SignIn, open_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VAGUE = "鲁女士，您好，我是林晓雨，工号0217。非常抱歉，让您着急了，我们会尽快处理。"


def reply(page: Page, text: str) -> None:
    box = page.locator("reply-box textarea")
    box.fill(text)
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    expect(page.locator(".turn.ours .say").last).to_contain_text(text[-8:])


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_leader_judges_a_finding_without_a_mouse(
    desk: Desk, signed_in: SignIn, width: int, height: int
) -> None:
    agent = signed_in("lin")
    open_case(agent, desk, "鲁文静")
    reply(agent, VAGUE)
    note = agent.locator(".note")
    expect(note).to_contain_text("待核")
    expect(note.locator(".tiao")).to_be_visible()
    expect(agent.locator(".turn.ours mark.u-urge")).to_have_text("我们会尽快处理")
    expect(note.get_by_role("link", name="复核")).to_have_count(0)

    leader = signed_in("zhou", width, height)
    open_case(leader, desk, "鲁文静")
    leader.keyboard.press("Alt+KeyV")
    whose = leader.get_by_label("属实，算谁的")
    expect(whose).to_be_focused()
    expect(whose).to_have_value("")
    leader.get_by_role("button", name="属实").click()
    missing = leader.locator("#panel .banner")
    expect(missing).to_contain_text("还没有选算谁的")
    expect(leader.locator(".note")).to_contain_text("待核")
    expect(leader.locator("#panel [aria-invalid=true]")).to_be_focused()
    whose.select_option("系统")
    leader.keyboard.press("Tab")
    leader.keyboard.press("Enter")
    expect(leader.locator(".note")).to_contain_text("判违 · 系统")
    expect(agent.locator(".note")).to_contain_text("判违 · 系统")
    wide = leader.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing reaches over the edge"
    if width > 600:
        beside = leader.locator(".note").bounding_box()
        said = leader.locator(".turn.ours .say").last.bounding_box()
        assert beside is not None
        assert said is not None
        assert beside["x"] + beside["width"] <= said["x"], "it stands in the margin"


def test_an_agent_says_once_that_a_hint_is_wrong(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    open_case(page, desk, "吴建平")
    page.locator("reply-box textarea").fill(VAGUE)
    strip = page.locator(".c-strip")
    expect(strip).to_contain_text("6.1.2")
    strip.get_by_role("button", name="这里不该提示？").click()
    expect(page.locator(".toast.held")).to_contain_text("这一句会报给手册编辑")
    page.locator("reply-box textarea").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_have_text("已记下这一句，手册编辑会看。")
    expect(page.locator(".note")).to_contain_text("待核")
    page.clock.install()
    page.locator(".note").get_by_role("button", name="这里不该提示？").click()
    held = page.locator(".toast.held")
    expect(held.get_by_role("button")).to_have_text("撤回 8秒")
    page.clock.run_for(7000)
    held.get_by_role("button").click()
    expect(held).to_have_count(0)
    page.clock.run_for(9000)
    expect(page.locator(".note")).not_to_contain_text("有人说不该提示")
    page.locator(".note").get_by_role("button", name="这里不该提示？").click()
    page.clock.run_for(8000)
    expect(page.locator(".note")).to_contain_text("有人说不该提示")
    expect(page.get_by_role("button", name="这里不该提示？")).to_have_count(0)


def test_a_draft_with_an_empty_slot_waits(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    open_case(page, desk, "吴建平")
    box = page.locator("reply-box textarea")
    box.fill("吴女士，您好，{部门}今天16:00前给您回电话。")
    expect(page.locator("[data-send]")).to_contain_text("填好 1 处即可发送")
    box.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".c-strip")).to_contain_text("还有空位没填：部门")
    page.keyboard.type("仓库")
    assert "吴女士，您好，仓库今天16:00前" in box.input_value()
    expect(page.locator("[data-send]")).to_have_text("发送Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.ours .say").last).to_contain_text("仓库今天16:00前")


def test_a_clause_that_fell_back_is_put_back_by_a_manager(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    open_case(page, desk, "吴建平")
    box, strip = page.locator("reply-box textarea"), page.locator(".c-strip")
    wrong = strip.get_by_role("button", name="这里不该提示？")
    box.fill("吴女士，您好，我们会尽快处理。")
    wrong.click()
    # Another press does at once what the one before it kept for a moment; so does leaving the page.
    for time in ("真的", "一定"):
        box.fill(f"吴女士，您好，{time}我们会尽快处理。")
        with page.expect_response("**/dispute"):
            wrong.click()
        expect(page.locator(".toast.held")).to_have_count(1)
    with page.expect_response("**/dispute"):
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
    box.fill("吴女士，您好，我们会尽快处理，请放心。")
    expect(strip.locator(".m-waiting")).to_be_visible()
    expect(page.locator(".c-mirror .u-urge")).to_have_count(0)

    manager = signed_in("gu")
    manager.goto(f"{desk.address}/handbook/enterprise/6.1.2")
    card = manager.locator("#ladder")
    expect(card.locator("[aria-current]")).to_have_text("提")
    expect(card).to_contain_text("劝 → 提")
    card.get_by_label("放回“劝”的理由").fill("这三句都没有说时间")
    manager.keyboard.press("Enter")
    expect(card.locator("[aria-current]")).to_have_text("劝")
    expect(card).to_contain_text("顾立群：这三句都没有说时间")
    card.get_by_role("link", name="反例").click()
    expect(manager.locator(".objections")).to_contain_text("真的我们会尽快处理")
    expect(manager.locator(".copy textarea")).to_have_value(
        'examples:\n  keeps:\n    - "某女士，您好，一定我们会尽快处理。"\n'
        '    - "某女士，您好，真的我们会尽快处理。"\n    - "某女士，您好，我们会尽快处理。"'
    )


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_threat_is_shown_with_its_words_and_told_by_one_key(
    desk: Desk, signed_in: SignIn, window: Callable[..., BrowserContext], width: int, height: int
) -> None:
    customer = window(390, 844).new_page()
    customer.goto(f"{desk.address}/chat")
    customer.get_by_label("您想说的").fill("再不处理我就打12315，还要找你们评理。")
    customer.get_by_role("button", name="发送").click()
    expect(customer.locator(".bubble.own")).to_be_visible()

    page = signed_in("lin", width, height)
    page.goto(f"{desk.address}/workbench?tab=unclaimed")
    page.locator(".q-row", has_text="网页").first.locator(".q-go").click()
    proposal = page.locator(".proposal")
    expect(proposal).to_contain_text("客户要往外投诉")
    expect(proposal.locator("q")).to_have_text("12315")
    expect(page.locator(".turn.theirs mark.u-promise")).to_have_text("12315")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing reaches over the edge"
    page.keyboard.press("Alt+KeyC")
    expect(proposal).not_to_contain_text("客户要往外投诉")  # the next one takes its place
    expect(proposal).to_contain_text("客户在投诉")
    expect(page.locator(".ledger-line", has_text="采纳提议：报告班组长")).to_be_visible()

    leader = signed_in("zhou")
    expect(leader.locator("#crumb")).to_be_visible()
    leader.locator(".bell, [aria-label*=提醒]").first.click()
    expect(leader.get_by_text("客户要往外投诉，请看一眼。")).to_be_visible()
