"""One character to one character: traditional to simplified, full-width to half-width, small letters.

Every mapping here replaces one code point by one code point, so offsets never move. What must be
*removed* (zero-width characters, marks put between 汉字) is the business of `normalise`.

Source: DESIGN §5 "Normalise (traditional, full-width, zero-width and inserted marks, case)"; the table
of traditional characters is OpenCC's t2s, taken character by character.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from pathlib import Path

from shouwen.source import keeping

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Code points that carry nothing visible: they are removed before matching. Every C0 and C1 control is
# here but the line breaks and the tabulator, which are folded to "\n" and " ".
_KEPT_CONTROLS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")

# 汉字 ranges, as the body of a regular expression's class.
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

# Where Unicode has marks, blanks and digits at all; the ideographs between are left out, which makes
# the tables quick to build.
_WHERE_TO_LOOK = (
    range(0x80, 0x3400),
    range(0xA000, 0xAC00),
    range(0xF900, 0x20000),
    range(0xE0000, 0xE1000),
)

_COMPATIBILITY_FORMS = (
    (0x2460, 0x24FF),  # circled and bracketed digits and letters
    (0xFE10, 0xFE6F),  # vertical and small forms
    (0xFF01, 0xFFEF),  # full-width and half-width forms
    (0x1D400, 0x1D7FF),  # mathematical letters
    (0x1F110, 0x1F189),  # squared and circled letters
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x2100, 0x214F),  # letter-like symbols
    (0x2F00, 0x2FD5),  # Kangxi radicals
)

# Marks whose several shapes mean the same to a rule.
_MARKS = {
    "、": "、",
    "。": "。",
    "｡": "。",
    "“": '"',
    "”": '"',
    "„": '"',
    "‟": '"',
    "″": '"',
    "〝": '"',
    "〞": '"',
    "‘": "'",
    "’": "'",
    "‛": "'",
    "′": "'",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "―": "-",
    "−": "-",
    "∼": "~",
    "〜": "~",
    "‧": "·",
    "・": "·",
    "•": "·",
    "İ": "i",  # its small letter has two code points
    "Σ": "σ",  # its small letter depends on the neighbours
    "ς": "σ",
    "妳": "你",
    "祢": "你",
    # Characters that traditional text writes for another as well. Phrases are folded like the text,
    # so that the two only become one.
    "著": "着",
    "迳": "径",
    "锺": "钟",
    "甚": "什",
    "瞭": "了",
    "覆": "复",
}


def invisible(code: int) -> bool:
    """Whether a code point carries nothing visible."""
    character = chr(code)
    if character in _KEPT_CONTROLS:
        return False
    category = unicodedata.category(character)
    if category in ("Cc", "Cf"):
        return True
    if category == "Me" or 0x0300 <= code <= 0x036F:
        return True
    return (
        0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
        or code in (0x115F, 0x1160, 0x3164, 0xFFA0)
    )


TABLE = keeping.Kind(".table", most=4, room=1024 * 1024)
_WRITTEN = "utf-32-le"  # the one form in which two lone surrogates stay two

# Neither 汉字 nor 한글 nor the private use area hold any; nobody waits for them to be looked through.
WHERE_TO_LOOK_FOR_INVISIBLE = (
    range(0x3400),
    range(0xA000, 0xAC00),
    range(0xD7A4, 0xD800),
    range(0xF900, 0x10000),
)

# An invisible character beyond the basic plane is folded to this one.
_UNSEEN = "\u200b"


def _invisible_class() -> str:
    ranges: list[list[int]] = []
    for code in chain.from_iterable(WHERE_TO_LOOK_FOR_INVISIBLE):
        if not invisible(code):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{low:04x}-\\u{high:04x}" for low, high in ranges)


INVISIBLE = _invisible_class()
"""The body of a class with every code point that is removed, of a folded text."""


def _traditional() -> dict[str, str]:
    spans = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
    characters = [chr(code) for low, high in spans for code in range(low, high + 1)]
    # Here, because the table is mostly found among what is kept, and this takes 10 MB.
    import opencc

    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {a: b for a, b in zip(characters, simplified, strict=True) if a != b and len(b) == 1}


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Every code point that is replaced, with its replacement (never the same; always one code point)."""
    code = keeping.code_of((Path(__file__).parent,), ("opencc",))
    name = None if code is None else keeping.name_of(code, "fold")
    data = None if name is None else keeping.kept(TABLE, name)
    if data is not None:
        both = data.decode(_WRITTEN, "surrogatepass")
        half = len(both) // 2
        return dict(zip(both[:half], both[half:], strict=True))
    worked_out = _work_out()
    if name is not None:
        both = "".join([*worked_out, *worked_out.values()])
        keeping.keep(TABLE, name, both.encode(_WRITTEN, "surrogatepass"))
    return worked_out


