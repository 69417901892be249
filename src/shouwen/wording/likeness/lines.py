"""The sentences that a label is learnt from: `lines/<label>.txt` of a handbook.

One sentence a line, `+` before one that is meant and `-` before one that is not; `~` stands before
one that is not either, but may be one of other labels, which then learn nothing from it (a turn of a
conversation seldom says one thing alone). `#` begins a comment, `#! at: -0.8` says how sure the
label must be (`learning`). `lines/_others.txt` holds plain sentences, all `-`, that are none of any
label. The lines are no part of an edition.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shouwen.source import Mistakes, Place, shown
from shouwen.wording.fold import fold
from shouwen.wording.normalise import squeeze

OTHERS = "_others"
FEWEST = 20
"""Sentences of a kind; fewer say nothing about any other."""
AT = -1.0
"""How sure a label must be where its file does not say."""

_MOST_SURE = 5.0
_MOST_CHARACTERS = 300
_HEAD = re.compile(r"#!\s*at\s*[::：]\s*(\S+)\s*")


class Line(NamedTuple):
    """A sentence, squeezed as messages are, and where it stands. `only_here`: says nothing of other
    labels."""

    squeezed: str
    place: Place
    only_here: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """What one file says. `at`: the decision value from which the label counts."""

    label: str
    place: Place
    meant: tuple[Line, ...]
    others: tuple[Line, ...]
    at: float = AT

    @property
    def digest(self) -> str:
        """Names the sentences: comments and what a message would lose as well do not matter."""
        rows = [f"{self.at:g}"]
        rows += [f"+{line.squeezed}" for line in self.meant]
        rows += [f"{'~' if line.only_here else '-'}{line.squeezed}" for line in self.others]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def read_lines(text: str, label: str, name: str, mistakes: Mistakes) -> Lines:
    """One file, its label and what messages call it; mistakes are noted, what is right is read."""
    kinds: dict[str, dict[str, Line]] = {"+": {}, "-": {}}
    at: float | None = None
    asked_at: Place | None = None
    plain = label == OTHERS
    rows = text.removeprefix("\ufeff").splitlines()
    for number, (written, folded) in enumerate(zip(rows, _folded(rows), strict=True), 1):
        place = Place(name, number, 1)
        if written.startswith("#!"):
            if asked_at is not None:
                what = f"#! 写了两次（第一次在第 {asked_at.line} 行）"
                mistakes.add(place, what, "一个文件只能有一处，请删去一行")
            else:
                at, asked_at = _at(written, place, plain, mistakes), place
        if not written.strip() or written.startswith("#"):
            continue
        mark = written[0]
        if mark not in "+-~" or (plain and mark != "-"):
            _refuse_mark(written, place, plain, mistakes)
            continue
        squeezed = folded[1:].strip()
        if not squeezed:
            mistakes.add(place, f"{mark} 后面没有话", "请写上一句话，或删去这一行")
        elif len(squeezed) > _MOST_CHARACTERS:
            mistakes.add(place, f"这一句超过 {_MOST_CHARACTERS} 个字", "请只留要紧的一两句")
        else:
            kind = kinds["+" if mark == "+" else "-"]
            first = kind.setdefault(squeezed, Line(squeezed, place, mark == "~"))
            if first.only_here != (mark == "~"):
                _refuse_both(squeezed, first.place, place, mistakes, "前面写 -，又写 ~")
    for squeezed in kinds["+"].keys() & kinds["-"].keys():
        both = sorted((kinds["+"][squeezed].place, kinds["-"][squeezed].place))
        _refuse_both(squeezed, both[0], both[1], mistakes)
    whole = Place(name, 1, 1)
    for mark, word in (("+", "正"), ("-", "反")):
        count = len(kinds[mark])
        if not plain and count < FEWEST:
            mistakes.add(
                whole,
                f"以 {mark}{' 或 ~' if mark == '-' else ''} 开头的（{word}例）只有 {count} 句",
                f"请写到 {FEWEST} 句以上，写成不同的人会说的话",
            )
    meant, others = (tuple(kinds[mark].values()) for mark in "+-")
    return Lines(label, whole, meant, others, AT if at is None else at)


def _folded(rows: Sequence[str]) -> Sequence[str]:
    """Each row as a message would be read. All at once is several times as fast; what is left out
    between characters is never left out across a row's end."""
    together = squeeze(fold("\n".join(rows))).split("\n")
    return together if len(together) == len(rows) else [squeeze(fold(row)) for row in rows]


def refuse_contradictions(files: Sequence[Lines], mistakes: Mistakes) -> None:
    """Note each sentence that is none of any label and yet meant by one."""
    plain = {line.squeezed: line for each in files if each.label == OTHERS for line in each.others}
    for each in files:
        for line in each.meant:
            if line.squeezed in plain:
                _refuse_both(line.squeezed, line.place, plain[line.squeezed].place, mistakes)


def _refuse_both(
    squeezed: str, first: Place, second: Place, mistakes: Mistakes, both: str = "又是正例又是反例"
) -> None:
    words = f"“{shown(squeezed, 20)}”{both}"
    for here, there in ((first, second), (second, first)):
        where = (
            f"第 {there.line} 行" if here.file == there.file else f"{there.file} 第 {there.line} 行"
        )
        mistakes.add(here, f"{words}（另一处在{where}）", "请只留一处")


def _at(written: str, place: Place, plain: bool, mistakes: Mistakes) -> float | None:
    found = _HEAD.fullmatch(written)
    try:
        at = float(found[1]) if found else None
    except ValueError:
        at = None
    if at is None or plain or not -_MOST_SURE <= at <= _MOST_SURE:
        mistakes.add(
            place,
            "这里的 #! 读不懂" if not plain else f"{OTHERS}.txt 里没有可设的",
            "请删去这一行"
            if plain
            else f"请写成 #! at: -0.8（{-_MOST_SURE:g} 到 {_MOST_SURE:g}），或删去这一行",
        )
        return None
    return at


def _refuse_mark(written: str, place: Place, plain: bool, mistakes: Mistakes) -> None:
    """Note a line that begins with no mark. A Chinese keyboard writes wide marks, which look right."""
    known = "-" if plain else "+、- 或 ~"
    mark = fold(written[0])
    if mark != written[0] and mark in ("-" if plain else "+-~"):
        mistakes.add(place, f"开头的“{written[0]}”是全角的", f"请改成半角的 {mark}")
    elif written[0].isspace():
        mistakes.add(place, "这一行以空白开头", f"请删去开头的空白，让 {known} 写在最前面")
    else:
        mistakes.add(place, f"这一行不是以 {known} 开头", _remedy(plain))


def _remedy(plain: bool) -> str:
    if plain:
        return "请写成“-这一句什么也不是”；说明请用 # 开头"
    return "请写成“+这一句就是”或“-这一句不是”（~ 也是不是，但不教别的标签）；说明请用 # 开头"
