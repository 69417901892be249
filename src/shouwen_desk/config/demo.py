"""``shouwen demo``: a fictional company on an embedded database, with live traffic."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from shouwen_desk.config import desk, serve

FOLDER = "demo-data"


def add_parser(commands: Any) -> None:
    """Add ``demo`` to the command line."""
    parser = commands.add_parser("demo", help="用虚构公司试一试：两周的往来，客户还在不停地写")
    parser.add_argument(
        "--handbook", default="enterprise", metavar="手册", help="手册的编号（默认 enterprise）"
    )
    parser.add_argument(
        "--data", default=FOLDER, metavar="目录", help=f"数据目录（默认 ./{FOLDER}）"
    )
    parser.add_argument(
        "--host", default=serve.HOST, metavar="地址", help=f"监听的地址（默认 {serve.HOST}）"
    )
    parser.add_argument(
        "--port", type=serve.port, default=serve.PORT, metavar="端口", help="0：随便一个空闲的"
    )
    parser.set_defaults(func=run, before=_surroundings)


def _surroundings() -> None:
    """Set what the settings read: the fictional shop's page, and never somebody's real database."""
    os.environ["SHOUWEN_DEMO"] = "1"
    os.environ.pop("DATABASE_URL", None)


def run(args: argparse.Namespace) -> int:
    """Make the demo unless it is there, then serve it until a signal; exit code 0."""
    listening = serve.listen(args.host, args.port)
    found = settings.ENVIRONMENT
    held = desk.sole_writer(found)

    from shouwen_desk.demo import building, traffic

    building.clear_unfinished(found.data)
    desk.migrate()
    try:
        program = building.program_of(args.handbook)
        if building.is_ready(found.data):
            building.refresh(program)
        else:
            _make(found.data, program)
    except building.NotDemo as error:
        raise ImproperlyConfigured(str(error)) from error
    card = building.write_card(found.data, serve.address(args.host, listening))
    customers = traffic.Traffic()

    def ready() -> None:
        _print(card, found.data)
        customers.start()

    try:
        serve.serve(listening, on_ready=ready)
    finally:
        customers.stop()
    if held is not None:
        held.close()
    return 0


def _make(data: Path, program: Any) -> None:
    from shouwen_desk.demo import building

    begun = time.monotonic()
    print("正在造两周的往来，大约要一分钟。", file=sys.stderr, flush=True)

    def report(share: int) -> None:
        print(f"\r  {share:3d}%", end="", file=sys.stderr, flush=True)

    made = building.build(data, program, report=report)
    print(
        f"\r  100%  {made.cases} 个个案，用了 {time.monotonic() - begun:.0f} 秒。",
        file=sys.stderr,
        flush=True,
    )


def _print(card: dict[str, Any], data: Path) -> None:
    names = {"agent": "客服", "leader": "组长", "manager": "经理", "admin": "管理员"}
    print(f"首问演示已启动：{card['address']}")
    print(f"  客户在这里写：{card['address']}/demo/shop")
    shown = set()
    for user in card["users"]:
        if user["role"] not in shown:
            shown.add(user["role"])
            print(
                f"  {names[user['role']]} {user['name']}：登录名 {user['login']}，密码 {user['password']}"
            )
    print(f"  其余的人和接口令牌见 {data / 'demo.json'}", flush=True)
