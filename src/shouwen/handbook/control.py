"""Document control and settings: what ``handbook.yaml`` may say.

The head of a 客户服务规范手册 (seed 002 §1, R182): number, edition, who prepared, reviewed and
approved it, from when it holds and when it must be looked at again.
"""

import datetime
import re
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shouwen.source import Wrong

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# Fields that carry the words of the screens for 守 / 违 …; a company may rename them (UI §13).
WORDS = {
    "kept": "守",
    "broken": "违",
    "excused": "免",
    "unobserved": "未观察",
    "obligation": "应办",
}
DEFAULT_ZONE = "Asia/Shanghai"
BUSY_CHATS = 8
"""Open chats from which the composer shows only what holds a message, where a handbook says nothing."""


class Block(BaseModel):
    """A mapping of a handbook file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _code(text: str) -> str:
    if not CODE.fullmatch(text):
        raise Wrong(f"代号“{text}”不合规定", "请用小写字母、数字和短横，以字母开头，如 enterprise")
    return text


def _date(text: str) -> str:
    try:
        parsed = datetime.date.fromisoformat(text)
    except ValueError:
        raise Wrong(f"“{text}”不是真实的日期", "请写成 2026-10-01 这样") from None
    if parsed.isoformat() != text:
        raise Wrong(f"日期“{text}”写法不对", f"请写成 {parsed.isoformat()}")
    return text


def _edition(text: str) -> str:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+){0,2}", text):
        raise Wrong(f"版次“{text}”不合规定", "请写成 1.0、3.2 这样的数字")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise Wrong(f"没有“{text}”这个时区", "中国大陆请写 Asia/Shanghai") from None
    return text


def _regular(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise Wrong(f"正则写法不对（{error.msg}）", "请改正，如 P[0-9]{4}") from None
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise Wrong("这里是空的", "请写上内容")
    return text


Text = Annotated[str, AfterValidator(_filled)]
Code = Annotated[str, AfterValidator(_code)]
Date = Annotated[str, AfterValidator(_date)]


class ChannelSettings(Block):
    """A channel on which customers come: its name and the calendar of its service hours."""

    title: Text | None = Field(default=None, title="名称")
    hours: Text | None = Field(
        default=None, title="服务时间", description="写 calendars 文件夹里的日历名"
    )


class Settings(Block):
    """What a company decides once for all clauses."""

    company: Text | None = Field(default=None, title="公司名")
    zone: Annotated[str, AfterValidator(_zone)] = Field(default=DEFAULT_ZONE, title="时区")
    calendar: Text | None = Field(default=None, title="工作日历")
    channels: dict[str, ChannelSettings] = Field(default_factory=dict, title="渠道")
    defaults: dict[str, str | int | bool] = Field(default_factory=dict, title="建案时的默认值")
    words: dict[str, Text] = Field(default_factory=dict, title="屏幕用词")
    staff_number: Annotated[str, AfterValidator(_regular)] | None = Field(
        default=None, title="工号写法"
    )
    ring_seconds: int | None = Field(default=None, title="一声铃几秒", gt=0, le=30)
    busy_chats: int | None = Field(
        default=None,
        title="同时在接几个对话起只显示“拦”",
        description=f"不写就是 {BUSY_CHATS}；发出以后的判定不受影响",
        ge=2,
        le=50,
    )
    facts: dict[str, Text] = Field(
        default_factory=dict,
        title="公司自己的事实",
        description="名称: 说明，如 big_order: 大额订单",
    )
    slots: dict[str, Text] = Field(
        default_factory=dict,
        title="公司自己的空位",
        description="名称: 说明，如 合同号: 客户的合同编号",
    )
    terms: dict[str, Text] = Field(default_factory=dict, title="用语的定义")

    @model_validator(mode="after")
    def _known_words(self) -> Self:
        for word in self.words:
            if word not in WORDS:
                known = "、".join(WORDS)
                raise Wrong(f"没有“{word}”这个屏幕用词", f"可以写的有：{known}", ("words", word))
        return self


class Control(Block):
    """The whole of ``handbook.yaml``. An extending handbook may leave settings to its parent."""

    code: Code = Field(title="代号", description="与文件夹同名", examples=["enterprise"])
    document: Text = Field(title="文件编号", examples=["XYYF-KF-01"])
    title: Text = Field(title="手册名称", examples=["客户服务规范手册"])
    edition: Annotated[str, AfterValidator(_edition)] = Field(title="版次", examples=['"1.0"'])
    prepared_by: Text = Field(title="编制", description="写编制人的姓名")
    reviewed_by: Text = Field(title="审核", description="写审核人的姓名")
    approved_by: Text = Field(title="批准", description="写批准人的姓名")
    effective_from: Date = Field(title="生效日期", examples=["2026-10-01"])
    review_by: Date = Field(title="复审期限", examples=["2027-01-01"])
    extends: Code | None = Field(default=None, title="沿用的手册")
    sources: list[Text] = Field(
        default_factory=list, title="依据的材料", description="requirements.tsv 里 seed 一栏的编号"
    )
    settings: Settings = Field(default_factory=Settings, title="设置")

    @model_validator(mode="after")
    def _review_after_effect(self) -> Self:
        if self.review_by <= self.effective_from:
            raise Wrong(
                f"复审期限 {self.review_by} 不晚于生效日期 {self.effective_from}",
                "请把复审期限写在生效之后，一般一个季度",
                ("review_by",),
            )
        return self
