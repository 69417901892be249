"""`not_until`: words that may not be said until something else was (no rules before the apology).

Unlike `order`, which judges the first time, every message is judged for itself until the other
thing was said. Looks back only, so settled at send. Within one message the earlier span counts.
Where `answers` is written, only an answer to such words is judged: who complained an hour ago and
asks something else now is not put off with reasons. A question of our own (`through`) does not end the
matter: what is answered to it still belongs to the complaint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Answer, Build, Form, Operator
from shouwen.wording.turns import Heard, Talk
from shouwen.wording.words import Words, listed


class NotUntil(Words, Form):
    """Words that have to wait for one of the labels of `until`, said by anybody: an apology of our
    own, a question of the customer's. `unless` is for what the same message makes good. `answers`:
    only where the other side's last messages before it have one of these labels; a message of ours in
    between ends that, unless it has one of `through`."""

    until: str | list[str] = Field(
        title="先要说过",
        description="标签；有人说过其中任何一个以后就不算",
        examples=["apology"],
    )
    unless: str | list[str] = Field(
        default_factory=list, title="同句有……不算", description="标签；同一条消息里还有它就不算"
    )
    answers: str | list[str] = Field(
        default_factory=list,
        title="只看回答……的话",
        description="标签；对方刚说的话（连着的几条）里有其中任何一个才判断，如 complaint",
    )
    through: str | list[str] = Field(
        default_factory=list,
        title="问过不算隔开",
        description="标签；和 answers 一起用：自己的话里有其中任何一个（如 clarify），对方答的还算接着原来的话",
    )

    @model_validator(mode="after")
    def _through_to_what(self) -> Self:
        if self.through and not self.answers:
            raise Wrong("写了 through，没写 answers，它不起作用", "请写上 answers，或删去 through")
        return self

    def build(self, build: Build) -> Operator:
        until = listed(self.until)
        unless = listed(self.unless)
        return _NotUntil(
            build.speaker,
            build.matchers(self),
            build.labels(until, "until"),
            build.labels(unless, "unless"),
            build.labels(listed(self.answers), "answers"),
            build.labels(listed(self.through), "through"),
        )


@dataclass(frozen=True)
class _NotUntil(Operator):
    speaker: str
    matchers: tuple[str, ...]
    until: tuple[str, ...]
    unless: tuple[str, ...]
    answers: tuple[str, ...] = ()
    through: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.matchers))

    def at_turns(self, talk: Talk, start: int) -> Sequence[Answer]:
        said = talk.heard(self.matchers, self.speaker, start)
        if not said:
            return ()
        allowed = self._first(talk)
        if talk.only_broken and allowed is not None and allowed <= said[0]:
            return ()
        judged: list[Answer] = []
        last = -1
        for place in said:
            turn, low, high = place
            if turn == last:
                continue  # a message is blamed once, where it begins with them
            last = turn
            if self.answers and not talk.answers(turn, self.speaker, self.answers, self.through):
                continue
            early = allowed is None or place < allowed
            early = early and not talk.hit_in(self.unless, turn)
            judged.append((turn, "broken" if early else "kept", (low, high), "send", ""))
        return judged

    def _first(self, talk: Talk) -> Heard | None:
        """From where on everything may be said."""
        firsts = [talk.where(name)[0] for name in self.until if name in talk.found]
        return min([(turn, hit[1], hit[2]) for turn, hit in firsts], default=None)
