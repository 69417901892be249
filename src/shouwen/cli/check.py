"""`shouwen check`: what conversations say or leave out against a handbook (DESIGN §8).

Exit status: 0 nothing broken at or above `--fail-on`, 1 something, 2 a row or path that cannot be
used (named on standard error; the good rows are answered all the same).
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from shouwen.cli.cases import answer_cases
from shouwen.cli.channels import Channels, UnknownChannel
from shouwen.cli.checking import Answer, Checker, Cover, Format, Tally, batches
from shouwen.cli.inputs import LINES, SHEETS, SUFFIXES, Inputs
from shouwen.cli.lines import read_lines
from shouwen.cli.output import NoOutput, refusal, refuse_to_be_read, refuse_to_write, written
from shouwen.cli.pooling import WorkerLost, in_order, jobs
from shouwen.cli.printable import complain, json_line, printable
from shouwen.cli.progress import Progress
from shouwen.cli.report.masking import masked
from shouwen.cli.tables.columns import BadColumns
from shouwen.cli.tables.csvs import ENCODINGS
from shouwen.source import MistakesFound, reason
from shouwen.wording.turns import SEVERITIES

if TYPE_CHECKING:
    from shouwen.cli.report.page import Page
    from shouwen.cli.report.workbook import Workbook
    from shouwen.handbook.program import Program
    from shouwen.wording import Language

# --format → endings under which an earlier answer of that kind is recognised, and not read
_OWN_ENDINGS = {"json": LINES, "xlsx": SHEETS}
# --format → what a checker makes of a conversation
_FORMS: dict[str, Format] = {"text": "text", "json": "json", "xlsx": "report", "html": "report"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "check",
        help="检查会话：说了什么、少说了什么，违反哪一条",
        description="检查会话。.jsonl 每行一段会话；.csv、.xlsx 每行一条消息；文件夹连同其下各层；-（标准输入）是 .jsonl。",
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="文件、文件夹或 -")
    parser.add_argument("--handbook", required=True, metavar="CODE|DIR", help="手册代号或文件夹")
    parser.add_argument("--format", choices=tuple(_FORMS), default="text", help="输出格式")
    parser.add_argument(
        "--columns",
        metavar="FILE|列",
        help='表里哪一列是什么：记着它的文件，或写作 "conversation=会话ID,role=发送方,text=消息"',
    )
    parser.add_argument(
        "--channel",
        metavar="渠道",
        help="会话没有写渠道时算哪个，如 chat、phone、email；有些条文只管某个渠道",
    )
    parser.add_argument("--encoding", choices=ENCODINGS, help="CSV 的编码（默认自己认）")
    parser.add_argument("--out", metavar="FILE", help="写入文件，不写到屏幕")
    parser.add_argument(
        "--jobs", type=jobs, default=1, metavar="N", help="同时用几个进程（0 为全部核心）"
    )
    parser.add_argument("--all", action="store_true", help="守的和未观察的也列出")
    parser.add_argument(
        "--fail-on", choices=SEVERITIES, default="hint", help="达到这个轻重就以 1 退出（默认 hint）"
    )
    parser.add_argument(
        "--unmasked", action="store_true", help="报告（html、xlsx）里不隐去个人信息，写客服的真名"
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--labels", action="store_true", help="每条消息一行，列出认出的全部标签")
    kind.add_argument(
        "--cases",
        metavar="FILE",
        help='按规则逐句判断，每行一例：{"id","rule","text"}，还可写 "channel"、"context"（前面的话）；'
        "rule 是条款里写的 rule，写错了会列出手册有的",
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    if not args.paths and args.cases is None:
        return _complain("没有要检查的会话。请写文件、文件夹或 -")
    from shouwen.handbook import load_program

    try:
        program = load_program(args.handbook)
    except MistakesFound as found:
        return _complain(str(found))
    channels = Channels.of(program)
    try:
        channel = "" if args.channel is None else channels.chosen(args.channel)
    except UnknownChannel as unknown:
        return _complain(f"--channel：{unknown}")
    refused = _unsuitable(args)
    if refused:
        return _complain(refused)
    program.language.expect_many()
    gc.freeze()  # the handbook stays: to look through it for garbage took a seventh of the time
    inputs = Inputs(args.columns, args.encoding, program.zone, channels.meant)
    try:
        inputs.prepare()
    except BadColumns as bad:
        return _complain(f"--columns：{printable(str(bad), 600)}")
    try:
        with contextlib.ExitStack() as closing:
            try:
                out = closing.enter_context(written(args.out))
            except OSError as error:
                return _complain(_unwritable(args.out, error))
            if args.cases is not None:
                _say_what_is_left_out(args.paths, args.cases)
                return run_cases(program.language, args.cases, out, channel)
            work = Work(inputs, args.paths, out, args.jobs, args.fail_on)
            return _check(args, program, channels, channel, work)
    except WorkerLost:
        return _complain("有一个进程中途被结束了（多半是内存不够），答案不全。请减少 --jobs")


def _say_what_is_left_out(paths: Sequence[str], cases: str) -> None:
    left = [path for path in paths if path != cases]
    if left:
        names = "、".join(printable(path) for path in left)
        _complain(f"注意：--cases 只判 {printable(cases)} 里的例子，没有检查 {names}")


def _unsuitable(args: argparse.Namespace) -> str:
    """What of the arguments does not go together, or would destroy something; empty where nothing."""
    if args.format in ("xlsx", "html") and (args.labels or args.cases is not None):
        kind = "--labels" if args.labels else "--cases"
        return (
            f"{kind} 只写 JSON，写不成 {args.format}。请去掉 --format {args.format}，或去掉 {kind}"
        )
    if args.format == "xlsx" and not args.out and sys.stdout.isatty():
        return "xlsx 不能写到屏幕上。请用 --out 写明文件"
    if not args.out:
        return ""
    form = "json" if args.labels or args.cases is not None else args.format
    reads = args.paths if args.cases is None else [*args.paths, args.cases]
    try:
        refuse_to_write(args.out, reads, args.columns, args.handbook, readable=SUFFIXES)
        refuse_to_be_read(args.out, reads, SUFFIXES, _OWN_ENDINGS.get(form, ()))
    except NoOutput as refused:
        return refusal(args.out, str(refused))
    except OSError as error:
        return _unwritable(args.out, error)
    return ""


def _unwritable(out: str, error: OSError) -> str:
    return f"写不了 {printable(out)}（{reason(error, writing=True)}），请换一个文件"


def _check(
    args: argparse.Namespace, program: Program, channels: Channels, channel: str, work: Work
) -> int:
    """Check what `work` reads as the arguments say; returns the exit status."""
    cover = Cover(program.title, program.number)
    form: Format = "labels" if args.labels else _FORMS[args.format]
    everything = args.all or form == "report"
    mask = _as_it_is if args.unmasked else masked
    checker = Checker(
        program.language, form, everything, program.zone, mask, cover, channels, channel
    )
    if form == "report":
        return run_report(checker, program, args.format, work)
    return run_check(checker, work)


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Work:
    """What a run reads and where its answer goes."""

    inputs: Inputs
    paths: Sequence[str]
    out: BinaryIO
    jobs: int = 1
    fail_on: str = "hint"

    def answers(self, checker: Checker, total: Tally) -> Iterator[Answer]:
        """The answer to each batch, in order; bad rows are said, counts added to `total`."""
        shown = Progress(self.inputs, to_a_file=self.out is not sys.stdout.buffer)
        lines = batches(self.inputs.conversations(self.paths))
        for answer in in_order(checker.check, lines, self.jobs):
            shown.clear()
            for complaint in answer.complaints:
                _complain(complaint)
            total.add(answer.tally)
            yield answer
            shown.say(total.conversations, total.turns)
        shown.clear()
        if not (total.conversations or total.bad_rows):
            _complain("注意：没有读到一段会话。请看一看文件是不是空的，表里标题下面有没有行")
        for sentence in total.unjudged.sentences(checker.channels):
            _complain(sentence)

    def status(self, total: Tally) -> int:
        """The exit status."""
        if total.bad_rows:
            return 2
        return 1 if total.any_at_or_above(self.fail_on) else 0


def run_check(checker: Checker, work: Work) -> int:
    """Check everything, a line a finding; returns the exit status."""
    total = Tally()
    for answer in work.answers(checker, total):
        work.out.write(answer.output)
    work.out.flush()
    if checker.form == "text":
        _complain(total.text())
        if checker.everything:
            _complain(checker.standings(total))
    return work.status(total)


def run_report(checker: Checker, program: Program, form: str, work: Work) -> int:
    """Check everything into a report, `html` or `xlsx`; returns the exit status."""
    from shouwen.cli.report.gathered import Gathered

    gathered = Gathered(program, masked=checker.mask is masked)
    sink: Page | Workbook
    if form == "html":
        from shouwen.cli.report.page import Page

        sink = Page()
    else:
        from shouwen.cli.report.workbook import Workbook

        sink = Workbook(gathered)
    total = Tally()
    for answer in work.answers(checker, total):
        if answer.part is not None:
            for complaint in answer.part.complaints:
                gathered.complain(complaint)
            gathered.part.add(answer.part)
            sink.add(answer.part.found)
    gathered.conversations, gathered.turns = total.conversations, total.turns
    gathered.bad_rows, gathered.sources = total.bad_rows, work.inputs.sources
    sink.write(gathered, work.out)
    work.out.flush()
    _complain(total.text())
    return work.status(total)


def run_cases(language: Language, path: str, out: BinaryIO, channel: str = "") -> int:
    """Judge single messages under named rules; 1 if one breaks its rule, 2 if a row is bad."""
    worst = 0
    for line, answer, why in answer_cases(language, read_lines([path]), channel):
        if answer is None:
            _complain(f"{printable(line.place)} {printable(why, 2_000)}")
            worst = 2
        else:
            out.write(json_line(answer))
            worst = max(worst, int(answer["breaks"]))
    out.flush()
    return worst


def _complain(text: str) -> int:
    """Say something on standard error; the status of a run that ends here."""
    complain(text)
    return 2
