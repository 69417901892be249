"""`silence`: nobody says anything for too long. Settled by the message that ends it.

Where a message has no time, what lies between it and its neighbours is unobserved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.places import Seconds, seconds_of, spoken
from shouwen.wording.turns import Talk


class Silence(Form):
    """The longest silence between two messages, whoever speaks, from the end of one (where that is
    known) to the beginning of the next."""

    at_most: Seconds = Field(title="最长", examples=["30 秒"])
    after: Literal["agent", "customer", "any"] = Field(default="any", title="谁说完之后")

    def build(self, build: Build) -> Operator:  # noqa: ARG002 - a silence is nobody's
        return _Silence(seconds_of(self.at_most), self.after)


@dataclass(frozen=True)
class _Silence(Operator):
    seconds: int
    after: str

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        for before, turn in pairwise(talk.spoken_by("any")):
            last = talk.turns[before]
            if turn < start or self.after not in ("any", last.role):
                continue
            since, at = last.until if last.until is not None else last.at, talk.turns[turn].at
            if since is None or at is None:
                yield Result(turn, "unobserved", None, "send", "缺少时间，无法判断静默多久")
            elif at - since <= self.seconds * 1_000_000:
                yield Result(turn, "kept", None, "send")
            else:
                waited = (at - since) // 1_000_000
                note = f"静默 {spoken(waited)}，最长 {spoken(self.seconds)}"
                yield Result(turn, "broken", None, "send", note)
