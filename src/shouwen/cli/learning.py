"""``shouwen handbook learn``: labels from the sentences in ``lines/`` (decision 0026).

Learnt anew are the labels whose lines or threshold have changed, which the digest beside their table
tells, and all of them where plain lines have (``_others.txt``) or where it is asked for (``--all``).

Exit codes: 0 all is well, 1 ``--check`` found that the tables would change, 2 the lines could not be
read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shouwen.cli.pooling import WorkerLost, in_order, jobs
from shouwen.cli.printable import complain, harmless_json
from shouwen.cli.progress import LabelProgress
from shouwen.source import shown, visible_lines

if TYPE_CHECKING:
    from shouwen.source import Mistake, Mistakes
    from shouwen.wording.likeness.learning import Tried, Wrong
    from shouwen.wording.likeness.lines import Lines
    from shouwen.wording.likeness.tables import LearntTable

_MOST_WRONG = 20  # lines on the wrong side that are listed of a label


def add_parser(parser: Any) -> None:
    """The options of the tool."""
    parser.add_argument("--all", action="store_true", help="全学一遍，例句没有变的标签也学")
    parser.add_argument(
        "--check",
        action="store_true",
        help="不写，只看有没有要学的；和 --all 一起用，就全学一遍，看写出的是否一样",
    )
    parser.add_argument(
        "--no-cv", action="store_true", help="不试：不算每个标签在没学过的例句上认得多少"
    )
    parser.add_argument(
        "--jobs", type=jobs, default=1, metavar="N", help="同时用几个进程（0 为全部核心）"
    )


class _Task(NamedTuple):
    """What there is to do: labels to be learnt, and tables that fit their lines."""

    name: str  # what messages call the file
    path: Path
    labels: Sequence[str]
    fitting: Mapping[str, LearntTable]
    files: Sequence[Lines]
    theirs: frozenset[str]  # labels of what customers say

    @property
    def command(self) -> str:
        """What learns them, ready to be copied."""
        return f"shouwen handbook learn {self.name.removesuffix(f'/wording/{self.path.name}')}"

    @property
    def number(self) -> int:
        return len(self.labels) + len(self.fitting)


class _Learnt(NamedTuple):
    label: str
    table: LearntTable | None
    tried: Tried | None
    wrong: Sequence[Wrong]
    mistakes: Sequence[Mistake]


def learn(args: argparse.Namespace) -> int:
    """Learn the labels of a folder's ``lines/`` whose lines have changed; gives the exit code."""
    from shouwen.handbook.learnt import digest_of_others
    from shouwen.source import Mistakes, Place, reason
    from shouwen.wording.likeness.tables import written

    mistakes = Mistakes()
    task = _task(args, mistakes)
    if task is None:
        if mistakes:
            complain(mistakes.text())
        return 2
    if args.check and not args.all:
        if args.format == "json":
            print(harmless_json(json.dumps({"file": task.name, "changed": task.labels})))
        else:
            _say(_looked(task))
        return 1 if task.labels else 0
    unheard: list[OSError] = []
    try:
        tables = _learnt(args, task, mistakes, unheard)
    except WorkerLost:
        complain("有一个进程被系统结束了，多半是内存不够。请减少 --jobs 再来一次。")
        return 2
    changed = False
    if not mistakes:
        try:
            text = written({**task.fitting, **tables}, digest_of_others(task.files))
            changed = _write(task.path, task.name, text, args.check, mistakes)
        except OSError as error:
            place = Place(task.name, 1, 1)
            mistakes.add(
                place,
                f"没有写成（{reason(error, writing=True)}）",
                "原来的没有动；请看一看位置和权限",
            )
    if mistakes:
        complain(mistakes.text())
        return 2
    if unheard:
        complain(_ending(task, changed, args.check))
        raise unheard[0]
    if args.format == "text":
        _say(_ending(task, changed, args.check))
    return 1 if changed and args.check else 0


def _task(args: argparse.Namespace, mistakes: Mistakes) -> _Task | None:
    """What there is to do; `None` where it was said why there is nothing."""
    from shouwen.handbook.assembly import assemble
    from shouwen.handbook.folder import find_folder
    from shouwen.handbook.learnt import (
        heard_from_customers,
        own_tables,
        plain_lines_change,
        read_all_lines,
        refuse_orphans,
        refuse_stranger,
    )
    from shouwen.source import Mistakes
    from shouwen.wording.likeness.lines import OTHERS
    from shouwen.wording.likeness.tables import FILE

    folder = find_folder(args.handbook, mistakes)
    if folder is None:
        return None
    files = read_all_lines(folder, mistakes)
    labels = [each for each in files if each.label != OTHERS]
    if not labels and not mistakes:
        # What was learnt elsewhere, from lines that are not handed on, is left as it is.
        complain(f"{folder.shown} 里没有 lines/<标签>.txt，没有要学的标签。")
        return None
    # Only what stands in the way of learning is said here; the rest is the linter's.
    assembled = assemble(folder, Mistakes())
    for each in labels:
        refuse_stranger(assembled, each.label, each.place, mistakes)
    refuse_orphans(assembled, files, mistakes)
    if mistakes:
        return None
    fitting = own_tables(assembled)
    if args.all or plain_lines_change(folder, files) is not False:
        fitting = {}  # plain lines are none of any label: each is learnt against them
    fitting = {e.label: fitting[e.label] for e in labels if _fits(e, fitting.get(e.label))}
    wanted = sorted(each.label for each in labels if each.label not in fitting)
    path = folder.path / "wording" / FILE
    theirs = heard_from_customers(assembled)
    return _Task(folder.name(path), path, wanted, fitting, files, theirs)


