"""The frame of the command line.

Each command is a module of this package with ``add_parser(subparsers)``, which adds its parser
and sets ``func=run`` where ``run(args) -> int`` gives the exit code: 0 done, 1 something was
found, 2 something could not be read (the rest was still answered).
"""

import contextlib
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from shouwen import __version__
from shouwen.cli.arguments import ChineseParser
from shouwen.cli.printable import complain
from shouwen.source import reason, visible

_NOTHING = Path(os.devnull)

COMMANDS = ("check", "due", "handbook", "run", "times")
"""Command modules, in the order of the help page."""


def top_parser() -> ChineseParser:
    """The parser that commands are added to."""
    parser = ChineseParser(prog="shouwen", description="首问：手册即程序。")
    parser.add_argument(
        "--version", action="version", version=f"首问 {__version__}", help="显示版本"
    )
    return parser


def build_parser(commands: Sequence[str] = COMMANDS) -> ChineseParser:
    """The parser with the given commands."""
    parser = top_parser()
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    for name in commands:
        importlib.import_module(f"shouwen.cli.{name}").add_parser(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Chinese words whatever the terminal's setting
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Only the command asked for is loaded: `due` need not wait for the phrase engine.
    wanted = arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS
    args = build_parser(wanted).parse_args(arguments)
    try:
        code: int = args.func(args)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()  # whoever read our output has seen enough (`| head`)
        return 141
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        _drop_output()
        where = str(error.filename or getattr(args, "out", None) or "标准输出")
        return _give_up(f"{where} 用不了：{reason(error)}。答案没有写完，请改好后再来一次。")
    except MemoryError:
        return _give_up("内存不够。请把输入拆小，或减少 --jobs。")
    return code


def _open_closed_streams() -> None:
    """A stream that whoever started us has closed (`>&-`) reads and writes nothing."""
    if sys.stdin is None:
        sys.stdin = _NOTHING.open(encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = _NOTHING.open("w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = _NOTHING.open("w", encoding="utf-8")


def _drop_output() -> None:
    """Nothing more can be written, not even what is left to be flushed at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _give_up(words: str) -> int:
    """Say why the command ends here, where it can still be said."""
    complain(visible(words))
    return 2
