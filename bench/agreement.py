"""The fast, the plain and the compiled path on many random texts: `python -m bench.agreement 100000`.

Not a timing and no part of `make bench`: a long run by hand beside the property tests. Texts are
made of the shipped handbook's own phrases, cut up, repeated, spelt in other ways, among noise.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from itertools import islice

from shouwen.handbook import load_program
from shouwen.wording import Language
from shouwen.wording.evasion.emoji import STANDS_FOR
from shouwen.wording.evasion.reading import readings
from shouwen.wording.turns import ROLES

HANDBOOK = "enterprise"
TOGETHER = 1000
NOISE = ["\u200b", "\u202e", "\x00", "\ud800", "\udfff", "\U0010ffff", "İ", "\u0301", "㎏", "ǚ", "\n", "。", "，", " ", "  ", "*", "@", ".", "“", "”", "《", "您说", "①", "ｆ", "ﬁ", "𝓪", "🈵", "⒦", "a", "QQ", "wifi", "13800001234", "3", "元", "下午三点", "12:30", "二十号", "2026-10-01", "张先生", "两百块", "a@b.cn", "京A12345", "[微笑]", "😀", "?", "工号1024", "一个半小时", "主题:"]  # fmt: skip


def languages() -> tuple[Language, Language, Language]:
    """The shipped handbook's language with the phrase engine, without, and with compiled loops
    (for batches only; without numba as the first)."""
    fast, loops = load_program(HANDBOOK).language, load_program(HANDBOOK).language
    loops.expect_many(now=True)
    os.environ["SHOUWEN_MATCHER"] = "plain"
    try:
        plain = load_program(HANDBOOK).language
    finally:
        del os.environ["SHOUWEN_MATCHER"]
    return fast, plain, loops


def texts(language: Language, number: int, seed: int) -> Iterator[str]:
    """Random texts that could matter to a language."""
    draw = random.Random(seed)
    phrases = [p for r in language.recognisers for p in (*r.phrases, *r.exceptions, *r.patterns)]
    same: dict[str, list[str]] = {}
    spelt: dict[str, str] = {code: syllable for syllable, code in readings().codes.items()}
    for point, code in readings().table.items():
        same.setdefault(code, []).append(chr(point))

    def other(character: str) -> str:
        code = readings().table.get(ord(character))
        way = draw.randrange(7)
        if code in spelt and way == 0:
            return draw.choice(same[code])
        if code in spelt and way == 1:
            return spelt[code] + draw.choice(["", " "])
        if way == 2:
            return character * draw.randint(2, 4)
        if way == 3:
            return character + draw.choice(NOISE)
        if way == 4:
            return draw.choice([*STANDS_FOR])
        return "" if way == 5 else chr(draw.randrange(0x110000))

    for _ in range(number):
        pieces = []
        for _ in range(draw.randint(1, 6)):
            piece = draw.choice(phrases)[: draw.randint(1, 30)]
            changed = draw.choice([0, 0, 0.1, 0.3])
            pieces.append("".join(other(c) if draw.random() < changed else c for c in piece))
            if draw.random() < 0.4:
                pieces.append(draw.choice(NOISE))
        yield "".join(pieces)


def disagreements(number: int, seed: int = 1) -> list[tuple[str, str]]:
    """The texts (with the role) on which the paths differ, or whose spans leave the text."""
    fast, plain, loops = languages()
    found = []
    tried = ((text, ROLES[at % 3]) for at, text in enumerate(texts(fast, number, seed)))
    while batch := [*islice(tried, TOGETHER)]:
        together = loops.recognise_many(batch)
        for (text, role), in_batch in zip(batch, together, strict=True):
            seen = fast.recognise(text, role)
            if not (seen == plain.recognise(text, role) == in_batch) or any(
                not 0 <= hit.start < hit.end <= len(text) for hit in seen.hits
            ):
                found.append((role, text))
    return found


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    differing = disagreements(asked)
    for row in differing[:20]:
        print(ascii(row))
    print(f"{asked} texts, {len(differing)} on which the paths differ")
    sys.exit(bool(differing))
