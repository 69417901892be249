"""The pages of the documentation, and what they show to the reader."""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.shared import ROOT

_FENCE = re.compile(r"^(?P<fence>`{3,})[^\n]*\n(?P<body>.*?)^(?P=fence)\s*$", re.M | re.S)
_INDENTED = re.compile(r"(?:(?<=\n\n)|\A)((?: {4}[^\n]*\n)+)")
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_FILE = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.M | re.S)
_PROGRAMS = ("shouwen", ".venv/bin/shouwen", "make")


def pages() -> list[Path]:
    """Every Markdown page that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    names = {name for name in listed.stdout.decode().split("\0") if name}
    return sorted(ROOT / name for name in names if (ROOT / name).is_file())


@dataclass(frozen=True)
class Shown:
    """A command as a page shows it: where, the program, its arguments."""

    page: str
    program: str
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.page}: {self.program} {' '.join(self.arguments)}"


def without_code(text: str) -> str:
    """The prose of a page: links inside code are no links."""
    return _INLINE.sub("", _INDENTED.sub("", _FENCE.sub("", text)))


def _lines_of_code(text: str) -> list[str]:
    fenced = [m["body"] for m in _FENCE.finditer(text)]
    rest = _FENCE.sub("", text)
    blocks = fenced + _INDENTED.findall(rest)
    lines = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return lines + _INLINE.findall(_INDENTED.sub("", rest))


def write_files(page: Path, folder: Path) -> None:
    """Write the files that a page shows, each under the name in its first line."""
    for name, body in _FILE.findall(page.read_text("utf-8")):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, "utf-8")


def commands(page: Path) -> list[Shown]:
    """The commands of the house that a page shows, in code blocks and within sentences."""
    found = []
    for line in _lines_of_code(page.read_text("utf-8")):
        # A line may set variables, pipe, or come after a prompt; each part is a command of its own.
        for part in re.split(r"\s(?:\||&&|;)\s", re.sub(r"^\$ ", "", line)):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:
                continue
            while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
                words = words[1:]
            if words[:3] == ["python", "-m", "shouwen"]:
                words = ["shouwen", *words[3:]]
            if words and words[0] in _PROGRAMS:
                name = Path(words[0]).name
                found.append(Shown(str(page.relative_to(ROOT)), name, tuple(words[1:])))
    return found
