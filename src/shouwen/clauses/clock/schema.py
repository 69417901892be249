"""The block ``clock:``: after X, Y must happen within T (DESIGN §4)."""

from typing import Literal, Self

from pydantic import Field, model_validator

from shouwen.clauses.block import Address, Block, Offset, Span, Text, duration
from shouwen.clauses.patterns import Parts, Patterns, check_patterns
from shouwen.source import Wrong


class FieldSpan(Block):
    """``within: {field: wait}``: the time allowed stands in the event or among the facts.

    The value is a duration in words (``10 分钟``) or a number of ``unit``.
    """

    field: Text = Field(title="字段")
    unit: Literal["秒", "分钟", "小时", "天", "个工作日"] = Field("分钟", title="数目的单位")


class TableSpan(Block):
    """``within: {table: {fact: level, 1: 30 分钟, 2: 2 小时}}``: the time allowed goes by a fact."""

    table: dict[str, str] = Field(title="对照表")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if "fact" not in self.table:
            raise Wrong("对照表没有说看哪个事实", "请写上 fact，如 fact: level", ("table",))
        if len(self.table) < 2:
            raise Wrong("对照表是空的", "请每行写一个值和时限，如 1: 30 分钟", ("table",))
        for value in self.spans.values():
            if duration(value).amount <= 0:
                raise Wrong(f"“{value}”不是正的时限", "请写一个大于零的时限", ("table",))
        return self

    @property
    def spans(self) -> dict[str, str]:
        """Value of the fact, as text → duration."""
        return {value: span for value, span in self.table.items() if value != "fact"}


class DueField(Block):
    """``due: {field: visit_at, offset: -1 小时}``: the instant itself stands in the event."""

    field: Text = Field(title="字段", examples=["visit_at"])
    offset: Offset | None = Field(None, title="前后相差")


class Step(Block):
    """A rung of the ladder after a breach: whom to tell, how long after the due time."""

    tell: Address = Field(title="告诉谁")
    after: Span | None = Field(None, title="到期之后多久")
    text: Text | None = Field(None, title="说什么")


class Does(Block):
    """What the desk does itself at the due time; a miss beyond ``grace`` is the system's (系统)."""

    act: Text = Field(title="做什么", examples=["reminder"])
    text: Text | None = Field(None, title="发什么话")
    grace: Span = Field("5 分钟", title="宽限")


class Clock(Block):
    """See the module; every key in DESIGN §4's words.

    Also: ``restarts: last`` counts from the latest start (an hour of silence); ``each`` opens one
    for every start; ``first_unanswered`` (usual) opens none while one is unanswered. ``once``: not
    again after the same ``measures`` was fulfilled for this subject. ``accepts``: device or
    declared times that this clause takes at their word. ``moves_at_most``: how often ``redates``
    may move one obligation.
    """

    measures: Text = Field(title="衡量什么", examples=["first_response"])
    act: Text = Field(title="该做什么", examples=["给客户第一个答复"])
    starts: Patterns = Field(title="从何时起")
    anchor: Literal["event", "case.opened"] = Field("event", title="从哪一刻算")
    within: Span | FieldSpan | TableSpan | None = Field(None, title="时限", examples=["30 分钟"])
    due: DueField | None = Field(None, title="到期的时间")
    basis: Literal["wall", "work"] = Field("work", title="自然时间还是工作时间")
    every: Span | None = Field(None, title="每隔多久")
    grid: Literal["fixed", "since_last"] = Field("fixed", title="从整点还是从上一次算")
    until: Patterns | None = Field(None, title="直到")
    restarts: Literal["first_unanswered", "each", "last"] = Field(
        "first_unanswered", title="再次发生时"
    )
    once: bool = Field(False, title="只算一次")
    stops: Patterns | Parts | None = Field(None, title="做到什么算完")
    voids: Patterns | None = Field(None, title="什么使它作废")
    pauses: bool | list[Text] = Field(False, title="哪些暂停时不走")
    redates: Patterns | None = Field(None, title="什么使它改期")
    moves_at_most: int | None = Field(None, title="最多改期几次", ge=0)
    warn: list[Span] = Field(default_factory=list, title="到期前多久提醒")
    breach: list[Step] = Field(default_factory=list, title="违了以后告诉谁")
    does: Does | None = Field(None, title="服务台自己做什么")
    accepts: list[Literal["device", "declared"]] = Field(
        default_factory=list, title="认可的时间来源"
    )

    @model_validator(mode="after")
    def _one_deadline(self) -> Self:
        given = [name for name in ("within", "due", "every") if getattr(self, name) is not None]
        if not given:
            raise Wrong(
                "没有写时限",
                "请写 within（如 30 分钟）、due（如 {field: visit_at}）或 every（如 1 小时）",
            )
        if len(given) > 1:
            raise Wrong(f"{'、'.join(given)} 不能同时写", "请只留一个", (given[1],))
        return self

    @model_validator(mode="after")
    def _series(self) -> Self:
        if self.until is not None and self.every is None:
            raise Wrong(
                "until 只和 every 一起用", "请删去 until，或改写成 stops、voids", ("until",)
            )
        if "grid" in self.model_fields_set and self.every is None:
            raise Wrong("grid 只和 every 一起用", "请删去它", ("grid",))
        if self.every is not None and self.anchor != "event":
            raise Wrong("every 总是从开始的事件起算", "请删去 anchor", ("anchor",))
        return self

    @model_validator(mode="after")
    def _moves(self) -> Self:
        if self.redates is not None and self.due is None:
            raise Wrong("redates 只和 due 一起用", "请写 due，如 {field: visit_at}", ("redates",))
        if self.moves_at_most is not None and self.redates is None:
            raise Wrong("没有 redates，就无从限制改期", "请写 redates 或删去它", ("moves_at_most",))
        return self

    @model_validator(mode="after")
    def _somebody_can_keep_it(self) -> Self:
        if self.stops is None:
            raise Wrong("没有写做到什么算完", "请写 stops，如 message.sent")
        for name in ("starts", "stops", "voids", "redates", "until"):
            patterns = getattr(self, name)
            if not isinstance(patterns, Parts):
                check_patterns(patterns, (name,))
        return self

    @model_validator(mode="after")
    def _one_basis(self) -> Self:
        spans = [("within", self.within), ("every", self.every)]
        spans += [("warn", span) for span in self.warn]
        spans += [("breach", step.after) for step in self.breach]
        if isinstance(self.within, TableSpan):
            spans += [("within", span) for span in self.within.spans.values()]
        for name, span in spans:
            if isinstance(span, str) and self.basis == "wall":
                said = duration(span)
                if said.basis == "work" and name in ("within", "every"):
                    raise Wrong(
                        f"“{span}”是工作时间，basis 却写了 wall",
                        "请写 basis: work，或改成自然时间",
                        (name,),
                    )
        return self
