"""`email`: how a mail is built: its subject, its parts in their order, how it ends. Settled when sent.

A message without a line 主题：… is no whole mail: what it lacks is the subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import Field

from shouwen.wording.operators.base import Build, Form, Operator, Result
from shouwen.wording.operators.places import Titled
from shouwen.wording.turns import Talk
from shouwen.wording.words import Words


class Email(Form):
    """`subject_at_least` characters and none of `subject_not` make a subject specific; `parts` come
    in their order; `ending` stands in the last four lines."""

    subject: bool = Field(default=True, title="要有主题")
    subject_at_least: int = Field(default=5, ge=1, le=100, title="主题至少几个字")
    subject_not: Words | None = Field(
        default=None, title="空泛的主题", examples=[{"any": ["您好", "回复"]}]
    )
    parts: list[Titled] = Field(default_factory=list, title="正文各部分")
    in_order: bool = Field(default=True, title="各部分按次序")
    ending: list[Titled] = Field(default_factory=list, title="结尾要有", description="最后四行里")

    def build(self, build: Build) -> Operator:
        subject, closing = build.entities("subject_line", "closing_lines")
        vague = self.subject_not
        return _Email(
            build.speaker, subject, closing, self.subject, self.subject_at_least,
            () if vague is None else build.matchers(vague, None, "subject_not"),
            tuple((p.title, build.matchers(p, None, "parts", at)) for at, p in enumerate(self.parts)),
            self.in_order,
            tuple((p.title, build.matchers(p, None, "ending", at)) for at, p in enumerate(self.ending)),
        )  # fmt: skip


type _Parts = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class _Email(Operator):
    speaker: str
    subject: str
    closing: str
    wanted: bool
    least: int
    vague: tuple[str, ...]
    parts: _Parts
    in_order: bool
    ending: _Parts

    def at_turns(self, talk: Talk, start: int) -> Iterator[Result]:
        for turn in talk.spoken_by(self.speaker):
            if turn < start:
                continue
            results = [*self._faults(talk, turn)]
            if not results:
                results = [Result(turn, "kept", None, "send")]
            yield from results

    def _faults(self, talk: Talk, turn: int) -> Iterator[Result]:
        missing: list[str] = []
        lines = talk.spans(turn, self.subject)
        body = 0
        if lines:
            start, body = lines[0]
            vague = talk.spans_of(turn, self.vague)
            whole = any(
                min(end, body) - max(begin, start) >= body - start - 1 for begin, end in vague
            )
            if body - start < self.least or whole:
                yield Result(turn, "broken", lines[0], "send", "主题要写明是哪件事")
        elif self.wanted:
            missing.append("主题")
        at = body
        for title, names in self.parts:
            found = [s for s in talk.spans_of(turn, names) if s[0] >= body]
            later = [s for s in found if s[0] >= at]
            if not found:
                missing.append(title)
            elif later and self.in_order:
                at = later[0][0]
            elif self.in_order:
                yield Result(turn, "broken", found[0], "send", f"次序不对：{title}应放在后面")
        low, high = (talk.spans(turn, self.closing) or [(0, 0)])[0]
        for title, names in self.ending:
            if not any(low <= s[0] and s[1] <= high for s in talk.spans_of(turn, names)):
                missing.append(f"结尾的{title}")
        if missing:
            yield Result(turn, "broken", None, "send", "还差：" + "、".join(missing))
