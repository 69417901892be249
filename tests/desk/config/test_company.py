"""From an empty folder to a desk that somebody can sign in to, by the commands of the how-to."""

from __future__ import annotations

import http.cookiejar
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import write_files
from tests.shared import ROOT

SHOUWEN = [sys.executable, "-m", "shouwen_desk.config.command"]


def company(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SHOUWEN, "company", *words, "--data", data],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with handbook, team and one agent; her password."""
    home = tmp_path_factory.mktemp("desk")
    data = home / "data"
    write_files(ROOT / "docs/how-to/run-the-desk.md", home)
    said = company(data, "handbook", str(home / "lanshan")).stdout
    assert "从现在起施行" in said
    assert "服务台对客户自称“澜山电器客服”" in said
    assert company(data, "team", "T1", "售后组", "--receives", "chat").returncode == 0
    added = company(
        data, "person", "林晓雨", "--number", "0217", "--login", "lin.xiaoyu", "--team", "T1"
    )
    found = re.search(r"初始密码 (\w{14})", added.stdout)
    assert found is not None
    return data, found[1]


def test_the_handbook_of_the_page_is_all_that_it_takes_to_be_oneself(
    founded: tuple[Path, str], address: str
) -> None:
    """Names in the handbook's own folder are enough: nothing says the name of the company it builds on,
    and what is left out stays."""
    from shouwen.handbook import load_program

    own, shipped = (
        load_program(name) for name in (str(founded[0].parent / "lanshan"), "enterprise")
    )
    channels = dict(shipped.settings["channels"])
    for name, title in (("chat", "官网客服"), ("phone", "服务热线")):
        channels[name] = channels[name] | {"title": title}
    assert own.settings["channels"] == channels
    assert len(own.clauses) == len(shipped.clauses)
    page = urllib.request.urlopen(f"{address}/chat").read().decode()  # noqa: S310
    assert "<h1>澜山电器客服</h1>" in page
    assert "星屿" not in page


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with nothing but its tables."""
    return tmp_path_factory.mktemp("empty") / "data"


@pytest.fixture(scope="module")
def address(founded: tuple[Path, str]) -> Iterator[str]:
    with subprocess.Popen(
        [*SHOUWEN, "serve", "--port", "0", "--data", founded[0]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as desk:
        assert desk.stdout is not None
        try:
            found = re.search(r"http://\S+", desk.stdout.readline())
            assert found is not None
            yield found[0]
        finally:
            desk.terminate()


def sign_in(address: str, login: str, password: str) -> str:
    """The address on which somebody stands after pressing the button."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    page = browser.open(f"{address}/sign-in").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    form = {"username": login, "password": password, "csrfmiddlewaretoken": token[1]}
    try:
        with browser.open(f"{address}/sign-in", urllib.parse.urlencode(form).encode()) as answer:
            return str(answer.url)
    except urllib.error.HTTPError as refused:
        return str(refused.url)


def test_the_new_colleague_signs_in(founded: tuple[Path, str], address: str) -> None:
    assert "/sign-in" not in sign_in(address, "lin.xiaoyu", founded[1])


def test_another_password_does_not(founded: tuple[Path, str], address: str) -> None:
    assert "/sign-in" in sign_in(address, "lin.xiaoyu", founded[1][::-1])


def test_while_the_desk_runs_the_shell_is_told_to_wait(
    founded: tuple[Path, str], address: str
) -> None:
    refused = company(founded[0], "team", "T2", "售前组")
    assert refused.returncode == 2
    assert "已有一个首问在用" in refused.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("team", "T 1", "售后组"), "班组编号只能用字母和数字"),
        (("person", "何小满", "--number", "0300", "--login", "he"), "客服和组长要有班组"),
        (("password", "9999"), "没有这位同事"),
        (("token", "9999", "--name", "官网"), "没有这个工号的同事"),
        (("handbook", "no-such-book"), "请先改好这些错处"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why(
    empty: Path, words: tuple[str, ...], said: str
) -> None:
    done = company(empty, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
