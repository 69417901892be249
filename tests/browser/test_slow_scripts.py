"""What a person writes before a page's script has come is neither lost nor sent astray."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Desk, SignIn, case_link

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Held:
    """The scripts of a page, kept back until ``release``."""

    def __init__(self, page: Page) -> None:
        self._routes: list[Route] = []
        self._open = False
        page.route("**/*.js", self._ask)

    def _ask(self, route: Route) -> None:
        if self._open:
            route.continue_()
        else:
            self._routes.append(route)

    def release(self) -> None:
        """Let them through, and all that come after them."""
        assert self._routes, "no script was asked for"
        self._open = True
        for route in self._routes:
            route.continue_()


def open_before_its_scripts(desk: Desk, signed_in: SignIn, customer: str) -> tuple[Page, Held]:
    """A case in front of lin, whose scripts have not come."""
    page = signed_in("lin")
    case = case_link(page, desk, customer).get_attribute("href")
    scripts = Held(page)
    page.goto(f"{desk.address}{case}", wait_until="commit")
    return page, scripts


def test_what_a_customer_wrote_before_the_script_came_is_sent(
    desk: Desk, window: Callable[..., BrowserContext]
) -> None:
    page = window(390, 844).new_page()
    scripts = Held(page)
    page.goto(f"{desk.address}/chat?frame=1", wait_until="commit")
    box, press = page.get_by_label("您想说的"), page.get_by_role("button", name="发送")
    box.fill("从店里来的问题。")
    expect(page.get_by_text("正在接通，您可以先写")).to_be_visible()
    expect(press).to_be_disabled()
    press.dispatch_event("click")
    scripts.release()
    press.click()
    expect(page.locator(".bubble.own[data-seq]")).to_have_text("从店里来的问题。")
    expect(box).to_have_value("")
    assert page.url == f"{desk.address}/chat?frame=1", "the words are in no address"


def test_a_draft_of_last_time_does_not_replace_what_was_just_written(
    desk: Desk, window: Callable[..., BrowserContext]
) -> None:
    page = window(390, 844).new_page()
    page.goto(f"{desk.address}/chat")
    box = page.get_by_label("您想说的")
    box.fill("上次没写完的")
    page.reload()
    expect(box).to_have_value("上次没写完的")
    scripts = Held(page)
    page.reload(wait_until="commit")
    box.fill("今天要说的")
    scripts.release()
    expect(page.get_by_role("button", name="发送")).to_be_enabled()
    expect(box).to_have_value("今天要说的")
    page.reload()
    expect(box).to_have_value("今天要说的")


def test_what_is_written_while_a_message_is_on_its_way_goes_out_behind_it(
    desk: Desk, window: Callable[..., BrowserContext]
) -> None:
    page = window(390, 844).new_page()
    page.goto(f"{desk.address}/chat")
    box, press = page.get_by_label("您想说的"), page.get_by_role("button", name="发送")

    def say(*words: str) -> None:
        for each in words:
            box.fill(each)
            press.click()

    say("您好。")
    expect(page.locator(".bubble.own[data-seq]")).to_have_count(1)
    way: list[Route] = []

    def hold_first(route: Route) -> None:
        if way:
            route.continue_()
        else:
            way.append(route)

    page.route("**/chat/*/messages", hold_first)
    say("打印机不转了。", "红灯也亮着。")
    expect(page.locator(".bubble.own[data-waiting]")).to_have_count(2)
    way[0].continue_()
    shown = page.locator(".bubble.own[data-seq]")
    expect(shown).to_have_text(["您好。", "打印机不转了。", "红灯也亮着。"])


def test_a_reply_written_before_the_script_came_stays_and_is_checked(
    desk: Desk, signed_in: SignIn
) -> None:
    page, scripts = open_before_its_scripts(desk, signed_in, "吴建平")
    box = page.locator("reply-box textarea")
    box.fill("您好，我们会尽快处理。")
    scripts.release()
    expect(page.locator(".c-strip")).to_contain_text("6.1.2")
    expect(box).to_have_value("您好，我们会尽快处理。")
    page.reload()
    expect(box).to_have_value("您好，我们会尽快处理。")


def test_what_is_pressed_before_the_script_came_is_done_by_the_page_itself(
    desk: Desk, signed_in: SignIn
) -> None:
    page, _ = open_before_its_scripts(desk, signed_in, "鲁文静")
    page.locator("#three input[name=text]").first.fill("停机报E-417")
    page.locator("#three button").first.click()
    expect(page.locator("#three")).to_contain_text("停机报E-417")
    words = "鲁女士，您好，我是林晓雨，工号0217。16:00前给您回电话。"
    page.locator("reply-box textarea").fill(words)
    page.locator("[data-send]").click()
    expect(page.locator(".turn.ours .say")).to_have_text([words])
