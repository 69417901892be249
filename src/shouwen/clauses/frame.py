"""A clause as a handbook writes it: the head, the block of its kind, examples."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from shouwen.clauses.block import Block, Text
from shouwen.clauses.clock.schema import Clock
from shouwen.clauses.gate.schema import Gate
from shouwen.clauses.head import Head
from shouwen.clauses.patterns import Patterns, kinds_in
from shouwen.clauses.register.schema import Register
from shouwen.events.catalogue import INTENTS, KINDS
from shouwen.source import Wrong
from shouwen.wording.schema import Utterance, UtteranceExamples

type KindName = Literal["clock", "utterance", "gate", "register"]


_COUNTED: dict[str, str] = {
    "clock": "obligation",
    "register": "obligation",
    "utterance": "conversation",
    "gate": "event",
}


class Scenario(Block):
    """A short story of events and what must come of it; :mod:`shouwen.handbook` plays it.

    ``start``: local time of ``+0``; events: ``{at: "+5分", kind: …, <payload>}``; ``expect``: rows
    ``{clause, outcome, due, closed, …}``.
    """

    title: Text = Field(title="名称")
    start: Text | None = Field(None, title="从何时开始")
    subject: Text | None = Field(None, title="对象")
    facts: dict[str, Any] = Field(default_factory=dict, title="已知的事实")
    events: list[dict[str, Any]] = Field(title="事件", min_length=1)
    until: Text | None = Field(None, title="看到何时")
    expect: list[dict[str, Any]] = Field(default_factory=list, title="结果")


class Clause(Head):
    """One clause. Exactly the block that ``kind`` names is written."""

    kind: KindName = Field(title="种类", examples=["clock"])
    clock: Clock | None = Field(None, title="时限")
    utterance: Utterance | None = Field(None, title="用语")
    gate: Gate | None = Field(None, title="关口")
    register_: Register | None = Field(None, alias="register", title="表单")
    examples: UtteranceExamples | list[Scenario] = Field(default_factory=list, title="例子")

    @property
    def block(self) -> Any:
        """The block of the clause's kind."""
        return getattr(self, "register_" if self.kind == "register" else self.kind)

    @model_validator(mode="after")
    def _the_block_of_its_kind(self) -> Self:
        if self.block is None:
            raise Wrong(
                f"种类是 {self.kind}，却没有写 {self.kind}", f"请补上 {self.kind}: 一段", ("kind",)
            )
        for name in ("clock", "utterance", "gate", "register"):
            attribute = "register_" if name == "register" else name
            if name != self.kind and getattr(self, attribute) is not None:
                raise Wrong(
                    f"种类是 {self.kind}，不能再写 {name}", "一条条款只有一种；请拆成两条", (name,)
                )
        return self

    @model_validator(mode="after")
    def _counts_what_its_kind_counts(self) -> Self:
        counted = _COUNTED[self.kind]
        if self.counts is not None and self.counts != counted:
            raise Wrong(
                f"{self.kind} 按 {counted} 计数", f"请写 counts: {counted}，或删去它", ("counts",)
            )
        return self

    @model_validator(mode="after")
    def _fits_its_subject(self) -> Self:
        """The events that open something must name the subject whose state it opens in."""
        if self.kind == "utterance":
            if self.per not in ("message", "conversation"):
                raise Wrong("用语条款的对象是 message 或 conversation", "请改写 per", ("per",))
            return self
        for path, kinds in self._opening_kinds():
            for name in sorted(kinds):
                kind = KINDS[name]
                if self.scope not in (*kind.subjects, *kind.also):
                    raise Wrong(
                        f"{name}（{kind.title}）不涉及 {self.per}",
                        f"请改写 per，或换一种事件：{name} 涉及 {'、'.join((*kind.subjects, *kind.also))}",
                        path,
                    )
        return self

    def _opening_kinds(self) -> list[tuple[tuple[str | int, ...], frozenset[str]]]:
        if self.clock is not None:
            return [(("clock", "starts"), kinds_in(self.clock.starts))]
        if self.register_ is not None:
            opens: Patterns = self.register_.opens
            return [(("register", "opens"), kinds_in(opens))]
        if self.gate is not None:
            return [(("gate", "before"), frozenset([INTENTS[self.gate.before].name]))]
        return []
