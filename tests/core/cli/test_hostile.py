"""Bad places, bad streams and hostile folders: a clear line in Chinese, never a traceback or a hang."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shouwen.clauses.clock import rule as clocks
from shouwen.cli import main as frame
from shouwen.cli import run as running
from shouwen.cli.main import main
from tests.core.handbook.folders import clock, write
from tests.core.handbook.test_learnt import shop as with_lines

BANNED = """\
  - id: "1.2"
    title: "\\e[2J\\u202e标题\\x9b"
    text: 不说这句。
    kind: utterance
    per: message
    severity: stop
    utterance: {speaker: agent, must_not: {any: [不归我管]}}
    examples: {breaks: [这不归我管], keeps: [我来管]}
"""
HOURLY = """\
  - id: "1.3"
    title: 每小时报一次
    text: 每小时报一次。
    kind: clock
    per: case
    clock:
      measures: progress
      act: 报告进展
      starts: case.opened
      every: 1 小时
      basis: wall
      until: case.closed
      stops: {event: message.sent, by: person}
"""
TALK = {"id": "C1", "channel": "chat", "turns": [{"role": "agent", "text": "这不归我管"}]}
MOVING = "\x1b\x07\x7f\x9b\u202e\u2028"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A handbook of three clauses, and the working folder beside it."""
    folder = write(tmp_path, "shop", ("1", clock() + BANNED + HOURLY))
    channels = "settings: {channels: {chat: {}, phone: {}}}\n"
    write(tmp_path, "phones", ("1", clock() + BANNED), more=channels)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def talks(tmp_path: Path) -> str:
    path = tmp_path / "talks.jsonl"
    path.write_text(json.dumps(TALK) + "\n", encoding="utf-8")
    return str(path)


type Command = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def command(shop: Path) -> Command:
    """Runs a command line as a process of its own, by a shell, so that streams can be closed."""
    del shop

    def go(line: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        program = f"{sys.executable} -m shouwen {line}"
        return subprocess.run(
            ["/bin/sh", "-c", program], input=stdin, capture_output=True, timeout=60, check=False
        )

    return go


COMMANDS = (
    "check talks.jsonl --handbook shop",
    "check talks.jsonl --handbook shop --jobs 2 --format json",
    "due --from 2026-10-09 --within 3天",
    "handbook show shop",
    "handbook lint shop",
)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize("line", [*COMMANDS, "check talks.jsonl --handbook shop --out /dev/full"])
def test_a_full_disk_is_said_in_a_line(command: Command, line: str) -> None:
    done = command(line if "--out" in line else line + " >/dev/full")
    assert done.returncode == 2
    assert "磁盘满了" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-", "2>/dev/full"])
def test_closed_streams_change_no_answer(command: Command, closed: str) -> None:
    done = command("check talks.jsonl --handbook shop " + closed)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert (b"[" in done.stdout) == (">&-" not in closed.split())


def test_a_reader_who_has_seen_enough_ends_it_quietly(command: Command, tmp_path: Path) -> None:
    row = json.dumps(TALK, ensure_ascii=False)
    (tmp_path / "many.jsonl").write_text(f"{row}\n" * 20_000, encoding="utf-8")
    done = command("check many.jsonl --handbook shop --jobs 2 | head -1")
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


@pytest.fixture
def lines(shop: Path) -> Path:
    """A handbook with a label to be learnt, beside the other; gives where it is learnt to."""
    school = shop.parent / "school"
    school.mkdir()
    return with_lines(school) / "wording" / "learnt.yaml"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("line", "codes"), [("{} >/dev/full", {2}), ("{} | true", {0}), ("{} >&-", {0})]
)
def test_what_was_learnt_is_not_lost_where_nobody_hears_of_it(
    command: Command, lines: Path, line: str, codes: set[int]
) -> None:
    done = command(line.format("handbook learn school/shop --no-cv"))
    assert done.returncode in codes
    assert b"Traceback" not in done.stderr
    assert lines.read_text(encoding="utf-8").startswith("# ")
    if "full" in line:
        said, why = done.stderr.decode().splitlines()
        assert said == "1 个标签，已写进 school/shop/wording/learnt.yaml。"
        assert "磁盘满了" in why