def _fits(lines: Lines, table: LearntTable | None) -> bool:
    return table is not None and table.lines == lines.digest


def _learnt(
    args: argparse.Namespace,
    task: _Task,
    mistakes: Mistakes,
    unheard: list[OSError],
) -> dict[str, LearntTable]:
    """The tables of what has to be learnt, each said as soon as it is there. Raises `WorkerLost`.

    Where nobody reads on (`| head`), that is put in `unheard`: minutes of learning are not lost.
    """
    if not task.labels:
        return {}
    from shouwen.source import Mistakes
    from shouwen.wording.likeness.learning import Learning

    # Customers and staff speak differently: each is learnt from its own lines only.
    sides = {
        theirs: Learning([each for each in task.files if (each.label in task.theirs) is theirs])
        for theirs in {label in task.theirs for label in task.labels}
    }

    def work(label: str) -> _Learnt:
        own = Mistakes()
        learning = sides[label in task.theirs]
        table = learning.table(label, own)
        if table is None:
            return _Learnt(label, None, None, (), list(own))
        tried = None if args.no_cv or args.check else learning.tried(label)
        return _Learnt(label, table, tried, learning.wrong(label, table), list(own))

    tables: dict[str, LearntTable] = {}
    progress = LabelProgress(task.labels)
    progress.say(0)
    for number, done in enumerate(in_order(work, task.labels, args.jobs), start=1):
        progress.clear()
        mistakes.extend(done.mistakes)
        if done.table is not None:
            tables[done.label] = done.table
            if not unheard:
                try:
                    _print_row(done.label, done.table, done.tried, done.wrong, args.format)
                    sys.stdout.flush()
                except OSError as error:
                    unheard.append(error)
        progress.say(number)
    return tables


def _print_row(
    label: str, table: LearntTable, tried: Tried | None, wrong: Sequence[Wrong], form: str
) -> None:
    meant, others = table.from_
    pieces = sum(len(text.split(" ")) for text in table.pieces.values())
    if form == "json":
        row: dict[str, Any] = {"label": label, "from": [meant, others], "least": table.least}
        row |= {"pieces": pieces, "tried": None if tried is None else tried._asdict()}
        row["wrong"] = [
            {"file": each.line.place.file, "line": each.line.place.line, "meant": each.meant}
            for each in wrong
        ]
        print(harmless_json(json.dumps(row, ensure_ascii=False)))
        return
    words = f"{label}  正例 {meant} 句，反例 {others} 句，片段 {pieces} 个，够 {table.least} 分才算"
    if tried is not None:
        words += (
            f"；没学过的：正例认出 {tried.found}/{tried.meant}（{_share(tried.found, tried.meant)}），"
            f"反例放过 {tried.left}/{tried.others}（{_share(tried.left, tried.others)}）"
        )
    _say(words)
    for each in wrong[:_MOST_WRONG]:
        where = f"{each.line.place.file}:{each.line.place.line}"
        what = "+ 学了还认不出" if each.meant else "- 学了还当成它"
        _say(f"  {where} {what}：{shown(each.line.squeezed, 30)}")
    if len(wrong) > _MOST_WRONG:
        _say(f"  还有 {len(wrong) - _MOST_WRONG} 句也站错了边")


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


def _looked(task: _Task) -> str:
    if not task.labels:
        return f"{task.number} 个标签，{task.name} 没有变化。"
    return f"{task.name} 和例句对不上：{'、'.join(task.labels)}。请运行 {task.command}。"


def _ending(task: _Task, changed: bool, only_look: bool) -> str:
    if not task.labels:
        ending = "要全学一遍请加 --all。"
        return f"{task.number} 个标签的例句都没有变，没有重学，{task.name} 没有动。{ending}"
    if not changed:
        return f"{task.number} 个标签，{task.name} 没有变化。"
    if only_look:
        return f"{task.name} 和例句对不上。请运行 {task.command} --all。"
    if not task.fitting:
        return f"{task.number} 个标签，已写进 {task.name}。"
    return (
        f"重学 {len(task.labels)} 个标签，已写进 {task.name}。"
        f"其余 {len(task.fitting)} 个的例句没有变，没有重学；"
        "反例是大家共用的，上线前请加 --all 全学一遍。"
    )


def _say(text: str) -> None:
    print(visible_lines(text))
