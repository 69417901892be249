"""`combine`: and, or, not over what was said. In a message settled when it is sent, in the
conversation when it closes.

Where something makes good what would break it (a fault named, *not* without a time), it is kept only
where it was needed: a message that names no fault says nothing about such a clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

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
        compiling = _Compiling(build, [])
        good = key == "kept_if"
        test, at_worst, needs = compiling.compiled(term, (key,), breaks=not good)
        return _Combine(
            build.speaker,
            test,
            at_worst if compiling.mends else None,
            good,
            self.of == "message",
            build.title,
            tuple(dict.fromkeys(compiling.asked)),
            test(_SILENCE, None) is good,
            None if good else needs,
        )


type _Test = Callable[[Talk, int | None], bool]

_SILENCE = Talk(())


class _Compiled(NamedTuple):
    """A test of one turn, or of all; the same as if nothing had been said that makes it good; and
    recognisers without any of which it is never true (`None`: it may be)."""

    test: _Test
    at_worst: _Test
    needs: frozenset[str] | None


@dataclass(slots=True)
class _Compiling:
    """`asked`: the recognisers that are asked for; `mends`: whether some of them make it good."""

    build: Build
    asked: list[str]
    mends: bool = False

    def compiled(self, term: Term, path: tuple[str | int, ...], *, breaks: bool) -> _Compiled:
        """A term; `breaks`: whether what makes it true speaks for a fault."""
        if term.not_ is not None:
            inner = self.compiled(term.not_, (*path, "not"), breaks=not breaks)
            return _Compiled(_denied(inner.test), _denied(inner.at_worst), None)
        if term.said is not None:
            return self._said(term.said, term.by or self.build.speaker, path, breaks=breaks)
        key = "and" if term.and_ is not None else "or"
        terms = [
            self.compiled(t, (*path, key, at), breaks=breaks)
            for at, t in enumerate(term.and_ or term.or_ or [])
        ]
        join = _all_of if key == "and" else _any_of
        needs = [t.needs for t in terms if t.needs is not None]
        if key == "and":
            needed = min(needs, key=len, default=None)
        else:
            needed = frozenset().union(*needs) if len(needs) == len(terms) else None
        return _Compiled(join([t.test for t in terms]), join([t.at_worst for t in terms]), needed)

    def _said(
        self, words: Words, speaker: str, path: tuple[str | int, ...], *, breaks: bool
    ) -> _Compiled:
        matchers = self.build.matchers(words, speaker, *path, "said")
        self.asked += matchers

        def said(talk: Talk, turn: int | None) -> bool:
            if turn is None:
                return talk.says(matchers, speaker)
            role = talk.turns[turn].role
            if role != speaker and (speaker != "any" or role == "system"):
                return False
            return talk.hit_in(matchers, turn)

        self.mends = self.mends or not breaks
        return _Compiled(said, said if breaks else _never, frozenset(matchers))


def _never(talk: Talk, turn: int | None) -> bool:  # noqa: ARG001 - a test like the others
    return False


def _denied(test: _Test) -> _Test:
    return lambda talk, turn: not test(talk, turn)


def _all_of(tests: Sequence[_Test]) -> _Test:
    return lambda talk, turn: all(test(talk, turn) for test in tests)


def _any_of(tests: Sequence[_Test]) -> _Test:
    return lambda talk, turn: any(test(talk, turn) for test in tests)


@dataclass(frozen=True)
class _Combine(Operator):
    speaker: str
    test: Annotated[_Test, "compiled"]
    at_worst: Annotated[_Test | None, "compiled"]
    good: bool
    each: bool
    title: str
    asked: tuple[str, ...]
    quiet: bool  # whether a message in which none of them is said keeps it
    needs: frozenset[str] | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "triggers", self.needs)

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        if not self.each:
            return
        turns = talk.spoken_by(self.speaker)
        if talk.only_broken and self.quiet:
            turns = talk.said_by(
                self.asked if self.needs is None else self.needs, self.speaker, start
            )
        for turn in turns:
            if turn >= start:
                yield from self._judged(talk, turn, turn, "send")

    def at_close(self, talk: Talk) -> Iterator[Result]:
        spoken = talk.spoken_by(self.speaker)
        if spoken and not self.each:
            yield from self._judged(talk, spoken[-1], None, "close")

    def _judged(
        self, talk: Talk, turn: int, judged: int | None, settled: Settled
    ) -> Iterator[Result]:
        if self.test(talk, judged) is not self.good:
            yield Result(turn, "broken", None, settled)
        elif self.at_worst is None or self.at_worst(talk, judged) is not self.good:
            yield Result(turn, "kept", None, settled)
