"""The block ``register:``: a form or book that is kept (DESIGN §4)."""

from typing import Self

from pydantic import Field, model_validator

from shouwen.clauses.block import Block, Text
from shouwen.clauses.patterns import Patterns, check_patterns
from shouwen.source import Wrong, instead_of


class FilledAfter(Block):
    """Events that fill a field by themselves once another field stands there: what a customer writes
    is feedback on a solution only when there is a solution."""

    field: Text = Field(title="在哪一栏之后", examples=["solution"])
    when: Patterns = Field(title="什么事件填它")

    @model_validator(mode="after")
    def _known(self) -> Self:
        check_patterns(self.when, ("when",))
        return self


class RegisterField(Block):
    """A field of the form. ``filled_by``: whose work it is, for people to read. ``filled_when``:
    events that fill it by themselves (``{event: question.recorded, question: detail}``);
    ``filled_after``: those that do so only once another field has been filled by an earlier event."""

    name: Text = Field(title="栏名", examples=["detail"])
    title: Text = Field(title="栏目", examples=["问题细节"])
    required: bool = Field(True, title="必填")
    filled_by: Text | None = Field(None, title="谁填")
    filled_when: Patterns | None = Field(None, title="什么事件填它")
    filled_after: FilledAfter | None = Field(None, title="另一栏填了以后，什么事件填它")

    @model_validator(mode="after")
    def _known(self) -> Self:
        check_patterns(self.filled_when, ("filled_when",))
        return self


class Register(Block):
    """``unalterable``: entries are only added; a later one corrects, the earlier stays readable.
    That holds of every register kept on the ledger; the key says that the handbook asks for it."""

    name: Text = Field(title="表单名", examples=["投诉处理单"])
    opens: Patterns = Field(title="何时立单")
    fields: list[RegisterField] = Field(title="栏目", min_length=1)
    closes: Patterns = Field("case.closed", title="何时该填齐")
    voids: Patterns | None = Field("case.merged", title="什么使它作废")
    unalterable: bool = Field(False, title="只增不改")

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in ("opens", "closes", "voids"):
            check_patterns(getattr(self, name), (name,))
        seen: set[str] = set()
        for index, field in enumerate(self.fields):
            if field.name in seen:
                raise Wrong(
                    f"栏名 {field.name} 写了两次", "请换一个名称", ("fields", index, "name")
                )
            seen.add(field.name)
        for index, field in enumerate(self.fields):
            after = field.filled_after
            if after is not None and after.field not in seen - {field.name}:
                raise Wrong(
                    f"表上没有另一栏“{after.field}”",
                    instead_of(after.field, seen - {field.name}),
                    ("fields", index, "filled_after", "field"),
                )
        return self
