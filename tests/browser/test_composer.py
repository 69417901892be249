"""The composer: one finding after another, on a desk and on a phone."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import Desk, SignIn, open_case, selected_reply

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TWO = "您好，您自己去查。我们会尽快处理。"
MENDED = "您好，我给您念一下……，有不明白的地方您尽管问。我们会尽快处理。"
THREE = "吴女士，您好，这个不归我管。您自己去查。我们会尽快处理。"


def _write(page: Page, desk: Desk, text: str, name: str = "吴建平") -> Locator:
    open_case(page, desk, name)
    box = page.locator("reply-box textarea")
    box.fill(text)
    return box


def _hold_checks(page: Page) -> list[Route]:
    """The checks that the page asks for from now on; none is answered."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/check", hold)
    return held


def test_a_better_wording_leaves_the_next_sentence_and_its_finding(
    quiet_desk: Desk, looking: SignIn
) -> None:
    page = looking("lin")
    box, strip = _write(page, quiet_desk, TWO), page.locator(".c-strip")
    expect(strip).to_contain_text("12.6")
    expect(strip).to_contain_text("1 / 2")
    strip.get_by_role("button", name="替换").click()
    expect(box).to_have_value(MENDED)
    expect(strip).to_contain_text("6.1.2")
    expect(page.locator(".c-mirror .u-urge")).to_have_text("我们会尽快处理")
    page.keyboard.press("Control+KeyZ")
    expect(box).to_have_value(TWO)
    expect(strip).to_contain_text("2 / 2")
    box.fill(f"{TWO}这个不归我管。")
    expect(strip).to_contain_text("1 / 3")
    expect(strip.locator(".tiao")).to_contain_text("3.1.1")


def test_a_better_wording_does_not_make_the_second_fault_good(
    quiet_desk: Desk, looking: SignIn
) -> None:
    page = looking("lin")
    box, strip = (
        _write(page, quiet_desk, "吴女士，您好，这个不归我管。那个也不归我管。"),
        page.locator(".c-strip"),
    )
    expect(page.locator("[data-send]")).to_contain_text("改好 2 处")
    strip.get_by_label("部门").fill("仓库")
    strip.get_by_label("时间").fill("今天16:00")
    strip.get_by_role("button", name="替换").click()
    kind = "吴女士，您好，这件事由我跟到底。我现在联系仓库，今天16:00前给您答复。"
    expect(box).to_have_value(f"{kind}那个也不归我管。")
    expect(page.locator(".c-mirror .u-stop")).to_have_text("不归我管")
    expect(page.locator("[data-send]")).to_contain_text("改好 1 处")


def test_a_second_press_before_the_answer_puts_the_wording_in_once(
    quiet_desk: Desk, looking: SignIn
) -> None:
    page = looking("lin")
    box, strip = _write(page, quiet_desk, TWO), page.locator(".c-strip")
    press = strip.get_by_role("button", name="替换")
    expect(press).to_be_visible()
    held = _hold_checks(page)
    press.click()
    press.click()
    expect(box).to_have_value(MENDED)
    for route in held:
        route.continue_()
    page.unroute("**/check")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_counter_leads_to_every_finding(
    quiet_desk: Desk, looking: SignIn, width: int, height: int
) -> None:
    page = looking("lin", width, height)
    _write(page, quiet_desk, THREE)
    strip = page.locator(".c-strip")
    step = strip.get_by_role("button", name="看下一条")
    for number, words in (("3.1.1", "不归我管"), ("12.6", "自己去查"), ("6.1.2", "尽快")):
        expect(strip.locator(".tiao")).to_contain_text(number)
        if number != "3.1.1":
            assert words in selected_reply(page)
        if width < 600:
            size = step.bounding_box()
            assert size
            assert min(size["width"], size["height"]) >= 44
        step.click()
    expect(strip.locator(".tiao")).to_contain_text("3.1.1")
    assert "不归我管" in selected_reply(page)


def test_findings_come_back_when_the_check_answers_again(quiet_desk: Desk, looking: SignIn) -> None:
    page = looking("lin")
    box, strip = _write(page, quiet_desk, TWO), page.locator(".c-strip")
    expect(strip).to_contain_text("1 / 2")
    page.route("**/check", lambda route: route.abort())
    box.fill(f"{TWO}请稍等。")
    expect(strip).to_contain_text("检查暂时连不上，发送时会再查一遍。")
    page.unroute("**/check")
    box.fill(TWO)
    expect(strip).to_contain_text("1 / 2")


def test_what_was_mended_is_sent_at_once(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    box = _write(page, desk, THREE)
    expect(page.locator("[data-send]")).to_contain_text("改好 1 处")
    _hold_checks(page)
    mended = "吴女士，您好，我是林晓雨，工号0217。今天16:00前给您回电话。"
    box.fill(mended)
    page.keyboard.press("Enter")
    expect(page.locator(".turn.ours .say")).to_have_text([mended])
    expect(box).to_have_value("")


def test_a_phone_keeps_the_screen_for_the_conversation(quiet_desk: Desk, looking: SignIn) -> None:
    page = looking("lin", 390, 844)
    box = _write(page, quiet_desk, THREE, "鲁文静")
    expect(page.locator(".c-better")).to_be_visible()
    thread = page.locator("#thread").bounding_box()
    assert thread
    assert thread["y"] <= 110, "the head"
    assert thread["height"] >= 250, "what was said stays in sight beside a finding"
    page.set_viewport_size({"width": 390, "height": 450})  # the keyboard is open
    box.focus()
    for part in ("[data-send]", ".c-strip .c-next", ".c-write"):
        shown = page.locator(part).bounding_box()
        assert shown
        assert shown["y"] >= 0
        assert shown["y"] + shown["height"] <= 450, part
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".case-head [data-drawer]").click()
    facts = page.locator("#context .facts")
    expect(facts).to_contain_text("首问责任人 林晓雨")
    expect(facts.get_by_role("link", name="客户服务台账")).to_be_visible()
    below = page.locator("#context .card").first.bounding_box()
    last = facts.get_by_role("link").last.bounding_box()
    assert below
    assert last
    assert last["y"] + last["height"] <= below["y"], "the papers are not covered"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_with_many_chats_the_strip_says_whole_what_it_leaves_out(
    quiet_desk: Desk,
    window: Callable[..., BrowserContext],
    looking: SignIn,
    width: int,
    height: int,
) -> None:
    page = looking("lin", width, height)
    kept = [{"clause": "enterprise:3.1.1", "title": "不说“不归我管”"}]
    answer = json.dumps({"findings": [], "kept": kept, "busy": True})
    page.route(
        "**/check", lambda route: route.fulfill(body=answer, content_type="application/json")
    )
    _write(page, quiet_desk, "您好。")
    said = page.locator(".c-strip .c-line")
    expect(said).to_have_text("没有必须改的，可以发送。对话多，其余提示先不显示")
    assert said.locator("span").evaluate("el => el.scrollWidth <= el.clientWidth + 1")
