"""What several operators write in the same way: times and shares, words with a title, how far spans are apart."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from shouwen.source import Wrong
from shouwen.wording.turns import Span
from shouwen.wording.words import Block, Words

_DURATION = re.compile(r"\s*([0-9]{1,6})\s*(秒钟?|分钟|小时)\s*")
_SECONDS = {"秒": 1, "秒钟": 1, "分钟": 60, "小时": 3600}


def seconds_of(text: str) -> int:
    """`20 秒`, `3 分钟`, `1 小时` in seconds. Raises `Wrong`."""
    found = _DURATION.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise Wrong("时长写法不对", "请写成 20 秒、3 分钟 或 1 小时")
    return int(found[1]) * _SECONDS[found[2]]


def _duration(text: str) -> str:
    seconds_of(text)
    return text


type Seconds = Annotated[str, AfterValidator(_duration)]


def spoken(seconds: int) -> str:
    """Seconds as Chinese says them."""
    hours, rest = divmod(seconds, 3600)
    minutes, last = divmod(rest, 60)
    parts = [(hours, "小时"), (minutes, "分钟"), (last, "秒")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 秒"


class Titled(Words):
    """Words with a name of their own, as one of several things that are asked for."""

    title: str = Field(title="名目", description="缺少时这样说")


class Share(Block):
    """A part of something, in per cent."""

    at_most: int | None = Field(default=None, ge=0, le=100, title="最多百分之几")
    at_least: int | None = Field(default=None, ge=0, le=100, title="至少百分之几")


def gap(one: Span, other: Span) -> int:
    """How many characters lie between two spans; 0 where they touch or overlap."""
    return max(0, max(one[0], other[0]) - min(one[1], other[1]))
