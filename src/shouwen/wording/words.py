"""The part of a handbook that names words: phrases, patterns, exceptions, labels.

Shared by labels, acts and operators, so that one thing is written one way everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shouwen.source import Wrong
from shouwen.wording.entities import EntityName
from shouwen.wording.evasion import Evasion
from shouwen.wording.pattern import parse_pattern
from shouwen.wording.recogniser import plain_phrase


def _phrase(text: str) -> str:
    if not plain_phrase(text):
        raise Wrong("短语里没有可以匹配的字", "请写汉字、字母、数字或标点")
    if len(text) > 200:
        raise Wrong("短语太长", "请写 200 个字以内")
    return text


def _pattern(text: str) -> str:
    parse_pattern(text)
    return text


type Phrase = Annotated[str, AfterValidator(_phrase)]
type PatternText = Annotated[str, AfterValidator(_pattern)]


def listed(names: str | Sequence[str]) -> tuple[str, ...]:
    """The names of a key that takes one of them or several."""
    return (names,) if isinstance(names, str) else tuple(names)


class Block(BaseModel):
    """A block of a handbook: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class WordList(Block):
    """Phrases and patterns, with what does not count."""

    any: list[Phrase] = Field(
        default_factory=list, title="短语", description="出现其中任何一个", examples=["不归我管"]
    )
    patterns: list[PatternText] = Field(
        default_factory=list,
        title="正则",
        description="任何一条匹配",
        examples=["不是我.{0,4}的事"],
    )
    except_: list[PatternText] = Field(
        default_factory=list,
        alias="except",
        title="例外",
        description="短语或正则；与它重叠的不算",
        examples=["不知道您"],
    )
    unless_quoting: bool = Field(
        default=False, title="引述不算", description="引号里的话和“您说的……”不算"
    )
    evasion: Evasion = Field(
        default=Evasion(), title="防绕过", description="繁体、插入符号、同音字等，逐项开关"
    )


class Words(WordList):
    """A word list, or labels of `wording/labels.yaml`, or both."""

    label: str | list[str] = Field(
        default_factory=list, title="标签", description="labels.yaml 里的名字，任何一个"
    )
    weighed_by: str | None = Field(
        default=None,
        title="由例句把关",
        description=(
            "学来的标签；整条消息和词句所在的那一句都不像它的例句（分量不到 doubt），"
            "any、patterns、label 找到的就不算；entity 找到的照算"
        ),
    )
    weighed_apart: bool = Field(
        default=False,
        title="逗号之间也单独把关",
        description="和 weighed_by 一起用；词句所在的那半句自己就像它的例句，也算",
    )
    entity: EntityName | list[EntityName] = Field(
        default_factory=list, title="实体", description="按形状认的：电话、日期、证件号……"
    )

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities named, as a tuple."""
        return listed(self.entity)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels named, as a tuple."""
        return listed(self.label)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.any or self.patterns or self.labels or self.entities):
            raise Wrong(
                "没有写要找的词",
                "请写 any（短语）、patterns（正则）、label（标签）或 entity（实体）",
            )
        return self
