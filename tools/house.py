"""Rules of the house that no ready-made tool knows.

Each rule looks at one file's path and text and yields complaints as (line, sentence). The rules have
their own tests (tests/house), with lines that must pass and lines that must not.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

Complaint = tuple[int, str]
Rule = Callable[[PurePosixPath, str], Iterator[Complaint]]

LONGEST = 450
SOURCE = {".py", ".ts", ".html", ".css"}

# Written with brackets, so that this file does not name what it forbids.
_HOSTS = re.compile(
    r"py[p]i\.org|python[h]osted\.org|registry\.npm[j]s\.org|npm[m]irror\.com|deb\.[d]ebian\.org"
)
_MACHINE = re.compile(r"(?<![\w./-])/(?:home|Users|root|work|farm)/\w")
_OPEN = re.compile(r"\b(TO[D]O|FIX[M]E|X[X]X)\b")

# Asking any of these is asking what time it is. `monotonic` and `perf_counter` only measure.
_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("timezone", "now"), ("timezone", "localtime"), ("timezone", "localdate"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip
_CLOCK_OF_THE_DESK = PurePosixPath("src/shouwen_desk/config/clock.py")


def names_no_host(_: PurePosixPath, text: str) -> Iterator[Complaint]:
    """A committed file names no package registry: each machine asks the one it is set up for."""
    for number, line in enumerate(text.splitlines(), 1):
        if _HOSTS.search(line):
            yield number, "names a package registry"


def names_no_machine(_: PurePosixPath, text: str) -> Iterator[Complaint]:
    """A committed file names no folder of somebody's machine."""
    for number, line in enumerate(text.splitlines(), 1):
        if _MACHINE.search(line):
            yield number, "names a path of one machine"


def leaves_nothing_open(path: PurePosixPath, text: str) -> Iterator[Complaint]:
    """Source carries no notes of what is still to be written."""
    if path.suffix in SOURCE:
        for number, line in enumerate(text.splitlines(), 1):
            if _OPEN.search(line):
                yield number, "leaves something open; finish it or write it down as work"


def is_not_too_long(path: PurePosixPath, text: str) -> Iterator[Complaint]:
    """A file over about 400 lines is asking to be two; over LONGEST it must be."""
    if path.suffix in SOURCE and (lines := text.count("\n")) > LONGEST:
        yield lines, f"has {lines} lines; over {LONGEST} it is two files"


def asks_no_clock(path: PurePosixPath, text: str) -> Iterator[Complaint]:
    """The core never asks what time it is; the desk asks in one place (law of replay)."""
    if path.suffix != ".py" or path.parts[:1] != ("src",) or path == _CLOCK_OF_THE_DESK:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in _CLOCKS:
                yield (
                    node.lineno,
                    f"asks the clock ({owner}.{node.attr}); take the instant as an argument",
                )


RULES: list[Rule] = [
    names_no_host,
    names_no_machine,
    leaves_nothing_open,
    is_not_too_long,
    asks_no_clock,
]


def committed(root: Path) -> list[PurePosixPath]:
    """The files that git knows or would add, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        stdout=subprocess.PIPE,
        check=True,
    )
    return sorted(PurePosixPath(name) for name in listed.stdout.decode().split("\0") if name)


def complaints(root: Path) -> list[str]:
    """Every broken rule of every file, as `path:line: path or sentence`."""
    found: list[str] = []
    for path in committed(root):
        file = root / path
        if not file.is_file():
            continue
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # pictures and samples of broken input
        for rule in RULES:
            found += [f"{path}:{line}: {sentence}" for line, sentence in rule(path, text)]
    return found
