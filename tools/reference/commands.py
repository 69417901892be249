"""The page of the command line: what each command says about itself."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator


def _below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The commands below a parser, in their order."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from dict.fromkeys(action.choices.values())


def _sections(parser: argparse.ArgumentParser, depth: int) -> Iterator[str]:
    for command in _below(parser):
        yield f"{'#' * depth} {command.prog}\n\n```text\n{command.format_help().strip()}\n```"
        yield from _sections(command, depth + 1)


def page() -> str:
    """The whole page; wrapped at 100 columns wherever it is printed."""
    os.environ["COLUMNS"] = "100"
    from shouwen_desk.config.command import build_parser

    parser = build_parser()
    head = (
        "# 命令行\n\n"
        "本页由 `make reference` 从命令印出，请勿手改。手册、时间与语言的命令不需要服务台，"
        "没有 Django 的机器上写作 `python -m shouwen`。\n\n"
        "退出码：0 完成；1 查出了东西（违规、错误、不符）；2 有读不了的内容（能读的仍已回答）。"
    )
    return "\n\n".join([head, *_sections(parser, 2)]) + "\n"
