"""The strip under the draft: what is left out, what is praised, and what a lost connection leaves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Desk, SignIn, open_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HELD = "您好，吴女士，这个不归我管。"
MENDED = "您好，吴女士，我今天20:30前给您打电话。"


def _open(page: Page, desk: Desk) -> tuple[Locator, Locator, Locator]:
    """The box, the strip and the button of a case to which nobody has written yet."""
    open_case(page, desk, "吴建平")
    return page.locator("reply-box textarea"), page.locator(".c-strip"), page.locator("[data-send]")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_what_is_left_out_stands_there_while_one_writes_and_holds_nothing(
    quiet_desk: Desk, looking: SignIn, width: int, height: int
) -> None:
    page = looking("lin", width, height)
    box, strip, send = _open(page, quiet_desk)
    box.fill("请问是哪一张订单？")
    expect(strip.locator("b")).to_have_text("还差：第一句先问候")
    expect(strip.locator(".tiao")).to_contain_text("3.2.3")
    expect(strip.locator(".m-kept")).to_have_count(0)
    expect(send).to_contain_text("发送")
    expect(send).not_to_have_class("gate")
    strip.get_by_role("button", name="补上").click()
    expect(box).to_have_value("您好，请问是哪一张订单？")
    expect(strip).to_have_text("已守：第一句先问候")


def test_what_is_too_long_is_not_called_missing(quiet_desk: Desk, looking: SignIn) -> None:
    page = looking("lin")
    box, strip, _ = _open(page, quiet_desk)
    box.fill("您好，" + "这张订单一共有两件货。" * 30)
    expect(strip.locator("b")).to_have_text("在线回复要短")
    expect(strip).to_contain_text("个字，最多")


def test_a_message_that_kept_nothing_is_not_praised(quiet_desk: Desk, looking: SignIn) -> None:
    page = looking("lin")
    box, strip, _ = _open(page, quiet_desk)
    box.fill("您好，吴女士。")
    expect(strip).to_have_text("已守：第一句先问候")
    box.fill("哈哈")
    expect(strip).to_contain_text("还差：第一句先问候")
    expect(strip).not_to_contain_text("已守")


def test_as_soon_as_possible_fills_no_slot_for_a_time(quiet_desk: Desk, looking: SignIn) -> None:
    page = looking("lin")
    box, strip, send = _open(page, quiet_desk)
    box.fill("您好，我们会尽快处理。")
    strip.get_by_role("textbox", name="时间").fill("尽快")
    strip.get_by_role("button", name="替换").click()
    expect(strip).to_contain_text("“尽快前”没有说到什么时候，请写到几点")
    expect(strip.locator(".m-kept")).to_have_count(0)
    expect(send).to_contain_text("填好 1 处即可发送")
    send.click()
    assert box.evaluate("el => el.value.slice(el.selectionStart, el.selectionEnd)") == "尽快前"
    page.keyboard.insert_text("今天16:00前")
    expect(send).to_have_text("发送Enter")
    expect(strip).not_to_contain_text("没有说到")


def test_a_lost_connection_does_not_lock_what_was_mended(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    box, strip, send = _open(page, desk)
    anyway = page.locator("[data-anyway]")
    box.fill(HELD)
    expect(send).to_contain_text("改好 1 处")
    expect(anyway).to_be_visible()
    page.context.set_offline(True)
    box.fill(MENDED)
    expect(strip).to_contain_text("检查暂时连不上")
    expect(send).to_have_text("发送Enter")
    expect(anyway).to_be_hidden()
    send.click()
    expect(strip).to_contain_text("没有发出")
    expect(send).to_have_text("发送Enter")
    page.context.set_offline(False)
    expect(strip).to_contain_text("连上了。这一句还没有发出", timeout=15_000)
    send.click()
    expect(page.locator(".turn.ours .say")).to_have_text([MENDED])
    expect(box).to_have_value("")


def test_back_on_the_line_a_fault_holds_again(quiet_desk: Desk, looking: SignIn) -> None:
    page = looking("lin")
    box, strip, send = _open(page, quiet_desk)
    page.context.set_offline(True)
    box.fill(HELD)
    expect(strip).to_contain_text("检查暂时连不上")
    page.context.set_offline(False)
    expect(strip.locator(".tiao")).to_contain_text("3.1.1", timeout=15_000)
    expect(send).to_contain_text("改好 1 处")


def test_sending_all_the_same_asks_for_the_reason_in_our_own_words(
    quiet_desk: Desk, looking: SignIn
) -> None:
    page = looking("lin")
    box, _, _ = _open(page, quiet_desk)
    box.fill(HELD)
    page.locator("[data-anyway]").click()
    page.get_by_role("button", name="带理由发送").click()
    why = page.get_by_label("理由", exact=True)
    expect(why).to_be_focused()
    expect(why).to_have_accessible_description("这里还空着，请写明为什么仍要发。")
    why.fill("客户要我照念")
    expect(page.locator(".asked")).to_have_count(0)
