"""The YAML of what was learnt: `wording/learnt.yaml`, written by `shouwen handbook learn`.

::

    learnt:
      says_argument:
        lines: "0f3a…"          # names the lines that it was learnt from
        from: [320, 410]        # how many: sentences that are one, sentences that are none
        least: 64               # the sum at which it counts
        doubt: -20              # below it, what phrases and patterns find is doubted (weighed_by)
        pieces:                 # weight → pieces with a blank between; ␣ is a blank, ⏎ a line break
          "61": 多少遍 听不懂
          "-40": 请问 您好
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from shouwen.source import Wrong, shown
from shouwen.wording.likeness.pieces import MOST
from shouwen.wording.likeness.weighing import MOST_LEAST, MOST_WEIGHT, Table, Written
from shouwen.wording.words import Block

FILE = "learnt.yaml"
BLANK, BREAK = "␣", "⏎"

_OTHERS, _NONE = "# lines/_others.txt: ", "none"
_AGAIN = "请重新运行 shouwen handbook learn"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WEIGHT = re.compile(r"-?[1-9][0-9]{0,2}")
_DIGEST = re.compile(r"[0-9a-f]{16}")


def _weight(text: str) -> str:
    if not _WEIGHT.fullmatch(text):
        raise Wrong(
            f"分量“{shown(text)}”不是 -{MOST_WEIGHT} 到 {MOST_WEIGHT} 之间、不为 0 的整数", _AGAIN
        )
    return text


def _pieces(text: str) -> str:
    pieces = text.split(" ")
    if "" in pieces:
        raise Wrong("片段之间要隔一个空格，前后不留空格", f"片段里的空格写成 {BLANK}；或{_AGAIN}")
    if not text.isprintable():
        raise Wrong("片段里有看不见的字符", f"换行写成 {BREAK}；或{_AGAIN}")
    if max(map(len, pieces)) > MOST:
        long = next(piece for piece in pieces if len(piece) > MOST)
        raise Wrong(f"片段“{shown(long)}”超过 {MOST} 个字", f"请拆开它；或{_AGAIN}")
    return text


def _least(least: int) -> int:
    if not 1 <= least <= MOST_LEAST:
        raise Wrong(f"least 要在 1 到 {MOST_LEAST} 之间，写的却是 {least}", _AGAIN)
    return least


def _digest(text: str) -> str:
    if not _DIGEST.fullmatch(text):
        raise Wrong("lines 要是例句的指纹，16 位小写的十六进制", _AGAIN)
    return text


class LearntTable(Block):
    """What was learnt for one label."""

    lines: Annotated[str, AfterValidator(_digest)] = Field(
        title="例句的指纹", description="由哪些例句学来；例句改了，它就对不上"
    )
    from_: tuple[int, int] = Field(
        alias="from", title="几句学来的", description="正例几句、反例几句"
    )
    least: Annotated[int, AfterValidator(_least)] = Field(
        title="够几分才算", description="各片段的分量加起来，到了这个数就算"
    )
    doubt: int = Field(
        default=-MOST_LEAST,
        title="几分以下存疑",
        description="weighed_by 写了它的条款，整条和那一句都不到这个数，找到的词句也不算",
    )
    pieces: dict[
        Annotated[str, AfterValidator(_weight)], Annotated[str, AfterValidator(_pieces)]
    ] = Field(title="片段", description="分量: 片段 片段 …，重的在前")

    @model_validator(mode="after")
    def _from_some(self) -> Self:
        if min(self.from_) < 0:
            raise Wrong("句数不会少于 0", _AGAIN, ("from",))
        return self

    @model_validator(mode="after")
    def _doubt_below(self) -> Self:
        if not -MOST_LEAST <= self.doubt <= self.least:
            raise Wrong(
                f"doubt 要在 -{MOST_LEAST} 到 least 之间，写的却是 {self.doubt}", _AGAIN, ("doubt",)
            )
        return self

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if not any(weight[0] != "-" for weight in self.pieces):
            raise Wrong("没有一个片段说明它是", _AGAIN, ("pieces",))
        seen: set[str] = set()
        for weight, text in self.pieces.items():
            pieces = text.split(" ")
            if not seen.isdisjoint(pieces) or len(set(pieces)) < len(pieces):
                twice = next(p for p in pieces if p in seen or pieces.count(p) > 1)
                raise Wrong(f"片段“{twice}”写了两次", f"请只留一处；或{_AGAIN}", ("pieces", weight))
            seen.update(pieces)
        return self

    @property
    def weighs(self) -> tuple[int, int, dict[str, str]]:
        """All that decides what counts; the lines and how many they were do not."""
        return self.least, self.doubt, self.pieces

    def heaviest(self, count: int) -> list[str]:
        """The pieces that speak most for it, to be read: words, and none inside another."""
        chosen: list[str] = []
        # A stored edition does not keep the order in which they were written.
        for weight, text in sorted(self.pieces.items(), key=lambda each: -int(each[0])):
            for piece in text.split(" ") if int(weight) > 0 else ():
                if len(piece) > 1 and piece.isalnum():
                    if not any(piece in other or other in piece for other in chosen):
                        chosen.append(piece)
                    if len(chosen) == count:
                        return chosen
        return chosen

    @cached_property
    def table(self) -> Table:
        """As `Weighing` wants it."""
        return Table(
            self.least,
            Written({int(weight): text for weight, text in self.pieces.items()}, _read),
            self.doubt,
        )


class Learnt(Block):
    """`wording/learnt.yaml`: `learnt: {label: table}`."""

    learnt: dict[str, LearntTable] = Field(
        default_factory=dict, title="学来的说法", description="由 shouwen handbook learn 写出"
    )

    @property
    def tables(self) -> dict[str, Table]:
        """The tables by label, as a language wants them."""
        return {name: each.table for name, each in self.learnt.items()}


def _read(text: str) -> tuple[str, ...]:
    pieces = text.split(" ")
    if BLANK in text or BREAK in text:
        pieces = [piece.replace(BLANK, " ").replace(BREAK, "\n") for piece in pieces]
    return tuple(pieces)


def writable(piece: str) -> bool:
    """Whether a piece can stand in the file: nothing unseen, and none of the two signs itself."""
    return BLANK not in piece and BREAK not in piece and piece.replace("\n", "").isprintable()


def shown_piece(piece: str) -> str:
    """A piece as the file writes it."""
    return piece.replace(" ", BLANK).replace("\n", BREAK)


def _key(name: str) -> str:
    """A label's name as YAML wants it; only in quotes where it might be read as something else."""
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def written(tables: Mapping[str, LearntTable], others: str = "") -> str:
    """The text of the file, always the same for the same tables. `others`: the digest of the lines
    that are none of any label, or nothing; no part of the edition, and so a comment."""
    rows = [
        "# 由 shouwen handbook learn 写出。不要手改：请改 lines/ 里的例句，再学一遍。",
        "learnt:",
    ]
    for name, table in sorted(tables.items()):
        rows += [
            f"  {_key(name)}:",
            f'    lines: "{table.lines}"',
            f"    from: [{table.from_[0]}, {table.from_[1]}]",
            f"    least: {table.least}",
            f"    doubt: {table.doubt}",
            "    pieces:",
        ]
        rows += [
            f'      "{weight}": {json.dumps(text, ensure_ascii=False)}'
            for weight, text in table.pieces.items()
        ]
    rows.append(f"{_OTHERS}{others or _NONE}")
    return "\n".join(rows) + "\n"


def others_of(text: str) -> str | None:
    """The digest of plain lines that a file's text was written with: empty for none, `None` where
    it does not say."""
    last = text.rstrip("\r\n").rpartition("\n")[2]
    said = last.removeprefix(_OTHERS)
    if said == last:
        return None
    return "" if said == _NONE else said
