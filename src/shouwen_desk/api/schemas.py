"""Bodies that the API takes and answers. Unknown keys are refused; instants are ISO 8601 with offset."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class Strict(Schema):
    """A body without unknown keys or silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True)


class CustomerIn(Strict):
    """Whose case it is: ``id`` of a known customer, or the particulars of a new one."""

    id: str | None = Field(None, max_length=40)
    name: str | None = Field(None, max_length=48)
    salutation: str = Field("", max_length=16)
    organisation: str = Field("", max_length=80)
    phone: str = Field("", max_length=32)
    level: str = Field("", max_length=16)


class CaseIn(Strict):
    """A case to open. What is left out follows the handbook in force."""

    customer: CustomerIn
    channel: str = Field("chat", max_length=16)
    type: str | None = Field(None, max_length=24)
    level: int | None = None
    urgent: bool | None = None
    text: str | None = Field(None, description="客户的第一句话")
    client_id: str | None = None


class MessageIn(Strict):
    """A turn. ``from`` customer: what the customer said; agent: a reply by the token's person."""

    from_: Literal["customer", "agent"] = Field("customer", alias="from")
    text: str
    client_id: str | None = None
    override_reason: str | None = Field(None, description="条款允许时，写明理由仍要发送")


class FactIn(Strict):
    """Something that happened elsewhere; payload as in the catalogue of events."""

    kind: str = Field(max_length=48)
    payload: dict[str, Any] = Field(default_factory=dict)


class TurnIn(Strict):
    """A turn of a conversation to check."""

    role: Literal["agent", "customer", "bot", "system"]
    text: str = Field(max_length=20_000)
    by: str | int | None = None
    at: str | None = Field(None, max_length=40)
    until: str | None = Field(None, max_length=40, description="说完的时刻")


class CheckIn(Strict):
    """Either a draft in a case (``case`` and ``text``) or a whole conversation (``turns``, and what
    else a line of ``shouwen check`` may hold)."""

    case: str | None = Field(None, max_length=40)
    text: str | None = None
    turns: list[TurnIn] | None = Field(None, max_length=500)
    id: Annotated[str, Field(max_length=200)] | int | None = Field(
        None, description="会话的编号，照样写在每条发现里"
    )
    source: str | None = None
    channel: str | None = Field(
        None, description="客户从哪个渠道来，如 chat、phone；有些条文只管某些渠道"
    )
    facts: dict[str, Any] | None = None
    open: bool = Field(False, description="对话还没有结束")


class ErrorOut(Schema):
    """Every error of the API."""

    code: str
    message: str
    field: str | None
    remedy: str
