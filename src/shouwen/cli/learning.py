"""``shouwen handbook learn``: labels from the sentences in ``lines/`` (decision 0026).

Exit codes: 0 all is well, 1 ``--check`` found that the tables would change, 2 the lines could not be
read.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shouwen.cli.pooling import WorkerLost, in_order, jobs
from shouwen.cli.printable import complain, harmless_json
from shouwen.source import visible_lines

if TYPE_CHECKING:
    from shouwen.source import Mistake, Mistakes
    from shouwen.wording.likeness.learning import Tried
    from shouwen.wording.likeness.tables import LearntTable


def add_parser(parser: Any) -> None:
    """The options of the tool."""
    parser.add_argument("--check", action="store_true", help="不写，只看学来的分量是否还照例句")
    parser.add_argument(
        "--no-cv", action="store_true", help="不试：不算每个标签在没学过的例句上认得多少"
    )
    parser.add_argument(
        "--jobs", type=jobs, default=1, metavar="N", help="同时用几个进程（0 为全部核心）"
    )


def learn(args: argparse.Namespace) -> int:
    """Learn every label of a folder's ``lines/``; gives the exit code."""
    from shouwen.handbook.assembly import assemble
    from shouwen.handbook.folder import find_folder
    from shouwen.handbook.learnt import read_all_lines, refuse_strangers
    from shouwen.source import Mistakes, Place, reason
    from shouwen.wording.likeness.learning import Learning
    from shouwen.wording.likeness.tables import FILE, written

    mistakes = Mistakes()
    folder = find_folder(args.handbook, mistakes)
    files = [] if folder is None else read_all_lines(folder, mistakes)
    if folder is not None:
        # Only what stands in the way of learning is said here; the rest is the linter's.
        refuse_strangers(assemble(folder, Mistakes()), files, mistakes)
    if folder is None or mistakes:
        complain(mistakes.text())
        return 2
    learning = Learning(files)
    if not learning.labels:
        # What was learnt elsewhere, from lines that are not handed on, is left as it is.
        complain(f"{folder.shown} 里没有 lines/<标签>.txt，没有要学的标签。")
        return 2

    def work(label: str) -> tuple[str, LearntTable | None, Tried | None, list[Mistake]]:
        own = Mistakes()
        table = learning.table(label, own)
        trying = table is not None and not (args.no_cv or args.check)
        return label, table, learning.tried(label) if trying else None, list(own)

    tables: dict[str, LearntTable] = {}
    try:
        for label, table, tried, found in in_order(work, learning.labels, args.jobs):
            mistakes.extend(found)
            if table is not None:
                tables[label] = table
                _print_row(label, table, tried, args.format)
    except WorkerLost:
        complain("有一个进程被系统结束了，多半是内存不够。请减少 --jobs 再来一次。")
        return 2
    if mistakes:
        complain(mistakes.text())
        return 2
    path = folder.path / "wording" / FILE
    try:
        changed = _write(path, folder.name(path), written(tables), args.check, mistakes)
    except OSError as error:
        place = Place(folder.name(path), 1, 1)
        mistakes.add(place, f"没有写成（{reason(error)}）", "原来的没有动；请看一看位置和权限")
    if mistakes:
        complain(mistakes.text())
        return 2
    if args.format == "text":
        _say(_ending(folder.name(path), len(tables), changed, args.check))
    return 1 if changed and args.check else 0


def _print_row(label: str, table: LearntTable, tried: Tried | None, form: str) -> None:
    meant, others = table.from_
    pieces = sum(len(text.split(" ")) for text in table.pieces.values())
    if form == "json":
        row: dict[str, Any] = {"label": label, "from": [meant, others], "least": table.least}
        row |= {"pieces": pieces, "tried": None if tried is None else tried._asdict()}
        print(harmless_json(json.dumps(row, ensure_ascii=False)))
        return
    words = f"{label}  正例 {meant} 句，反例 {others} 句，片段 {pieces} 个，够 {table.least} 分才算"
    if tried is not None:
        words += (
            f"；没学过的：正例认出 {tried.found}/{tried.meant}（{_share(tried.found, tried.meant)}），"
            f"反例放过 {tried.left}/{tried.others}（{_share(tried.left, tried.others)}）"
        )
    _say(words)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%"


def _write(path: Path, name: str, text: str, only_look: bool, mistakes: Mistakes) -> bool:
    """Whether the file is not what it should be; unless `only_look` it is then written, whole or
    not at all. Notes a mistake where nobody could read it back. Raises `OSError`."""
    from shouwen.source import Place
    from shouwen.source.loading import MAX_BYTES

    raw = text.encode()
    before = path.read_bytes() if path.is_file() else b""
    if before.replace(b"\r\n", b"\n") == raw:
        return False
    if len(raw) > MAX_BYTES:
        most = f"超过 {MAX_BYTES // 1024 // 1024} MB，写下来也读不回去，没有写"
        mistakes.add(Place(name, 1, 1), f"学出来的{most}", "请少留些例句，或少学几个标签")
        return False
    if not only_look:
        path.parent.mkdir(exist_ok=True)
        path = path.resolve()  # a link stays one
        new = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with new.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    return True


def _ending(name: str, labels: int, changed: bool, only_look: bool) -> str:
    if not changed:
        return f"{labels} 个标签，{name} 没有变化。"
    if only_look:
        return f"{name} 和例句对不上。请运行 shouwen handbook learn。"
    return f"{labels} 个标签，已写进 {name}。"


def _say(text: str) -> None:
    print(visible_lines(text))
