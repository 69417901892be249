"""Reads the regular-expression language of handbooks into a small tree.

`shouwen.wording.pattern` says what is done with the tree. Every refusal is a `Wrong` in Chinese
that names the place (in characters from 1) and the remedy.
"""

from __future__ import annotations

from dataclasses import dataclass

from shouwen.source import Wrong

LONGEST = 2000  # characters of a pattern, named parts written out
DEEPEST = 20  # brackets within one another
UNBOUNDED = 40  # how much further `*`, `+` and `{n,}` reach
_CATEGORIES = "dDwWsS"
_ESCAPES = {"n": "\n", "t": " ", "r": "\n", "f": "\n", "v": "\n"}
_HEX = {"x": 2, "u": 4, "U": 8}


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of `ranges` (ends included) and `categories` (letters of \\d \\w …)."""

    ranges: tuple[tuple[str, str], ...]
    categories: str = ""
    negated: bool = False
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Parts one after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`body` between `low` and `high` times."""

    body: Node
    low: int
    high: int
    lazy: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What must (not) come before or after, without being part of the hit."""

    body: Node
    ahead: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place: start or end of the message, edge of a word. `kind` as `re` writes it."""

    kind: str


type Node = Characters | Row | Alternatives | Repeat | Look | Anchor


def width(node: Node) -> tuple[int, int]:
    """The least and the most characters of a match."""
    match node:
        case Characters():
            return 1, 1
        case Row(parts):
            widths = [width(part) for part in parts]
            return sum(low for low, _ in widths), sum(high for _, high in widths)
        case Alternatives(parts):
            widths = [width(part) for part in parts]
            return min(low for low, _ in widths), max(high for _, high in widths)
        case Repeat(body, low, high, _):
            least, most = width(body)
            return least * low, most * high
        case _:
            return 0, 0


def reach(node: Node) -> tuple[int, int]:
    """How many characters before and behind a match decide, at most, whether and how it is one."""
    match node:
        case Row(parts) | Alternatives(parts):
            each = [reach(part) for part in parts]
            before, behind = (max(far, default=0) for far in zip(*each, strict=True))
            return before, behind
        case Repeat(body):
            return reach(body)
        case Look(body, ahead):
            before, behind = reach(body)
            far = width(body)[1]
            return (before, far + behind) if ahead else (far + before, behind)
        case Anchor():
            return 1, 2  # `$` stands before a line break that is the last character, too
        case _:
            return 0, 0


def parse(source: str, unbounded: int = UNBOUNDED) -> Node:
    """The tree of one pattern; raises `Wrong`. `unbounded`: how much further `*` and `+` reach."""
    if len(source) > LONGEST:
        raise Wrong("正则太长", f"请拆成几条，每条不超过 {LONGEST} 个字")
    return _Reader(source, unbounded).whole()


