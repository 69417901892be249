"""The command ``shouwen``: the core's commands and the desk's, on one help page."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence

from shouwen.cli.arguments import ChineseParser
from shouwen.cli.main import COMMANDS as CORE
from shouwen.cli.main import main as core_main
from shouwen.cli.main import top_parser

# Command → the module with its ``add_parser``; loaded only when it, or the help page, is asked for.
DESK = {
    "serve": "shouwen_desk.config.serve",
    "demo": "shouwen_desk.config.demo",
    "company": "shouwen_desk.config.company",
    "ledger": "shouwen_desk.ledger.cli",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line and give its exit code: 0 done, 1 something found, 2 it could not be done."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] and arguments[0] in CORE:
        return core_main(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    args = build_parser(arguments[:1]).parse_args(arguments)
    from django.core.exceptions import ImproperlyConfigured

    try:
        code = _run(args)
        sys.stdout.flush()
    except ImproperlyConfigured as error:
        print(f"首问没有启动：{error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    return code


def _run(args: argparse.Namespace) -> int:
    """Make the desk ready as far as the command needs it, and run it."""
    from shouwen_desk.config import desk

    if (before := getattr(args, "before", None)) is not None:
        before()  # what the settings are to find, once they are read
    found = desk.configure(data=getattr(args, "data", None), clock=getattr(args, "clock", None))
    if getattr(args, "needs_database", False):
        desk.require_tables(found)
    held = desk.sole_writer(found) if getattr(args, "alone", False) else None
    try:
        code: int = args.func(args)
    finally:
        if held is not None:
            held.close()
    return code


def build_parser(first: Sequence[str] = ()) -> ChineseParser:
    """The parser with the desk's commands and the core's; only that of ``first`` where it is one."""
    parser = top_parser()
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    asked = first[0] if first and first[0] in DESK else None
    if asked is None:
        for name in CORE:
            importlib.import_module(f"shouwen.cli.{name}").add_parser(commands)
    for name, module in DESK.items():
        if asked in (None, name):
            importlib.import_module(module).add_parser(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
