"""Commands that write; on SQLite they run only while no desk does."""

from __future__ import annotations

import argparse
import sys

from django.conf import settings

from shouwen_desk.config import clock

from ..actions.erasure import erase, scrub
from ..models import Text
from ..sealing.seal import ChainDiffers, seal


def run_seal(args: argparse.Namespace) -> int:
    """Exit code 0: all is sealed; 1: the chain differs from the heads outside."""
    try:
        done = seal(settings.ENVIRONMENT.data, clock.now())
    except ChainDiffers as error:
        print(error, file=sys.stderr)
        return 1
    print(f"封存了 {done.events} 个事件，{done.blocks} 块。")
    return 0


def run_erase(args: argparse.Namespace) -> int:
    """Exit code 0: erased; 2: there is nothing of this customer."""
    count = Text.objects.filter(customer=args.customer).count()
    if count == 0:
        print(f"没有客户 {args.customer} 的原文，请核对编号。", file=sys.stderr)
        return 2
    erase(args.customer, reason=args.reason, actor="system")
    print(f"已依法删除 {count} 段原文，并擦净了数据库文件。")
    return 0


def run_scrub(args: argparse.Namespace) -> int:
    """Exit code 0."""
    scrub()
    print("数据库文件已重写，已删除的内容不再留存。")
    return 0
