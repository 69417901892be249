"""``shouwen ledger verify | replay | export | seal | erase | scrub``: the ledger's own tools.

The modules that need tables are imported only when a command runs, after the settings are read.
``alone`` marks commands that write: on SQLite they need the data directory for themselves.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any


def add_parser(commands: Any) -> None:
    """Add ``ledger`` and its commands."""
    ledger = commands.add_parser("ledger", help="台账：核验、重算、导出、封存")
    parts = ledger.add_subparsers(dest="part", required=True, metavar="做什么", title="命令")
    verify = _part(parts, "verify", "核验：封存过的有没有被改、删、换、插、截断或重写", _verify)
    verify.add_argument("--heads", metavar="文件", help="另存的链头文件（默认用数据目录里的）")
    verify.add_argument("--key", metavar="文件", help="另存的公钥文件（默认用数据目录里的）")
    replay = _part(parts, "replay", "重算：按事件再判一遍，列出不同之处", _replay)
    replay.add_argument("--rows-only", action="store_true", help="只比对各表，不逐个比对事件的后果")
    export = _part(parts, "export", "导出：一行一个事件，个人信息已遮盖", _export)
    export.add_argument("--out", metavar="文件", help="写到哪里（默认屏幕）")
    export.add_argument("--after", type=int, default=0, metavar="位置", help="从这个位置之后开始")
    export.add_argument("--texts", action="store_true", help="连原文一起导出（号码、邮箱遮盖）")
    _part(parts, "seal", "封存：把还没有封存的事件都封存", _seal)
    erase = _part(parts, "erase", "依法删除：删去一位客户的全部原文", _erase)
    erase.add_argument("customer", metavar="客户编号")
    erase.add_argument("--reason", required=True, metavar="依据")
    _part(parts, "scrub", "擦净：重写数据库文件，不留已删除的内容", _scrub)


def _part(
    parts: Any, name: str, words: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parts.add_parser(name, help=words)
    parser.add_argument("--data", metavar="目录", help="数据目录（默认 SHOUWEN_DATA 或 ./data）")
    parser.set_defaults(func=run, needs_database=True, alone=run in (_seal, _erase, _scrub))
    return parser


def _verify(args: argparse.Namespace) -> int:
    from .reading import run_verify

    return run_verify(args)


def _replay(args: argparse.Namespace) -> int:
    from .reading import run_replay

    return run_replay(args)


def _export(args: argparse.Namespace) -> int:
    from .reading import run_export

    return run_export(args)


def _seal(args: argparse.Namespace) -> int:
    from .writing import run_seal

    return run_seal(args)


def _erase(args: argparse.Namespace) -> int:
    from .writing import run_erase

    return run_erase(args)


def _scrub(args: argparse.Namespace) -> int:
    from .writing import run_scrub

    return run_scrub(args)
