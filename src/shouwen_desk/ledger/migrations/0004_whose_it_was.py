"""Figures of a person lose what a reviewer, or the clause itself, attributed elsewhere (decision 0029).

A ledger that was kept before counted such verdicts for the person too. Only figures move, and they move
to where a fold of the ledger puts them, so that a replay finds no difference; events, findings and
verdicts stay as they are.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import F

ELSEWHERE = ("他部门", "系统", "客户", "不可抗力")
COLUMNS = ("unit", "clause", "edition", "person", "team", "channel", "outcome", "grade")
type Row = dict[str, Any]


def move(apps: Any, schema_editor: Any) -> None:
    tallies = apps.get_model("ledger", "Tally").objects
    moved = Counter(_where(apps))
    for (day, *values), n in sorted(moved.items()):
        theirs = {"day": day, **dict(zip(COLUMNS, values, strict=True))}
        if not tallies.filter(**theirs, n__gte=n).update(n=F("n") - n):
            # This figure never counted them.
            continue
        nobodys = theirs | {"person": ""}
        if not tallies.filter(**nobodys).update(n=F("n") + n):
            tallies.create(**nobodys, n=n)


def _where(apps: Any) -> Iterator[tuple[str, ...]]:
    """By what each of those verdicts is counted now."""
    verdicts = apps.get_model("ledger", "Verdict").objects
    zones = {
        name: ZoneInfo(json.loads(content)["enforced"]["settings"].get("zone") or "Asia/Shanghai")
        for name, content in apps.get_model("ledger", "Edition").objects.values_list(
            "hash", "content"
        )
    }
    standing = verdicts.filter(
        attribution__in=ELSEWHERE, outcome="broken", pending=False, superseded_at=None
    ).exclude(person="")
    for row in standing.values("at", "supersedes", *COLUMNS).iterator(500):
        at = _deed(verdicts, row)
        day = datetime.fromtimestamp(at // 1_000_000, zones[row["edition"]]).date().isoformat()
        yield day, *(row[name] for name in COLUMNS)


def _deed(verdicts: Any, row: Row) -> int:
    """When the first of the verdicts fell whose places were taken: figures stay on that day."""
    while row["supersedes"]:
        before = verdicts.filter(pk=row["supersedes"]).values("at", "supersedes").first()
        if before is None:
            break
        row = before
    return int(row["at"])


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_figures_of_a_day")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
