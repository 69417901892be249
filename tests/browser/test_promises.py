"""A promise in a reply: told while writing, proposed once sent, registered by one key."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk, SignIn, open_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The desk's clock stands at 14:38 on Wednesday, 18 March 2026.
SURE = "鲁女士，您好，检测结果我明天下班前打电话告诉您。"
UNSURE = "鲁女士，备件我周三给您寄出。"


def test_a_promise_is_registered_by_one_key(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    open_case(page, desk, "鲁文静")
    page.locator("reply-box textarea").fill(SURE)
    told = page.locator("[data-promises]")
    expect(told).to_contain_text("检测结果我明天下班前打电话告诉您")
    expect(told).to_contain_text("2026年3月19日（周四）18:00 前")
    page.keyboard.press("Enter")
    expect(told).to_be_hidden()
    card = page.locator(".heard")
    expect(card).to_contain_text("最晚 2026年3月19日（周四）18:00 前")
    expect(card).to_be_in_viewport()
    noted = page.locator(".turn.ours", has_text="发现承诺，待登记")
    expect(noted).to_have_count(1)
    expect(page.locator(".promised-row")).to_have_count(0)
    page.keyboard.press("Alt+KeyP")
    expect(page.locator(".promised-row")).to_contain_text("检测结果我明天下班前打电话告诉您")
    expect(card).to_have_count(0)
    expect(noted).to_have_count(0)
    expect(page.locator(".duties")).to_contain_text("兑现对客户的承诺")


def test_an_unsure_promise_is_chosen_or_put_away(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    open_case(page, desk, "鲁文静")
    page.locator("reply-box textarea").fill(UNSURE)
    expect(page.locator("[data-promises]")).to_contain_text("今天就是这一天")
    page.keyboard.press("Enter")
    card = page.locator(".heard")
    expect(card.locator("form")).to_have_count(2)
    expect(card).to_contain_text("2026年3月25日（周三）18:00 前")
    card.get_by_role("button", name="不是承诺").click()
    expect(card).to_have_count(0)
    page.reload()
    expect(page.locator(".duties")).to_be_visible()
    expect(card).to_have_count(0)
    expect(page.locator(".promised-row")).to_have_count(0)
