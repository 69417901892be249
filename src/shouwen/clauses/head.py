"""What every clause has, whatever its kind: number, title, text, whose state, conditions, why."""

from typing import Literal

from pydantic import Field

from shouwen.clauses.block import Block, Text
from shouwen.clauses.conditions import Conditions

type Per = Literal[
    "message", "conversation", "case", "promise", "customer", "person", "visit", "order"
]
type Counts = Literal["obligation", "conversation", "event"]
"""What a figure counts: clocks and registers an obligation, language a conversation and speaker,
gates an event. Each kind has one; writing it is for the reader."""
type Severity = Literal["stop", "urge", "hint", "watch"]
SEVERITY_WORDS = {"stop": "拦", "urge": "劝", "hint": "提", "watch": "观察"}
"""What people call each; messages name both."""

SCOPES = {"message": "conversation"}
"""``per`` → the subject whose state it is folded into, where the two differ."""


class Head(Block):
    """The frame of a clause without the block of its kind."""

    id: Text = Field(title="编号", examples=['"4.1.2"'])
    title: Text = Field(title="标题", examples=["一级问题半小时内响应"])
    text: Text = Field(title="正文", description="写员工读到的话")
    covers: list[str] = Field(default_factory=list, title="对应的要求", examples=["[R678]"])
    per: Per = Field(title="对象", examples=["case"])
    counts: Counts | None = Field(None, title="按什么计数")
    applies: Conditions = Field(default_factory=dict, title="适用范围")
    when: Conditions = Field(default_factory=dict, title="条件")
    # A new language clause only watches; it rises by measured precision (DESIGN §5).
    severity: Severity = Field(
        "watch", title="轻重", json_schema_extra={"words": {**SEVERITY_WORDS}}
    )
    why: Text | None = Field(None, title="为什么")
    producers: list[Text] = Field(default_factory=list, title="事件由谁产生")

    @property
    def scope(self) -> str:
        """The subject whose state the clause lives in (``message`` clauses: the conversation's)."""
        return SCOPES.get(self.per, self.per)
