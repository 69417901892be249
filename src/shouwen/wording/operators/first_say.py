"""`first_say`: after something was said, ours begins with certain words (an apology, sympathy).

Until the words were said once, the speaker's first message behind each message of `after` is broken
without them: one that goes on without them is not blamed again until it is called for again. The
message that says them first may not say anything of `before` ahead of them. Looks back only, so
settled at send.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from shouwen.wording.operators.base import Answer, Build, Form, Operator
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words, listed


class FirstSay(Words, Form):
    """The words owed; `after`: the labels that call for them, unless the same message also has one
    of `not_after`; `before`: labels of what has to wait for them."""

    after: str | list[str] = Field(title="在……之后", description="标签", examples=["complaint"])
    not_after: str | list[str] = Field(
        default_factory=list, title="不算在内", description="标签；那句话里还有它就不算"
    )
    before: str | list[str] = Field(
        default_factory=list, title="要等它先说的", description="标签；说在它前面就算违"
    )

    def build(self, build: Build) -> Operator:
        return _FirstSay(
            build.speaker,
            build.matchers(self),
            build.labels(listed(self.after), "after"),
            build.labels(listed(self.not_after), "not_after"),
            build.labels(listed(self.before), "before"),
            build.title,
        )


@dataclass(frozen=True)
class _FirstSay(Operator):
    speaker: str
    matchers: tuple[str, ...]
    after: tuple[str, ...]
    not_after: tuple[str, ...]
    before: tuple[str, ...]
    title: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", frozenset(self.after))

    def at_turns(self, talk: Talk, start: int) -> Sequence[Answer]:
        called = talk.turns_with(self.after)
        called -= talk.turns_with(self.not_after)
        if not called:
            return ()
        calls, spoken = sorted(called), talk.spoken_by(self.speaker)
        said = talk.first(self.matchers)
        first = bisect_right(spoken, calls[0])
        before = spoken[first - 1] if first else -1
        answers: list[Answer] = []
        for turn in spoken[first:]:
            if turn >= start:
                if turn == said:
                    answers.append(self._at_first(talk, turn))
                elif before > calls[bisect_right(calls, turn) - 1]:
                    pass  # not the first behind a call
                elif said is None or turn < said:
                    answers.append((turn, "broken", None, "send", f"还差：{self.title}"))
                else:
                    answers.append((turn, "kept", None, "send", ""))
            before = turn
        return answers

    def _at_first(self, talk: Talk, turn: int) -> Answer:
        """The message that says the words first: is something ahead of them?"""
        first = talk.spans_of(turn, self.matchers)[0]
        early = [span for span in talk.spans_of(turn, self.before) if span[1] <= first[0]]
        if early:
            return turn, "broken", early[0], "send", ""
        return turn, "kept", first, "send", ""
