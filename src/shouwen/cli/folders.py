"""What a folder holds for a command that reads files: those it can read, and those it cannot.

What is no file (a pipe, a link that leads nowhere or round in a circle) is never opened, for a pipe
would be waited on for ever, and never left out in silence.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from shouwen.cli.printable import complain, printable
from shouwen.source import reason

_NOT_OURS = ("~$", ".")  # what office programs and systems keep beside files


class Listing(NamedTuple):
    """`files` in order; `unusable`: what has the right ending and cannot be read, and why in Chinese."""

    files: list[Path]
    unusable: list[tuple[str, str]]


def listing(folder: Path, endings: Collection[str]) -> Listing:
    """The files below a folder that end in one of `endings` (small letters). A folder that a link
    leads to is not looked into, which is said on standard error: it may lead back."""
    found = Listing([], [])

    def unreadable(error: OSError) -> None:
        found.unusable.append((str(error.filename), f"读不了（{reason(error)}），请看一看权限"))

    for above, folders, names in os.walk(folder, onerror=unreadable):
        for name in sorted(folders):
            if (Path(above) / name).is_symlink():
                place = printable(str(Path(above) / name))
                complain(f"{place} 是指到文件夹的链接，没有读里面的。要检查请另写这个文件夹")
        for name in names:
            path = Path(above) / name
            if path.suffix.lower() in endings and not name.startswith(_NOT_OURS):
                why = _unusable(path)
                if why:
                    found.unusable.append((str(path), why))
                else:
                    found.files.append(path)
    found.files.sort()
    found.unusable.sort()
    return found


def _unusable(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "是链接，指到的文件不在，请补上文件，或删去链接"
    except OSError as error:
        return f"读不了（{reason(error)}），请换成文件，或删去它"
    return "" if stat.S_ISREG(mode) else "不是文件（是管道或设备），请换成文件，或移走"
