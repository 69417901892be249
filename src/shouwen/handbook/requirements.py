"""The table of requirements: what the source handbooks ask, one row each (``docs/requirements.tsv``).

A clause says with ``covers`` which rows it stands for; ``handbook coverage`` counts them.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from shouwen.handbook.folder import requirements_file


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement.

    ``seeds``: numbers of the source handbooks (``004``). ``quote``: its words there. ``meaning``:
    English. ``kind``: what sort of rule. ``enforce``: auto, assist or observe.
    """

    id: str
    seeds: tuple[str, ...]
    section: str
    quote: str
    meaning: str
    kind: str
    scene: str
    enforce: str


@lru_cache(maxsize=1)
def requirement_rows() -> Mapping[str, Row]:
    """All rows by id, in the order of the table; empty where the table is not installed."""
    path = requirements_file()
    if path is None:
        return MappingProxyType({})
    rows: dict[str, Row] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for record in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            seeds = tuple(dict.fromkeys(name.strip()[:3] for name in record["seed"].split("|")))
            rows[record["id"]] = Row(
                id=record["id"],
                seeds=seeds,
                section=record["section"],
                quote=record["quote"],
                meaning=record["requirement"],
                kind=record["kind"],
                scene=record["scene"],
                enforce=record["enforce"],
            )
    return MappingProxyType(rows)


def rows_of(sources: tuple[str, ...]) -> list[Row]:
    """The rows of these source handbooks; of all where ``sources`` is empty."""
    return [
        row for row in requirement_rows().values() if not sources or set(sources) & set(row.seeds)
    ]