class _Reader:
    def __init__(self, source: str, unbounded: int) -> None:
        self.source = source
        self.unbounded = unbounded
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        tree = self.alternatives()
        if self.at < len(self.source):
            raise self.wrong("多了一个 )", "请删去它，或写成 \\)")
        return tree

    def wrong(self, what: str, remedy: str) -> Wrong:
        return Wrong(f"正则第 {min(self.at, len(self.source)) + 1} 个字符处：{what}", remedy)

    def peek(self, text: str) -> bool:
        return self.source.startswith(text, self.at)

    def take(self, text: str) -> bool:
        if self.peek(text):
            self.at += len(text)
            return True
        return False

    def next(self, what: str = "写到一半就结束了") -> str:
        if self.at >= len(self.source):
            raise self.wrong(what, "请补全")
        self.at += 1
        return self.source[self.at - 1]

    def alternatives(self) -> Node:
        parts = [self.row()]
        while self.take("|"):
            parts.append(self.row())
        return parts[0] if len(parts) == 1 else Alternatives(tuple(parts))

    def row(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            parts.append(self.repeated(self.atom()))
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def atom(self) -> Node:
        character = self.next()
        if character == "(":
            return self.group()
        if character == "[":
            return self.characters()
        if character == ".":
            return Characters((), everything=True)
        if character in "^$":
            return Anchor(character)
        if character == "\\":
            return self.escape()
        if character in "*+?":
            self.at -= 1
            raise self.wrong(
                f"{character} 前面没有可重复的内容", f"若要写这个符号本身，请写 \\{character}"
            )
        return Characters(((character, character),))

    def group(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong("括号套得太深", "请拆成几条")
        look: tuple[bool, bool] | None = None
        if self.take("?"):
            if self.take("P<"):
                while self.next() != ">":
                    pass
            elif self.take("<=") or self.take("<!"):
                look = (False, self.source[self.at - 1] == "!")
            elif self.take("=") or self.take("!"):
                look = (True, self.source[self.at - 1] == "!")
            elif not self.take(":"):
                raise self.wrong(
                    "不支持这种括号",
                    "可用 (…)、(?:…)、(?=…)、(?!…)、(?<=…)、(?<!…)；大小写本来就不分",
                )
        body = self.alternatives()
        if not self.take(")"):
            raise self.wrong("少了一个 )", "请补上")
        self.depth -= 1
        return body if look is None else Look(body, *look)

    def escape(self) -> Node:
        letter = self.next("\\ 后面没有内容")
        if letter in _CATEGORIES:
            return Characters((), letter)
        if letter in "bB":
            return Anchor("\\" + letter)
        if letter in "AZ":
            return Anchor("^" if letter == "A" else "\\Z")
        return Characters(((self.literal(letter),) * 2,))

    def literal(self, letter: str) -> str:
        """The character that an escape stands for; `letter` follows the backslash."""
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter in _HEX:
            digits = "".join(self.next() for _ in range(_HEX[letter]))
            try:
                return chr(int(digits, 16))
            except (ValueError, OverflowError):
                raise self.wrong(f"\\{letter}{digits} 不是字符编号", "请直接写那个字") from None
        if letter.isdigit():
            raise self.wrong("不支持引用前面的括号", "请把要重复的内容写出来")
        if letter.isascii() and letter.isalpha():
            raise self.wrong(f"不认识 \\{letter}", "可用 \\d \\w \\s \\b 和符号本身，如 \\.")
        return letter

    def characters(self) -> Node:
        negated = self.take("^")
        ranges: list[tuple[str, str]] = []
        categories = ""
        first = True
        while first or not self.peek("]"):
            first = False
            low = self.member()
            if len(low) == 2:
                categories += low[1]
                continue
            high = low
            if self.peek("-") and not self.peek("-]"):
                self.at += 1
                high = self.member()
                if len(high) == 2 or high < low:
                    raise self.wrong("[ ] 里的范围不对", "请从小写到大，如 [0-9]")
            ranges.append((low, high))
        self.at += 1
        if negated and not ranges and set(categories) >= {"d", "D"}:
            raise self.wrong("这一组什么都不能匹配", "请改写")
        return Characters(tuple(ranges), "".join(dict.fromkeys(categories)), negated)

    def member(self) -> str:
        """One member of a class: a character, or two characters for a category such as \\d."""
        character = self.next("[ 没有对应的 ]")
        if character == "[" and self.peek(":"):
            raise self.wrong("不支持 [:…:]", "请写 \\d、\\w 或列出字符")
        if character != "\\":
            return character
        letter = self.next("\\ 后面没有内容")
        return "\\" + letter if letter in _CATEGORIES else self.literal(letter)

    def repeated(self, atom: Node) -> Node:
        if self.take("*"):
            low, high = 0, self.unbounded
        elif self.take("+"):
            low, high = 1, self.unbounded
        elif self.take("?"):
            low, high = 0, 1
        elif self.peek("{"):
            low, high = self.counts()
        else:
            return atom
        if isinstance(atom, Anchor | Look):
            raise self.wrong("位置不能重复", "请删去后面的 * + ? 或 {…}")
        lazy = self.take("?")
        if self.at < len(self.source) and self.source[self.at] in "*+{":
            raise self.wrong("重复符号连写", "请只留一个，或用括号括起来")
        return Repeat(atom, low, high, lazy)

    def counts(self) -> tuple[int, int]:
        end = self.source.find("}", self.at)
        inside = self.source[self.at + 1 : end] if end > 0 else ""
        low, comma, high = inside.partition(",")
        if not (
            inside
            and all(part == "" or (part.isascii() and part.isdigit()) for part in (low, high))
        ):
            raise self.wrong("{ } 里要写次数", "如 {0,10}；若要写 { 本身，请写 \\{")
        least = int(low or 0)
        most = int(high) if high else (least + self.unbounded if comma else least)
        bounded = least + UNBOUNDED if comma and not high else most
        if bounded > 200 or least > most or not (low or high):
            raise self.wrong("次数不对", "请从小写到大，最多 200，如 {0,10}")
        self.at = end + 1
        return least, most
