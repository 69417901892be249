"""The frame of the command line.

Each command is a module of this package with ``add_parser(subparsers)``, which adds its parser
and sets ``func=run`` where ``run(args) -> int`` gives the exit code: 0 done, 1 something was
found, 2 something could not be read (the rest was still answered).
"""

import importlib
import io
import os
import sys
from collections.abc import Sequence

from shouwen import __version__
from shouwen.cli.arguments import ChineseParser

COMMANDS = ("check", "due", "handbook", "run")
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
        # Whoever read our output has seen enough (`| head`); nothing is left to be flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    return code