@pytest.mark.parametrize("name", ["empty.jsonl", "head.csv", "-"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_holds_no_conversation_is_said(
    command: Command, tmp_path: Path, name: str, form: str
) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"\n \n")
    (tmp_path / "head.csv").write_text("会话,角色,内容\n", encoding="utf-8")
    done = command(f"check {name} --handbook shop --format {form}")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().splitlines()[0] == (
        "注意：没有读到一段会话。请看一看文件是不是空的，表里标题下面有没有行"
    )


@pytest.mark.parametrize("word", ["''", "' '", "$(printf '\\033[2J')", "$(printf '\\377')"])
@pytest.mark.usefixtures("talks")
def test_a_channel_that_is_none_is_refused_harmlessly(command: Command, word: str) -> None:
    done = command(f"check talks.jsonl --handbook phones --channel {word}")
    assert done.returncode == 2
    assert done.stdout == b""
    said = done.stderr.decode()
    assert said.endswith("可以写的有：chat、phone\n")
    assert not set(said) & set(MOVING)


@pytest.fixture
def working(shop: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A check by two processes that has answered something and waits for more."""
    arguments = ["-m", "shouwen", "check", "-", "--handbook", str(shop), "--jobs", "2"]
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write((json.dumps(TALK) + "\n").encode() * 2000)
    process.stdin.flush()
    process.stdout.readline()
    yield process
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _nobody_left(group: int) -> bool:
    """Whether every process of the group is gone within five seconds."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_ctrl_c_leaves_no_process_and_no_traceback(working: subprocess.Popen[bytes]) -> None:
    os.killpg(working.pid, signal.SIGINT)
    _, err = working.communicate(timeout=30)
    assert working.returncode == 130
    assert err == b""
    assert _nobody_left(working.pid)


def test_no_process_outlives_the_command(working: subprocess.Popen[bytes]) -> None:
    working.kill()
    working.communicate(timeout=30)
    assert _nobody_left(working.pid)


def test_a_lost_process_is_said(working: subprocess.Popen[bytes]) -> None:
    children = Path(f"/proc/{working.pid}/task/{working.pid}/children")
    if not children.exists():
        pytest.skip("this system does not list the children of a process")
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
    _, err = working.communicate((json.dumps(TALK) + "\n").encode() * 2000, timeout=30)
    assert working.returncode == 2
    assert err.decode() == "有一个进程中途被结束了（多半是内存不够），答案不全。请减少 --jobs\n"


def test_out_never_overwrites_what_is_read(
    shop: Path, talks: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(talks).read_bytes()
    link = Path("link.jsonl")
    link.symlink_to(talks)
    for read, out in ((talks, talks), (talks, "link.jsonl"), (".", "./talks.jsonl")):
        assert main(["check", read, "--handbook", str(shop), "--out", out]) == 2
        assert "是要检查的文件" in capsys.readouterr().err
    assert Path(talks).read_bytes() == before


@pytest.mark.parametrize("name", ["", "a" * 5000, "x\x1b[2J\u202e.jsonl", "shop"])
def test_a_path_that_leads_nowhere(
    shop: Path, talks: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", name, talks, "--handbook", str(shop)]) == 2
    out, err = capsys.readouterr()
    assert out.count("\n") == 1
    assert "请看一看路径" in err
    assert not set(out + err) & set(MOVING)
    if name not in ("shop", str(shop)):
        assert main(["check", talks, "--handbook", name]) == 2
        assert not set(capsys.readouterr().err) & set(MOVING)


def test_another_encoding_is_said_once(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wide.jsonl"
    path.write_text((json.dumps(TALK) + "\n") * 100, encoding="utf-16")
    assert main(["check", str(path), "--handbook", str(shop), "--format", "json"]) == 2
    assert capsys.readouterr().err == f"{path}:1 文件是 UTF-16 编码，请另存为 UTF-8\n"


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_answer_moves_a_terminal(
    shop: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{MOVING}这不归我管{MOVING}"
    row = {**TALK, "id": MOVING, "turns": [{"role": "agent", "text": text}]}
    path = tmp_path / "evil.jsonl"
    path.write_text(
        json.dumps(row, ensure_ascii=False).replace("\u2028", "\\u2028") + "\n", "utf-8"
    )
    for line in (
        ["check", str(path), "--handbook", str(shop), "--format", form],
        ["handbook", "show", str(shop), "--format", form],
        ["handbook", "lint", str(shop), "--format", form],
        ["handbook", "test", str(shop), "--format", form],
    ):
        main(line)
        out, err = capsys.readouterr()
        assert not set(out + err) & set(MOVING), line
        if line[0] == "check" and form == "json":
            assert json.loads(out)["conversation"] == MOVING


def test_want_of_memory_is_said(monkeypatch: pytest.MonkeyPatch, capsys: Any, talks: str) -> None:
    def greedy(arguments: object) -> int:
        raise MemoryError

    monkeypatch.setattr("shouwen.cli.check.run", greedy)
    assert frame.main(["check", talks, "--handbook", "shop"]) == 2
    assert "内存不够" in capsys.readouterr().err


# ---- run: far apart, too many, unstorable ----------------------------------------------------------


def _opened(number: int, at: str) -> str:
    return json.dumps(
        {"id": f"e{number}", "kind": "case.opened", "subjects": {"case": f"C{number}"}, "at": at,
         "payload": {"type": "repair", "level": 1, "channel": "chat"}}
    )  # fmt: skip


@pytest.fixture
def run(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[dict[str, Any]], str]]:
    def go(*rows: str, more: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]], str]:
        path = tmp_path / "rows.jsonl"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        code = main(["run", str(path), "--handbook", str(shop), *more])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return go


def test_a_series_that_nobody_ends_is_bounded(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "MOST_PERIODS", 100)
    rows = (_opened(1, "1970-01-02T00:00:00Z"), _opened(2, "2199-12-30T00:00:00Z"))
    code, lines, err = run(*rows)
    hourly = [x for x in lines if x["clause"] == "shop:1.3" and x["subject"] == "case:C1"]
    assert (code, err, len(hourly)) == (0, "", 100)
    assert hourly[-1]["reason"] == "到期未办，次数已满，到此为止"
    assert all("到此为止" not in line["reason"] for line in hourly[:-1])


def test_an_answer_that_would_not_fit_is_refused(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_ROWS", 200)
    rows = [_opened(n, "2020-01-01T00:00:00Z") for n in range(3)]
    assert run(*rows)[0] == 0
    code, lines, err = run(*rows, _opened(9, "2021-01-01T00:00:00Z"))
    assert (code, lines) == (2, [])
    assert err.startswith("4 个事件已经引出 ")
    assert "--until" in err


@pytest.mark.parametrize("until", ["9999-12-31", "0001-01-01", "2300-01-01", "\x1b[2J", ""])
def test_until_is_a_time_that_calendars_know(run: Any, until: str) -> None:
    code, _, err = run(_opened(1, "2026-10-09T10:00:00Z"), more=("--until", until))
    assert code == 2
    assert err.startswith("--until")
    assert not set(err) & set(MOVING)


@pytest.mark.parametrize("bad", ["\ud800", "\x00"])
def test_what_no_table_can_hold_is_a_bad_row(run: Any, bad: str) -> None:
    good = _opened(1, "2026-10-09T10:00:00Z")
    code, lines, err = run(good, good.replace("C1", json.dumps(bad)[1:-1]).replace("e1", "e2"))
    assert code == 2
    assert {line["subject"] for line in lines} == {"case:C1"}
    assert ":2 里面有存不下的字符" in err
    at = "2026-10-09T10:00:00Z"
    talk = {**TALK, "turns": [{"role": "agent", "text": f"好{bad}", "at": at}]}
    rows = [json.dumps(talk), json.dumps({**talk, "id": f"x{bad}"})]
    code, lines, err = run(*rows, more=("--conversations",))
    assert code == 2
    assert {line["subject"] for line in lines} == {"case:C1"}
    assert ":2 id、by 或 facts 里面有存不下的字符" in err


def test_a_conversation_without_end_is_refused(run: Any) -> None:
    said = {"role": "customer", "text": "在吗", "at": "2026-10-09T10:00:00Z"}
    code, lines, err = run(
        json.dumps({**TALK, "turns": [said] * 5001}),
        json.dumps({**TALK, "id": "C2", "turns": [said]}),
        more=("--conversations",),
    )
    assert code == 2
    assert {line["subject"] for line in lines} == {"case:C2"}
    assert "5001 条消息，超过 5000 条" in err


# ---- handbook folders ------------------------------------------------------------------------------


def _show(folder: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = main(["handbook", "show", folder])
    return code, capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("link", ["clauses/01.yaml", "clauses", "handbook.yaml", "wording"])
def test_links_out_of_the_folder_are_refused_unread(
    shop: Path, tmp_path: Path, link: str, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "geheim.yaml").write_text("geheim: 1\n", encoding="utf-8")
    place = shop / link
    target = secret / "geheim.yaml" if place.suffix else secret
    if place.exists():
        place.rename(tmp_path / "kept")
    place.symlink_to(target)
    code, lines = _show("shop", capsys)
    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith(f"shop/{link}:1:1 这个链接指到手册外面。")


def test_links_inside_the_folder_are_followed(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / ".data").mkdir()
    (shop / "clauses/01.yaml").rename(shop / ".data/01.yaml")
    (shop / "clauses/01.yaml").symlink_to("../.data/01.yaml")
    assert _show("shop", capsys) == (0, [])
    (tmp_path / "else").mkdir()
    (tmp_path / "else/shop").symlink_to(shop)
    assert _show("else/shop", capsys) == (0, [])


@pytest.mark.parametrize("extends", ["../secret", "/etc", '"\\e[2J"', "."])
def test_extends_is_a_code_and_leads_nowhere_else(
    shop: Path, tmp_path: Path, extends: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "secret", "geheim", ("1", clock()))
    head = shop / "handbook.yaml"
    head.write_text(head.read_text("utf-8") + f"extends: {extends}\n", encoding="utf-8")
    code, lines = _show("shop", capsys)
    assert code == 2
    assert len(lines) == 1
    assert "代号" in lines[0]
    assert not set(lines[0]) & set(MOVING)
