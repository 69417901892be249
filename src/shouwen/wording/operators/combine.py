"""`combine`: and, or, not over what was said. In a message settled when it is sent, in the
conversation when it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.turns import Settled, Talk
from shouwen.wording.words import Block, Words


class Term(Block):
    """Exactly one of: `and`, `or` (lists of terms), `not` (a term), `said` (words)."""

    and_: list[Term] | None = Field(default=None, alias="and", min_length=1, title="并且")
    or_: list[Term] | None = Field(default=None, alias="or", min_length=1, title="或者")
    not_: Term | None = Field(default=None, alias="not", title="没有")
    said: Words | None = Field(default=None, title="说了")
    by: Literal["agent", "customer", "bot", "any"] | None = Field(
        default=None, title="谁说的", description="用于 said；不写则为本条的说话人"
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if sum(part is not None for part in (self.and_, self.or_, self.not_, self.said)) != 1:
            raise Wrong("条件写得不对", "and、or、not、said 请只写一个")
        return self


class Combine(Form):
    """`broken_if` or `kept_if` holds, of each message or of the whole conversation."""

    settled: ClassVar[tuple[Settled, ...]] = ("send", "close")

    broken_if: Term | None = Field(default=None, title="怎样算违")
    kept_if: Term | None = Field(default=None, title="怎样算守")
    of: Literal["message", "conversation"] = Field(default="message", title="看多大范围")

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.broken_if is None) == (self.kept_if is None):
            raise Wrong("要写一个条件", "broken_if（怎样算违）和 kept_if（怎样算守）请写一个")
        return self

    def build(self, build: Build) -> Operator:
        key = "kept_if" if self.broken_if is None else "broken_if"
        term = self.kept_if if self.broken_if is None else self.broken_if
        assert term is not None
        test = _compiled(term, build, (key,))
        return _Combine(build.speaker, test, key == "kept_if", self.of == "message", build.title)


type _Test = Callable[[Talk, Sequence[int] | None], bool]


def _compiled(term: Term, build: Build, path: tuple[str | int, ...]) -> _Test:
    """A test of the turns given, or of all."""
    if term.not_ is not None:
        inner = _compiled(term.not_, build, (*path, "not"))
        return lambda talk, turns: not inner(talk, turns)
    if term.said is not None:
        speaker = term.by or build.speaker
        matchers = build.matchers(term.said, speaker, *path, "said")

        def said(talk: Talk, turns: Sequence[int] | None) -> bool:
            hit = talk.turns_with(matchers)
            if not hit:
                return False
            hit.intersection_update(talk.spoken_by(speaker))
            return bool(hit) if turns is None else not hit.isdisjoint(turns)

        return said
    key = "and" if term.and_ is not None else "or"
    terms = [
        _compiled(t, build, (*path, key, at)) for at, t in enumerate(term.and_ or term.or_ or [])
    ]
    whole = all if key == "and" else any
    return lambda talk, turns: whole(test(talk, turns) for test in terms)


@dataclass(frozen=True)
class _Combine(Operator):
    speaker: str
    test: Annotated[_Test, "compiled"]
    good: bool
    each: bool
    title: str

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        for turn in talk.spoken_by(self.speaker) if self.each else ():
            if turn >= start:
                yield self._judged(talk, turn, (turn,), "send")

    def at_close(self, talk: Talk) -> Iterator[Result]:
        spoken = talk.spoken_by(self.speaker)
        if spoken and not self.each:
            yield self._judged(talk, spoken[-1], None, "close")

    def _judged(
        self, talk: Talk, turn: int, turns: Sequence[int] | None, settled: Settled
    ) -> Result:
        kept = self.test(talk, turns) is self.good
        return Result(turn, "kept" if kept else "broken", None, settled)
