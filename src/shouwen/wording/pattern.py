"""The patterns that a handbook may write: a regular-expression language that cannot run away.

A pattern is read into a tree, folded like the text it will meet (`fold`), bounded, weighed, and
written out twice: for `re`, which finds exact spans, and for the phrase engine, which only says
whether it is worth asking `re` (it may say yes too often, never no): as plain strings of which every
match holds one (`signs`) or, where there are none, as a wider expression.

The language is that of `re` without inline flags, back references, conditionals and possessive
or atomic groups. Named and plain groups only group. `*`, `+` and `{n,}` reach at most
`UNBOUNDED` times further. A pattern that could try more than `MOST_WAYS` ways from one place is
refused, so that matching is linear in the text, whatever the text (catastrophic backtracking).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from shouwen.source import Wrong
from shouwen.wording.fold import fold_character
from shouwen.wording.knowing import read_before, signs_before
from shouwen.wording.signs import Strings, sets
from shouwen.wording.syntax import Alternatives, Anchor, Characters, Look, Node, Repeat, Row, width
from shouwen.wording.syntax import parse as parse_tree

MOST_WAYS = 4000
MOST_WIDTH = 400
ENDLESS = "[^\\x00]*"  # texts hold no NUL after normalising


@dataclass(frozen=True, slots=True)
class Pattern:
    """A checked pattern: `width` in code points; `at_start`: only found at the very start of a
    text; `quick`: as `exact`, and says with which characters a match and the alternatives in it
    begin, which `re` would not see for itself."""

    source: str
    width: tuple[int, int]
    at_start: bool
    quick: str

    @property
    def exact(self) -> str:
        """For `re`; worked out each time it is asked for."""
        return _exact(self.tree())

    def tree(self) -> Node:
        """What is looked for, folded like the text."""
        return _folded(parse_tree(self.source))

    def compiled(self) -> re.Pattern[str]:
        """The exact pattern, compiled (shared between languages)."""
        return _compiled(self.quick)

    def told(self) -> tuple[tuple[Strings, ...], str]:
        """What the phrase engine is told: sets of strings of each of which every match holds one, or,
        where there are none, an expression that is wider than the pattern.

        Not part of the pattern, because it is large and only whoever compiles needs it.
        """
        before = signs_before()
        row = None if before is None else before.get(self.source)
        if row is None:
            tree = _folded(parse_tree(self.source))
            signs = sets(tree)
            row = [signs, "" if signs else _wide(tree, trim=True)]
            if before is not None:
                before.put(self.source, row)
        return tuple(map(tuple, row[0])), row[1]


@lru_cache(maxsize=8192)
def _compiled(exact: str) -> re.Pattern[str]:
    return re.compile(exact)


@lru_cache(maxsize=8192)
def parse_pattern(source: str) -> Pattern:
    """Check and fold one pattern. Raises `Wrong` in Chinese with the remedy."""
    before = read_before()
    row = None if before is None else before.get(source)
    if row is None:
        pattern = _read(source)
        if before is not None:
            before.put(source, [*pattern.width, pattern.at_start, pattern.quick])
        return pattern
    low, high, at_start, quick = row
    return Pattern(source, (low, high), at_start, quick)


def _read(source: str) -> Pattern:
    tree = _folded(parse_tree(source))
    low, high = width(tree)
    if low == 0:
        raise Wrong("正则可以匹配空文字", "至少写一个必须出现的字")
    ways = _ways(tree)
    if ways > MOST_WAYS:
        raise Wrong(
            "正则里重复套着重复，遇到特殊文字会极慢",
            "请减少嵌套的 * + {…}，或把 .* 写成 .{0,10} 这样短的范围",
        )
    if high > MOST_WIDTH:
        raise Wrong(f"正则最多可匹配 {high} 个字，太长", f"请控制在 {MOST_WIDTH} 个字以内")
    quick = _guarded(tree, _exact(tree, looking=True))
    try:
        _compiled(quick)
    except re.error as error:
        raise Wrong(f"正则不能用：{_reason(error)}", "请对照写法改正") from None
    return Pattern(source, (low, high), _at_start(tree), quick)


def guarded(source: str) -> str:
    """A pattern as it is written, after a look at the characters with which a match begins, where
    `re` would not see them for itself."""
    return _guarded(_folded(parse_tree(source)), source)


def _guarded(tree: Node, written: str) -> str:
    look = "" if _at_start(tree) or _plainly_begun(tree) else _look_ahead(tree)
    return f"{look}(?:{written})" if look else written


def _look_ahead(node: Node) -> str:
    """A look at the characters with which a match can begin; empty where there is no short list."""
    first = _first(node, _MOST_IN_CLASS)
    return f"(?=[{''.join(map(re.escape, sorted(first)))}])" if first else ""


def _plainly_begun(node: Node) -> bool:
    """Whether `re` itself skips to the characters with which a match can begin."""
    match node:
        case Characters():
            return True
        case Row(parts):
            return bool(parts) and _plainly_begun(parts[0])
        case Alternatives(parts):
            begun = [part.parts[:1] if isinstance(part, Row) else (part,) for part in parts]
            return all(first and _literal(first[0]) is not None for first in begun)
        case _:
            return False


def _at_start(node: Node) -> bool:
    match node:
        case Anchor(kind):
            return kind == "^"
        case Row(parts):
            return bool(parts) and _at_start(parts[0])
        case Alternatives(parts):
            return all(_at_start(part) for part in parts)
        case _:
            return False


def _reason(error: re.error) -> str:
    return "向后看 (?<=…) 里的文字长度必须固定" if "look-behind" in str(error) else str(error.msg)


# ---- folding -------------------------------------------------------------------------------------


def _folded(node: Node) -> Node:
    match node:
        case Characters():
            return _folded_characters(node)
        case Row(parts):
            return Row(tuple(_folded(part) for part in parts))
        case Alternatives(parts):
            return Alternatives(tuple(_folded(part) for part in parts))
        case Repeat():
            return replace(node, body=_folded(node.body))
        case Look():
            return replace(node, body=_folded(node.body))
        case _:
            return node


def _folded_characters(node: Characters) -> Characters:
    ranges: list[tuple[str, str]] = []
    for low, high in node.ranges:
        a, b = fold_character(low), fold_character(high)
        if low == high:
            ranges.append((a, a))
        elif ord(b) - ord(a) == ord(high) - ord(low):
            ranges.append((a, b))  # Ａ-Ｚ and A-Z are a-z
        else:
            ranges.append((low, high))
    return replace(node, ranges=tuple(dict.fromkeys(ranges)))


# ---- weighing ------------------------------------------------------------------------------------


def _ways(node: Node) -> int:
    """How many ways `re` may try from one place at the very worst; a ceiling stops the count."""
    ceiling = MOST_WAYS + 1
    match node:
        case Row(parts):
            product = 1
            for part in parts:
                product = min(ceiling, product * _ways(part))
            return product
        case Alternatives(parts):
            return min(ceiling, _ways_apart(parts))
        case Repeat(body, low, high, _):
            inner = _ways(body)
            total, power = 0, min(ceiling, inner**low) if inner > 1 else 1
            for _ in range(low, high + 1):
                total = min(ceiling, total + power)
                power = min(ceiling, power * inner)
            return total
        case Look(body):
            return _ways(body)
        case _:
            return 1


def _ways_apart(parts: tuple[Node, ...]) -> int:
    """The most ways in which alternatives can begin at one place: what a first character rules
    out is not tried further, and of literals only those that continue one another can all match."""
    weighed = [(_literal(part), _first(part), _ways(part)) for part in parts]
    anywhere = sum(ways for _, first, ways in weighed if first is None)
    characters = set().union(*(first for _, first, _ in weighed if first))
    most = 0
    for character in characters:
        here = [row for row in weighed if row[1] and character in row[1]]
        literals = [text for text, _, _ in here if text is not None]
        chain = max((sum(b.startswith(a) for a in literals) for b in literals), default=0)
        most = max(most, chain + sum(ways for text, _, ways in here if text is None))
    return anywhere + most


_MOST_FIRST = 64
_MOST_IN_CLASS = 300
_WORTH_GUARDING = 6  # alternatives


def _first(node: Node, most: int = _MOST_FIRST) -> frozenset[str] | None:
    """The characters with which a match can begin, or `None` if that cannot be said shortly."""
    match node:
        case Characters(ranges=ranges, categories="", negated=False, everything=False):
            if sum(ord(high) - ord(low) + 1 for low, high in ranges) > most:
                return None
            return frozenset(
                chr(code) for low, high in ranges for code in range(ord(low), ord(high) + 1)
            )
        case Row(parts):
            found: frozenset[str] = frozenset()
            for part in parts:
                if isinstance(part, Look | Anchor):
                    continue
                first = _first(part, most)
                if first is None:
                    return None
                found |= first
                if width(part)[0]:
                    return found
            return None  # it can match nothing at all
        case Alternatives(parts):
            firsts = [_first(part, most) for part in parts]
            known = [first for first in firsts if first is not None]
            return frozenset().union(*known) if len(known) == len(firsts) else None
        case Repeat(body, _, high, _):
            return _first(body, most) if high else None
        case _:
            return None


def _literal(node: Node) -> str | None:
    match node:
        case Characters(negated=False, ranges=((low, high),), categories="") if low == high:
            return low
        case Row(parts):
            texts = [_literal(part) for part in parts]
            known = [text for text in texts if text is not None]
            return "".join(known) if len(known) == len(texts) else None
        case _:
            return None


# ---- writing out ---------------------------------------------------------------------------------


def _exact(node: Node, *, looking: bool = False) -> str:
    """`looking`: many alternatives are tried only where the next character begins one of them."""
    match node:
        case Characters():
            return _exact_characters(node)
        case Row(parts):
            # What the row begins with stays bare, so that `re` sees it.
            return "".join(_grouped(part, looking, at == 0) for at, part in enumerate(parts))
        case Alternatives(parts):
            return "|".join(_exact(part, looking=looking) for part in parts)
        case Repeat(body, low, high, lazy):
            inner = _exact(body, looking=looking)
            atom = inner if isinstance(body, Characters) else f"(?:{inner})"
            return f"{atom}{{{low},{high}}}{'?' if lazy else ''}"
        case Look(body, ahead, negated):
            inner = _exact(body, looking=looking and ahead)
            return f"(?{'' if ahead else '<'}{'!' if negated else '='}{inner})"
        case Anchor(kind):
            return kind
    raise AssertionError(node)


def _grouped(node: Node, looking: bool, leads: bool) -> str:
    written = _exact(node, looking=looking)
    if not isinstance(node, Alternatives):
        return written
    many = looking and not leads and len(node.parts) >= _WORTH_GUARDING
    return f"{_look_ahead(node) if many else ''}(?:{written})"


def _exact_characters(node: Characters) -> str:
    if node.everything:
        return "."
    literal = _literal(node)
    if literal is not None:
        return re.escape(literal)
    items = [re.escape(a) if a == b else f"{re.escape(a)}-{re.escape(b)}" for a, b in node.ranges]
    categories = [f"\\{letter}" for letter in node.categories]
    return f"[{'^' if node.negated else ''}{''.join(items)}{''.join(categories)}]"


def _wide(node: Node, trim: bool = False) -> str:
    """An expression that matches in every text in which `node` does.

    Anchors and looks are left out; loose repeats lose their limits; a repeat at the very end is
    taken at its least (`trim`): what follows the last needed character decides nothing here.
    """
    match node:
        case Characters():
            return _wide_characters(node)
        case Row(parts):
            last = max((i for i, part in enumerate(parts) if width(part)[1]), default=-1)
            return "".join(
                _wide_grouped(part, trim and at == last) for at, part in enumerate(parts)
            )
        case Alternatives(parts):
            return "|".join(_wide(part, trim) for part in parts)
        case Repeat(body, low, high, _):
            atom = f"(?:{_wide(body)})"
            if trim:
                return f"{atom}{{{low}}}" if low else ""
            if low == high:
                return f"{atom}{{{low}}}"
            if high <= 3:
                return f"{atom}{{{low},{high}}}"
            return f"{atom}{{{low}}}{ENDLESS}" if low else ENDLESS
        case _:
            return ""


def _wide_grouped(node: Node, trim: bool) -> str:
    text = _wide(node, trim)
    return f"(?:{text})" if isinstance(node, Alternatives) else text


def _wide_characters(node: Characters) -> str:
    if node.everything or node.negated or any(letter not in "d" for letter in node.categories):
        # Which letters a category holds differs between engines and their Unicode versions.
        return "[^\\x00]"
    items = "".join(
        f"\\x{{{ord(a):x}}}" if a == b else f"\\x{{{ord(a):x}}}-\\x{{{ord(b):x}}}"
        for a, b in node.ranges
    )
    return f"[{items}{'0-9' if 'd' in node.categories else ''}]"
