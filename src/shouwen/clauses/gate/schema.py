"""The block ``gate:``: an action is refused unless… (DESIGN §3)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from shouwen.clauses.block import Address, Block, Text, one_of
from shouwen.clauses.conditions import Conditions
from shouwen.clauses.patterns import Patterns, check_patterns
from shouwen.events.catalogue import INTENTS
from shouwen.source import Wrong


class Requirement(Block):
    """One thing that must be so. ``say``: what is missing; ``act``: identifier of what fills it.

    Exactly one of: ``fact`` (of the state or of the intent's own payload), ``happened`` (an event
    of this subject), ``register`` (its required fields are all there), ``kept`` (an obligation of
    this ``measures`` was fulfilled and none is still owed).
    """

    say: Text = Field(title="还差什么", examples=["还没有把结果告诉客户"])
    act: Text = Field(title="怎么补", examples=["tell_result"])
    fact: Conditions | None = Field(None, title="事实")
    happened: Patterns | None = Field(None, title="发生过")
    register_: Text | None = Field(None, alias="register", title="表单")
    complete: Literal[True] = Field(True, title="填齐")
    kept: Text | None = Field(None, title="守住的应办")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        kinds = ("fact", "happened", "register", "kept")
        given = [
            k for k in kinds if getattr(self, "register_" if k == "register" else k) is not None
        ]
        if len(given) != 1:
            raise Wrong(
                "一项要求只说一件事",
                f"请写 {'、'.join(kinds)} 里的一样",
                (given[1],) if given[1:] else (),
            )
        if "complete" in self.model_fields_set and self.register_ is None:
            raise Wrong(
                "complete 只和 register 一起用", "请写上 register，如 投诉处理单", ("complete",)
            )
        check_patterns(self.happened, ("happened",))
        return self


class Override(Block):
    """Who may pass all the same: refused becomes 免 with the reason, and somebody is told.

    ``at_most``: how often for one subject. The desk knows who has which role; the engine asks for
    a name and a reason.
    """

    by: Address | Literal["agent", "admin"] = Field(title="谁可以放行", examples=["leader"])
    reason: Literal[True] = Field(True, title="必须写理由")
    tells: Address | None = Field(None, title="告诉谁")
    at_most: int | None = Field(None, title="最多几次", ge=1)


class Gate(Block):
    """``before``: the intent that is refused; the event that it becomes is judged all the same."""

    before: Text = Field(title="在做什么之前", examples=["case.close"])
    requires: list[Requirement] = Field(title="要求", min_length=1)
    override: Override | None = Field(None, title="放行")

    @model_validator(mode="after")
    def _known(self) -> Self:
        try:
            one_of(self.before, INTENTS, "这种意图")
        except Wrong as wrong:
            raise Wrong(wrong.what, wrong.remedy, ("before",)) from None
        return self
