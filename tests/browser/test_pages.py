"""Every page in a real browser: both themes, four sizes; nothing cut, unreadable or blocked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Desk, SignIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = [(1440, 900), (1366, 768), (1024, 768), (390, 844)]

# Text that is on screen and too small, or too faint against what lies behind it.
UNREADABLE = """() => {
  const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return {r: m[0], g: m[1], b: m[2], a: m[3] ?? 1}; };
  const lum = ({r, g, b}) => { const f = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const ground = el => { for (let at = el; at; at = at.parentElement) {
    const c = parse(getComputedStyle(at).backgroundColor); if (c.a > .99) return c; } return {r: 255, g: 255, b: 255}; };
  const out = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    if (!walker.currentNode.nodeValue.trim() || !el.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (el.closest('.unseen, .c-mirror, script, style, title, option, noscript, svg')) continue;
    const style = getComputedStyle(el), text = parse(style.color), back = ground(el);
    const [lo, hi] = [lum(text), lum(back)].sort((a, b) => a - b);
    const ratio = (hi + .05) / (lo + .05), size = parseFloat(style.fontSize);
    if (size < 12 || ratio < 4.5) out.push(`${size}px ${ratio.toFixed(2)} ${walker.currentNode.nodeValue.trim().slice(0, 20)}`);
  }
  return out;
}"""
SIDEWAYS = """() => [document.scrollingElement, ...document.querySelectorAll('.scroll')]
  .filter(el => el.checkVisibility() && el.scrollWidth > el.clientWidth + 1)
  .map(el => `${el.id || el.className}: ${el.scrollWidth} in ${el.clientWidth}`)"""


def _addresses(page: Page, desk: Desk) -> dict[str, str]:
    """Every page that a manager may open."""
    page.goto(f"{desk.address}/workbench?tab=team")
    case = page.locator(".q-go", has_text="鲁文静").get_attribute("href")
    long = page.locator(".q-go", has_text="欧阳").get_attribute("href")
    assert case
    assert long
    bare = case.split("?")[0]
    return {
        "queue": "/workbench?tab=team",
        "unclaimed": "/workbench?tab=unclaimed",
        "empty": "/workbench?tab=mine",
        "case": case,
        "long": long,
        "panel": f"{bare}/panel/close",
        "paper": f"{bare}/form/投诉处理单",
        "board": "/board",
        "handbook": "/handbook",
        "clause": "/handbook/enterprise/4.3.1",
        "search": "/search?q=明达",
        "clauses-found": "/search?q=不归我管",
        "nothing-found": "/search?q=没有这个人",
        "missing": "/nowhere",
        "chat": "/chat",
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_page_is_whole_and_readable(
    quiet_desk: Desk, looking: SignIn, tmp_path: Path, size: tuple[int, int], theme: str
) -> None:
    page = looking("gu", *size)
    blocked: list[str] = []
    page.on(
        "console",
        lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None,
    )
    page.context.add_cookies([{"name": "theme", "value": theme, "url": quiet_desk.address}])
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    problems: list[str] = []
    for name, address in _addresses(page, quiet_desk).items():
        page.goto(f"{quiet_desk.address}{address}")
        page.wait_for_timeout(250)
        page.screenshot(path=tmp_path / f"{name}-{size[0]}-{theme}.png")
        problems += [f"{name}: {text}" for text in page.evaluate(UNREADABLE)]
        problems += [f"{name} scrolls sideways: {text}" for text in page.evaluate(SIDEWAYS)]
    assert not blocked, blocked
    assert not problems, "\n".join(problems)


def test_a_clause_that_was_found_is_pressed_by_its_title(looking: SignIn, quiet_desk: Desk) -> None:
    page = looking("lin", 390, 844)
    page.goto(f"{quiet_desk.address}/search?q=不归我管")
    row = page.locator(".rules tr", has_text="3.1.1")
    tag, title = (row.locator("td a").nth(place).bounding_box() for place in (0, 1))
    assert tag
    assert title
    assert tag["x"] + tag["width"] <= title["x"]
    assert tag["height"] < title["height"] == 44
    row.locator("td a").nth(1).click()
    expect(page.locator(".clause[aria-current]")).to_have_attribute("id", "c3.1.1")


def test_what_must_be_whole_at_1366(looking: SignIn) -> None:
    """UI §5: six rows, the last message, composer with strip and button, three obligations."""
    page = looking("lin", 1366, 768)
    page.locator(".q-go", has_text="鲁文静").click()
    page.locator("reply-box textarea").fill("这个不归我管。")
    expect(page.locator(".c-strip .c-better")).to_be_visible()
    height = 768
    rows = page.locator(".q-row")
    for i in range(min(6, rows.count())):
        box = rows.nth(i).bounding_box()
        assert box
        assert box["y"] + box["height"] <= height
    for part in (".duties li >> nth=2", "[data-send]", ".c-strip"):
        box = page.locator(part).bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height, part
    thread, last = page.locator("#thread").bounding_box(), page.locator(".turn").last.bounding_box()
    assert thread
    assert last
    assert last["y"] >= thread["y"] - 1
    assert last["y"] + last["height"] <= thread["y"] + thread["height"] + 1


def test_words_of_customers_are_words(quiet_desk: Desk, looking: SignIn) -> None:
    page = looking("gu")
    page.goto(f"{quiet_desk.address}/workbench?tab=unclaimed")
    page.locator(".q-go", has_text="龚").click()
    expect(page.locator("#case h2").first).to_contain_text("<b>龚</b>明")
    expect(page.locator(".turn.theirs .say")).to_contain_text("<script>alert(1)</script>")


def test_the_theme_is_the_persons(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    page.get_by_role("button", name="明暗").click()
    page.get_by_role("button", name="深色").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_timeout(300)
    elsewhere = signed_in("lin")
    expect(elsewhere.locator("html")).to_have_attribute("data-theme", "dark")


def test_closing_says_what_is_missing_and_leads_there(signed_in: SignIn) -> None:
    page = signed_in("lin")
    page.locator(".q-go", has_text="鲁文静").click()
    expect(page.locator("[data-act=close]")).to_contain_text("差")
    page.locator("reply-box textarea").focus()
    page.keyboard.press("Alt+KeyE")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("暂不能结案")
    assert panel.locator("li").count() >= 3
    panel.get_by_role("button", name="登记告知").click()
    expect(panel).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("已记入台账")
    page.keyboard.press("Alt+KeyE")
    expect(panel).not_to_contain_text("还没有把结果告诉客户")
    panel.get_by_role("link", name="去填《投诉处理单》").click()
    page.wait_for_url("**/form/**")
    page.get_by_label("处理办法", exact=True).fill("工程师沈浩3月18日16:00到场更换光电组件。")
    page.get_by_role("button", name="存入").click()
    expect(page.locator(".written").first).to_contain_text("沈浩")


def test_every_key_of_the_help_page_is_bound(looking: SignIn) -> None:
    page = looking("lin")
    page.locator(".q-go", has_text="鲁文静").click()
    page.locator("#thread").focus()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    for keys, shown in (
        ("Alt+KeyT", "转交给谁"),
        ("Alt+KeyS", "为什么暂停"),
        ("Alt+KeyP", "登记承诺"),
    ):
        page.keyboard.press(keys)
        expect(page.locator("#panel")).to_contain_text(shown)
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()
    page.keyboard.press("Control+KeyK")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Tab")
    page.locator("#thread").focus()
    page.keyboard.press("KeyG")
    page.keyboard.press("KeyH")
    page.wait_for_url("**/handbook")


def test_the_queue_does_not_move_under_the_pointer(desk: Desk, signed_in: SignIn) -> None:
    agent = signed_in("wang")
    agent.goto(f"{desk.address}/workbench?tab=team")
    row = agent.locator(".q-row").nth(2)
    row.hover()
    before, name = row.bounding_box(), row.locator("b").first.inner_text()
    other = signed_in("lin")
    other.locator(".q-go").first.click()
    other.locator("reply-box textarea").fill("您好，我是林晓雨，工号0217，今天16:00前给您回话。")
    other.wait_for_timeout(600)
    other.keyboard.press("Enter")
    expect(other.locator(".turn.ours")).to_have_count(1)
    agent.wait_for_timeout(1500)
    here = agent.locator(".q-row", has_text=name).bounding_box()
    assert before
    assert here
    assert abs(here["y"] - before["y"]) <= 1


def test_a_push_leaves_an_open_panel_and_its_words_alone(desk: Desk, signed_in: SignIn) -> None:
    page = signed_in("lin")
    page.locator(".q-go", has_text="鲁文静").click()
    page.get_by_role("link", name="登记承诺").or_(
        page.get_by_role("button", name="登记承诺")
    ).first.click()
    field = page.get_by_label("答应了什么")
    field.fill("检测结果打电话告诉客户")
    other = signed_in("wang")
    other.goto(page.url)
    other.locator("input[name=text]").first.fill("停机报E-417")
    other.locator("#three button").first.click()
    expect(page.locator("#three")).to_contain_text("停机报E-417")
    expect(field).to_be_focused()
    expect(field).to_have_value("检测结果打电话告诉客户")


def test_the_widget_stands_on_a_foreign_page(
    desk: Desk, window: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        f"<!doctype html><p>A shop<script src='{desk.address}/widget.js' defer></script>", "utf-8"
    )
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as shop:
        Thread(target=shop.serve_forever, daemon=True).start()
        page = window(1440, 900).new_page()
        page.goto(f"http://127.0.0.1:{shop.server_port}/")
        _write_in_the_widget(page)
        shop.shutdown()


def _write_in_the_widget(page: Page) -> None:
    page.get_by_role("button", name="联系客服").click()
    inside = page.frame_locator("iframe")
    inside.get_by_label("您想说的").fill("从店里来的问题。")
    inside.get_by_role("button", name="发送").click()
    expect(inside.locator(".bubble.own[data-seq]")).to_have_count(1)
    inside.get_by_role("button", name="收起").click()
    expect(page.get_by_role("button", name="联系客服")).to_be_visible()


def test_no_page_is_taller_than_its_window_and_a_toast_leaves_the_rail_alone(
    looking: SignIn,
) -> None:
    for width, height in ((1440, 900), (390, 844)):
        page = looking("lin", width, height)
        for address in ("/workbench", "/handbook"):
            page.goto(page.url.partition("/workbench")[0].partition("/handbook")[0] + address)
            taller = page.evaluate("document.documentElement.scrollHeight - innerHeight")
            assert taller == 0, f"{address} at {width}"
    page = looking("lin")
    page.evaluate(
        """() => { const line = document.createElement('p'); line.className = 'toast';
        line.textContent = '已记下'; document.getElementById('toasts').append(line); }"""
    )
    toast = page.locator(".toast").bounding_box()
    keys = page.get_by_role("button", name="快捷键").bounding_box()
    assert toast is not None
    assert keys is not None
    assert toast["x"] >= keys["x"] + keys["width"]


def test_a_phone_shows_no_keys(looking: SignIn) -> None:
    page = looking("lin", 390, 844)
    page.locator(".q-go").first.click()
    expect(page.locator("[data-send]")).to_be_visible()
    assert page.locator("kbd:visible").count() == 0