def _work_out() -> dict[str, str]:
    mapping = _traditional()
    for low, high in _COMPATIBILITY_FORMS:
        for code in range(low, high + 1):
            character = chr(code)
            plain = unicodedata.normalize("NFKC", character)
            if len(plain) == 1 and plain != character:
                mapping[character] = mapping.get(plain, plain)
    mapping.update((chr(0x249C + n), chr(ord("a") + n)) for n in range(26))  # ⒜
    for first in (0x3220, 0x3280):  # ㈠ ㊀
        mapping.update(
            (chr(first + n), numeral) for n, numeral in enumerate("一二三四五六七八九十")
        )
    # A lone surrogate has no UTF-8 form: the phrase engine must never see one.
    mapping.update((chr(code), REPLACEMENT) for code in range(0xD800, 0xE000))
    for code in chain(*_WHERE_TO_LOOK):
        character = chr(code)
        digit = unicodedata.digit(character, None)
        if digit is not None:
            mapping[character] = str(int(digit))
        elif unicodedata.category(character) == "Zs":
            mapping[character] = " "
    for character in "\t\x1c\x1d\x1e\x1f":
        mapping[character] = " "
    for character in "\v\f\r\x85\u2028\u2029":
        mapping[character] = "\n"
    mapping.update(_MARKS)
    folded = {a: b.lower() if len(b.lower()) == 1 else b for a, b in mapping.items()}
    for character in [a for a in folded if invisible(ord(a))]:
        del folded[character]
    beyond = chain(range(0x10000, 0x20000), range(0xE0000, 0xE1000))
    folded.update((chr(code), _UNSEEN) for code in beyond if invisible(code))
    # A replacement may itself be replaced (full-width Σ): follow it to the end.
    for character, plain in folded.items():
        while plain in folded and folded[plain] != plain:
            plain = folded[plain]
        folded[character] = plain
    return {a: b for a, b in folded.items() if a != b}


# The few that make up nearly all of a Chinese text's replacements: `str.replace` does them at memory
# speed, and only what is left goes through the slower substitution.
_COMMON = "，！？：；（）～—“”"


@lru_cache(maxsize=1)
def _rare() -> re.Pattern[str]:
    # Within the basic plane only: `re` turns such a class into a bitmap, and any code point beyond
    # it would make a list to be walked of it (500 times slower).
    basic = (c for c in table() if c not in _COMMON and ord(c) < 0x10000)
    return re.compile("[" + "".join(map(re.escape, basic)) + "]")


_BEYOND = re.compile("[\U00010000-\U0010fffd]+")


def fold(text: str) -> str:
    """`text` with every code point replaced by its plain form; the length never changes."""
    mapping = table()
    if not text.isascii():
        for character in _COMMON:
            text = text.replace(character, mapping[character])
    if _rare().search(text) is not None:
        text = _rare().sub(lambda found: mapping[found.group()], text)
    if _BEYOND.search(text) is not None:
        text = _BEYOND.sub(lambda found: "".join(mapping.get(c, c) for c in found.group()), text)
    return text.lower()


def fold_character(character: str) -> str:
    """The plain form of one code point."""
    plain = table().get(character, character)
    return plain.lower() if len(plain.lower()) == 1 else plain
