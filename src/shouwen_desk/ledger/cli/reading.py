"""Commands that only read the ledger."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TextIO

from django.conf import settings

from shouwen.events import zone_of
from shouwen.source import reason, visible

from ..export import lines
from ..replay import replay
from ..sealing.heads import BrokenHeads
from ..sealing.verify import verify

SHOWN = 50


def run_verify(args: argparse.Namespace) -> int:
    """Exit code 0: as it was sealed; 1: something was changed."""
    try:
        found = verify(
            settings.ENVIRONMENT.data,
            key=Path(args.key) if args.key else None,
            heads_file=Path(args.heads) if args.heads else None,
        )
    except BrokenHeads as error:
        print(error)
        return 1
    for problem in found.problems[:SHOWN]:
        print(f"✕ {problem.where}：{problem.say}")
    if len(found.problems) > SHOWN:
        print(f"……还有 {len(found.problems) - SHOWN} 处。")
    verdict = "核验通过" if found.ok else f"核验不通过，{len(found.problems)} 处不对"
    print(
        f"{verdict}：{found.blocks} 块，{found.sealed} 个事件已封存，{found.unsealed} 个还没有封存；"
        f"原文 {found.texts} 段相符，{found.erased} 段已依法删除。"
    )
    return 0 if found.ok else 1


def run_replay(args: argparse.Namespace) -> int:
    """Exit code 0: everything folds as it stands; 1: something folds otherwise (重算有别)."""
    found = replay(effects=not args.rows_only)
    for difference in found.differences[:SHOWN]:
        print(f"✕ {difference.say}")
    if len(found.differences) > SHOWN:
        print(f"……还有 {len(found.differences) - SHOWN} 处。")
    if found.other_engine:
        print(f"其中 {found.other_engine} 个事件当时由别的引擎版本判定，旧判定照旧有效。")
    verdict = "重算无别" if found.ok else f"重算有别，{len(found.differences)} 处"
    print(f"{verdict}：{found.states} 个对象，{found.events} 个事件。")
    return 0 if found.ok else 1


def run_export(args: argparse.Namespace) -> int:
    """One JSON line an event; exit code 0."""
    count = 0
    try:
        opened = _opened(args.out)
    except OSError as error:
        said = f"写不了 {visible(args.out)}（{reason(error, writing=True)}），请换一个文件"
        print(said, file=sys.stderr)
        return 2
    with opened as file:
        for line in lines(
            after=args.after, with_texts=args.texts, zone=zone_of(settings.TIME_ZONE)
        ):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    if args.out:
        print(f"已导出 {count} 个事件到 {args.out}。", file=sys.stderr)
    return 0


def _opened(path: str | None) -> AbstractContextManager[TextIO]:
    return nullcontext(sys.stdout) if path is None else Path(path).open("w", encoding="utf-8")
