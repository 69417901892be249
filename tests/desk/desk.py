"""What tests of the desk share: a compiled handbook in force, short ways to make events happen."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shouwen.events import MINUTE, parse_instant, zone_of
from shouwen.handbook.loading import load_handbook
from shouwen.handbook.program import Program

if TYPE_CHECKING:
    from shouwen_desk.ledger.record import Recorded

SHOP = Path(__file__).parent / "shop"
# A Monday morning.
START = parse_instant("2026-10-12T09:00:00", zone_of("Asia/Shanghai"))


@cache
def program(handbook: str | Path = SHOP) -> Program:
    """A handbook, compiled; fails where it has a mistake."""
    found, mistakes = load_handbook(handbook)
    assert found is not None, "\n".join(str(mistake) for mistake in mistakes)
    return Program.compile(found)


class Clock:
    """Time of a test: stands still until it is moved."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def pass_minutes(self, minutes: float) -> int:
        """Move on; answers the new instant."""
        self.now += int(minutes * MINUTE)
        return self.now


class Desk:
    """The ledger under the shop's handbook, with time in the test's hands."""

    def __init__(self, clock: Clock, data: Path) -> None:
        self.clock = clock
        self.data = data

    def put_in_force(self, handbook: Program | None = None) -> None:
        """Let the shop's handbook (or another) rule from now."""
        from shouwen_desk.ledger.actions import put_in_force

        put_in_force(handbook or program(), actor="system")

    def record(self, kind: str, case: str = "C1", **more: Any) -> Recorded:
        """Record one event of a case; ``texts``, ``at``, ``source_key``, ``intent`` as in record()."""
        from shouwen_desk.ledger.record import Draft, record

        intent, actor = more.pop("intent", None), more.pop("actor", "person:P0001")
        options = {
            name: more.pop(name)
            for name in ("texts", "at", "at_source", "source_key", "id")
            if name in more
        }
        subjects = {"case": case, "conversation": f"V{case}", "customer": f"K{case}"}
        return record(Draft(kind, subjects, more, **options), actor=actor, intent=intent)

    def open(self, case: str = "C1", level: int = 3) -> None:
        """A case opens with its conversation."""
        self.record(
            "case.opened",
            case,
            type="inquiry",
            level=level,
            channel="chat",
            owner="P0001",
            team="T1",
        )
        self.record("conversation.opened", case, channel="chat")

    def hear(self, words: str, case: str = "C1", **more: Any) -> Recorded:
        """The customer writes."""
        return self._said(
            "message.received", "customer", words, case, more | {"actor": f"customer:K{case}"}
        )

    def say(self, words: str, case: str = "C1", **more: Any) -> Recorded:
        """The agent answers."""
        return self._said("message.sent", "agent", words, case, {"by": "person"} | more)

    def _said(self, kind: str, role: str, words: str, case: str, more: dict[str, Any]) -> Recorded:
        heard = program().language.recognise(words, role)
        payload = heard.to_json()
        if kind == "message.received":
            payload.pop("act", None)
        message = more.pop("message", None) or f"M{self.clock.now}"
        return self.record(kind, case, message=message, texts={"text": words}, **payload | more)

    def tick(self) -> None:
        """Let the worker decide what is due."""
        from shouwen_desk.ledger import worker

        worker.tick(self.clock.now)

    def seal(self) -> None:
        """Seal what is there."""
        from shouwen_desk.ledger.sealing.seal import seal

        seal(self.data, self.clock.now)
