"""The frame of the command line.

Each command is a module of this package with ``add_parser(subparsers)``, which adds its parser
and sets ``func=run`` where ``run(args) -> int`` gives the exit code: 0 done, 1 something was
found, 2 something could not be read (the rest was still answered).
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS = ("due",)
"""Command modules, in the order of the help page."""


def build_parser(commands: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The parser with the given commands."""
    parser = argparse.ArgumentParser(prog="shouwen", description="首问：手册即程序。")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name in commands:
        importlib.import_module(f"shouwen.cli.{name}").add_parser(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Only the command asked for is loaded: `due` need not wait for the phrase engine.
    wanted = arguments[:1] if arguments[:1] and arguments[0] in COMMANDS else COMMANDS
    args = build_parser(wanted).parse_args(arguments)
    code: int = args.func(args)
    return code
