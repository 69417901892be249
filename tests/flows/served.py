"""The desk as its users have it: a process of its own, spoken to over HTTP, and killed without warning."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

READY_SECONDS = 60


class NotAnswered(Exception):
    """The request met a dead or dying desk: nobody knows whether it was recorded."""


class Served:
    """``shouwen serve`` on a data directory and a free port."""

    def __init__(
        self,
        data: Path,
        *,
        url: str | None = None,
        clock: Path | None = None,
        processes: int = 1,
    ) -> None:
        self.data = data
        environment = dict(os.environ, SHOUWEN_TEST="1", SHOUWEN_DATA=str(data))
        environment.pop("DATABASE_URL", None)
        if url is not None:
            environment["DATABASE_URL"] = url
        command = [sys.executable, "-m", "shouwen_desk.config.command", "serve", "--port", "0"]
        if clock is not None:
            command += ["--clock", str(clock)]
        if processes > 1:
            command += ["--processes", str(processes)]
        self.errors = data / "serve.log"
        with self.errors.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--data", str(data)], stdout=subprocess.PIPE, stderr=log, env=environment
            )
        self.port = self._port()
        self._wait()

    def _port(self) -> int:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        assert "http://" in line, f"did not start: {line!r}\n{self.errors.read_text()[-2000:]}"
        return int(line.strip().rpartition(":")[2])

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                if self.request("GET", "/healthz")[0] == 200:
                    return
            except NotAnswered:
                time.sleep(0.05)
        raise AssertionError(self.errors.read_text()[-2000:])

    def request(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, key: str = ""
    ) -> tuple[int, Any]:
        """Status and JSON of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, headers)
            response = connection.getresponse()
            answer = response.read()
            return response.status, json.loads(answer) if answer[:1] in b"{[" else answer
        except (OSError, http.client.HTTPException, json.JSONDecodeError) as error:
            raise NotAnswered from error
        finally:
            connection.close()

    def kill(self) -> None:
        """No goodbye: SIGKILL to the whole process."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; answers the exit code."""
        self.process.terminate()
        return self.process.wait(20)
