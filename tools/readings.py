# /// script
# dependencies = ["pypinyin==0.55.0"]
# ///
"""Writes src/shouwen/wording/evasion/readings.txt: 汉字 by how they are read, without tones.

`uv run tools/readings.py`, or any Python that has pypinyin (MIT; its data are those of pinyin-data,
MIT). The table is shipped and read once, when an edition's language is compiled; pypinyin itself
is never imported by the product.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

OUT = Path(__file__).parent.parent / "src/shouwen/wording/evasion/readings.txt"
HEAD = """\
# 汉字 by reading, without tones (ü is v): `reading characters`, then `+reading characters` for a
# second reading. Printed by tools/readings.py from pypinyin 0.55.0 (MIT), data of pinyin-data (MIT).
"""


def toneless(reading: str) -> str:
    """`nǚ` → `nv`, `zhī` → `zhi`."""
    parted = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in parted if c.isascii() and c.isalpha())


def main() -> None:
    """Write the table: simplified 汉字 of GB 2312, and all others that are read in one way only."""
    first: dict[str, list[str]] = {}
    second: dict[str, list[str]] = {}
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        readings = dict.fromkeys(map(toneless, PINYIN_DICT.get(code, "").split(",")))
        known = [reading for reading in readings if reading]
        if not known:
            continue
        first.setdefault(known[0], []).append(character)
        try:
            common = len(character.encode("gb2312")) == 2
        except UnicodeEncodeError:
            common = False
        if common and len(known) > 1:
            second.setdefault(known[1], []).append(character)
    lines = [f"{reading} {''.join(found)}\n" for reading, found in sorted(first.items())]
    lines += [f"+{reading} {''.join(found)}\n" for reading, found in sorted(second.items())]
    OUT.write_text(HEAD + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
