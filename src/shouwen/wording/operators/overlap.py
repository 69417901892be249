"""`overlap`: the speaker begins while the other side is still speaking. Settled at that message.

Needs beginnings and ends of both messages; without them the outcome is unobserved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.places import Seconds, seconds_of, spoken
from shouwen.wording.turns import Talk


class Overlap(Form):
    """How long the clause's speaker may talk into what the other side is saying."""

    at_most: Seconds = Field(title="最长", examples=["1 秒"])

    def build(self, build: Build) -> Operator:
        return _Overlap(build.speaker, seconds_of(self.at_most))


@dataclass(frozen=True)
class _Overlap(Operator):
    speaker: str
    seconds: int

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        for before, turn in pairwise(talk.spoken_by("any")):
            last, now = talk.turns[before], talk.turns[turn]
            if turn < start or now.role != self.speaker or last.role == self.speaker:
                continue
            if last.until is None or now.at is None or now.until is None:
                yield Result(turn, "unobserved", None, "send", "缺少起止时间，无法判断是否抢话")
                continue
            both = min(last.until, now.until) - now.at
            if both <= self.seconds * 1_000_000:
                yield Result(turn, "kept", None, "send")
            else:
                note = f"抢话 {spoken(both // 1_000_000)}，最长 {spoken(self.seconds)}"
                yield Result(turn, "broken", None, "send", note)
