"""`absence`: something that is owed after something else, within a number of turns or at all.

Settled at the last of those turns, or when the conversation closes. A finding of what is missing
has no span.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from shouwen.wording.operators.base import Answer, Build, Form, Operator
from shouwen.wording.turns import Settled, Talk
from shouwen.wording.words import Words, listed


class Absence(Words, Form):
    """Words owed once `after` was said (by anybody), within `within_turns` of the clause's speaker."""

    settled: ClassVar[tuple[Settled, ...]] = ("turn", "close")

    after: str | list[str] = Field(
        default_factory=list, title="在……之后", description="标签；不写则从会话开始算"
    )
    within_turns: int | None = Field(
        default=None, ge=1, le=1000, title="几句之内", description="不写则到会话结束为止"
    )

    def build(self, build: Build) -> Operator:
        named = listed(self.after)
        after = build.labels(named, "after")
        return _Absence(build.speaker, build.matchers(self), after, self.within_turns, build.title)


@dataclass(frozen=True)
class _Absence(Operator):
    speaker: str
    matchers: tuple[str, ...]
    after: tuple[str, ...]
    within: int | None
    title: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.after) or None)
        object.__setattr__(self, "late", self.within is None)

    def _window(self, talk: Talk) -> tuple[Sequence[int], bool] | None:
        """The speaker's turns in which it is owed so far, and whether they are all there."""
        trigger = -1
        if self.after:
            first = talk.first(self.after)
            if first is None:
                return None
            trigger = first
        spoken = talk.spoken_by(self.speaker)
        owed = spoken[bisect_right(spoken, trigger) :] if trigger >= 0 else spoken
        if self.within is None or len(owed) < self.within:
            return owed, False
        return owed[: self.within], True

    def _said(self, talk: Talk, owed: Sequence[int]) -> int | None:
        if talk.says(self.matchers, self.speaker):
            for turn in owed:
                if talk.hit_in(self.matchers, turn):
                    return turn
        return None

    def at_turns(self, talk: Talk, start: int) -> Sequence[Answer]:
        window = self._window(talk)
        if window is None:
            return ()
        owed, full = window
        said = self._said(talk, owed)
        if said is None:
            if full and owed[-1] >= start:
                return [(owed[-1], "broken", None, "turn", f"还差：{self.title}")]
        elif said >= start and not talk.only_broken:
            return [(said, "kept", talk.spans_of(said, self.matchers)[0], "turn", "")]
        return ()

    def at_close(self, talk: Talk) -> Sequence[Answer]:
        window = self._window(talk)
        if window is None:
            return ()
        owed, full = window
        if owed and not full and self._said(talk, owed) is None:
            return [(owed[-1], "broken", None, "close", f"还差：{self.title}")]
        return ()
