"""`make bench`: all rows of all benchmarks in one table; what misses its aim is marked and listed.

Speeds are never tests: the exit code is 0 as long as every benchmark ran.

    python -m bench                 everything
    python -m bench due step        some of them
    python -m bench --json F due    the rows as JSON lines in F as well
"""

from __future__ import annotations

import argparse
import importlib
import json
import operator
import os
import platform
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

MODULES = ("due", "check", "step", "desk", "language_accuracy", "evasion")
COMPARE: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}
HEAD = ("work", "measure", "figure", "aim", "baseline", "its figure", "times better", "")

Row = dict[str, Any]


def reaches(value: float, aim: str | None) -> bool:
    """True where there is no aim or the value keeps it; an aim reads like `<= 5`."""
    if not aim:
        return True
    sign, limit = aim.split()[:2]
    return COMPARE[sign](value, float(limit.replace(",", "")))


def ratio(row: Row) -> float | None:
    """How many times better than the baseline; rates count upwards, times and counts downwards."""
    value, other = row.get("value"), row.get("baseline_value")
    if not value or not other:
        return None
    return value / other if str(row.get("unit", "")).endswith("/s") else other / value


def misses(row: Row) -> bool:
    """True where the figure or its ratio falls short of the aim."""
    better = ratio(row)
    return not reaches(row["value"], row.get("aim")) or (
        better is not None and not reaches(better, row.get("aim_ratio"))
    )


def figure(value: float | None, unit: str) -> str:
    """A number as people read it: three digits that matter, thousands apart."""
    if value is None:
        return ""
    text = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
    return f"{text} {unit}".strip()


def cells(row: Row) -> tuple[str, ...]:
    unit = str(row.get("unit") or "")
    better = ratio(row)
    aims = [a for a in (row.get("aim"), row.get("aim_ratio") and f"{row['aim_ratio']} ×") if a]
    return (
        str(row["work"]),
        str(row["measure"]),
        figure(row["value"], unit),
        ", ".join(aims),
        str(row.get("baseline") or ""),
        figure(row.get("baseline_value"), unit),
        f"{better:,.1f} ×" if better else "",
        "misses" if misses(row) else "",
    )


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table, aligned for reading as plain text too."""
    lines = [HEAD, *rows]
    wide = [max(width(line[i]) for line in lines) for i in range(len(HEAD))]
    out = [
        "| " + " | ".join(c + " " * (w - width(c)) for c, w in zip(line, wide, strict=True)) + " |"
        for line in lines
    ]
    out.insert(1, "|" + "|".join("-" * (w + 2) for w in wide) + "|")
    return "\n".join(out)


def main(argv: list[str] | None = None) -> int:
    """Run the benchmarks asked for and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Speeds beside named baselines."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {' '.join(MODULES)}")
    parser.add_argument(
        "--json", metavar="FILE", type=Path, help="write the rows as JSON lines as well"
    )
    asked = parser.parse_args(argv)
    if unknown := set(asked.names) - set(MODULES):
        parser.error(f"unknown: {' '.join(sorted(unknown))}")

    rows: list[Row] = []
    for name in asked.names or MODULES:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{name}").run()

    print(f"\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    print(table(cells(row) for row in rows))
    if short := [row for row in rows if misses(row)]:
        print(f"\n{len(short)} of {len(rows)} miss their aim:")
        for row in short:
            print(f"- {row['work']}, {row['measure']}: {row.get('note') or 'no reason given'}")
    if asked.json:
        asked.json.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
