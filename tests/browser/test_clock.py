"""Clocks on the screen: they count by the server's time, warn, break, and reach the leader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Desk, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_case_left_alone_warns_breaks_and_reaches_the_leader(
    desk: Desk, signed_in: SignIn
) -> None:
    agent = signed_in("lin")
    leader = signed_in("zhou")
    row = agent.locator(".q-row", has_text="许建国")
    expect(row.locator("count-down")).to_have_class(re.compile("is-running"))
    # A page follows its own clock between answers, so the moved clock needs one answer.
    desk.move(minutes=25)
    agent.reload()
    expect(row.locator("count-down")).to_have_class(re.compile("is-risk"))
    expect(row.locator("time")).to_have_text(re.compile(r"剩 0[0-5]:\d\d"))
    desk.move(minutes=10)
    agent.reload()
    expect(row.locator("count-down")).to_have_class(re.compile("is-broken"))
    expect(row.locator("time")).to_have_text(re.compile(r"超 0\d:\d\d"))
    expect(row.locator(".tiao")).to_have_class(re.compile("broken"))

    leader.goto(f"{desk.address}/board")
    late = leader.locator("#broken li", has_text="许建国")
    expect(late).to_be_visible()
    expect(leader.locator(".figures a").first.locator("b")).not_to_have_text("0")
    expect(
        leader.locator(".lane-row", has_text="林晓雨").locator(".is-broken").first
    ).to_be_visible()
    # The worker tells the leader as soon as it has decided.
    expect(leader.locator(".bell .count-dot")).to_be_visible(timeout=20_000)
    expect(late).to_contain_text("已报 周敏", timeout=20_000)


def test_a_countdown_crosses_zero_without_an_answer(desk: Desk, signed_in: SignIn) -> None:
    # Three seconds before the first answer to the level-1 case is due.
    desk.move(minutes=29, seconds=55)
    page = signed_in("lin")
    words = page.locator(".q-row", has_text="许建国").locator("time")
    expect(words).to_have_text(re.compile(r"剩 00:0\d"))
    expect(words).to_have_text(re.compile(r"超 00:0\d"), timeout=12_000)


def test_a_wrong_device_clock_changes_nothing(looking: SignIn) -> None:
    page = looking("lin")
    words = page.locator(".q-row", has_text="许建国").locator("time")
    before = _seconds(words.inner_text())
    page.evaluate("() => { const real = Date.now; Date.now = () => real() + 3600_000; }")
    # The jump is seen against the steady timer; the next answer of the server sets the clock again.
    page.wait_for_timeout(3500)
    after = _seconds(words.inner_text())
    assert 0 <= before - after <= 15


def test_the_card_says_how_the_due_time_was_reached(looking: SignIn) -> None:
    page = looking("lin")
    page.locator(".q-go").first.click()
    tag = page.locator(".duties .tiao").first
    tag.focus()
    tag.press("Enter")
    card = page.locator("#card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("版本")
    expect(card).to_contain_text("起算")
    expect(card).to_contain_text("到期")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(tag).to_be_focused()


def _seconds(text: str) -> int:
    found = re.search(r"(\d+):(\d\d)", text)
    assert found, text
    return int(found[1]) * 60 + int(found[2])
