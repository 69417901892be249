"""How 汉字 are read, without tones, as codes: one code point a syllable.

The table (`readings.txt`) is read once, when the first language with such switches is compiled.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

_FIRST = 0x100  # codes take two bytes in UTF-8, which halves what the phrase engine walks over
_NOTHING = "\x01"  # what stands for a letter of a text that happens to look like a code
_MOST_READINGS = 8  # of a phrase with characters that are read in two ways

NUMERALS = {
    "0": "零〇", "1": "一", "2": "二两", "3": "三", "4": "四",
    "5": "五", "6": "六", "7": "七", "8": "八", "9": "九",
}  # fmt: skip


class Sounds(dict[int, str]):
    """For `str.translate`: a code point without an entry stays, and is not asked about again (an
    entry that is missing costs `translate` an exception each time)."""

    def __missing__(self, code: int) -> str:
        self[code] = character = chr(code)
        return character


class Readings(NamedTuple):
    """`table` turns a normalised text into codes, one for one; `codes` names each syllable's code;
    `second` has the other reading of a 汉字."""

    table: Sounds
    codes: dict[str, str]
    second: dict[str, str]


@cache
def readings() -> Readings:
    """The shipped table."""
    table = Sounds()
    codes: dict[str, str] = {}
    second: dict[str, str] = {}
    for line in Path(__file__).with_name("readings.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        syllable, characters = line.removeprefix("+").split()
        code = codes.setdefault(syllable, chr(_FIRST + len(codes)))
        if line.startswith("+"):
            second.update(dict.fromkeys(characters, code))
        else:
            table.update((ord(character), code) for character in characters)
    taken = range(_FIRST, _FIRST + len(codes))
    table.update((code, _NOTHING) for code in taken)
    table[ord("〇")] = codes["ling"]
    table.update((ord(digit), table[ord(words[0])]) for digit, words in NUMERALS.items())
    return Readings(table, codes, second)


def as_read(phrase: str) -> list[str]:
    """A plain phrase in codes, once for each way of reading it (at most `_MOST_READINGS`)."""
    known = readings()
    choices = []
    for character in phrase:
        first = known.table.get(ord(character), character)
        other = known.second.get(character)
        choices.append((first,) if other is None else (first, other))
    found: dict[str, None] = {}
    for choice in product(*choices):
        found["".join(choice)] = None
        if len(found) == _MOST_READINGS:
            break
    return [*found]


@lru_cache(maxsize=4096)
def syllables(letters: str) -> tuple[int, ...] | None:
    """The lengths of the syllables that a run of Latin letters is written with, the longest first
    wherever there is a choice; `None` if it is no row of syllables."""
    known = readings().codes
    ends: list[int] = []
    at = 0
    while at < len(letters):
        longest = min(6, len(letters) - at)
        size = next((n for n in range(longest, 0, -1) if letters[at : at + n] in known), 0)
        if not size or len(ends) > 12:
            return None
        ends.append(size)
        at += size
    return tuple(ends)
