"""A real desk in a process of its own, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.world import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
START = datetime.fromisoformat("2026-03-18T14:38:00+08:00")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(slots=True)
class Desk:
    """The desk under test: where it is, and a hand on its clock."""

    address: str
    data: Path
    clock: Path
    now: datetime

    def move(self, **delta: float) -> None:
        """Move the desk's clock on by a timedelta."""
        self.now += timedelta(**delta)
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(self.now.isoformat(), encoding="utf-8")
        fresh.replace(self.clock)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of ``tests.browser.world``, made once and copied for each desk."""
    if not (ROOT / "src/shouwen_desk/static_built/manifest.json").is_file():
        pytest.skip("the screens are not built; run `make build`")
    folder = tmp_path_factory.mktemp("company")
    clock, data = folder / "clock", folder / "data"
    clock.write_text(START.isoformat(), encoding="utf-8")
    data.mkdir()
    subprocess.run(
        [sys.executable, "-m", "tests.browser.world", str(data), str(clock)],
        cwd=ROOT, env=_environment(), check=True, timeout=120,
    )  # fmt: skip
    return data


@pytest.fixture
def desk(company: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk of its own, its clock at 14:38 on a Wednesday."""
    with _serving(company, tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def quiet_desk(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for all tests that only look."""
    with _serving(company, tmp_path_factory.mktemp("quiet")) as found:
        yield found


def _environment() -> dict[str, str]:
    mine = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return mine | {"SHOUWEN_TEST": "1", "PYTHONPATH": f"{ROOT}/src:{ROOT}"}


@contextmanager
def _serving(company: Path, folder: Path) -> Iterator[Desk]:
    clock, data = folder / "clock", folder / "data"
    clock.write_text(START.isoformat(), encoding="utf-8")
    shutil.copytree(company, data)
    port = _free_port()
    command = ["serve", "--data", str(data), "--port", str(port), "--clock", str(clock)]
    server = subprocess.Popen(
        [sys.executable, "-m", "shouwen_desk.config.command", *command],
        cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    found = Desk(f"http://127.0.0.1:{port}", data, clock, START)
    try:
        _wait_for(found.address, server)
        yield found
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Not kept for the session: while it is open an event loop runs in this
    thread, in which Django refuses to ask its database."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A function that opens a browser window of its own, with its own storage."""
    opened: list[BrowserContext] = []

    def open_window(width: int = 1440, height: int = 900, *, script: bool = True) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN",
            timezone_id="Asia/Shanghai", java_script_enabled=script, reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield open_window
    for context in opened:
        context.close()


SignIn = Callable[..., Page]


@pytest.fixture
def signed_in(desk: Desk, window: Callable[..., BrowserContext]) -> SignIn:
    """A function that signs somebody in at ``desk``; a script that fails on the page fails the test."""
    return _sign_in_at(desk, window)


@pytest.fixture
def looking(quiet_desk: Desk, window: Callable[..., BrowserContext]) -> SignIn:
    """The same at ``quiet_desk``, for tests that change nothing."""
    return _sign_in_at(quiet_desk, window)


def _sign_in_at(desk: Desk, window: Callable[..., BrowserContext]) -> SignIn:
    def sign_in(login: str, width: int = 1440, height: int = 900, *, script: bool = True) -> Page:
        page = window(width, height, script=script).new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script failed: {error}"))
        page.goto(f"{desk.address}/sign-in")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    return sign_in


def case_link(page: Page, desk: Desk, customer: str) -> Locator:
    """The link to a customer's newest case, in the team's queue."""
    page.goto(f"{desk.address}/workbench?tab=team")
    return page.locator(".q-row", has_text=customer).first.locator(".q-go")


def open_case(page: Page, desk: Desk, customer: str) -> None:
    """Open it, and wait until it stands there."""
    case_link(page, desk, customer).click()
    expect(page.locator("#case h2").first).to_contain_text(customer)


def selected_reply(page: Page) -> str:
    """What is marked in the reply that is being written."""
    text: str = page.evaluate(
        """() => { const box = document.querySelector('reply-box textarea');
                   return box.value.slice(box.selectionStart, box.selectionEnd); }"""
    )
    return text


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(address: str, server: subprocess.Popen[str]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            error = server.stderr.read() if server.stderr else ""
            raise RuntimeError(f"the desk ended at once: {error}")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own desk
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the desk did not answer in 30 seconds")
