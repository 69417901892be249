"""Customers and agents who all write at once, and who remember what they were promised."""

from __future__ import annotations

import base64
import itertools
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.flows.served import NotAnswered, Served

# The chat lets one browser send a burst of 20; after that it begins another conversation.
MESSAGES_A_CONVERSATION = 15


@dataclass(slots=True)
class Memory:
    """What was acknowledged, and what got no answer; keys are client ids."""

    acknowledged: set[str] = field(default_factory=set)
    unanswered: dict[str, Callable[[Served], int]] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, served: Served, key: str, attempt: Callable[[Served], int]) -> bool:
        """Make one attempt and remember how it ended; False when the desk is gone."""
        try:
            status = attempt(served)
        except NotAnswered:
            with self.lock:
                self.unanswered[key] = attempt
            return False
        with self.lock:
            if status in (200, 201):
                self.acknowledged.add(key)
                self.unanswered.pop(key, None)
            elif status != 429:
                self.refused.append(status)
        return True

    def send_again(self, served: Served) -> None:
        """After a restart: everything that got no answer, with the same client ids."""
        for key, attempt in list(self.unanswered.items()):
            self.send(served, key, attempt)


class Crowd:
    """Threads that write until the desk dies."""

    def __init__(
        self, served: Served, memory: Memory, token: str, *, chats: int, agents: int
    ) -> None:
        self.served = served
        self.memory = memory
        self.token = token
        self._stop = threading.Event()
        # Not id(self): a later crowd may stand where an earlier one stood, and share its keys.
        self._name = secrets.token_hex(8)
        self._numbers = itertools.count()
        self._threads = [threading.Thread(target=self._chat, daemon=True) for _ in range(chats)]
        self._threads += [threading.Thread(target=self._agent, daemon=True) for _ in range(agents)]

    def start(self) -> None:
        """Everybody begins to write."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Everybody stops after the request that is under way."""
        self._stop.set()
        for thread in self._threads:
            thread.join(40)

    def _chat(self) -> None:
        while not self._stop.is_set():
            visitor = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
            link: list[str] = []

            def begin(
                served: Served, key: str, visitor: str = visitor, link: list[str] = link
            ) -> int:
                body = {"visitor": visitor, "text": "怎么退款？", "client_id": key}
                status, answer = served.request("POST", "/chat/start", body)
                if status == 201:
                    link.append(answer["token"])
                return status

            if not self._send("s", begin):
                return
            if not link:
                self._stop.wait(0.5)
            for _ in range(MESSAGES_A_CONVERSATION if link else 0):

                def write(served: Served, key: str, link: list[str] = link) -> int:
                    body = {"text": "还在吗", "client_id": key}
                    return served.request("POST", f"/chat/{link[-1]}/messages", body)[0]

                if self._stop.is_set() or not self._send("m", write):
                    return

    def _agent(self) -> None:
        """Opens cases by the API and answers them."""
        while not self._stop.is_set():
            case: list[str] = []

            def begin(served: Served, key: str, case: list[str] = case) -> int:
                body = {
                    "customer": {"name": "莫闻笛", "phone": "13800001234"},
                    "channel": "chat", "level": 1, "text": "系统打不开了", "client_id": key,
                }  # fmt: skip
                status, answer = served.request(
                    "POST", "/api/v1/cases", body, token=self.token, key=key
                )
                if status == 201:
                    case.append(answer["id"])
                return status

            def answer(served: Served, key: str, case: list[str] = case) -> int:
                body = {
                    "from": "agent", "client_id": key,
                    "text": "您好，工程师正在排查，预计十分钟内恢复，我12:00前再同步进展。",
                }  # fmt: skip
                path = f"/api/v1/cases/{case[-1]}/messages"
                return served.request("POST", path, body, token=self.token, key=key)[0]

            if not self._send("a", begin) or (case and not self._send("r", answer)):
                return

    def _send(self, kind: str, attempt: Callable[[Served, str], int]) -> bool:
        key = f"{kind}{self._name}-{next(self._numbers)}"
        return self.memory.send(self.served, key, lambda served: attempt(served, key))
