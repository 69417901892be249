"""`combine`: and, or, not over what was said. In a message settled when it is sent, in the
conversation when it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
        asked: list[str] = []
        test = _compiled(term, build, (key,), asked)
        return _Combine(
            build.speaker,
            test,
            key == "kept_if",
            self.of == "message",
            build.title,
            tuple(dict.fromkeys(asked)),
            test(_SILENCE, None) is (key == "kept_if"),
        )


type _Test = Callable[[Talk, int | None], bool]

_SILENCE = Talk(())


def _compiled(term: Term, build: Build, path: tuple[str | int, ...], asked: list[str]) -> _Test:
    """A test of one turn, or of all; `asked` gets the recognisers that it asks for."""
    if term.not_ is not None:
        inner = _compiled(term.not_, build, (*path, "not"), asked)
        return lambda talk, turn: not inner(talk, turn)
    if term.said is not None:
        speaker = term.by or build.speaker
        matchers = build.matchers(term.said, speaker, *path, "said")
        asked += matchers

        def said(talk: Talk, turn: int | None) -> bool:
            if turn is None:
                return talk.says(matchers, speaker)
            role = talk.turns[turn].role
            if role != speaker and (speaker != "any" or role == "system"):
                return False
            return talk.hit_in(matchers, turn)

        return said
    key = "and" if term.and_ is not None else "or"
    terms = [
        _compiled(t, build, (*path, key, at), asked)
        for at, t in enumerate(term.and_ or term.or_ or [])
    ]
    if key == "and":
        return lambda talk, turn: all(test(talk, turn) for test in terms)
    return lambda talk, turn: any(test(talk, turn) for test in terms)


@dataclass(frozen=True)
class _Combine(Operator):
    speaker: str
    test: Annotated[_Test, "compiled"]
    good: bool
    each: bool
    title: str
    asked: tuple[str, ...]
    quiet: bool  # whether a message in which none of them is said keeps it

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        if not self.each:
            return
        turns = talk.spoken_by(self.speaker)
        if talk.only_broken and self.quiet:
            turns = talk.said_by(self.asked, self.speaker, start)
        for turn in turns:
            if turn >= start:
                yield self._judged(talk, turn, turn, "send")

    def at_close(self, talk: Talk) -> Iterator[Result]:
        spoken = talk.spoken_by(self.speaker)
        if spoken and not self.each:
            yield self._judged(talk, spoken[-1], None, "close")

    def _judged(self, talk: Talk, turn: int, judged: int | None, settled: Settled) -> Result:
        kept = self.test(talk, judged) is self.good
        return Result(turn, "kept" if kept else "broken", None, settled)
