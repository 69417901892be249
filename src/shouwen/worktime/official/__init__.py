"""Official days off and make-up working days: a table that people can read and edit.

``cn.tsv`` beside this file holds, tab-separated, ``year <year> <notice>`` for each year whose
arrangement the State Council has announced, and ``<date> off|work <name>`` for each day that the
notice names: a day off, or a Saturday or Sunday that is worked (调休). A year without a ``year``
row is **not announced**: nothing is known of it, and whoever reckons across it says 暂定.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """``off`` and ``work`` map a date's ordinal to the name of the holiday; ``years`` announced."""

    off: dict[int, str]
    work: dict[int, str]
    years: frozenset[int]

    def is_workday(self, day: int) -> bool:
        """Whether the ordinal is a working day by the table, else by the week (Mon–Fri)."""
        if day in self.off:
            return False
        return day in self.work or (day - 1) % 7 < 5

    def without_word(self, first: int, last: int) -> list[int]:
        """The years between two date ordinals, both counted, that are not announced."""
        span = range(_year(first), _year(last) + 1)
        return [year for year in span if year not in self.years]


@cache
def official_days(country: str = "cn") -> OfficialDays:
    """The built-in table; raises KeyError for a country that has none."""
    if country != "cn":
        raise KeyError(country)
    return parse_table(Path(__file__).with_name("cn.tsv").read_text(encoding="utf-8"))


def parse_table(text: str) -> OfficialDays:
    """Read a table; raises ValueError with the line (Chinese) where a row is wrong."""
    off: dict[int, str] = {}
    work: dict[int, str] = {}
    years: set[int] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        try:
            if cells[0] == "year":
                years.add(int(cells[1]))
            else:
                {"off": off, "work": work}[cells[1]][date.fromisoformat(cells[0]).toordinal()] = (
                    cells[2]
                )
        except (ValueError, IndexError, KeyError):
            raise ValueError(f"放假表第 {number} 行看不懂：{line[:60]}") from None
    return OfficialDays(off, work, frozenset(years))


def _year(ordinal: int) -> int:
    return date.fromordinal(ordinal).year
