"""``engine.step`` with the shipped handbook: a working day of chat cases.

The named baseline is what any engine must do at the least with the same events: copy the state
that an event touches, through JSON and back, as a desk that keeps states as documents does, and
look at no clause at all.
"""

from __future__ import annotations

import json
import random
from time import process_time
from typing import Any

from shouwen.clauses.state import State
from shouwen.engine import Single, keys, step
from shouwen.events import MINUTE, SECOND, Event, parse_instant
from shouwen.handbook import load_program
from shouwen.handbook.program import Program

CASES = 1_000
START = parse_instant("2026-10-13T09:00:00+08:00")
HEARD = ("怎么退款？", "在吗", "什么时候能好？", "我要投诉")
SAID = (
    "您好，这里是客服，请问有什么可以帮您？",
    "请稍等，我查一下。",
    "退款今天18:00前到账，请您留意。",
    "正在为您核实，10分钟内回复您。",
    "请问问题是什么时候出现的？",
)


def run() -> list[dict[str, Any]]:
    """The rows for the table; see :mod:`bench` for their shape."""
    program = load_program("enterprise")
    events = _day(program)
    ours = max(_engine(program, events) for _ in range(3))
    baseline = max(_copies(program, events) for _ in range(3))
    return [
        {
            "work": f"engine.step, all shipped clauses, {CASES:,} chat cases",
            "measure": "per second and core",
            "value": ours,
            "unit": "/s",
            "aim": ">= 20000",
            "baseline": "copy the touched states through JSON",
            "baseline_value": baseline,
            "aim_ratio": None,
            "note": f"{len(events):,} events, each on the states of its case and its conversation",
        }
    ]


def _engine(program: Program, events: list[Event]) -> float:
    programs, states = Single(program), dict[str, State]()
    begun = process_time()
    for event in events:
        touched = {key: states[key] for key in keys(program, event) if key in states}
        states.update(step(programs, touched, event).states)
    return len(events) / (process_time() - begun)


def _copies(program: Program, events: list[Event]) -> float:
    states: dict[str, dict[str, Any]] = {}
    begun = process_time()
    for event in events:
        for key in keys(program, event):
            state = json.loads(json.dumps(states.get(key, {"facts": {}, "turns": []})))
            state["turns"].append([event.id, event.kind])
            states[key] = state
    return len(events) / (process_time() - begun)


def _day(program: Program) -> list[Event]:
    """Cases that open through the day, a few messages each, a level, an answer, an end."""
    draw = random.Random(1)
    seen = {
        (text, role): program.language.recognise(text, role).to_json()
        for texts, role in ((HEARD, "customer"), (SAID, "agent"))
        for text in texts
    }
    events: list[Event] = []
    for number in range(CASES):
        name, at = f"C{number}", START + draw.randrange(0, 540) * MINUTE
        subjects = {"case": name, "conversation": f"V{name}", "customer": f"K{name}"}

        def add(
            kind: str,
            actor: str,
            payload: dict[str, Any],
            *,
            at: int,
            subjects: Any = subjects,
            name: str = name,
        ) -> None:
            events.append(
                Event(
                    f"{name}-{len(events)}",
                    kind,
                    "desk",
                    subjects,
                    actor,
                    at,
                    "server",
                    at,
                    None,
                    payload,
                )
            )

        opened = {"type": draw.choice(["inquiry", "complaint", "presales"]), "channel": "chat",
                  "level": draw.choice([1, 2, 3, 3, 3]), "urgent": False, "owner": "P1", "team": "T1"}  # fmt: skip
        add("conversation.opened", "system", {"channel": "chat"}, at=at)
        add("case.opened", "system", opened, at=at)
        for turn in range(draw.randrange(4, 14)):
            at += draw.randrange(5, 120) * SECOND
            text = draw.choice(HEARD if turn % 2 == 0 else SAID)
            if turn % 2 == 0:
                payload = {"message": f"m{turn}", **seen[text, "customer"]}
                add("message.received", f"customer:K{name}", payload, at=at)
            else:
                payload = {"message": f"m{turn}", "by": "person", **seen[text, "agent"]}
                add("message.sent", "person:P1", payload, at=at)
        add("case.solved", "person:P1", {}, at=at + MINUTE)
        add("conversation.closed", "system", {}, at=at + MINUTE)
        add("case.closed", "person:P1", {}, at=at + 2 * MINUTE)
    events.sort(key=lambda event: event.at)
    return events


if __name__ == "__main__":
    for row in run():
        print(row)
