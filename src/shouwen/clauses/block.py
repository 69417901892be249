"""The base of every mapping that a clause may write, and words that several kinds share."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from shouwen.source import Wrong, instead_of
from shouwen.worktime.duration import BadDuration, Duration


class Block(BaseModel):
    """A mapping of a handbook file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def duration(text: str) -> Duration:
    """The duration that a clause writes; raises ``Wrong`` with the remedy."""
    try:
        return Duration.parse(text)
    except BadDuration as error:
        raise Wrong(error.what, error.remedy) from None


def _positive(text: str) -> str:
    if duration(text).amount <= 0:
        raise Wrong(f"“{text}”不是正的时限", "请写一个大于零的时限，如 30 分钟")
    return text


def _any_duration(text: str) -> str:
    duration(text)
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise Wrong("这里是空的", "请写上内容")
    return text


Span = Annotated[str, AfterValidator(_positive)]
"""A duration such as ``30 分钟``, kept as written."""

Offset = Annotated[str, AfterValidator(_any_duration)]
"""A duration that may be negative: ``-1 小时``."""

Text = Annotated[str, AfterValidator(_filled)]

type Address = Literal["owner", "leader", "manager", "first_asked"]
"""To whom the engine speaks; the desk knows the person behind it."""

ADDRESS_WORDS = {
    "owner": "当前处理人",
    "leader": "班组长",
    "manager": "主管",
    "first_asked": "首问责任人",
}


def one_of(word: str, known: Iterable[str], what: str) -> None:
    """Refuse a word that is not known, with the nearest one that is."""
    known = list(known)
    if word not in known:
        raise Wrong(f"没有“{word}”{what}", instead_of(word, known))


type Scalar = str | int | float | bool


def same(left: Any, right: Any) -> bool:
    """Equality of facts: yes and 1 are not the same."""
    return isinstance(left, bool) == isinstance(right, bool) and bool(left == right)
