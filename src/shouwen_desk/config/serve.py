"""``shouwen serve``: bring the desk up, print its address, go down gracefully."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from shouwen.source import reason
from shouwen_desk.config import desk

HOST, PORT = "127.0.0.1", 8000
GRACE_SECONDS = 5


def add_parser(commands: Any) -> None:
    """Add ``serve`` to the command line."""
    parser = commands.add_parser("serve", help="开服务台")
    parser.add_argument("--data", metavar="目录", help="数据目录（默认 SHOUWEN_DATA 或 ./data）")
    parser.add_argument("--host", default=HOST, metavar="地址", help=f"监听的地址（默认 {HOST}）")
    parser.add_argument("--port", type=port, default=PORT, metavar="端口", help="0：随便一个空闲的")
    parser.add_argument(
        "--clock", metavar="文件", help="测试时钟：文件里写一个时刻，须设 SHOUWEN_TEST=1"
    )
    parser.add_argument(
        "--processes", type=int, default=1, metavar="个数", help="多个进程须用 PostgreSQL"
    )
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    parser.set_defaults(func=run)


def port(text: str) -> int:
    """A port as it is written on the command line; 0 asks for a free one."""
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError("请写整数，如 8000") from None
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("请写 0 到 65535 之间的整数")
    return number


def run(args: argparse.Namespace) -> int:
    """Serve until a signal; exit code 0."""
    found = settings.ENVIRONMENT
    if args.processes < 1:
        raise ImproperlyConfigured("--processes 至少是 1。")
    if args.processes > 1 and found.embedded:
        raise ImproperlyConfigured(
            "自带的 SQLite 只能开一个进程；要开多个，请用 DATABASE_URL 指向 PostgreSQL。"
        )
    if args.fd is not None:
        serve(socket.socket(fileno=args.fd))
        return 0
    held = desk.sole_writer(found)
    desk.migrate()
    if desk.journal() == "delete":
        print(
            "这台机器的 SQLite 有预写日志的缺陷，已改用回滚日志，写入会慢一些；装上 pysqlite3 可恢复。",
            file=sys.stderr,
        )
    listening = listen(args.host, args.port)
    say = _announcer(args.host, listening)
    if args.processes > 1:
        return _several(listening, args.processes, say)
    serve(listening, on_ready=say)
    if held is not None:
        held.close()
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises ImproperlyConfigured, in Chinese, where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, since asyncio switches Nagle's delay (40 ms an answer) off only where it is.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except socket.gaierror as error:
        listening.close()
        raise ImproperlyConfigured(
            f"认不出 {host} 是哪里。请把 --host 写成这台机器的一个地址，如 127.0.0.1。"
        ) from error
    except OSError as error:
        listening.close()
        raise ImproperlyConfigured(
            f"{host} 的 {port} 端口用不了（{reason(error)}）。请换一个：--port 8001，或 --port 0 随便选一个。"
        ) from error
    listening.set_inheritable(True)
    return listening


def address(host: str, listening: socket.socket) -> str:
    """Where a browser finds the desk."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - shown, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}"


def serve(listening: socket.socket, on_ready: Callable[[], None] | None = None) -> None:
    """Run the web server and its threads on a listening socket until SIGTERM or SIGINT."""
    import uvicorn

    from shouwen_desk.config import clock
    from shouwen_desk.config.asgi import application
    from shouwen_desk.ledger import editions, live

    editions.warm(clock.now())

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if on_ready is not None and self.started:
                on_ready()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            # Streams never end by themselves; the server would wait for them. uvicorn would raise
            # the signal again at the end, but a desk that was asked to stop and did has not failed.
            live.HUB.close()
            self.force_exit = self.should_exit
            self.should_exit = True

    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=30,
    )
    Server(config).run(sockets=[listening])


def _announcer(host: str, listening: socket.socket) -> Callable[[], None]:
    def say() -> None:
        print(f"首问已启动：{address(host, listening)}", flush=True)

    return say


def _several(listening: socket.socket, count: int, say: Callable[[], None]) -> int:
    """Run ``count`` processes on one socket and end together."""
    handle = listening.fileno()
    command = [sys.executable, "-m", "shouwen_desk.config.command", "serve", "--fd", str(handle)]
    children = [
        subprocess.Popen(command, pass_fds=[handle], env=dict(os.environ)) for _ in range(count)
    ]
    say()
    import signal

    def pass_on(number: int, frame: FrameType | None) -> None:
        for child in children:
            child.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    codes = [child.wait() for child in children]
    return max(codes, default=0)
