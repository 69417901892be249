"""An argument parser that speaks Chinese: help pages and complaints."""

import argparse
import re
import sys
from typing import NoReturn

from shouwen.source import visible

# argparse's English complaint → ours; the groups are filled in.
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"还缺少：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"ambiguous option: (.+) could match (.+)", r"参数 \1 不够明确，可能是：\2"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.*)\)", r"\1 不能写 \2，可以写的有：\3"),
    (r"argument (.+): invalid (\w+) value: (.+)", r"\1 不能写 \3"),
    (r"argument (.+): expected (?:one|at least one) argument", r"\1 后面要写内容"),
    (r"argument (.+): expected \d+ arguments?", r"\1 后面的内容个数不对"),
    (r"argument (.+): ignored explicit argument (.+)", r"\1 后面不用写 \2"),
    (r"argument (.+): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"one of the arguments (.+) is required", r"以下参数要写一个：\1"),
    (r"argument ([^:]+): (.+)", r"\1：\2"),  # the rest of it is ours and Chinese
)


class ChineseHelp(argparse.HelpFormatter):
    """Help pages with Chinese headings."""

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        """Begin the page; see :class:`argparse.HelpFormatter`."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseWritten(ChineseHelp, argparse.RawDescriptionHelpFormatter):
    """The same, with descriptions as they were written, line by line."""


class ChineseParser(argparse.ArgumentParser):
    """Like ``argparse.ArgumentParser``; its subparsers are of this kind too."""

    def __init__(self, **options) -> None:  # type: ignore[no-untyped-def]
        options.setdefault("formatter_class", ChineseHelp)
        super().__init__(**{**options, "add_help": False, "allow_abbrev": False})
        self._positionals.title = "写什么"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这一页")

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the arguments and leave with 2."""
        for pattern, words in _COMPLAINTS:
            match = re.fullmatch(pattern, message, re.DOTALL)
            if match is not None:
                message = match.expand(words)
                break
        self.print_usage(sys.stderr)
        self.exit(2, f"{visible(message)}。请看 {self.prog} --help。\n")
