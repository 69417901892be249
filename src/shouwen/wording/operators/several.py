"""`several`: of several things all, at least some, or none have to be said.

In one message (settled when it is sent), or in the conversation (when it closes; what is said of
`none` is settled at once).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.operators.base import Answer, Build, Form, Operator
from shouwen.wording.operators.places import Titled
from shouwen.wording.turns import Settled, Talk


class Several(Form):
    """`parts`, each with a title; how many of them: `all`, `none` or a number (at least)."""

    settled: ClassVar[tuple[Settled, ...]] = ("send", "close")

    parts: list[Titled] = Field(title="要说的几样", min_length=1)
    need: Literal["all", "none"] | int = Field(
        default="all", title="要几样", description="all 全部，none 一样也不能，数字为至少几样"
    )
    of: Literal["message", "first", "last", "conversation"] = Field(
        default="conversation",
        title="在哪里",
        description="message 每条，first 第一条，last 最后一条，conversation 整段",
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if isinstance(self.need, int) and not 1 <= self.need <= len(self.parts):
            raise Wrong("要的样数不对", f"请写 1 到 {len(self.parts)}", ("need",))
        return self

    def build(self, build: Build) -> Operator:
        parts = [build.matchers(p, None, "parts", at) for at, p in enumerate(self.parts)]
        need = len(parts) if self.need == "all" else 0 if self.need == "none" else int(self.need)
        asked = frozenset(name for names in parts for name in names)
        return _Several(
            build.speaker, tuple(parts), tuple(p.title for p in self.parts), need, self.of, asked
        )


@dataclass(frozen=True)
class _Several(Operator):
    speaker: str
    parts: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    need: int
    of: str
    asked: frozenset[str]

    def __post_init__(self) -> None:
        waits = self.of == "last" or (self.of == "conversation" and self.need > 0)
        object.__setattr__(self, "waits", waits)
        object.__setattr__(self, "looks_back", not waits)

    def at_turns(self, talk: Talk, start: int) -> Iterator[Answer]:
        if not self.looks_back:
            return
        if talk.only_broken and not self.need and talk.found.keys().isdisjoint(self.asked):
            return
        turns = talk.spoken_by(self.speaker)
        for turn in turns[:1] if self.of == "first" else turns:
            if turn >= start:
                yield from self._judged(talk, turn, "send")

    def at_close(self, talk: Talk) -> Iterable[Answer]:
        turns = talk.spoken_by(self.speaker)
        if not turns or not self.waits:
            return ()
        return self._judged(talk, turns[-1], "close")

    def _judged(self, talk: Talk, turn: int, settled: Settled) -> Sequence[Answer]:
        if self.need == 0:
            spans = {span for names in self.parts for span in talk.spans_of(turn, names)}
            if not spans:
                return [(turn, "kept", None, settled, "")]
            return [(turn, "broken", span, settled, "") for span in sorted(spans)]
        if self.of == "conversation":
            heard = talk.said(self.speaker)
        else:
            heard = {hit[0] for hit in talk.turns[turn].hits}
        said = [not heard.isdisjoint(names) for names in self.parts]
        if said.count(True) >= self.need:
            return [(turn, "kept", None, settled, "")]
        return [(turn, "broken", None, settled, _missing(self.titles, *said))]


@lru_cache(maxsize=1024)
def _missing(titles: Sequence[str], *said: bool) -> str:
    missing = [title for title, is_said in zip(titles, said, strict=True) if not is_said]
    return f"还差：{'、'.join(missing)}"
