"""A PostgreSQL server of the tests' own: a fresh cluster on a free port, gone with the session."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DIRECTORIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
# Root may not run the server; whichever of these exists does.
STAND_INS = ("postgres", "nobody")
START_SECONDS = 30


class NoPostgres(RuntimeError):
    """There is nothing here to start; says why."""


def binaries() -> Path:
    """The directory of ``initdb`` and ``postgres``, version 15 or newer."""
    for directory in DIRECTORIES:
        if (directory / "initdb").exists() and int(directory.parent.name) >= 15:
            return directory
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise NoPostgres("no PostgreSQL 15 or newer in /usr/lib/postgresql or on the PATH")


@contextmanager
def server() -> Iterator[str]:
    """Run a server; gives ``postgres://…`` of its maintenance database."""
    home = binaries()
    directory = Path(tempfile.mkdtemp(prefix="shouwen-pg-"))
    prefix = _prefix(directory)
    port = _free_port()
    data = directory / "data"
    try:
        subprocess.run(
            [*prefix, home / "initdb", "-D", data, "-U", "shouwen", "-A", "trust", "-N",
             "-E", "UTF8", "--locale=C"],
            check=True, capture_output=True, cwd="/",
        )  # fmt: skip
        process = subprocess.Popen(
            [*prefix, home / "postgres", "-D", data, "-k", directory, "-p", str(port),
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=60",
             "-c", "shared_buffers=64MB"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        try:
            _wait(port, process)
            yield f"postgres://shouwen@127.0.0.1:{port}/postgres"
        finally:
            # A setpriv child is the server itself: exec keeps the process id.
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _prefix(directory: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    for name in STAND_INS:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(directory, user.pw_uid, user.pw_gid)
        return [
            "setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--",
        ]  # fmt: skip
    raise NoPostgres("root may not run PostgreSQL and there is no user postgres or nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"postgres://shouwen@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
