"""Whoever claims sees what the customer's words propose and how they begin, and does not pick blindly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Desk, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]

THREAT = "你们到底管不管？再不处理我就打12315，我电话13800000036，<b>随时</b>等着。"
SHOWN = "你们到底管不管？再不处理我就打12315，我电话138******36，<b>随时</b>等着。"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_threat_comes_into_the_open_queue_and_goes_with_a_decision(
    desk: Desk,
    signed_in: SignIn,
    window: Callable[..., BrowserContext],
    tmp_path: Path,
    width: int,
    height: int,
) -> None:
    page = signed_in("lin", width, height)
    page.goto(f"{desk.address}/workbench?tab=unclaimed")
    rows = page.locator(".q-row")
    expect(rows).to_have_count(1)
    expect(rows.locator(".q-said")).to_have_text("<script>alert(1)</script> 发票还没收到。")
    expect(page.locator(".q-heard")).to_have_count(0)

    customer = window(1200, 800).new_page()
    customer.goto(f"{desk.address}/chat")
    customer.locator("textarea").fill(THREAT)
    customer.keyboard.press("Enter")
    row = page.locator(".q-row", has_text="网页访客")
    expect(row.locator(".q-said")).to_have_text(SHOWN)
    expect(row.locator(".q-heard b")).to_have_text("客户要往外投诉")
    tag = row.locator(".q-heard .tiao")
    expect(tag).to_have_text("条10.1.2")
    expect(row.locator(".q-said")).to_have_css("height", "20px")  # one line, once it stands
    page.screenshot(path=tmp_path / f"unclaimed-{width}.png")
    box, said, mark = (
        one.bounding_box() for one in (row, row.locator(".q-said"), row.locator(".q-heard"))
    )
    assert box is not None
    assert said is not None
    assert mark is not None
    assert mark["y"] + mark["height"] <= said["y"], "the proposal stands above the words"
    assert box["x"] <= said["x"]
    assert said["x"] + said["width"] <= box["x"] + box["width"]
    assert said["y"] + said["height"] <= box["y"] + box["height"]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    basis = "从客户的话里看出：客户要往外投诉，条款 10.1.2，《客户服务规范手册》1.0 版"
    expect(row.locator(".q-heard")).to_have_attribute("title", basis)
    tag.click()
    expect(page.locator("#card")).to_contain_text("客户要往外投诉")
    page.keyboard.press("Escape")

    decides = signed_in("zhou")
    decides.goto(f"{desk.address}/workbench?tab=unclaimed")
    decides.locator(".q-row", has_text="网页访客").locator(".q-go").click()
    proposal = decides.locator(".proposal")
    expect(proposal).to_contain_text("客户要往外投诉")
    proposal.get_by_role("button", name="不用").click()
    expect(row.locator(".q-heard b")).not_to_have_text("客户要往外投诉")
    expect(row.locator(".q-said")).to_have_text(SHOWN)
