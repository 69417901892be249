"""The agent's way through a case with the keyboard alone, and a customer who writes in the widget."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Desk, SignIn, selected_reply

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HELD = "这个不归我管，您找别的部门吧。"


def test_a_held_reply_is_mended_and_sent_without_a_mouse(signed_in: SignIn) -> None:
    page = signed_in("lin")
    expect(page.locator(".q-row").first).to_contain_text("许建国")
    page.keyboard.press("Alt+KeyJ")
    expect(page.locator("#case h2").first).to_contain_text("许建国")
    box = page.locator("reply-box textarea")
    expect(box).to_be_focused()
    page.keyboard.type(HELD)
    strip = page.locator(".c-strip")
    expect(strip).to_contain_text("条")
    expect(strip.locator(".tiao").first).to_have_class("tiao broken")
    send = page.locator("[data-send]")
    expect(send).to_contain_text("改好")
    turns = page.locator(".turn").count()
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    assert page.locator(".turn").count() == turns, "a held reply must not go out"
    assert box.input_value() == HELD, "what was written stays in the box"
    assert selected_reply(page) in HELD
    assert selected_reply(page)

    for _ in range(6):
        if "改好" not in send.inner_text():
            break
        page.keyboard.press("Alt+Digit1")
        while page.locator("input.slot:focus").count():
            page.keyboard.type("今天16:00")
            page.keyboard.press("Enter")
        page.wait_for_timeout(700)
    expect(send).to_contain_text("发送")
    expect(send).not_to_contain_text("改好")
    assert "不归我管" not in box.input_value()
    page.keyboard.press("Control+KeyA")
    page.keyboard.type(
        "您好，我是林晓雨，工号0217。设备停机很耽误您，我已经联系工程师，今天16:00前给您回话。"
    )
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    expect(page.locator(".turn.ours .say")).to_contain_text("今天16:00前")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    expect(page.locator(".duties details")).to_contain_text("已办完")
    page.locator(".duties details summary").press("Enter")
    expect(page.locator(".duties details .is-kept").first).to_contain_text("用时")


def test_enter_inside_a_composition_sends_nothing(looking: SignIn) -> None:
    page = looking("lin")
    page.keyboard.press("Alt+KeyJ")
    box = page.locator("reply-box textarea")
    expect(box).to_be_focused()
    checks: list[str] = []
    page.on(
        "request", lambda request: checks.append(request.url) if "/check" in request.url else None
    )
    turns = page.locator(".turn").count()
    ime = page.context.new_cdp_session(page)
    for text in ("n", "ni", "ni h", "ni hao"):
        ime.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    page.evaluate(
        """() => document.querySelector('reply-box textarea').dispatchEvent(
            new KeyboardEvent('keydown', {code: 'Enter', key: 'Enter', isComposing: true, keyCode: 229, bubbles: true}))"""
    )
    page.wait_for_timeout(500)
    assert page.locator(".turn").count() == turns
    assert not checks, "nothing is asked while an input method composes"
    ime.send("Input.insertText", {"text": "你好"})
    expect(box).to_have_value("你好")
    page.wait_for_timeout(600)
    assert checks, "what was composed is checked"


def test_customer_writes_and_both_sides_see_it(
    desk: Desk, signed_in: SignIn, window: Callable[..., BrowserContext]
) -> None:
    agent = signed_in("lin")
    agent.goto(f"{desk.address}/workbench?tab=unclaimed")
    before = agent.locator(".q-row").count()
    customer = window(390, 844).new_page()
    customer.goto(f"{desk.address}/chat")
    customer.get_by_label("您想说的").fill("你好，我的订单三天了还没发货。")
    customer.get_by_role("button", name="发送").click()
    expect(agent.locator(".q-row")).to_have_count(before + 1, timeout=3000)
    newest = agent.locator(".q-row", has_text="网页").first
    expect(newest.locator("count-down, .count")).to_be_visible()
    expect(newest.locator(".tiao", has_text="5.3.1")).to_be_visible()
    newest.locator(".q-go").click()
    box = agent.locator("reply-box textarea")
    expect(box).to_be_focused()
    agent.keyboard.type("您好，我是林晓雨，工号0217。订单今天16:00前给您查到发货时间。")
    agent.wait_for_timeout(600)
    agent.keyboard.press("Enter")
    expect(customer.locator(".bubble:not(.own)")).to_contain_text("16:00前")
    expect(customer.locator("#state")).to_contain_text("林晓雨")
    customer.get_by_label("您想说的").fill("好的")
    customer.keyboard.press("Enter")
    expect(agent.locator(".turn.theirs").last).to_contain_text("好的")
    customer.reload()
    expect(customer.locator(".bubble")).to_have_count(3)


def test_after_claiming_the_keys_go_on_in_the_reply(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    page.goto(f"{desk.address}/workbench?tab=unclaimed")
    page.locator(".q-go").first.click()
    page.get_by_role("button", name="认领").press("Enter")
    expect(page.locator("reply-box textarea")).to_be_focused()
    expect(page.get_by_role("button", name="认领")).to_have_count(0)
    page.keyboard.press("Alt+KeyT")
    choice = page.locator("#panel select")
    expect(choice).to_contain_text("周敏")
    expect(choice).not_to_contain_text("林晓雨")


def test_a_lost_connection_sends_once_when_it_is_back(
    desk: Desk, window: Callable[..., BrowserContext]
) -> None:
    context = window(390, 844)
    page = context.new_page()
    page.goto(f"{desk.address}/chat")
    page.get_by_label("您想说的").fill("第一句。")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.own[data-seq]")).to_have_count(1)
    context.set_offline(True)
    page.get_by_label("您想说的").fill("断网时写的。")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.waiting")).to_contain_text("连上后自动发出")
    context.set_offline(False)
    expect(page.locator(".bubble.own[data-seq]")).to_have_count(2, timeout=12_000)
    expect(page.locator(".bubble.waiting")).to_have_count(0)
    page.reload()
    expect(page.locator(".bubble.own")).to_have_count(2)


def test_reading_and_sending_work_without_script(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin", script=False)
    page.locator(".q-go").first.click()
    expect(page.locator("#case h2").first).to_contain_text("许建国")
    page.locator("textarea[name=text]").fill(HELD)
    page.locator("[data-send]").click()
    expect(page.locator(".c-strip")).to_contain_text("不归我管")
    assert page.locator("textarea[name=text]").input_value() == HELD
    page.locator("textarea[name=text]").fill("您好，我是林晓雨，工号0217，今天16:00前给您回话。")
    page.locator("[data-send]").click()
    expect(page.locator(".turn.ours .say")).to_contain_text("16:00前")


def test_a_draft_stays_in_this_browser(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    page.locator(".q-go").first.click()
    page.locator("reply-box textarea").fill("写到一半的话，下午接着写")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator("reply-box textarea")).to_have_value("写到一半的话，下午接着写")
    page.locator(".q-go").nth(1).click()
    expect(page.locator("reply-box textarea")).to_have_value("")
    found = [path for path in desk.data.rglob("*") if path.is_file()]
    assert found
    assert not any("写到一半".encode() in path.read_bytes() for path in found)
