"""`beside`: what must or must not be said within some turns or seconds of something else.

What is forbidden, and what must come before, is settled at the message; what must come after at
the last message of the window, or when the conversation closes. Windows in seconds need times:
without them the outcome is unobserved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.places import Seconds, seconds_of
from shouwen.wording.turns import Outcome, Settled, Talk
from shouwen.wording.words import Words


class Beside(Form):
    """`words` of the clause's speaker `where` a hit of `to` (of anybody) is: `before`, `after`,
    `around` it, or in the `same` message; `which` of its hits: each, any, or the n-th."""

    settled: ClassVar[tuple[Settled, ...]] = ("send", "turn", "close")

    words: Words = Field(title="说法")
    to: Words = Field(title="靠着什么")
    to_speaker: Literal["agent", "customer", "bot", "any"] = Field(
        default="any", title="它是谁说的"
    )
    where: Literal["before", "after", "around", "same"] = Field(default="after", title="方位")
    turns: int | None = Field(
        default=None, ge=1, le=1000, title="几条消息之内", description="各方的消息都数"
    )
    seconds: Seconds | None = Field(
        default=None, title="多久之内", description="如 30 秒；要有时间"
    )
    which: Literal["each", "any"] | int = Field(
        default="each",
        title="哪一次",
        description="each 每次，any 有一次即可，数字为第几次（-1 最后一次）",
    )
    forbidden: bool = Field(default=False, title="不许", description="写 true 则这样说才算违")

    @model_validator(mode="after")
    def _window(self) -> Self:
        if self.where == "same" and (self.turns or self.seconds):
            raise Wrong("同一条消息里没有远近", "请删去 turns 和 seconds")
        if self.turns and self.seconds:
            raise Wrong("远近写了两种", "turns（几条）和 seconds（多久）只写一个")
        if self.which == 0:
            raise Wrong("没有第 0 次", "第一次写 1，最后一次写 -1", ("which",))
        return self

    def build(self, build: Build) -> Operator:
        return _Beside(
            build.speaker, build.matchers(self.words, None, "words"),
            build.matchers(self.to, self.to_speaker, "to"), self.to_speaker, self.where, self.turns,
            seconds_of(self.seconds) * 1_000_000 if self.seconds else None, self.which, self.forbidden,
            build.title,
        )  # fmt: skip


@dataclass(frozen=True)
class _Beside(Operator):
    speaker: str
    words: tuple[str, ...]
    to: tuple[str, ...]
    to_speaker: str
    where: str
    turns: int | None
    time: int | None
    which: str | int
    forbidden: bool
    title: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.to))

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        yield from (
            r for r in self._results(talk, False) if r.turn >= start and r.settled != "close"
        )

    def at_close(self, talk: Talk) -> Iterator[Result]:
        yield from (r for r in self._results(talk, True) if r.settled == "close")

    def _anchors(self, talk: Talk) -> list[int]:
        return talk.said_by(self.to, self.to_speaker)

    def _results(self, talk: Talk, closed: bool) -> list[Result]:
        anchors = self._anchors(talk)
        if isinstance(self.which, int):
            last = self.which < 0
            if last and not closed:
                return []  # which one is the last is known at the close
            at = self.which if last else self.which - 1
            anchors = anchors[at:][:1] if -len(anchors) <= at < len(anchors) else []
            results = [r for a in anchors if (r := self._judged(talk, a, closed)) is not None]
            return [r._replace(settled="close") for r in results] if last else results
        results = [r for a in anchors if (r := self._judged(talk, a, closed)) is not None]
        if self.which == "any" and not self.forbidden:
            good = [r for r in results if r.outcome == "kept" and r.settled != "close"]
            if good:
                return [min(good, key=lambda r: r.turn)]
            if not closed or not results:
                return []
            best = min(results, key=lambda r: ("kept", "unobserved", "broken").index(r.outcome))
            return [best._replace(settled="close")]
        return sorted(results, key=lambda r: r.turn)

    def _judged(self, talk: Talk, anchor: int, closed: bool) -> Result | None:
        """What is said of one hit of `to`; `None` while it is open."""
        if self.time is not None and talk.turns[anchor].at is None:
            return Result(anchor, "unobserved", None, "send", "缺少时间，无法判断隔了多久")
        ahead = self.where in ("after", "around")
        low = anchor if self.where in ("same", "after") else 0
        edge = self._edge(talk, anchor)
        full = not ahead or edge > anchor
        high = (edge if full else len(talk.turns) - 1) if ahead else anchor
        window = [t for t in range(low, high + 1) if self._close_by(talk, anchor, t)]
        spoken = {*talk.spoken_by(self.speaker)}
        said = next((t for t in window if t in spoken and self._said(talk, anchor, t)), None)
        good: Outcome = "broken" if self.forbidden else "kept"
        if said is not None:
            span = self._said(talk, anchor, said) if said >= anchor else None
            settled: Settled = "turn" if said > anchor else "send"
            return Result(max(said, anchor), good, span, settled)
        missing: Outcome = "kept" if self.forbidden else "broken"
        note = "" if self.forbidden else f"还差：{self.title}"
        last = window[-1] if window else anchor
        if not ahead:
            return Result(anchor, missing, None, "send", note)
        if full:
            return Result(edge, missing, None, "turn", note)
        return Result(last, missing, None, "close", note) if closed else None

    def _said(self, talk: Talk, anchor: int, turn: int) -> tuple[int, int] | None:
        found = talk.spans_of(turn, self.words)
        if turn == anchor and self.where in ("before", "after"):
            anchors = talk.spans_of(anchor, self.to)
            first, last = anchors[0], anchors[-1]
            found = [s for s in found if (s < last if self.where == "before" else s > first)]
        return found[0] if found else None

    def _close_by(self, talk: Talk, anchor: int, turn: int) -> bool:
        if self.turns is not None:
            return abs(turn - anchor) <= self.turns
        if self.time is not None and turn != anchor:
            one, other = talk.turns[anchor].at, talk.turns[turn].at
            return one is not None and other is not None and abs(one - other) <= self.time
        return True

    def _edge(self, talk: Talk, anchor: int) -> int:
        """The turn with which the window was full; the anchor while it is not."""
        if self.turns is not None:
            return anchor + self.turns if len(talk.turns) > anchor + self.turns else anchor
        since = talk.turns[anchor].at
        if self.time is None or since is None:
            return anchor
        for turn in range(anchor + 1, len(talk.turns)):
            at = talk.turns[turn].at
            if at is not None and at - since > self.time:
                return turn
        return anchor
