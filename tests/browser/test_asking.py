"""What a form asks for, in the desk's own words and once; lines that are never cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Desk, SignIn, open_case
from tests.browser.world import LONG_NAME

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])


def test_an_empty_reason_is_asked_for_in_our_own_words_and_an_older_error_goes(
    desk: Desk, signed_in: SignIn
) -> None:
    page = signed_in("lin")
    open_case(page, desk, "吴建平")
    page.locator("reply-box textarea").fill("您好，这张订单我们会尽快处理。")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.ours")).to_have_count(1)
    page = signed_in("zhou")
    open_case(page, desk, "吴建平")
    page.locator("#thread").get_by_role("link", name="复核").first.click()
    panel = page.locator("#panel")
    panel.get_by_role("button", name="属实", exact=True).click()
    error = page.locator(".banner.wrong", has_text="还没有选算谁的")
    expect(error).to_have_count(1)
    expect(panel.locator(".banner.wrong")).to_have_count(1)
    panel.get_by_role("button", name="不成立").click()
    why = panel.get_by_label("不成立，因为")
    expect(why).to_be_focused()
    expect(why).to_have_accessible_description("这里还空着，请写一句。")
    expect(error).to_have_count(0)
    expect(panel.locator("[aria-invalid=true]")).to_have_count(1)
    why.fill("客户问的是别的订单")
    expect(page.locator(".asked")).to_have_count(0)
    panel.get_by_role("button", name="不成立").click()
    expect(panel).to_be_hidden()


def test_a_time_that_was_not_chosen_is_asked_for(quiet_desk: Desk, looking: SignIn) -> None:
    page = looking("lin")
    open_case(page, quiet_desk, "吴建平")
    page.locator("#context [data-promise-panel]").click()
    panel = page.locator("#panel")
    panel.locator("form button").last.click()
    said = panel.locator(".asked")
    expect(said).to_have_text(["这里还空着，请写一句。", "这里还没有选时间，请选日期和时分。"])
    expect(panel.locator("#promise-text")).to_be_focused()


@WIDTHS
def test_a_duty_says_its_limit_whole(
    desk: Desk, signed_in: SignIn, width: int, height: int
) -> None:
    desk.move(hours=5)
    page = signed_in("lin", width, height)
    open_case(page, desk, LONG_NAME)
    if width < 1200:
        page.locator(".case-head [data-drawer]").click()
    basis = page.locator(".duties .basis", has_text="限1 个工作日 · 明天18:00")
    expect(basis.first).to_be_visible()
    for one in basis.locator("span").last.all():
        cut = one.evaluate("el => el.scrollWidth > el.clientWidth + 1 || el.offsetHeight > 20")
        assert not cut, one.inner_text()


def _chat(window: Callable[..., BrowserContext], desk: Desk) -> Page:
    page = window(390, 844).new_page()
    page.goto(f"{desk.address}/chat")
    return page


def test_a_customers_box_grows_with_what_is_written(
    quiet_desk: Desk, window: Callable[..., BrowserContext]
) -> None:
    page = _chat(window, quiet_desk)
    box = page.get_by_label("您想说的")
    low = box.evaluate("el => el.offsetHeight")
    assert low == 44
    box.fill("上个月的账单里多扣了一笔服务费，我问过两次了，还没有人告诉我什么时候退。" * 2)
    assert box.evaluate("el => el.offsetHeight") > 2 * low
    assert box.evaluate("el => el.scrollHeight <= el.clientHeight"), "nothing is cut"
    box.fill("很长的话。" * 200)
    assert box.evaluate("el => (el.clientHeight - 16) % 26") == 0, "whole lines"
    shown = box.bounding_box()
    assert shown
    assert shown["y"] + shown["height"] < 844
